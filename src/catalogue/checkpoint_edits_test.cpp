// Changing a checklist that is in use, through HTTP.
#include <doctest/doctest.h>

#include "kit/shots.h"

namespace {

using kit::ServerFixture;

std::string checkpoint_path(ServerFixture& fx, const std::string& code) {
  return "/api/checkpoints/" + fx.id_of(code);
}

// How many of the section's slots are due for this checkpoint, photographed or not.
int slots_of(kit::Person& person, ServerFixture& fx, const std::string& code) {
  const auto reply = person.get("/api/sections/" + fx.id_of("S1") + "/slots").json();
  int count = 0;
  for (const auto& slot : reply.at("items").as_array())
    count += slot.at("checkpoint_code").as_string() == code;
  return count;
}

std::string order_of(ServerFixture& fx, std::initializer_list<std::string> checkpoints) {
  boost::json::array ids;
  for (const auto& code : checkpoints) ids.emplace_back(fx.id_of(code));
  return boost::json::serialize(boost::json::object{
      {"project_id", fx.id_of("P1")}, {"work_types", {fx.id_of("TR")}}, {"checkpoints", ids}});
}

}  // namespace

TEST_CASE("what a crew is asked to do makes a version; photos keep theirs") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  const auto photo = kit::take(fx, crew, 1);
  const auto path = checkpoint_path(fx, "TR-02");
  const auto changed =
      fx.admin().patch(path, R"({"name":"Depth","guidance":"With a rule.","photos_due":3})");
  CHECK(changed.at("version") == "2");
  CHECK(changed.at("photos_due") == "3");
  CHECK(changed.at("stage") == "during");
  CHECK(slots_of(crew, fx, "TR-02") == 3);
  CHECK(kit::fact(crew, photo, "checkpoint_name") == "Check TR-02");
  CHECK(fx.admin().patch(path, R"({"position":9})").at("version") == "2");
  CHECK(fx.admin().patch(path, R"({"name":"Depth"})").at("version") == "2");
  CHECK(fx.admin().patch(path, R"({"spacing_m":100})").at("version") == "3");
  CHECK(slots_of(crew, fx, "TR-02") > 3);
  CHECK(fx.admin().patch(path, R"({"spacing_m":null})").at("version") == "4");
  CHECK(slots_of(crew, fx, "TR-02") == 3);
}

TEST_CASE("the versions of a checkpoint say who made them and when") {
  ServerFixture fx;
  auto ben = fx.person("admin");
  auto crew = fx.person("crew");
  const auto path = checkpoint_path(fx, "TR-02");
  CHECK(crew.get(path + "/versions").status == 404);
  fx.join(crew);
  ben.patch(path, R"({"stage":"after","hold_point":true})");
  const auto versions = crew.get(path + "/versions");
  REQUIRE(versions.status == 200);
  CHECK(versions.at("items.0.version") == "2");
  CHECK(versions.at("items.0.stage") == "after");
  CHECK(versions.at("items.0.created_by") == ben.id);
  CHECK(versions.at("items.0.created_by_name") == "admin " + ben.email);
  CHECK(versions.at("items.1.created_by") == fx.admin().id);
  CHECK(versions.at("items.1.stage") == "during");
  CHECK(std::stoll(versions.at("items.0.created_at_ms")) >=
        std::stoll(versions.at("items.1.created_at_ms")));
}

