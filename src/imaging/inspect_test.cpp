#include "imaging/inspect.h"

#include <doctest/doctest.h>

#include <string>

#include "imaging/encode.h"
#include "imaging/test_files.h"
#include "imaging/test_png.h"

using namespace imaging;
using namespace imaging::test;

namespace {

std::string verdict(int fd) {
  const auto format = inspect(fd);
  return std::string(format ? media_type_of(*format) : format.error().problem->slug);
}

std::string verdict_on(std::string_view bytes) { return verdict(MemoryFile(bytes).fd()); }

std::string small_webp() {
  const auto webp = to_webp(seen(bytes_of(fixture("photos/IMG_1054.JPG"))), 70);
  return {webp.begin(), webp.end()};
}

std::string small_png() {
  const Picture photo = seen(bytes_of(fixture("exif/sample1.jpg")));
  return png_of(photo);
}

// How many of the cuts were not refused: the first 3,000 lengths, the last 300 and 600 between; of
// a large file fewer.
std::size_t cuts_that_pass(const std::string& whole) {
  const std::size_t share = whole.size() > 1'000'000 ? 15 : 1;
  std::vector<std::size_t> lengths;
  for (std::size_t n = 0; n < std::min<std::size_t>(3'000, whole.size()); ++n) lengths.push_back(n);
  for (std::size_t n = 3'000; n < whole.size();
       n += std::max<std::size_t>(1, whole.size() / 600 * share))
    lengths.push_back(n);
  for (std::size_t n = 1; n <= 300 / share && n <= whole.size(); ++n)
    lengths.push_back(whole.size() - n);
  std::sort(lengths.rbegin(), lengths.rend());
  MemoryFile file(whole);
  std::size_t passed = 0;
  for (const std::size_t length : lengths) {
    file.cut_to(length);
    if (inspect(file.fd())) ++passed;
  }
  return passed;
}

}  // namespace

TEST_CASE("every photo of a phone or camera is taken for what it is") {
  for (const auto& path : all_of("photos")) {
    CAPTURE(path);
    CHECK(verdict_on(bytes_of(path)) == "image/jpeg");
  }
  for (const char* name :
       {"2021-02-13-1929.heic", "IMG_3578.heic", "Stonehenge.heic", "heic.heic", "Canon.HIF"}) {
    CAPTURE(name);
    CHECK(verdict_on(bytes_of(fixture("heic") / name)) == "image/heic");
  }
  CHECK(verdict_on(small_webp()) == "image/webp");
  CHECK(verdict_on(small_png()) == "image/png");
}

TEST_CASE("a JPEG cut at any byte is refused") {
  CHECK(cuts_that_pass(bytes_of(fixture("photos/IMG-20191006-WA0002.jpg"))) == 0);
  CHECK(cuts_that_pass(bytes_of(fixture("photos/IMG_20200608_111614.jpg"))) == 0);
  CHECK(cuts_that_pass(bytes_of(fixture("exif/f1-exif.jpg"))) == 0);
}

TEST_CASE("a PNG cut at any byte is refused") { CHECK(cuts_that_pass(small_png()) == 0); }

TEST_CASE("a WebP cut at any byte is refused") { CHECK(cuts_that_pass(small_webp()) == 0); }

TEST_CASE("an HEIC cut at any byte is refused") {
  CHECK(cuts_that_pass(bytes_of(fixture("heic/2021-02-13-1929.heic"))) == 0);
  CHECK(cuts_that_pass(bytes_of(fixture("heic/Stonehenge.heic"))) == 0);
}

TEST_CASE("what a phone appends behind a whole JPEG is not judged") {
  const std::string photo = bytes_of(fixture("exif/sample1.jpg"));
  CHECK(verdict_on(photo + "motion photo" + std::string(100'000, '\xff')) == "image/jpeg");
}

TEST_CASE("a flipped bit in a PNG is found by its checksum") {
  std::string png = small_png();
  png[png.size() / 2] ^= 1;
  CHECK(verdict_on(png) == "photo-damaged");
}

TEST_CASE("files that are no photo are told so, whatever they are called") {
  CHECK(verdict_on("%PDF-1.7 and so on, for long enough") == "photo-type");
  CHECK(verdict_on("GIF89a" + std::string(100, ' ')) == "photo-type");
  CHECK(verdict_on("<svg xmlns='http://www.w3.org/2000/svg'/>") == "photo-type");
  CHECK(verdict_on(std::string(1000, '\0')) == "photo-type");
  const std::string mp4 = std::string("\0\0\0\x18", 4) + "ftypisom" + std::string(100, '\0');
  CHECK(verdict_on(mp4) == "photo-type");
}

TEST_CASE("AVIF is not among the formats taken, even when it also claims to be a still picture") {
  using namespace std::string_literals;
  CHECK(verdict_on("\0\0\0\x1c"
                   "ftypavif\0\0\0\0avifmif1miaf"s +
                   std::string(64, '\0')) == "photo-type");
  CHECK(verdict_on("\0\0\0\x1c"
                   "ftypmif1\0\0\0\0mif1avifmiaf"s +
                   std::string(64, '\0')) == "photo-type");
}

TEST_CASE("an empty file is damaged, not of a wrong type") {
  CHECK(verdict_on("") == "photo-damaged");
}

TEST_CASE("boxes that lie about their size do not lead outside the file or into long loops") {
  std::string heic = bytes_of(fixture("heic/Stonehenge.heic"));
  const auto iloc = heic.find("iloc");
  REQUIRE(iloc != heic.npos);
  for (std::size_t at = iloc - 4; at < iloc + 40; ++at) {
    std::string bent = heic;
    bent[at] = '\xff';
    CAPTURE(at);
    const std::string said = verdict_on(bent);
    CHECK((said == "photo-damaged" || said == "image/heic"));
  }
  heic[iloc + 8] = 0;  // offset and length of no bytes, base of none: nothing says where
  heic[iloc + 9] = 0;
  const std::string said = verdict_on(heic);
  CHECK((said == "photo-damaged" || said == "image/heic"));
}

TEST_CASE("files that have crashed decoders are judged without harm") {
  for (const auto& path : all_of("heic/hostile")) {
    CAPTURE(path);
    const std::string said = verdict_on(bytes_of(path));
    CHECK((said == "photo-damaged" || said == "image/heic" || said == "photo-type"));
  }
}
