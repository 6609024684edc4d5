// Product rules 1, 2, 7 and 10, and every bad input, through HTTP.
#include <doctest/doctest.h>

#include <filesystem>

#include "base/hex.h"
#include "kit/shots.h"

namespace photos {
namespace {

using kit::ServerFixture;
namespace fs = std::filesystem;

std::string with_field(std::string meta, const std::string& member) {
  return meta.insert(meta.size() - 1, "," + member);
}

std::size_t files_in(const fs::path& folder) {
  if (!fs::exists(folder)) return 0;
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    count += entry.is_regular_file();
  return count;
}

}  // namespace

TEST_CASE("rule 1: a receipt means that original, row, event and counters are there") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const std::string photo = kit::small_jpeg(1);
  const auto id = fx.new_id();
  const auto reply = crew.upload("/api/photos", kit::meta_for(fx, id, photo), photo);
  CHECK(reply.status == 201);
  CHECK(reply.at("id") == id);
  CHECK(reply.at("sha256") == sha256_hex(photo));
  CHECK(reply.at("size_bytes") == std::to_string(photo.size()));
  CHECK(reply.at("media_type") == "image/jpeg");
  CHECK(reply.at("durable") == "true");
  CHECK(reply.at("store") == fx.store());
  CHECK(reply.at("status") == "pending");
  CHECK(reply.at("extra") == "false");

  const auto original = crew.get("/api/photos/" + id + "/image?size=original");
  CHECK(original.status == 200);
  CHECK(original.body == photo);
  CHECK(crew.get("/api/photos/" + id + "/history").at("items.0.kind") == "photo.received");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("rule 1: what was refused is shown nowhere and counts nowhere") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const std::string photo = kit::small_jpeg(1);
  const auto meta = kit::meta_for(fx, fx.new_id(), photo, "S1", "TR-03", "during");
  CHECK(crew.upload("/api/photos", meta, photo).status == 422);
  CHECK(kit::count_listed(crew, "") == 0);
  CHECK(crew.get("/api/sections/" + fx.id_of("S1") + "/slots").at("section.counts.taken") == "0");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE(
    "rule 1: a photo whose bytes could not be kept is shown nowhere, and welcome afterwards") {
  ServerFixture fx;
  if (fx.store() == "s3") return;  // what a bucket does not take is spooled
  auto crew = fx.member("crew");
  const auto photo = kit::small_jpeg();
  const auto id = fx.new_id();
  const fs::path blobs = fx.store_folder() + "/blobs";
  const fs::path away = fx.store_folder() + "/away";
  fs::rename(blobs, away);
  const auto failed = crew.upload("/api/photos", kit::meta_for(fx, id, photo), photo);
  fs::rename(away, blobs);
  CHECK(failed.status == 500);
  CHECK(crew.get("/api/photos/" + id).status == 404);
  CHECK(crew.upload("/api/photos", kit::meta_for(fx, id, photo), photo).status == 201);
}

TEST_CASE("rule 1: a server that is started again still has what it acknowledged") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto id = kit::take(fx, crew, 1);
  fx.restart();
  const auto original = fx.admin().get("/api/photos/" + id + "/image?size=original");
  CHECK(original.body == kit::small_jpeg(1));
}

TEST_CASE("rule 2: the same photo sent again gets the same receipt, whatever else is said of it") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const std::string photo = kit::small_jpeg(1);
  const auto meta = kit::meta_for(fx, fx.new_id(), photo);
  const auto first = crew.upload("/api/photos", meta, photo);
  const auto again = crew.upload("/api/photos", meta, photo);
  CHECK(first.status == 201);
  CHECK(again.status == 200);
  CHECK(again.body == first.body);
  const auto otherwise =
      crew.upload("/api/photos", with_field(meta, R"("comment":"now with a word")"), photo);
  CHECK(otherwise.status == 200);
  CHECK(otherwise.body == first.body);
  CHECK(kit::count_listed(crew, "") == 1);
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("rule 2: the same id with other bytes, of another person or slot, is a conflict") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto other = fx.member("crew");
  const std::string photo = kit::small_jpeg(1);
  const auto id = fx.new_id();
  const auto meta = kit::meta_for(fx, id, photo);
  REQUIRE(crew.upload("/api/photos", meta, photo).status == 201);

  const std::string bytes = kit::small_jpeg(2);
  CHECK(crew.upload("/api/photos", kit::meta_for(fx, id, bytes), bytes).problem() ==
        "photo-id-taken");
  CHECK(other.upload("/api/photos", meta, photo).problem() == "photo-id-taken");
  CHECK(crew.upload("/api/photos", kit::meta_for(fx, id, photo, "S1", "TR-02", "during", 2), photo)
            .problem() == "photo-id-taken");
  CHECK(crew.get("/api/photos/" + id + "/image?size=original").body == photo);
  CHECK(kit::count_listed(crew, "") == 1);
}