TEST_CASE("an archived checkpoint asks for nothing, its photos stay, and it comes back") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  const auto photo = kit::take(fx, crew, 1);
  const auto path = checkpoint_path(fx, "TR-02");
  CHECK(fx.admin().patch(path, R"({"archived":true})").at("archived_at_ms") != "");
  CHECK(slots_of(crew, fx, "TR-02") == 0);
  const auto list = "/api/checkpoints?project_id=" + fx.id_of("P1");
  CHECK(kit::codes_of(crew.get(list)) == "TR-01 TR-03 ");
  CHECK(kit::codes_of(fx.admin().get(list + "&archived=true")) == "TR-01 TR-02 TR-03 ");
  CHECK(crew.get(list + "&archived=true").problem() == "denied");
  CHECK(kit::count_listed(crew, "section_id=" + fx.id_of("S1")) == 1);
  CHECK(kit::status_of(crew, photo) == "pending");
  // A phone that was away still sends what it has.
  CHECK(kit::send_shot(fx, crew, 2, {.index = 2}).status == 201);
  CHECK(fx.admin().patch(path, R"({"archived":false})").at("archived_at_ms") == "");
  CHECK(slots_of(crew, fx, "TR-02") == 2);
}

TEST_CASE("who edits a checkpoint that another admin archived meanwhile is told so") {
  ServerFixture fx;
  auto ben = fx.person("admin");
  const auto path = checkpoint_path(fx, "TR-01");
  CHECK(ben.patch(path, R"({"archived":true,"seen_version":1})").status == 200);
  const auto late = fx.admin().patch(path, R"({"photos_due":4,"seen_version":1})");
  CHECK(late.problem() == "catalogue-changed");
  CHECK(late.at("detail").find(ben.email) != std::string::npos);
  const auto both = fx.admin().patch(path, R"({"photos_due":4,"archived":false})");
  CHECK(both.at("photos_due") == "4");
  CHECK(both.at("archived_at_ms") == "");
}

TEST_CASE("one request puts a whole checklist in order, if it is the checklist as it is") {
  ServerFixture fx;
  auto& admin = fx.admin();
  const auto ordered =
      admin.post("/api/checklists/order", order_of(fx, {"TR-03", "TR-01", "TR-02"}));
  CHECK(ordered.status == 200);
  CHECK(kit::codes_of(ordered) == "TR-03 TR-01 TR-02 ");
  CHECK(ordered.at("items.0.version") == "1");
  for (const auto& codes :
       {order_of(fx, {"TR-03", "TR-01"}), order_of(fx, {"TR-03", "TR-01", "TR-01"}),
        order_of(fx, {"TR-03", "TR-01", "TR-02", "S1"})})
    CHECK(admin.post("/api/checklists/order", codes).problem() == "catalogue-changed");
  admin.patch(checkpoint_path(fx, "TR-01"), R"({"archived":true})");
  CHECK(admin.post("/api/checklists/order", order_of(fx, {"TR-01", "TR-02", "TR-03"})).problem() ==
        "catalogue-changed");
  CHECK(kit::codes_of(admin.post("/api/checklists/order", order_of(fx, {"TR-02", "TR-03"}))) ==
        "TR-02 TR-03 ");
}

TEST_CASE("an import of an archived checkpoint changes it and leaves it archived") {
  ServerFixture fx;
  auto& admin = fx.admin();
  admin.patch(checkpoint_path(fx, "TR-01"), R"({"archived":true})");
  const auto reply =
      admin.send("POST", "/api/imports/catalogue?mode=commit",
                 "kind,project,work_type,checkpoint,name\ncheckpoint,P1,TR,TR-01,Renamed\n",
                 {"content-type: text/csv"});
  CHECK(reply.at("changed") == "1");
  const auto list = admin.get("/api/checkpoints?archived=true&project_id=" + fx.id_of("P1"));
  CHECK(list.at("items.0.name") == "Renamed");
  CHECK(list.at("items.0.archived_at_ms") != "");
}

TEST_CASE("a work type is renamed and moved") {
  ServerFixture fx;
  const auto reply = fx.admin().patch("/api/work-types/" + fx.id_of("TR"),
                                      R"({"name":"Open trench","position":7})");
  CHECK(reply.at("name") == "Open trench");
  CHECK(reply.at("position") == "7");
  CHECK(fx.admin()
            .get("/api/checkpoints?project_id=" + fx.id_of("P1"))
            .at("items.0.work_type_name") == "Open trench");
}
