// What admins change on screen: projects, routes and sections, through HTTP.
#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <latch>
#include <thread>

#include "kit/shots.h"

namespace {

using kit::ServerFixture;

constexpr db::Sql<> kNamesVersion{"test.names_version",
                                  "SELECT version FROM catalogue_head WHERE id = 1"};

std::int64_t names_version(ServerFixture& fx) {
  return *fx.app().database().read(
      [](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kNamesVersion); });
}

}  // namespace

TEST_CASE("a project's settings change one by one; what the request leaves out stays") {
  ServerFixture fx;
  auto& admin = fx.admin();
  const auto project = "/api/projects/" + fx.id_of("P1");
  const auto version = names_version(fx);
  const auto changed = admin.patch(project, R"({"name":"Ring 2","route_word":"area",
      "section_word":"span","time_zone":"Europe/Berlin","max_accuracy_m":15,
      "max_line_distance_m":20,"keep_originals":"days","keep_days":30})");
  REQUIRE(changed.status == 200);
  CHECK(changed.at("name") == "Ring 2");
  CHECK(changed.at("route_word") == "area");
  CHECK(changed.at("max_accuracy_m") == "15");
  CHECK(changed.at("version") == "2");
  CHECK(names_version(fx) > version);
  const auto again = admin.patch(project, R"({"max_accuracy_m":null,"section_word":"duct"})");
  CHECK(again.at("max_accuracy_m") == "");
  CHECK(again.at("max_line_distance_m") == "20");
  CHECK(again.at("name") == "Ring 2");
  CHECK(again.at("section_word") == "duct");
  CHECK(admin.get(project).body == again.body);
  CHECK(admin.patch(project, "{}").at("version") == "3");
}

TEST_CASE("a change that makes no sense is refused with its field, and nothing changes") {
  ServerFixture fx;
  auto& admin = fx.admin();
  const auto project = "/api/projects/" + fx.id_of("P1");
  const auto before = admin.get(project).body;
  const auto wrong_field = [&](const std::string& path, const std::string& json) {
    const auto reply = admin.patch(path, json);
    CHECK(reply.status == 400);
    return reply.at("fields.0.field");
  };
  CHECK(wrong_field(project, R"({"time_zone":"Europe/Nowhere"})") == "time_zone");
  CHECK(wrong_field(project, R"({"keep_originals":"days"})") == "keep_days");
  CHECK(wrong_field(project, R"({"name":""})") == "name");
  CHECK(wrong_field(project, R"({"max_accuracy_m":-1})") == "max_accuracy_m");
  CHECK(wrong_field(project, R"({"code":"P2"})") == "code");
  CHECK(wrong_field("/api/routes/" + fx.id_of("R1"), R"({"line":{"type":"Point"}})") == "line");
  CHECK(wrong_field("/api/sections/" + fx.id_of("S1"), R"({"position":0})") == "position");
  CHECK(admin.get(project).body == before);
  CHECK(admin.patch("/api/projects/nowhere", R"({"name":"x"})").status == 404);
  CHECK(admin.patch("/api/sections/nowhere", R"({"name":"x"})").status == 404);
}

