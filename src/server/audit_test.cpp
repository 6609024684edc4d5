// The audit trail through HTTP.
#include <doctest/doctest.h>

#include <set>

#include "kit/shots.h"

namespace {

using kit::ServerFixture;

std::string kinds_of(const kit::Response& reply) {
  std::string kinds;
  const auto json = reply.json();
  for (const auto& item : json.at("items").as_array())
    kinds += std::string(item.at("kind").as_string().c_str()) + " ";
  return kinds;
}

// A project with a changed section and one photo: who did what.
struct Trail : ServerFixture {
  kit::Person crew = person("crew");
  std::string photo;
  Trail() {
    join(crew);
    photo = kit::take(*this, crew, 1);
    admin().patch("/api/sections/" + id_of("S1"), R"({"name":"Bridge","length_m":50})");
  }
};

}  // namespace

TEST_CASE("the trail is newest first and says who changed what, from what to what") {
  Trail fx;
  const auto trail = fx.admin().get("/api/audit?subject_id=" + fx.id_of("S1"));
  REQUIRE(trail.status == 200);
  CHECK(kinds_of(trail) == "section.changed section.created ");
  CHECK(trail.at("items.0.actor_id") == fx.admin().id);
  CHECK(trail.at("items.0.actor_email") == fx.admin().email);
  CHECK(trail.at("items.0.actor_name") == "admin " + fx.admin().email);
  CHECK(trail.at("items.0.project_id") == fx.id_of("P1"));
  CHECK(trail.at("items.0.body.code") == "S1");
  CHECK(trail.at("items.0.body.changes.0.field") == "name");
  CHECK(trail.at("items.0.body.changes.0.from") == "Section S1");
  CHECK(trail.at("items.0.body.changes.0.to") == "Bridge");
  CHECK(trail.at("items.0.body.changes.1.to") == "50");
}

TEST_CASE("each filter is a way into the trail, and they go together") {
  Trail fx;
  const auto kinds = [&](const std::string& query) {
    return kinds_of(fx.admin().get("/api/audit?" + query));
  };
  CHECK(kinds("subject_id=" + fx.photo).find("photo.received ") != std::string::npos);
  CHECK(kinds("actor_id=" + fx.crew.id).find("photo.received ") != std::string::npos);
  CHECK(kinds("actor_id=" + fx.crew.id).find("section.changed ") == std::string::npos);
  CHECK(kinds("kind=section.changed") == "section.changed ");
  CHECK(kinds("kind=section.created&project_id=" + fx.id_of("P1")) ==
        "section.created section.created ");
  CHECK(kinds("kind=section.created&project_id=nowhere") == "");
  CHECK(kinds("kind=section.created&actor_id=" + fx.crew.id) == "");
  CHECK(kinds("project_id=" + fx.id_of("P1")).find("project.created ") != std::string::npos);
  CHECK(kinds("project_id=" + fx.id_of("P1")).find("user.added ") == std::string::npos);
  CHECK(kinds("limit=200").find("user.added ") != std::string::npos);
}

TEST_CASE("a span of time is exact at both ends") {
  ServerFixture fx;
  fx.id_of("P1");
  const auto trail = fx.admin().get("/api/audit?limit=200").json();
  const auto& items = trail.at("items").as_array();
  const auto at_ms = items[items.size() / 2].at("at_ms").as_int64();
  std::size_t from = 0, before = 0;
  for (const auto& item : items) {
    from += item.at("at_ms").as_int64() >= at_ms;
    before += item.at("at_ms").as_int64() < at_ms;
  }
  const auto count = [&](const std::string& query) {
    return fx.admin().get("/api/audit?limit=200&" + query).json().at("items").as_array().size();
  };
  CHECK(count("from_ms=" + std::to_string(at_ms)) == from);
  CHECK(count("to_ms=" + std::to_string(at_ms)) == before);
  CHECK(count("from_ms=" + std::to_string(at_ms) + "&to_ms=" + std::to_string(at_ms)) == 0);
  CHECK(from + before == items.size());
}

TEST_CASE("pages hold every event once, and a cursor fits its own list only") {
  Trail fx;
  const auto all = fx.admin().get("/api/audit?limit=200").json().at("items").as_array().size();
  std::set<std::string> ids;
  std::size_t listed = 0;
  std::string cursor;
  do {
    const auto page =
        fx.admin().get("/api/audit?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor));
    const auto json = page.json();
    for (const auto& item : json.at("items").as_array()) {
      ids.insert(item.at("id").as_string().c_str());
      ++listed;
    }
    cursor = page.at("next");
    if (!cursor.empty())
      CHECK(fx.admin().get("/api/audit?kind=x&cursor=" + cursor).problem() == "cursor-invalid");
  } while (!cursor.empty());
  CHECK(listed == all);
  CHECK(ids.size() == all);
}

TEST_CASE("a filter that few events pass gives short pages that go on, not a long search") {
  ServerFixture fx;
  CHECK(fx.id_of("P1") != "");  // its catalogue is there
  std::string csv = "kind,project,route,section,name\n";
  for (int i = 0; i < 2'500; ++i) csv += fmt::format("section,P1,R1,X{},Section\n", i);
  REQUIRE(fx.admin()
              .send("POST", "/api/imports/catalogue?mode=commit", csv, {"content-type: text/csv"})
              .status == 200);
  const auto path = "/api/audit?actor_id=" + fx.admin().id + "&kind=project.created";
  const auto first = fx.admin().get(path);
  CHECK(kinds_of(first) == "");
  REQUIRE(first.at("next") != "");
  CHECK(kinds_of(fx.admin().get(path + "&cursor=" + first.at("next"))) == "project.created ");
}

TEST_CASE("an unchanged trail is not sent again, and only admins read it") {
  Trail fx;
  const auto path = "/api/audit?subject_id=" + fx.id_of("S1");
  REQUIRE(kit::count_listed(fx.crew, "") == 1);
  fx.wait_for_jobs();
  for (int i = 0; i < 100 && fx.admin().get(path).at("items.0.seq").empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto etag = fx.admin().get(path).headers.at("etag");
  CHECK(fx.admin().get(path, {"if-none-match: " + etag}).status == 304);
  CHECK(fx.crew.get("/api/audit").problem() == "denied");
  CHECK(fx.person("reviewer").get("/api/audit").problem() == "denied");
  CHECK(fx.admin().get("/api/audit?colour=red").problem() == "unknown-field");
  CHECK(fx.admin().get("/api/audit?from_ms=-1").problem() == "invalid-request");
}
