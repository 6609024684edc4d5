// Lists (D11): every way in, cursors, and who sees what.
#include <doctest/doctest.h>

#include <set>

#include "kit/shots.h"

namespace photos {
namespace {

using kit::ServerFixture;

// Follows the cursors to the end; the ids in the order shown.
std::vector<std::string> walk(kit::Person& person, const std::string& path) {
  std::vector<std::string> ids;
  std::string cursor;
  do {
    const auto reply = person.get(path + (cursor.empty() ? "" : "&cursor=" + cursor));
    REQUIRE(reply.status == 200);
    const auto body = reply.json();
    for (const auto& item : body.at("items").as_array())
      ids.emplace_back(item.at("id").as_string());
    cursor = reply.at("next");
    if (cursor == "null") cursor.clear();
  } while (!cursor.empty());
  return ids;
}

}  // namespace

TEST_CASE("pages follow each other without a gap or a double, newest first, by every way in") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  std::vector<std::string> taken;
  for (int i = 0; i < 7; ++i)
    taken.insert(taken.begin(),
                 kit::take(fx, crew, i, {.section = i % 2 ? "S1" : "S2", .index = 1 + i / 2}));
  const std::string project = "project_id=" + fx.id_of("P1");
  for (const std::string& filter :
       {std::string("limit=3"), "limit=3&" + project, std::string("limit=3&status=pending"),
        "limit=3&status=pending&" + project, std::string("limit=3&owner_id=me"),
        "limit=3&owner_id=" + crew.id})
    CHECK_MESSAGE(walk(crew, "/api/photos?" + filter) == taken, filter);
  CHECK(walk(crew, "/api/photos?limit=2&section_id=" + fx.id_of("S2")).size() == 4);
  CHECK(walk(crew, "/api/photos?limit=200&" + project).size() == 7);
}

TEST_CASE("a filter that is looked at row by row loses nothing") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto other = fx.member("crew");
  std::set<std::string> wanted;
  for (int i = 0; i < 12; ++i) {
    const bool mine = i % 4 == 0;
    const auto id = kit::take(fx, mine ? crew : other, i, {.index = i + 1});
    if (mine) wanted.insert(id);
  }
  const auto found =
      walk(fx.admin(), "/api/photos?limit=2&owner_id=" + crew.id + "&section_id=" + fx.id_of("S1"));
  CHECK(std::set(found.begin(), found.end()) == wanted);
  CHECK(found.size() == 3);
}

TEST_CASE("a cursor that is not of this list is refused") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  for (int i = 0; i < 3; ++i) kit::take(fx, crew, i, {.index = i + 1});
  const auto page = crew.get("/api/photos?limit=2");
  const auto cursor = page.at("next");
  REQUIRE(cursor.size() > 20);
  CHECK(crew.get("/api/photos?limit=1&cursor=" + cursor).status == 200);
  for (const std::string& path :
       {"/api/photos?status=pending&cursor=" + cursor, std::string("/api/photos?cursor=abc"),
        std::string("/api/photos?cursor=%21%21"), "/api/photos?cursor=" + cursor + "AA"}) {
    const auto reply = crew.get(path);
    CHECK(reply.status == 400);
    CHECK(reply.problem() == "cursor-invalid");
  }
  CHECK(crew.get("/api/photos?limit=0").status == 400);
  CHECK(crew.get("/api/photos?limit=201").status == 400);
  CHECK(crew.get("/api/photos?colour=red").problem() == "unknown-field");
}

TEST_CASE("rule 6: photos are seen by members only, in lists and alone") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto guest = fx.person("reviewer");
  const auto id = kit::take(fx, crew, 1);
  CHECK(kit::count_listed(guest, "") == 0);
  for (const std::string& path :
       {"/api/photos/" + id, "/api/photos/" + id + "/history", "/api/photos/" + id + "/comments",
        "/api/photos/" + id + "/image?size=original", "/api/photos?section_id=" + fx.id_of("S1"),
        "/api/photos?project_id=" + fx.id_of("P1"), "/api/sections/" + fx.id_of("S1") + "/slots",
        "/api/sections/counts?project_id=" + fx.id_of("P1")}) {
    CHECK_MESSAGE(guest.get(path).status == 404, path);
    CHECK_MESSAGE(fx.stranger().get(path).status == 401, path);
    CHECK_MESSAGE(fx.admin().get(path).status == 200, path);
  }
  fx.join(guest);
  CHECK(kit::count_listed(guest, "") == 1);
  CHECK(guest.get("/api/photos/" + id).status == 200);
}

