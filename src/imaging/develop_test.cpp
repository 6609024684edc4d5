#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "imaging/develop.h"
#include "imaging/encode.h"
#include "imaging/resize.h"
#include "imaging/test_files.h"
#include "imaging/test_png.h"
#include "kit/darkroom.h"

using namespace imaging;
using namespace imaging::test;

namespace imaging::test {

// What bench/instructions.mjs counts: all of it and nothing else.
[[gnu::noinline]] Development develop_here(const Work& work, const Task& task) {
  return work(task);
}

}  // namespace imaging::test

namespace {

const Stamp kStamp{"TR-03 Ducts laid · during · 660 m",
                   "North Ring fibre › N4 › S3 Larrañaga–Varela", "2026-11-20 11:14:52 −03:00",
                   "−34.86345, −56.15036 ±4 m", ""};

Made made_of(std::string_view original, const Stamp& stamp = {}) {
  return develop(kit::darkroom(), original, stamp);
}

bool is_done(const Made& made) {
  INFO(made.development.reason);
  CHECK(made.development.outcome == Outcome::done);
  return made.development.outcome == Outcome::done;
}

// No application segment but JFIF's own, no comment: so no EXIF, no GPS, no XMP, no profile.
bool has_only_pixels(const std::string& jpeg) {
  for (std::size_t at = 2; at + 4 < jpeg.size();) {
    const auto marker = static_cast<unsigned char>(jpeg[at + 1]);
    if (marker == 0xda) break;
    if ((marker > 0xe0 && marker <= 0xef) || marker == 0xfe) return false;
    at += 2 + (static_cast<std::size_t>(static_cast<unsigned char>(jpeg[at + 2])) << 8 |
               static_cast<unsigned char>(jpeg[at + 3]));
  }
  return jpeg.find("Exif") == jpeg.npos && jpeg.find("http://ns.adobe.com") == jpeg.npos;
}

}  // namespace

TEST_CASE("a phone's photo becomes a display picture and a thumbnail of the promised sizes") {
  const Made made = made_of(bytes_of(fixture("photos/IMG_20200608_111614.jpg")), kStamp);
  REQUIRE(is_done(made));
  const Developed& out = made.development.developed;
  CHECK(Size{out.width, out.height} == Size{4000, 3000});
  CHECK(Size{out.display_width, out.display_height} == Size{1920, 1440});
  const Picture display = seen(made.display);
  CHECK(Size{display.width, display.height} == Size{1920, 1440});
  const Picture thumb = seen(made.thumb);
  CHECK(Size{thumb.width, thumb.height} == Size{480, 360});
  CHECK(out.perceptual_hash.size() == 16);
  CHECK(out.tiny.size() < 400);
  CHECK(out.sharpness > 100);
  CHECK(out.brightness > 50);
  CHECK(made.development.cpu_ms > 0);
}

TEST_CASE("a photo develops without a process of its own, too, which bench counts") {
  MemoryFile display, thumb;
  const DevelopLimits limits;
  const std::string original = bytes_of(fixture("photos/IMG_20200608_111614.jpg"));
  const Development here =
      develop_here(prepare_develop(), {original, display.fd(), thumb.fd(), kStamp, limits});
  REQUIRE(here.outcome == Outcome::done);
  CHECK(Size{here.developed.width, here.developed.height} == Size{4000, 3000});
  CHECK(display.bytes().starts_with("\xff\xd8"));
  CHECK(thumb.bytes().starts_with("\xff\xd8"));
}

TEST_CASE("no EXIF, no GPS and no other word of the original is left in what is shown") {
  for (const char* name : {"photos/IMG_20200608_111614.jpg", "photos/IMG_1054.JPG",
                           "heic/2021-02-13-1929.heic", "exif/sample1.jpg"}) {
    CAPTURE(name);
    const Made made = made_of(bytes_of(fixture(name)), kStamp);
    REQUIRE(is_done(made));
    CHECK(has_only_pixels(made.display));
    CHECK(has_only_pixels(made.thumb));
  }
  CHECK_FALSE(has_only_pixels(bytes_of(fixture("photos/IMG_1054.JPG"))));
}

