#include <doctest/doctest.h>

#include "kit/shots.h"

namespace insights {
namespace {

using kit::ServerFixture;

boost::json::value overview(ServerFixture& fx, kit::Person& person, const std::string& more = "") {
  const auto reply = person.get("/api/dashboard?project_id=" + fx.id_of("P1") + more);
  REQUIRE_MESSAGE(reply.status == 200, reply.body);
  return reply.json();
}

// "due taken pending approved retake nonconforming not_applicable extras"
std::string numbers(const boost::json::value& progress) {
  std::string text;
  for (const char* key : {"due", "taken", "pending", "approved", "retake", "nonconforming",
                          "not_applicable", "extras"})
    text += (text.empty() ? "" : " ") + std::to_string(progress.at(key).as_int64());
  return text;
}

void import(ServerFixture& fx, const std::string& csv) {
  const auto done = fx.admin().send("POST", "/api/imports/catalogue?mode=commit", csv,
                                    {"content-type: text/csv"});
  REQUIRE_MESSAGE(done.status == 200, done.body);
}

// How often a layout had to be worked out since the start.
std::int64_t layouts_made(ServerFixture& fx) {
  const std::string text = fx.admin().get("/metrics").body;
  const std::string name = R"(asbuilt_cache_misses_total{cache="layouts"} )";
  const auto at = text.find(name);
  REQUIRE_MESSAGE(at != std::string::npos, text);
  return std::stoll(text.substr(at + name.size()));
}

}  // namespace

TEST_CASE("the dashboard counts slots by status, by route, section and work type") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  CHECK(numbers(overview(fx, ana).at("total")) == "8 0 0 0 0 0 0 0");
  std::vector<std::string> photos;
  for (int n = 0; n < 5; ++n) photos.push_back(kit::take(fx, crew, n, kit::nth_slot(n)));
  kit::decide(ana, photos[0], "approved");
  kit::decide(ana, photos[1], "retake", "Blurred");
  kit::decide(ana, photos[2], "nonconforming", "Too shallow");
  kit::take(fx, crew, 9, kit::nth_slot(0));  // an extra

  const auto all = overview(fx, ana);
  CHECK(numbers(all.at("total")) == "8 5 2 1 1 1 0 1");
  CHECK(numbers(all.at("parts").at(0).at("progress")) == "8 5 2 1 1 1 0 1");
  CHECK(numbers(all.at("work_types").at(0).at("progress")) == "8 5 2 1 1 1 0 1");
  CHECK(all.at("waiting").at("under_4_h").as_int64() == 2);
  CHECK(all.at("people").as_array().size() == 2);
  CHECK(all.at("people").at(0).at("taken").as_int64() == 6);
  CHECK(all.at("people").at(1).at("approved").as_int64() == 1);

  const auto route = overview(fx, ana, "&route_id=" + fx.id_of("R1"));
  CHECK(route.at("route").at("code") == "R1");
  CHECK(numbers(route.at("parts").at(0).at("progress")) == "4 4 1 1 1 1 0 1");
  CHECK(numbers(route.at("parts").at(1).at("progress")) == "4 1 1 0 0 0 0 0");
  CHECK(numbers(route.at("total")) == "8 5 2 1 1 1 0 1");

  const auto listed = [&](const std::string& more) {  // what the numbers lead to
    return kit::count_listed(ana, "project_id=" + fx.id_of("P1") + "&newest_only=true" + more);
  };
  CHECK(listed("&extra=false") == 5);
  CHECK(listed("&extra=false&status=pending") == 2);
  CHECK(listed("&extra=false&status=nonconforming") == 1);
  CHECK(listed("&extra=true") == 1);
  CHECK(listed("&extra=false&work_type_id=" + fx.id_of("TR")) == 5);
  CHECK(listed("&work_type_id=" + fx.id_of("R1")) == 0);
  CHECK(listed("") == 6);
}

TEST_CASE("what waits is told by its age") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto take_then_wait = [&](int n, std::int64_t hours) {
    kit::take(fx, crew, n, kit::nth_slot(n));
    fx.clock().advance_ms(hours * 3'600'000);
  };
  take_then_wait(0, 48);
  take_then_wait(1, 20);
  take_then_wait(2, 5);
  take_then_wait(3, 1);
  const auto waiting = overview(fx, ana).at("waiting");
  CHECK(waiting.at("older").as_int64() == 1);
  CHECK(waiting.at("under_3_days").as_int64() == 1);
  CHECK(waiting.at("under_1_day").as_int64() == 1);
  CHECK(waiting.at("under_4_h").as_int64() == 1);
  CHECK(waiting.at("capped").as_bool() == false);
}

TEST_CASE("an extra that waits is no part of what waits, at whatever age") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  kit::decide(ana, kit::take(fx, crew, 0, kit::nth_slot(0)), "approved");
  kit::take(fx, crew, 1, kit::nth_slot(0));  // an extra
  fx.clock().advance_ms(30 * 3'600'000);
  kit::take(fx, crew, 2, kit::nth_slot(1));
  const auto all = overview(fx, ana);
  CHECK(all.at("total").at("pending").as_int64() == 1);
  CHECK(all.at("waiting").at("under_3_days").as_int64() == 0);
  CHECK(all.at("waiting").at("under_4_h").as_int64() == 1);
}

