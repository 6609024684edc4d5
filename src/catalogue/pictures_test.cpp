// A checkpoint's example picture, through HTTP.
#include <doctest/doctest.h>

#include "base/hex.h"
#include "kit/server.h"

namespace {

kit::Response put(kit::Client& client, const std::string& path, std::string_view picture) {
  std::string form =
      "--cut\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"good.jpg\"\r\n\r\n";
  form.append(picture).append("\r\n--cut--\r\n");
  return client.send("PUT", path, form, {"content-type: multipart/form-data; boundary=cut"});
}

std::string path_of(kit::ServerFixture& fx, const std::string& code) {
  return "/api/checkpoints/" + fx.id_of(code) + "/picture";
}

}  // namespace

TEST_CASE("a checkpoint's example picture is kept small and shown to the project's members") {
  kit::ServerFixture fx;
  auto crew = fx.person("crew");
  const auto path = path_of(fx, "TR-01");
  CHECK(fx.admin().get(path).status == 404);
  const auto made = put(fx.admin(), path, kit::small_jpeg());
  REQUIRE(made.status == 200);
  const auto id = made.at("picture_id");
  CHECK(id != "");
  CHECK(made.at("version") == "1");
  CHECK(crew.get(path).status == 404);
  fx.join(crew);
  const auto shown = crew.get(path + "?v=" + id);
  CHECK(shown.status == 200);
  CHECK(shown.headers.at("content-type") == "image/jpeg");
  CHECK(shown.headers.at("cache-control").find("immutable") != std::string::npos);
  CHECK(shown.body.starts_with("\xff\xd8"));
  CHECK(shown.body.find("Exif") == std::string::npos);  // nobody learns where it was taken
  CHECK(crew.get(path, {"if-none-match: " + shown.headers.at("etag")}).status == 304);
  CHECK(crew.get("/api/checkpoints?project_id=" + fx.id_of("P1")).at("items.0.picture_id") == id);
}

TEST_CASE("another picture takes the first one's place, and can be taken away") {
  kit::ServerFixture fx;
  const auto path = path_of(fx, "TR-01");
  const auto first = put(fx.admin(), path, kit::small_jpeg()).at("picture_id");
  const auto second = put(fx.admin(), path, kit::small_jpeg(2)).at("picture_id");
  CHECK(first != second);
  CHECK(fx.admin().get(path + "?v=" + first).headers.at("cache-control") == "private, no-cache");
  CHECK(fx.admin().del(path).status == 204);
  CHECK(fx.admin().get(path).status == 404);
  CHECK(fx.admin().del(path).status == 204);
  const auto trail = fx.admin().get("/api/audit?subject_id=" + fx.id_of("TR-01"));
  CHECK(trail.at("items.0.kind") == "checkpoint.picture_removed");
  CHECK(trail.at("items.1.kind") == "checkpoint.picture_set");
}

TEST_CASE("what is no picture, is cut, or is too large is refused, and only admins send one") {
  kit::ServerFixture fx;
  const auto path = path_of(fx, "TR-01");
  CHECK(put(fx.admin(), path, "GIF89a").problem() == "picture-type");
  CHECK(put(fx.admin(), path, "").problem() != "");
  const auto whole = kit::small_jpeg();
  CHECK(put(fx.admin(), path, whole.substr(0, whole.size() / 2)).problem() == "photo-damaged");
  CHECK(put(fx.admin(), path, std::string(10 * 1024 * 1024 + 1, 'x')).problem() ==
        "picture-too-large");
  CHECK(put(fx.admin(), "/api/checkpoints/nowhere/picture", whole).status == 404);
  auto reviewer = fx.person("reviewer");
  fx.join(reviewer);
  CHECK(put(reviewer, path, whole).problem() == "denied");
  CHECK(reviewer.del(path).problem() == "denied");
  CHECK(fx.admin().get(path).status == 404);
}