TEST_CASE("a list that has not changed answers 304") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  kit::take(fx, crew, 1);
  fx.wait_for_jobs();
  const auto page = crew.get("/api/photos");
  const auto etag = page.headers.at("etag");
  CHECK(crew.get("/api/photos", {"if-none-match: " + etag}).status == 304);
  kit::take(fx, crew, 2);
  CHECK(crew.get("/api/photos", {"if-none-match: " + etag}).status == 200);
}

TEST_CASE("a list shows what is asked by stage, time, flag, search and what has been received") {
  ServerFixture fx;
  auto ada = fx.member("crew");
  auto bob = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto first = kit::take(fx, ada, 1, kit::nth_slot(0));
  fx.clock().advance_ms(60'000);
  const auto second = kit::take(
      fx, bob, 2,
      {.index = 1, .more = R"("file_name":"IMG_Trench 7.jpg","override_reason":"No sky")"});
  fx.wait_for_jobs();  // developing knows of flags, too
  const auto cut = ana.get("/api/photos/" + second).json().at("received_at_ms").as_int64();
  const auto shown = [&](const std::string& query) {
    std::string ids;
    for (const auto& id : walk(ana, "/api/photos?" + query)) ids += id == first ? "1" : "2";
    return ids;
  };
  CHECK(shown("limit=1") == "21");
  CHECK(shown("order=oldest&limit=1") == "12");
  CHECK(shown("stage=before") == "1");
  CHECK(shown("flag=override") == "2");
  CHECK(shown("flag=over") == "");
  CHECK(shown("received=original") == "21");
  CHECK(shown("received=preview") == "");
  CHECK(shown("search=trench%207") == "2");
  CHECK(shown("search=%25") == "21");  // a wildcard is no wildcard, and nothing is everything
  CHECK(shown("search=" + first.substr(0, 36)) == "1");
  CHECK(shown(fmt::format("received_from_ms={}", cut)) == "2");
  CHECK(shown(fmt::format("received_to_ms={}", cut)) == "1");
  CHECK(shown(fmt::format("received_from_ms={}&received_to_ms={}", cut, cut)) == "");
  CHECK(shown(fmt::format("order=oldest&received_from_ms={}", cut)) == "2");
  CHECK(shown(fmt::format("order=oldest&received_to_ms={}", cut)) == "1");
}

TEST_CASE("a row that was listed before shows what changed since: names, status, picture") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto reviewer = fx.person("reviewer");
  fx.join(reviewer);
  const auto id = kit::take(fx, crew, 1);
  const auto row = [&] { return reviewer.get("/api/photos").json().at("items").at(0); };
  const auto text = [&](std::string_view key) { return std::string(row().at(key).as_string()); };
  CHECK(text("status") == "pending");
  fx.wait_for_jobs();
  CHECK(text("develop") == "done");
  CHECK(text("thumb_url").starts_with("/api/photos/" + id));
  kit::decide(reviewer, id, "approved");
  CHECK(text("status") == "approved");

  const std::string csv =
      "kind,project,route,section,name\nroute,P1,R1,,Ring south\nsection,P1,R1,S1,Mill Lane\n";
  const auto imported = fx.admin().send("POST", "/api/imports/catalogue?mode=commit", csv,
                                        {"content-type: text/csv"});
  REQUIRE_MESSAGE(imported.status == 200, imported.body);
  CHECK(text("section_name") == "Mill Lane");
  CHECK(text("route_name") == "Ring south");
  REQUIRE(fx.admin().patch("/api/users/" + crew.id, R"({"name":"Ada Mason"})").status == 200);
  CHECK(text("owner_name") == "Ada Mason");
}

TEST_CASE("photos of one route are found among those of another") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto id = kit::take(fx, crew, 1);
  const auto section = fx.admin().get("/api/sections/" + fx.id_of("S1"));
  CHECK(walk(crew, "/api/photos?limit=5&route_id=" + section.at("route_id")) ==
        std::vector<std::string>{id});
  CHECK(walk(crew, "/api/photos?limit=5&route_id=" + fx.new_id()).empty());
}

TEST_CASE("what one may do with a photo follows from the rules") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto reviewer = fx.person("reviewer");
  fx.join(reviewer);
  const auto id = kit::take(fx, crew, 1);
  CHECK(kit::fact(crew, id, "can.decide") == "false");
  CHECK(kit::fact(crew, id, "can.replace") == "true");  // rule 5: his own, undecided
  CHECK(kit::fact(reviewer, id, "can.replace") == "false");
  CHECK(kit::fact(reviewer, id, "can.decide") == "true");
  kit::decide(reviewer, id, "retake", "blurred");
  CHECK(kit::fact(reviewer, id, "can.decide") == "false");
  CHECK(kit::fact(crew, id, "can.replace") == "true");
  CHECK(kit::fact(crew, id, "last_decision.comment") == "blurred");
}

}  // namespace photos
