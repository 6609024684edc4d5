// Pictures: made once, given to those who may see them, kept by browsers for good.
#include <doctest/doctest.h>

#include "base/hex.h"
#include "kit/shots.h"

namespace photos {
namespace {

using kit::ServerFixture;

}  // namespace

TEST_CASE("a photo is developed: display and thumbnail, without the file's position in them") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto id = kit::take(fx, crew, 1);
  fx.wait_for_jobs();
  const auto photo = crew.get("/api/photos/" + id);
  CHECK(photo.at("develop") == "done");
  CHECK(std::stoi(photo.at("width")) > 0);
  CHECK(photo.json().at("claims").is_object());
  for (const std::string& url : {photo.at("display_url"), photo.at("thumb_url")}) {
    const auto image = crew.get(url);
    CHECK(image.status == 200);
    CHECK(image.headers.at("content-type") == "image/jpeg");
    CHECK(image.headers.at("cache-control").find("immutable") != std::string::npos);
    CHECK(image.headers.at("x-content-type-options") == "nosniff");
    CHECK(image.body.find("Exif") == std::string::npos);
    CHECK(crew.get(url, {"if-none-match: " + image.headers.at("etag")}).status == 304);
  }
  const auto history = crew.get("/api/photos/" + id + "/history");
  CHECK(history.at("items.1.kind") == "photo.developed");
}

TEST_CASE("an original comes back byte for byte, as an attachment, in parts if asked") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto id = kit::take(fx, crew, 1);
  const std::string path = "/api/photos/" + id + "/image?size=original";
  const auto whole = crew.get(path);
  CHECK(whole.body == kit::small_jpeg(1));
  CHECK(whole.headers.at("content-disposition") == "attachment; filename=\"TR-02_" + id + ".jpg\"");
  CHECK(whole.headers.at("etag") == '"' + sha256_hex(whole.body) + '"');
  CHECK(whole.headers.at("cache-control") == "private, no-cache");
  const auto part = crew.get(path, {"range: bytes=0-1"});
  CHECK(part.status == 206);
  CHECK(part.body == whole.body.substr(0, 2));
}

TEST_CASE("a picture that is not made yet says when to ask again") {
  ServerFixture fx([](server::Config& config) { config.develop_workers.value = {1}; });
  auto crew = fx.member("crew");
  std::string last;
  for (int i = 0; i < 6; ++i) last = kit::take(fx, crew, i, {.index = i + 1});
  const auto reply = crew.get("/api/photos/" + last + "/image?size=thumb");
  if (reply.status == 404) {  // unless it was developed already
    CHECK(reply.problem() == "photo-not-developed");
    CHECK(reply.headers.contains("retry-after"));
  }
  fx.wait_for_jobs();
  CHECK(crew.get("/api/photos/" + last + "/image?size=thumb").status == 200);
}

TEST_CASE("a whole file that does not decode is kept, flagged and shown as damaged") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  // Structure intact, entropy-coded data overwritten after the last header.
  std::string photo = kit::small_jpeg(1);
  const auto scan = photo.rfind(std::string("\xff\xda", 2));
  REQUIRE(scan != std::string::npos);
  const auto length = static_cast<unsigned char>(photo[scan + 3]);
  photo[scan + 4] = 9;  // nine components in the scan: no decoder takes that
  REQUIRE(length > 4);
  const auto reply = crew.upload("/api/photos", kit::meta_for(fx, fx.new_id(), photo), photo);
  if (reply.status != 201) {
    CHECK(reply.problem() == "photo-damaged");  // the structure check saw it
    return;
  }
  fx.wait_for_jobs();
  const auto shown = crew.get("/api/photos/" + reply.at("id"));
  CHECK(shown.at("develop") == "damaged");
  CHECK(shown.at("flags.0") == "damaged");
  CHECK_FALSE(shown.at("develop_error").empty());
}

}  // namespace photos
