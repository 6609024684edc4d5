#include <doctest/doctest.h>

#include "kit/server.h"

namespace {

const std::string kCsv =
    "kind,project,route,section,name\n"
    "project,P9,,,Imported\n"
    "route,P9,R1,,North\n"
    "section,P9,R1,S1,First\n";

kit::Response import(kit::Client& client, const std::string& mode, const std::string& csv) {
  return client.send("POST", "/api/imports/catalogue?mode=" + mode, csv,
                     {"content-type: text/csv"});
}

}  // namespace

TEST_CASE("a fresh person gets empty lists, not errors") {
  kit::ServerFixture fx;
  fx.id_of("P1");
  auto crew = fx.person("crew");
  for (const auto* path : {"/api/projects", "/api/sections"}) {
    const auto reply = crew.get(path);
    CHECK(reply.status == 200);
    CHECK(reply.body == R"({"items":[],"next":null})");
  }
  CHECK(crew.get("/api/projects/" + fx.id_of("P1")).status == 404);
  CHECK(crew.get("/api/sections/" + fx.id_of("S1")).status == 404);
  CHECK(crew.get("/api/routes?project_id=" + fx.id_of("P1")).status == 404);
}

TEST_CASE("a member sees the project, its checklist and its sections, and changes none of it") {
  kit::ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  const auto project = "?project_id=" + fx.id_of("P1");
  CHECK(kit::codes_of(crew.get("/api/projects")) == "P1 ");
  CHECK(kit::codes_of(crew.get("/api/routes" + project)) == "R1 ");
  CHECK(kit::codes_of(crew.get("/api/sections" + project)) == "S1 S2 ");
  CHECK(kit::codes_of(crew.get("/api/work-types" + project)) == "TR ");
  CHECK(kit::codes_of(crew.get("/api/checkpoints" + project)) == "TR-01 TR-02 TR-03 ");
  const auto section = crew.get("/api/sections/" + fx.id_of("S1"));
  CHECK(section.at("route_code") == "R1");
  CHECK(section.at("line.type") == "LineString");
  CHECK(crew.get("/api/members" + project).problem() == "denied");
  for (const auto* path : {"/api/projects", "/api/routes", "/api/sections", "/api/work-types",
                           "/api/checkpoints", "/api/members"})
    CHECK_MESSAGE(crew.post(path, "{}").problem() == "denied", path);
  CHECK(import(crew, "commit", kCsv).problem() == "denied");
}

TEST_CASE("the nearest section comes first, and a malformed place is named") {
  kit::ServerFixture fx;
  auto& admin = fx.admin();
  fx.id_of("P1");
  const auto line = admin.get("/api/sections/" + fx.id_of("S2")).json().at("line");
  const auto& first = line.at("coordinates").as_array()[0].as_array();
  const auto near = boost::json::serialize(first[1]) + "," + boost::json::serialize(first[0]);
  const auto reply = admin.get("/api/sections?near=" + near);
  CHECK(kit::codes_of(reply) == "S2 S1 ");
  for (const auto* bad : {"1", "1,", "91,0", "nan,0", "1,2,3"})
    CHECK_MESSAGE(
        admin.get(std::string("/api/sections?near=") + bad).problem() == "invalid-request", bad);
  CHECK(admin.get("/api/sections?colour=red").problem() == "unknown-field");
  CHECK(admin.get("/api/sections?cursor=nonsense").problem() == "cursor-invalid");
  CHECK(admin.get("/api/sections?limit=0").problem() == "invalid-request");
}

TEST_CASE("a list that has not changed is not sent again") {
  kit::ServerFixture fx;
  fx.id_of("P1");
  const auto reply = fx.admin().get("/api/projects");
  const auto etag = reply.headers.at("etag");
  CHECK(fx.admin().get("/api/projects", {"if-none-match: " + etag}).status == 304);
}

TEST_CASE("an import is previewed, refused as a whole, done, and done again without doubles") {
  kit::ServerFixture fx;
  auto& admin = fx.admin();
  CHECK(import(admin, "preview", kCsv).at("created") == "3");
  CHECK(kit::codes_of(admin.get("/api/projects")) == "");
  const auto refused = import(admin, "commit", kCsv + "section,P9,R7,S2,Lost\n");
  CHECK(refused.status == 422);
  CHECK(refused.problem() == "import-has-errors");
  CHECK(refused.at("fields.0.field") == "line 5, route");
  CHECK(kit::codes_of(admin.get("/api/projects")) == "");
  CHECK(import(admin, "commit", kCsv).at("created") == "3");
  CHECK(import(admin, "commit", kCsv).at("unchanged") == "3");
  CHECK(kit::codes_of(admin.get("/api/projects")) == "P9 ");
  CHECK(import(admin, "maybe", kCsv).problem() == "invalid-request");
  CHECK(admin.get("/api/projects/" + admin.get("/api/projects").at("items.0.id") + "/unseen")
            .at("sections") == "1");
}

TEST_CASE("members come and go") {
  kit::ServerFixture fx;
  auto& admin = fx.admin();
  auto crew = fx.person("crew");
  const boost::json::object member{
      {"email", crew.email}, {"project_id", fx.id_of("P1")}, {"section_id", fx.id_of("S2")}};
  const auto added = admin.post("/api/members", boost::json::serialize(member));
  CHECK(added.status == 201);
  CHECK(added.at("route_id") == fx.id_of("R1"));
  CHECK(admin.post("/api/members", boost::json::serialize(member)).status == 200);
  CHECK(kit::codes_of(crew.get("/api/sections")) == "S2 ");
  CHECK(admin.del("/api/members/" + added.at("id")).status == 204);
  CHECK(kit::codes_of(crew.get("/api/sections")) == "");
  CHECK(admin.del("/api/members/" + added.at("id")).status == 404);
  CHECK(admin.post("/api/members", R"({"project_id":"x"})").problem() == "invalid-request");
}

TEST_CASE("what is made needs a code that is free and a parent that is there") {
  kit::ServerFixture fx;
  auto& admin = fx.admin();
  fx.id_of("P1");
  CHECK(admin.post("/api/projects", R"({"code":"P1","name":"Again"})").problem() == "code-taken");
  CHECK(admin.post("/api/routes", R"({"project_id":"nowhere","code":"R","name":"N"})").status ==
        404);
  CHECK(admin.post("/api/projects", R"({"code":"","name":"N"})").problem() == "invalid-request");
  CHECK(admin.post("/api/projects", R"({"code":"Q","name":"N","max_accuracy_m":-1})").problem() ==
        "invalid-request");
  CHECK(admin.post("/api/projects", R"({"code":"Q","name":"N","colour":1})").problem() ==
        "unknown-field");
  const auto bad_line =
      admin.post("/api/routes",
                 R"({"project_id":")" + fx.id_of("P1") +
                     R"(","code":"R2","name":"N","line":{"type":"Point","coordinates":[1,2]}})");
  CHECK(bad_line.problem() == "invalid-request");
  CHECK(bad_line.at("fields.0.field") == "line");
}