TEST_CASE("a second shot of a slot is the next attempt; of an approved one it is an extra") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto first = kit::take(fx, crew, 1);
  const auto second = kit::take(fx, crew, 2);
  CHECK(kit::fact(crew, first, "newest") == "false");
  CHECK(kit::fact(crew, first, "replaced_by") == second);
  CHECK(kit::fact(crew, second, "attempt") == "2");
  CHECK(kit::fact(crew, second, "replaces") == first);
  CHECK(kit::fact(crew, second, "previous.id") == first);

  REQUIRE(kit::decide(fx.admin(), second, "approved").status == 200);
  const auto third = kit::take(fx, crew, 3);
  CHECK(kit::fact(crew, third, "extra") == "true");
  CHECK(kit::fact(crew, third, "attempt") == "1");
  CHECK(kit::status_of(crew, second) == "approved");
  CHECK(kit::fact(crew, second, "newest") == "true");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a shot beyond what is due is welcome as an extra") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto id = kit::take(fx, crew, 1, {.index = 3});
  CHECK(kit::fact(crew, id, "extra") == "true");
  const auto slots = crew.get("/api/sections/" + fx.id_of("S1") + "/slots");
  CHECK(slots.at("section.counts.taken") == "0");
  CHECK(slots.at("section.counts.extras") == "1");
}

TEST_CASE("the same bytes in another slot are named, and flagged") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto first = kit::take(fx, crew, 7);
  const auto again = kit::send_shot(fx, crew, 7, {.section = "S2"});
  CHECK(again.status == 201);
  CHECK(again.at("duplicates.0.photo_id") == first);
  CHECK(again.at("duplicates.0.section_name") == "Section S1");
  CHECK(kit::fact(crew, again.at("id"), "flags").find("duplicate") != std::string::npos);
}

TEST_CASE("a duplicate in a section one may not see is flagged but not named") {
  ServerFixture fx;
  auto member = fx.member("crew");
  auto guest = fx.person("crew");
  REQUIRE(fx.admin()
              .post("/api/members", R"({"user_id":")" + guest.id + R"(","project_id":")" +
                                        fx.id_of("P1") + R"(","route_id":")" + fx.id_of("R1") +
                                        R"(","section_id":")" + fx.id_of("S2") + R"("})")
              .status == 201);
  kit::take(fx, member, 7);
  const auto again = kit::send_shot(fx, guest, 7, {.section = "S2"});
  CHECK(again.status == 201);
  CHECK(again.json().at("duplicates").as_array().empty());
  CHECK(kit::fact(guest, again.at("id"), "flags").find("duplicate") != std::string::npos);
}

TEST_CASE("files that are no photos, or not whole, are told apart and leave nothing behind") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  fx.id_of("S1");
  const std::string whole = kit::small_jpeg(1);
  const auto refused = [&](const std::string& file) {
    return crew.upload("/api/photos", kit::meta_for(fx, fx.new_id(), file), file).problem();
  };
  CHECK(refused("%PDF-1.7 not a photo at all") == "photo-type");
  CHECK(refused(whole.substr(0, whole.size() / 2)) == "photo-damaged");
  CHECK(refused("") == "photo-damaged");
  CHECK(kit::count_listed(crew, "") == 0);
  CHECK(files_in(fx.store_folder() + "/blobs") == 0);
  CHECK(files_in(fx.store_folder() + "/spool") == 0);
}

