// Product rule 9: who deletes what, and what stays.
#include <doctest/doctest.h>

#include "kit/shots.h"

namespace photos {
namespace {

using kit::ServerFixture;

std::size_t blobs_of(ServerFixture& fx, const std::string& id) {
  std::size_t count = 0;
  fx.app().blobs().list([&](const blobs::Entry& entry) {
    count += entry.key.find(id) != std::string::npos;
    return true;
  });
  return count;
}

}  // namespace

TEST_CASE(
    "rule 9: an admin deletes a photo; the audit entry stays and its id is never given again") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  const std::string photo = kit::small_jpeg(1);
  const auto meta = kit::meta_for(fx, fx.new_id(), photo);
  const auto id = crew.upload("/api/photos", meta, photo).at("id");
  fx.wait_for_jobs();
  CHECK(blobs_of(fx, id) == 3);
  CHECK(crew.del("/api/photos/" + id).status == 403);
  CHECK(fx.admin().del("/api/photos/" + id).status == 204);
  CHECK(fx.admin().get("/api/photos/" + id).status == 404);
  CHECK(fx.admin().del("/api/photos/" + id).status == 404);
  CHECK(crew.upload("/api/photos", meta, photo).problem() == "photo-deleted");
  fx.wait_for_jobs();
  CHECK(blobs_of(fx, id) == 0);
  CHECK(kit::counters_fit(fx));
  const auto events = fx.app().database().read([&](db::Tx& tx) -> Result<std::int64_t> {
    static constexpr db::Sql<std::string> kCount{"test.events_of", R"sql(
      SELECT COUNT(*) FROM events WHERE subject_id = $1 AND kind = 'photo.deleted'
    )sql"};
    return tx.get<std::int64_t>(kCount, id);
  });
  REQUIRE(events);
  CHECK(*events == 1);
}

TEST_CASE("rule 9: an approved photo and a link of a chain of attempts stay") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  auto& admin = fx.admin();
  const auto approved = kit::take(fx, crew, 1);
  kit::decide(admin, approved, "approved");
  CHECK(admin.del("/api/photos/" + approved).problem() == "photo-kept");

  const auto first = kit::take(fx, crew, 2, {.index = 2});
  const auto second = kit::take(fx, crew, 3, {.index = 2});
  CHECK(admin.del("/api/photos/" + first).problem() == "photo-kept");
  CHECK(admin.del("/api/photos/" + second).problem() == "photo-kept");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("rule 9: a photo that came back goes with its decision and its comments") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  const auto id = kit::take(fx, crew, 1);
  kit::decide(fx.admin(), id, "retake", "blurred");
  crew.post("/api/photos/" + id + "/comments", R"({"text":"I see"})");
  CHECK(fx.admin().del("/api/photos/" + id).status == 204);
  CHECK(kit::counters_fit(fx));
}

}  // namespace photos