TEST_CASE("all eight orientations give the same upright picture") {
  const Made first = made_of(bytes_of(fixture("exif/f1-exif.jpg")));
  REQUIRE(is_done(first));
  const Picture upright_f = seen(first.display);
  for (int orientation = 2; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const Made made =
        made_of(bytes_of(fixture("exif/f" + std::to_string(orientation) + "-exif.jpg")));
    REQUIRE(is_done(made));
    CHECK(made.development.developed.width == first.development.developed.width);
    CHECK(made.development.developed.claims.orientation == orientation);
    CHECK(difference(seen(made.display), upright_f) < 12);
    CHECK(difference(upright(seen(made.display), 3), upright_f) > 20);
  }
}

TEST_CASE("a phone held upright gives a tall picture, HEIC as well as JPEG") {
  const Made heic = made_of(bytes_of(fixture("heic/2021-02-13-1929.heic")));
  REQUIRE(is_done(heic));
  CHECK(heic.development.developed.width == 3024);
  CHECK(heic.development.developed.display_width == 1440);
  CHECK(heic.development.developed.display_height == 1920);
  // Orientation 3 in the file: the camera was upside down.
  const Made turned = made_of(bytes_of(fixture("photos/IMG_20200124_231153.jpg")));
  REQUIRE(is_done(turned));
  CHECK(turned.development.developed.claims.orientation == 3);
}

TEST_CASE("the stamp is burned into the display picture's lower edge and nowhere else") {
  const std::string photo = bytes_of(fixture("photos/IMG_20191224_234846.jpg"));
  const Made plain = made_of(photo);
  const Made stamped = made_of(photo, kStamp);
  REQUIRE(is_done(plain));
  REQUIRE(is_done(stamped));
  const Picture without = seen(plain.display);
  const Picture with = seen(stamped.display);
  double changed_above = 0;
  for (int y = 0; y < 1296; ++y)
    for (int x = 0; x < 3 * 1920; ++x) changed_above += with.row(y)[x] != without.row(y)[x];
  CHECK(changed_above == 0);
  double changed_below = 0;
  for (int y = 1376; y < 1440; ++y)
    for (int x = 0; x < 3 * 1920; ++x) changed_below += with.row(y)[x] != without.row(y)[x];
  CHECK(changed_below > 0.8 * 64 * 3 * 1920);
  CHECK(stamped.thumb == plain.thumb);
  CHECK(stamped.development.developed.perceptual_hash ==
        plain.development.developed.perceptual_hash);
}

TEST_CASE("PNG and WebP of a real photo develop like the photo") {
  const Picture photo = seen(bytes_of(fixture("photos/IMG_20200827_231612.jpg")));
  const auto webp = to_webp(photo, 90);
  const Made from_webp = made_of({reinterpret_cast<const char*>(webp.data()), webp.size()});
  REQUIRE(is_done(from_webp));
  CHECK(difference(seen(from_webp.display), photo) < 6);
  const Made from_png = made_of(png_of(photo));
  REQUIRE(is_done(from_png));
  CHECK(difference(seen(from_png.display), photo) < 4);
}

TEST_CASE("transparent, grey and 16-bit pictures are shown on white in plain colours") {
  const auto made = [](int depth, int colour_type, const std::string& pixel) {
    std::string rows;
    for (int y = 0; y < 32; ++y) {
      rows += '\0';
      for (int x = 0; x < 32; ++x) rows += pixel;
    }
    return made_of(png_of({32, 32}, depth, colour_type, rows));
  };
  using namespace std::string_literals;
  struct {
    Made made;
    int red, blue;
  } cases[] = {{made(8, 6, "\xff\0\0\0"s), 255, 255},           // invisible red
               {made(8, 6, "\xff\0\0\xff"s), 254, 0},           // red
               {made(8, 0, "\x80"s), 128, 128},                 // grey
               {made(16, 2, "\xff\xff\0\0\x80\0"s), 255, 128},  // 16-bit
               {made(16, 4, "\x40\0\xff\xff"s), 64, 64}};       // 16-bit grey, opaque
  for (const auto& [picture, red, blue] : cases) {
    REQUIRE(is_done(picture));
    const Picture shown = seen(picture.display);
    CAPTURE(red);
    CHECK(std::abs(shown.row(5)[15] - red) <= 4);
    CHECK(std::abs(shown.row(5)[17] - blue) <= 4);
  }
}