TEST_CASE("two admins change one thing: one wins, the other is told who was first and what to do") {
  ServerFixture fx;
  auto ben = fx.person("admin");
  for (const auto& path : {"/api/projects/" + fx.id_of("P1"), "/api/routes/" + fx.id_of("R1"),
                           "/api/sections/" + fx.id_of("S1"), "/api/work-types/" + fx.id_of("TR"),
                           "/api/checkpoints/" + fx.id_of("TR-01")}) {
    CHECK(ben.patch(path, R"({"name":"Ben's","seen_version":1})").status == 200);
    const auto late = fx.admin().patch(path, R"({"name":"Ana's","seen_version":1})");
    CHECK_MESSAGE(late.status == 409, path);
    CHECK(late.problem() == "catalogue-changed");
    CHECK(late.at("detail").find("admin " + ben.email + " changed it on 20") == 0);
    CHECK(late.at("detail").find("Load it again") != std::string::npos);
    CHECK(late.at("fields.0.field") == "seen_version");
    CHECK(fx.admin().patch(path, R"({"name":"Both","seen_version":2})").at("name") == "Both");
  }
}

TEST_CASE("of edits sent at the very same time one wins each round, and none is lost in silence") {
  ServerFixture fx;
  std::array<kit::Person, 2> admins{fx.person("admin"), fx.person("admin")};
  const auto path = "/api/checkpoints/" + fx.id_of("TR-02");
  for (int round = 1; round <= 20; ++round) {
    std::array<int, 2> status{};
    std::latch both(2);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < 2; ++i)
        threads.emplace_back([&, i] {
          const auto edit =
              fmt::format(R"({{"name":"{} of {}","seen_version":{}}})", i, round, round);
          both.arrive_and_wait();
          status[i] = admins[i].patch(path, edit).status;
        });
    }
    const std::size_t winner = status[0] == 200 ? 0 : 1;
    CHECK(status[winner] == 200);
    CHECK(status[1 - winner] == 409);
    const auto versions = fx.admin().get(path + "/versions");
    CHECK(versions.at("items.0.version") == std::to_string(round + 1));
    CHECK(versions.at("items.0.name") == fmt::format("{} of {}", winner, round));
    CHECK(versions.at("items.0.created_by") == admins[winner].id);
  }
}

TEST_CASE("every change of a name, or of how many photos are due, tells the caches of it") {
  ServerFixture fx;
  auto& admin = fx.admin();
  const auto checkpoint = "/api/checkpoints/" + fx.id_of("TR-01");
  const auto section = "/api/sections/" + fx.id_of("S1");
  const auto new_checkpoint =
      R"({"work_type_id":")" + fx.id_of("TR") + R"(","code":"TR-09","name":"New","stage":"after"})";
  const auto import = [&](const std::string& csv) {
    return admin.send("POST", "/api/imports/catalogue?mode=commit", csv,
                      {"content-type: text/csv"});
  };
  const std::vector<std::function<kit::Response()>> changes{
      [&] { return admin.patch(checkpoint, R"({"photos_due":4})"); },
      [&] { return admin.patch(checkpoint, R"({"spacing_m":25})"); },
      [&] { return admin.patch(checkpoint, R"({"stage":"after"})"); },
      [&] { return admin.patch(checkpoint, R"({"archived":true})"); },
      [&] { return admin.patch(checkpoint, R"({"archived":false})"); },
      [&] { return admin.patch(section, R"({"length_m":70})"); },
      [&] { return admin.patch(section, R"({"name":"Bridge"})"); },
      [&] { return admin.patch("/api/work-types/" + fx.id_of("TR"), R"({"name":"Dig"})"); },
      [&] { return admin.post("/api/checkpoints", new_checkpoint); },
      [&] { return import("kind,project,route,section,length_m\nsection,P1,R1,S1,90\n"); },
      [&] {
        return import(
            "kind,project,work_type,checkpoint,photos_due\n"
            "checkpoint,P1,TR,TR-02,5\n");
      },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto before = names_version(fx);
    const auto reply = changes[i]();
    CHECK_MESSAGE(reply.status < 300, i, " ", reply.body);
    CHECK_MESSAGE(names_version(fx) > before, i);
  }
}

TEST_CASE("only admins change the catalogue") {
  ServerFixture fx;
  auto reviewer = fx.person("reviewer");
  fx.join(reviewer);
  for (const auto& path : {"/api/projects/" + fx.id_of("P1"), "/api/routes/" + fx.id_of("R1"),
                           "/api/sections/" + fx.id_of("S1"), "/api/work-types/" + fx.id_of("TR"),
                           "/api/checkpoints/" + fx.id_of("TR-01")})
    CHECK_MESSAGE(reviewer.patch(path, R"({"name":"mine"})").problem() == "denied", path);
  CHECK(reviewer.post("/api/checklists/order", "{}").problem() == "denied");
  CHECK(reviewer.get("/api/projects?archived=true").problem() == "denied");
  CHECK(reviewer.get("/api/sections?archived=true").problem() == "denied");
}

TEST_CASE("what is archived leaves every list but the admin's, and comes back whole") {
  ServerFixture fx;
  auto& admin = fx.admin();
  auto crew = fx.person("crew");
  fx.join(crew);
  const auto project = "?project_id=" + fx.id_of("P1");
  const auto set = [&](const std::string& path, const std::string& archived) {
    CHECK(admin.patch(path, R"({"archived":)" + archived + "}").status == 200);
  };
  const auto section = "/api/sections/" + fx.id_of("S1"), route = "/api/routes/" + fx.id_of("R1"),
             whole = "/api/projects/" + fx.id_of("P1");
  set(section, "true");
  set(section, "true");
  CHECK(kit::codes_of(crew.get("/api/sections")) == "S2 ");
  CHECK(kit::codes_of(admin.get("/api/sections")) == "S2 ");
  CHECK(kit::codes_of(admin.get("/api/sections?archived=true")) == "S1 S2 ");
  CHECK(kit::codes_of(admin.get("/api/sections" + project + "&archived=true")) == "S1 S2 ");
  set(route, "true");
  CHECK(kit::codes_of(crew.get("/api/sections")) == "");
  CHECK(kit::codes_of(admin.get("/api/routes" + project)) == "");
  CHECK(kit::codes_of(admin.get("/api/routes" + project + "&archived=true")) == "R1 ");
  set(whole, "true");
  CHECK(kit::codes_of(crew.get("/api/projects")) == "");
  CHECK(kit::codes_of(admin.get("/api/projects?archived=true")) == "P1 ");
  set(whole, "false");
  set(route, "false");
  CHECK(kit::codes_of(crew.get("/api/sections")) == "S2 ");
  set(section, "false");
  CHECK(kit::codes_of(crew.get("/api/sections")) == "S1 S2 ");
  CHECK(kit::codes_of(crew.get("/api/projects")) == "P1 ");
}

TEST_CASE("a line brings its length unless the request says another") {
  ServerFixture fx;
  auto& admin = fx.admin();
  const auto section = "/api/sections/" + fx.id_of("S1");
  const std::string line = R"("line":{"type":"LineString","coordinates":[[13,52],[13,52.01]]})";
  const auto with_line = admin.patch(section, "{" + line + "}");
  CHECK(std::stod(with_line.at("length_m")) == doctest::Approx(1'112).epsilon(0.001));
  CHECK(admin.patch(section, R"({"length_m":500})").at("length_m") == "500");
  CHECK(admin.patch(section, "{" + line + "}").at("length_m") == "500");  // the same line
  const auto without = admin.patch(section, R"({"line":null,"length_m":null})");
  CHECK(without.at("line") == "");
  CHECK(without.at("length_m") == "");
}

TEST_CASE("narrowing takes a route away from the project's members, widening gives it back") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  const auto route = "/api/routes/" + fx.id_of("R1"), section = "/api/sections/" + fx.id_of("S2");
  CHECK(fx.admin().patch(section, R"({"narrowed":true})").at("narrowed") == "true");
  CHECK(kit::codes_of(crew.get("/api/sections")) == "S1 ");
  CHECK(fx.admin().patch(route, R"({"narrowed":true})").status == 200);
  CHECK(kit::codes_of(crew.get("/api/sections")) == "");
  fx.admin().patch(route, R"({"narrowed":false})");
  fx.admin().patch(section, R"({"narrowed":false})");
  CHECK(kit::codes_of(crew.get("/api/sections")) == "S1 S2 ");
}

TEST_CASE(
    "a section archived while a crew photographs it refuses the photo, and brought back takes it") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  const auto kept = kit::take(fx, crew, 1);
  const auto section = "/api/sections/" + fx.id_of("S1");
  const auto photo = kit::small_jpeg(2);
  const auto meta = kit::meta_for(fx, fx.new_id(), photo, "S1", "TR-02", "during", 2);
  fx.admin().patch(section, R"({"archived":true})");
  const auto refused = crew.upload("/api/photos", meta, photo);
  CHECK(refused.problem() == "section-archived");
  CHECK(kit::status_of(crew, kept) == "pending");
  fx.admin().patch(section, R"({"archived":false})");
  CHECK(crew.upload("/api/photos", meta, photo).status == 201);
}

TEST_CASE("lists of photos say a section's new name at once") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  kit::take(fx, crew, 1);
  fx.wait_for_jobs();
  CHECK(crew.get("/api/photos").at("items.0.section_name") == "Section S1");
  const auto etag = crew.get("/api/photos").headers.at("etag");
  fx.admin().patch("/api/sections/" + fx.id_of("S1"), R"({"name":"<b>Bridge</b>"})");
  const auto list = crew.get("/api/photos", {"if-none-match: " + etag});
  CHECK(list.status == 200);
  CHECK(list.at("items.0.section_name") == "<b>Bridge</b>");
}
