#include "imaging/stamp.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace imaging;

namespace {

const Stamp kStamp{"TR-03 Ducts laid · during · 660 m",
                   "North Ring fibre › N4 › S3 Larrañaga–Varela", "2026-11-20 11:14:52 −03:00",
                   "−34.86345, −56.15036 ±4 m", ""};

Picture white(Size size) {
  Picture picture(size.width, size.height);
  std::fill(picture.rgb.begin(), picture.rgb.end(), 255);
  return picture;
}

constexpr Size kSizes[] = {{1920, 1440}, {1440, 1920}, {1920, 1080}, {1080, 1920}, {1920, 400},
                           {400, 1920},  {640, 480},   {480, 640},   {80, 40},     {1, 1}};

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("a line too long for its room ends in an ellipsis and never touches the right column") {
  Font font;
  Stamp stamp = kStamp;
  stamp.left_1 = repeated("Manhole Ω-Щит 12 ", 30);
  stamp.left_2 = repeated("W", 300);
  for (const Size size : kSizes) {
    CAPTURE(size.width);
    const StampLayout layout = lay_out(stamp, size, font);
    for (const StampText& text : layout.texts) {
      CHECK(text.left >= 0);
      CHECK(text.right <= size.width);
      CHECK(text.right - text.left == doctest::Approx(font.width_of(text.text)));
      for (const StampText& other : layout.texts)
        if (other.baseline == text.baseline && other.left > text.left)
          CHECK(text.right + layout.text_px <= other.left);
    }
    if (size.width < 480) continue;
    REQUIRE(layout.texts.size() == 4);
    CHECK(layout.texts[0].text.ends_with("…"));
    CHECK(layout.texts[1].text == stamp.right_1);
    CHECK(layout.texts[2].text.ends_with("…"));
    CHECK(layout.texts[3].text == stamp.right_2);
  }
}

TEST_CASE("a stamp of usual length is shown whole on landscape and portrait") {
  Font font;
  for (const Size size : {Size{1920, 1440}, Size{1440, 1920}, Size{1080, 1920}}) {
    const StampLayout layout = lay_out(kStamp, size, font);
    REQUIRE(layout.texts.size() == 4);
    CHECK(layout.texts[0].text == kStamp.left_1);
    CHECK(layout.texts[2].text == kStamp.left_2);
    CHECK(layout.text_px == 27);
    const int height = size.height - layout.band_top;
    CHECK(height >= 0.04 * 1920);
    CHECK(height <= 0.06 * 1920);
  }
}

TEST_CASE("gallery and override shots carry a third line") {
  Font font;
  Stamp stamp = kStamp;
  const int two_lines = lay_out(stamp, {1920, 1440}, font).band_top;
  stamp.note = "From the gallery · taken 2 days before";
  const StampLayout layout = lay_out(stamp, {1920, 1440}, font);
  CHECK(layout.texts.back().text == stamp.note);
  CHECK(layout.band_top < two_lines);
}

TEST_CASE("letters are white on nearly black even over a white photo") {
  Font font;
  Picture picture = white({1920, 1440});
  burn(kStamp, picture, font);
  const StampLayout layout = lay_out(kStamp, {1920, 1440}, font);
  const int bottom = picture.row(1439)[0];
  CHECK(bottom <= 36);  // 14 % of white: 15.6:1 under white letters
  const auto brightest = [&](const StampText& text) {
    int most = 0;
    for (int y = text.baseline - 20; y < text.baseline; ++y)
      for (int x = static_cast<int>(text.left); x < static_cast<int>(text.right); ++x)
        most = std::max<int>(most, picture.row(y)[3 * x]);
    return most;
  };
  CHECK(brightest(layout.texts[0]) == 255);
  CHECK(brightest(layout.texts[2]) == 0xd4);
}

TEST_CASE("only the lower edge is changed") {
  Font font;
  Picture picture = white({1920, 1440});
  burn(kStamp, picture, font);
  const StampLayout layout = lay_out(kStamp, {1920, 1440}, font);
  const auto above = std::ptrdiff_t{3 * 1920} * (layout.band_top - layout.fade);
  CHECK(std::all_of(picture.rgb.begin(), picture.rgb.begin() + above,
                    [](std::uint8_t value) { return value == 255; }));
  CHECK(picture.row(layout.band_top - 1)[0] < 60);
}

TEST_CASE("without a word there is no band") {
  Font font;
  Picture picture = white({640, 480});
  burn({}, picture, font);
  CHECK(picture.rgb == white({640, 480}).rgb);
}

TEST_CASE("letters that the font lacks and bytes that are no text become boxes") {
  Font font;
  for (const std::string text : {"電柱 12", "\xff\xfe\x80", "\xe2\x82", "🚧"}) {
    CAPTURE(text);
    CHECK(font.width_of(text) > 5);
    for (const Size size : kSizes) {
      Picture picture = white(size);
      burn({text, text, text, text, text}, picture, font);
    }
  }
  Picture picture = white({200, 50});
  font.set_size(30);
  font.draw(picture, "電", 10, 40, {0, 0, 0});
  CHECK(picture.rgb != white({200, 50}).rgb);
}

TEST_CASE("Latin, Greek and Cyrillic letters are all drawn, each in its own shape") {
  Font font;
  font.set_size(30);
  std::vector<Picture> drawn;
  for (const char* letter : {"ñ", "ß", "Ω", "Щ", "ø", "电"}) {
    drawn.push_back(white({60, 60}));
    font.draw(drawn.back(), letter, 5, 45, {0, 0, 0});
    for (std::size_t i = 0; i + 1 < drawn.size(); ++i) CHECK(drawn[i].rgb != drawn.back().rgb);
  }
}