TEST_CASE("a photo one byte above the limit is refused with the limit, one at the limit is not") {
  ServerFixture fx([](server::Config& config) { config.max_upload_mb.value = {1}; });
  auto crew = fx.member("crew");
  // A comment segment is at most 64 KiB: pad with several, and the last one to the byte.
  const auto padded = [](std::size_t size) {
    std::string jpeg = kit::small_jpeg(1);
    while (jpeg.size() < size) {
      const auto fill = std::min<std::size_t>(65'533, size - jpeg.size() - 4);
      const auto length = static_cast<unsigned>(fill + 2);
      const std::string head = {'\xff', '\xfe', static_cast<char>(length >> 8),
                                static_cast<char>(length & 255)};
      jpeg.insert(2, head + std::string(fill, 'x'));
      if (size - jpeg.size() < 4 && size != jpeg.size()) jpeg.erase(6, 8);  // room for one more
    }
    return jpeg;
  };
  const std::string fits = padded(1'048'576);
  REQUIRE(fits.size() == 1'048'576);
  CHECK(crew.upload("/api/photos", kit::meta_for(fx, fx.new_id(), fits), fits).status == 201);
  const std::string large = padded(1'048'577);
  const auto reply = crew.upload("/api/photos", kit::meta_for(fx, fx.new_id(), large, "S2"), large);
  CHECK(reply.status == 413);
  CHECK(reply.problem() == "photo-too-large");
}

TEST_CASE("unknown places and checkpoints, and those of others, are not found") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto stranger = fx.person("crew");
  const std::string photo = kit::small_jpeg(1);
  const auto meta = kit::meta_for(fx, fx.new_id(), photo);
  const auto swapped = [&](const std::string& id) {
    std::string other = meta;
    return other.replace(other.find(id), id.size(), fx.new_id());
  };
  CHECK(crew.upload("/api/photos", swapped(fx.id_of("S1")), photo).status == 404);
  CHECK(crew.upload("/api/photos", swapped(fx.id_of("TR-02")), photo).status == 404);
  CHECK(stranger.upload("/api/photos", meta, photo).status == 404);
  CHECK(fx.stranger().upload("/api/photos", meta, photo).status == 401);
  auto viewer = fx.person("viewer");
  fx.join(viewer);
  CHECK(viewer.upload("/api/photos", meta, photo).status == 403);
}

TEST_CASE("metadata that cannot be is refused with its field named") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const std::string photo = kit::small_jpeg(1);
  const auto meta = [&](const std::string& more) {
    return kit::meta_for(fx, fx.new_id(), photo, "S1", "TR-02", "during", 1, more);
  };
  const auto send = [&](const std::string& text) {
    return crew.upload("/api/photos", text, photo);
  };

  CHECK(send(kit::meta_for(fx, fx.new_id(), photo, "S1", "TR-02", "before")).problem() ==
        "wrong-stage");
  CHECK(send(kit::meta_for(fx, fx.new_id(), photo + "x")).problem() == "hash-mismatch");
  CHECK(send(meta(R"("colour":"red")")).problem() == "unknown-field");
  CHECK(send(meta(R"("lat":NaN,"lon":1)")).status == 400);
  CHECK(send(meta(R"("lat":1e999,"lon":1)")).status == 400);
  CHECK(send(meta(R"("lat":90.5,"lon":1)")).at("fields.0.field") == "lat");
  CHECK(send(meta(R"("lat":-34.9)")).at("fields.0.field") == "lon");
  CHECK(send(kit::meta_for(fx, "not-an-id", photo)).at("fields.0.field") == "id");
  CHECK(send(kit::meta_for(fx, fx.new_id(), photo, "S1", "TR-02", "during", 0))
            .at("fields.0.field") == "index");
  CHECK(send("{").status == 400);
  CHECK(send("").status == 400);
  CHECK(kit::count_listed(crew, "") == 0);
}