TEST_CASE("corrupt EXIF never fails a photo") {
  const std::string photo = bytes_of(fixture("photos/IMG-20191006-WA0002.jpg"));
  for (const char* name : {"huge_tag_exif.jpg", "infinite_loop_exif.jpg", "max_uint32_exif.jpg"}) {
    CAPTURE(name);
    // These files have no pixels: their EXIF segment is put into a whole photo.
    const std::string broken = bytes_of(fixture("exif") / name);
    const auto exif = broken.find(std::string("Exif\0\0", 6));
    REQUIRE(exif != broken.npos);
    const std::string body = broken.substr(exif, 60'000);
    const std::string segment = std::string("\xff\xe1") +
                                static_cast<char>((body.size() + 2) >> 8) +
                                static_cast<char>((body.size() + 2) & 0xff) + body;
    CHECK(is_done(made_of(photo.substr(0, 2) + segment + photo.substr(2))));
  }
}

TEST_CASE("a picture of 65,535 by 65,535 pixels is refused by its head") {
  const std::string bomb = png_of({65'535, 65'535}, 8, 2, std::string(1'000, '\0'));
  REQUIRE(inspect(MemoryFile(bomb).fd()));
  const Made made = made_of(bomb);
  CHECK(made.development.outcome == Outcome::damaged);
  CHECK(made.development.reason.find("65535 × 65535 pixels") != std::string::npos);
  CHECK(made.development.peak_memory_bytes < 100 * 1024 * 1024);
}

TEST_CASE("what passes the structure check but does not decode is damaged, with a reason") {
  const Made empty_png = made_of(png_of({64, 64}, 8, 2, std::string(100, '\0')));
  CHECK(empty_png.development.outcome == Outcome::damaged);
  CHECK_FALSE(empty_png.development.reason.empty());
}

TEST_CASE("an HEIC of 50 megapixels and 10 bits fits the memory of a decoder") {
  const Made sony = made_of(bytes_of(fixture("heic/Sony.HIF")));
  REQUIRE(is_done(sony));
  CHECK(sony.development.developed.width == 8640);
}

TEST_CASE("files that have crashed decoders cost at most their own process") {
  for (const auto& path : all_of("heic/hostile")) {
    CAPTURE(path);
    const Made made = made_of(bytes_of(path));
    CHECK((made.development.outcome == Outcome::done || !made.development.reason.empty()));
    CHECK(made.development.reason.find("system call") == std::string::npos);
  }
  CHECK(kit::darkroom().alive());
}

TEST_CASE("small photos of sixty cameras develop or say why not") {
  int done = 0;
  for (const auto& path : all_of("exif")) {
    CAPTURE(path);
    const Made made = made_of(bytes_of(path), kStamp);
    CHECK(made.development.outcome != Outcome::failed);
    if (made.development.outcome == Outcome::done) ++done;
  }
  CHECK(done >= 10);
}

TEST_CASE("many threads develop at once, each its own photo") {
  const std::vector<std::string> names = {"photos/IMG-20191006-WA0002.jpg", "photos/IMG_1054.JPG",
                                          "exif/sample1.jpg", "heic/Stonehenge.heic"};
  std::vector<Made> expected;
  for (const auto& name : names) expected.push_back(made_of(bytes_of(fixture(name))));
  std::vector<Made> made(16);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < made.size(); ++i)
      threads.emplace_back(
          [&, i] { made[i] = made_of(bytes_of(fixture(names[i % names.size()]))); });
  }
  for (std::size_t i = 0; i < made.size(); ++i) {
    REQUIRE(is_done(made[i]));
    CHECK(made[i].display == expected[i % names.size()].display);
  }
}