TEST_CASE("who sees a part of a project is told the numbers of that part") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto guest = fx.person("viewer");
  kit::take(fx, crew, 1, kit::nth_slot(0));
  kit::take(fx, crew, 2, kit::nth_slot(4));
  CHECK(guest.get("/api/dashboard?project_id=" + fx.id_of("P1")).status == 404);
  const auto joined =
      fx.admin().post("/api/members", R"({"user_id":")" + guest.id + R"(","project_id":")" +
                                          fx.id_of("P1") + R"(","route_id":")" + fx.id_of("R1") +
                                          R"(","section_id":")" + fx.id_of("S2") + "\"}");
  REQUIRE_MESSAGE(joined.status == 201, joined.body);
  const auto part = overview(fx, guest);
  CHECK(numbers(part.at("total")) == "4 1 1 0 0 0 0 0");
  CHECK(part.at("people").as_array().empty());
  CHECK(part.at("waiting").at("under_4_h").as_int64() == 1);
  const auto route = overview(fx, guest, "&route_id=" + fx.id_of("R1"));
  CHECK(route.at("parts").as_array().size() == 1);
}

TEST_CASE("a photo moved within its route leaves one section's numbers and enters the other's") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto pending = [&] {  // of S1 and S2, on both pages that tell
    std::string text;
    const auto route = overview(fx, ana, "&route_id=" + fx.id_of("R1"));
    const auto counts = ana.get("/api/sections/counts?project_id=" + fx.id_of("P1")).json();
    for (std::size_t n = 0; n < 2; ++n)
      for (const auto& one : {route.at("parts").at(n).at("progress"), counts.at("items").at(n)})
        text += std::to_string(one.at("pending").as_int64()) + " ";
    return text;
  };
  CHECK(pending() == "0 0 0 0 ");
  const auto photo = kit::take(fx, crew, 1, kit::nth_slot(0));
  CHECK(pending() == "1 1 0 0 ");
  const auto moved =
      ana.post("/api/photos/" + photo + "/move",
               R"({"section_id":")" + fx.id_of("S2") + R"(","checkpoint_id":")" +
                   fx.id_of("TR-01") + R"(","stage":"before","index":1,"comment":"Wrong place"})");
  REQUIRE_MESSAGE(moved.status == 200, moved.body);
  CHECK(pending() == "0 0 1 1 ");  // the route's own numbers are what they were
}

TEST_CASE("a lowered count turns surplus photos into extras, a raised one takes them back") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto due = [&](int count) {
    import(fx,
           "kind,project,work_type,checkpoint,name,stage,photos_due\ncheckpoint,P1,TR,TR-02,"
           "Trench,during," +
               std::to_string(count) + "\n");
    fx.wait_for_jobs();
  };
  const auto first = kit::take(fx, crew, 1, kit::nth_slot(2));  // TR-02, the second of two
  kit::decide(ana, first, "retake", "Blurred");
  const auto second = kit::resubmit(fx, crew, first, 2, "closer", kit::nth_slot(2)).at("id");
  CHECK(numbers(overview(fx, ana).at("total")) == "8 1 1 0 0 0 0 0");
  due(1);
  CHECK(numbers(overview(fx, ana).at("total")) == "6 0 0 0 0 0 0 1");
  CHECK(kit::fact(ana, second, "extra") == "true");
  CHECK(kit::counters_fit(fx));
  kit::take(fx, crew, 3, kit::nth_slot(2));  // beyond what is due: another extra
  due(2);
  CHECK(numbers(overview(fx, ana).at("total")) == "8 1 1 0 0 0 0 1");
  CHECK(kit::fact(ana, second, "extra") == "false");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a route's dashboard tells who accepted which of its sections, and of no other route") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  import(fx, "kind,project,route,section,name\nroute,P1,R2,,North\nsection,P1,R2,S3,Third\n");
  for (int n = 0; n < 4; ++n)
    kit::decide(ana, kit::take(fx, crew, n, kit::nth_slot(n)), "approved");
  const auto done = ana.post("/api/sections/" + fx.id_of("S1") + "/accept", "{}");
  REQUIRE_MESSAGE(done.status == 200, done.body);
  const auto parts = overview(fx, ana, "&route_id=" + fx.id_of("R1")).at("parts");
  CHECK(parts.at(0).at("accepted").as_int64() == 1);
  CHECK(parts.at(0).at("accepted_by_name").as_string() ==
        done.json().at("accepted_by_name").as_string());
  CHECK(parts.at(1).at("accepted").as_int64() == 0);
  const auto routes = overview(fx, ana).at("parts");
  CHECK(routes.at(0).at("accepted").as_int64() == 1);
  CHECK(routes.at(1).at("accepted").as_int64() == 0);
  const auto north = std::string(routes.at(1).at("id").as_string());
  const auto other = overview(fx, ana, "&route_id=" + north).at("parts");
  REQUIRE(other.as_array().size() == 1);
  CHECK(other.at(0).at("accepted").as_int64() == 0);
}

TEST_CASE("whoever looks at one of two hundred projects finds it worked out already") {
  ServerFixture fx;
  std::string csv = "kind,project,name,time_zone\n";
  for (int n = 0; n < 200; ++n) csv += fmt::format("project,Q{},One of many,Europe/Berlin\n", n);
  import(fx, csv);
  const auto projects = fx.admin().get("/api/projects?limit=200").json().at("items");
  REQUIRE(projects.as_array().size() == 200);
  const auto look_at_all = [&] {
    for (const auto& project : projects.as_array()) {
      const auto id = std::string(project.at("id").as_string());
      CHECK(fx.admin().get("/api/dashboard?project_id=" + id).status == 200);
    }
  };
  look_at_all();
  const auto made = layouts_made(fx);
  CHECK(made >= 200);
  look_at_all();
  CHECK(layouts_made(fx) == made);
}

}  // namespace insights