TEST_CASE("rule 10: a shot from the future is refused, an old one is flagged; the server orders") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const std::string photo = kit::small_jpeg(1);
  const auto at = [&](std::int64_t shift_ms) {
    std::string meta = kit::meta_for(fx, fx.new_id(), photo);
    const std::string name = "\"taken_at_ms\":";
    const auto from = meta.find(name) + name.size();
    return meta.replace(from, meta.find(',', from) - from,
                        std::to_string(fx.clock().now_ms() + shift_ms));
  };
  const auto future = crew.upload("/api/photos", at(10 * 60'000), photo);
  CHECK(future.status == 400);
  CHECK(future.at("fields.0.field") == "taken_at_ms");
  const auto old = crew.upload("/api/photos", at(-400LL * 86'400'000), photo);
  CHECK(old.status == 201);
  CHECK(kit::fact(crew, old.at("id"), "flags").find("clock-off") != std::string::npos);
  const auto received = std::stoll(kit::fact(crew, old.at("id"), "received_at_ms"));
  CHECK(received > fx.clock().now_ms() - 60'000);
}

TEST_CASE("a shot that breaks a capture rule needs a reason, and stays visible as such") {
  ServerFixture fx;
  fx.id_of("P1");
  const auto project = fx.admin().post(
      "/api/projects", R"({"code":"P2","name":"Strict","time_zone":"UTC","max_accuracy_m":10,)"
                       R"("max_line_distance_m":50})");
  REQUIRE(project.status == 201);
  const auto post = [&](const std::string& path, const std::string& json) {
    const auto reply = fx.admin().post(path, json);
    REQUIRE(reply.status == 201);
    return reply.at("id");
  };
  const auto route =
      post("/api/routes", R"({"project_id":")" + project.at("id") + R"(","code":"R1","name":"R"})");
  const auto section = post(
      "/api/sections", R"({"route_id":")" + route + R"(","code":"S1","name":"S","line":)" +
                           R"({"type":"LineString","coordinates":[[-56.2,-34.9],[-56.1,-34.9]]}})");
  const auto work = post("/api/work-types",
                         R"({"project_id":")" + project.at("id") + R"(","code":"W","name":"W"})");
  const auto checkpoint =
      post("/api/checkpoints", R"({"work_type_id":")" + work +
                                   R"(","code":"C","name":"C","guidance":"","stage":"during",)"
                                   R"("photos_due":1,"hold_point":false})");
  const std::string photo = kit::small_jpeg(1);
  const auto meta = [&](const std::string& more) {
    return R"({"id":")" + fx.new_id() + R"(","section_id":")" + section + R"(","checkpoint_id":")" +
           checkpoint + R"(","stage":"during","index":1,"sha256":")" + sha256_hex(photo) +
           R"(","taken_at_ms":)" + std::to_string(fx.clock().now_ms()) +
           R"(,"taken_offset_min":0,"source":"camera",)" + more + "}";
  };
  const std::string far = R"("lat":-34.91,"lon":-56.15,"accuracy_m":38)";
  const auto refused = fx.admin().upload("/api/photos", meta(far), photo);
  CHECK(refused.status == 422);
  CHECK(refused.problem() == "capture-rule");
  CHECK(refused.at("detail").find("±38 m") != std::string::npos);
  CHECK(refused.at("detail").find("allows 50 m") != std::string::npos);

  const auto taken =
      fx.admin().upload("/api/photos", meta(far + R"(,"override_reason":"deep pit")"), photo);
  REQUIRE(taken.status == 201);
  const auto shown = fx.admin().get("/api/photos/" + taken.at("id"));
  CHECK(shown.at("override_reason") == "deep pit");
  CHECK(shown.at("flags.0") == "far-from-line");
  CHECK(shown.at("flags.1") == "override");
  CHECK(shown.at("flags.2") == "poor-accuracy");
  CHECK(std::stod(shown.at("line_distance_m")) == doctest::Approx(1112).epsilon(0.01));
  CHECK(std::stod(shown.at("chainage_m")) == doctest::Approx(4560).epsilon(0.01));
}

TEST_CASE("an upload that says a wrong length is refused and leaves nothing behind") {
  ServerFixture fx;
  fx.id_of("S1");
  const auto reply =
      kit::raw_exchange(fx.port(),
                        "POST /api/photos HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                        "content-type: multipart/form-data; boundary=x\r\ncontent-length: 20\r\n"
                        "content-length: 2000\r\n\r\n--x\r\n");
  CHECK(reply.starts_with("HTTP/1.1 400"));
  CHECK(files_in(fx.folder() + "/data/photos/spool") == 0);
}

TEST_CASE("wrong methods and endless heads are answered, not served") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  CHECK(crew.send("PUT", "/api/photos", "{}", {}).status == 405);
  CHECK(crew.send("DELETE", "/api/photos", "", {}).status == 405);
  const auto reply =
      kit::raw_exchange(fx.port(), "GET /api/photos HTTP/1.1\r\nhost: localhost\r\n" +
                                       ("x-long: " + std::string(40'000, 'a')) + "\r\n\r\n");
  CHECK(reply.starts_with("HTTP/1.1 431"));
}

}  // namespace photos
