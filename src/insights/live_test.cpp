// What happens to photos, as it reaches those who may see it: GET /api/events, through HTTP.
#include <doctest/doctest.h>

#include <chrono>

#include "base/limits.h"
#include "kit/ear.h"
#include "kit/shots.h"

namespace insights {
namespace {

using kit::cookie_of;
using kit::Ear;
using kit::ServerFixture;
using Steady = std::chrono::steady_clock;

std::string id_of_event(const std::vector<Ear::Event>& events, const std::string& photo) {
  for (const auto& event : events)
    if (event.at("photo_id") == photo) return event.id;
  return "";
}

}  // namespace

TEST_CASE("a reviewer hears of a new photo, and its crew of the decision") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  Ear desk(fx, cookie_of(fx, ana)), phone(fx, cookie_of(fx, crew));
  const auto photo = kit::take(fx, crew, 1);
  REQUIRE(desk.hears("photo.received", photo));
  const auto news = desk.photos().front();
  CHECK(news.at("project_id") == fx.id_of("P1"));
  CHECK(news.at("section_id") == fx.id_of("S1"));
  CHECK(news.at("owner_id") == crew.id);
  CHECK(news.at("actor_id") == crew.id);
  CHECK(std::stoll(news.id) > 0);
  kit::decide(ana, photo, "retake", "blurred");
  CHECK(phone.hears("photo.retake", photo));
  crew.post("/api/photos/" + photo + "/comments", R"({"text":"The pit was full of water."})");
  CHECK(desk.hears("photo.commented", photo));
  fx.wait_for_jobs();
  CHECK(desk.hears("photo.developed", photo));
}

TEST_CASE("nobody hears of a section he may not see, from the moment he may not") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto outside = fx.person("reviewer");
  auto guest = fx.person("viewer");
  const auto joined = fx.admin().post(
      "/api/members", R"({"user_id":")" + guest.id + R"(","project_id":")" + fx.id_of("P1") +
                          R"(","section_id":")" + fx.id_of("S2") + R"("})");
  REQUIRE(joined.status == 201);
  Ear all(fx, cookie_of(fx, fx.admin())), nothing(fx, cookie_of(fx, outside)),
      second(fx, cookie_of(fx, guest));
  const auto hidden = kit::take(fx, crew, 1);
  const auto seen = kit::take(fx, crew, 2, {.section = "S2"});
  CHECK(second.hears("photo.received", seen));
  REQUIRE(fx.admin().del("/api/members/" + joined.at("id")).status == 204);
  const auto later = kit::take(fx, crew, 3, {.section = "S2", .index = 2});
  CHECK(all.hears("photo.received", hidden));
  CHECK(all.hears("photo.received", later));
  fx.wait_for_jobs();
  CHECK(all.hears("photo.developed", later));
  CHECK(nothing.photos().empty());
  CHECK(id_of_event(second.photos(), hidden).empty());
  CHECK(id_of_event(second.photos(), later).empty());
}

TEST_CASE("a photo that moves away is told to those it leaves, and no word of where it went") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto guest = fx.person("viewer");
  REQUIRE(fx.admin()
              .post("/api/members", R"({"user_id":")" + guest.id + R"(","project_id":")" +
                                        fx.id_of("P1") + R"(","section_id":")" + fx.id_of("S1") +
                                        R"("})")
              .status == 201);
  const auto photo = kit::take(fx, crew, 1);
  fx.wait_for_jobs();
  Ear ear(fx, cookie_of(fx, guest)), crews(fx, cookie_of(fx, crew));
  REQUIRE(crew.post("/api/photos/" + photo + "/move",
                    R"({"section_id":")" + fx.id_of("S2") + R"(","checkpoint_id":")" +
                        fx.id_of("TR-02") + R"(","stage":"during","index":1})")
              .status == 200);
  REQUIRE(ear.hears("photo.moved", photo));
  CHECK(ear.photos().front().at("section_id") == fx.id_of("S1"));
  REQUIRE(crews.hears("photo.moved", photo));
  CHECK(crews.photos().front().at("section_id") == fx.id_of("S2"));
}

TEST_CASE("who comes back hears what was missed, each thing once; also after a restart") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto cookie = cookie_of(fx, fx.admin());
  std::vector<std::string> taken;
  std::string last;
  {
    Ear first(fx, cookie);
    taken.push_back(kit::take(fx, crew, 1));
    REQUIRE(first.hears("photo.received", taken[0]));
    fx.wait_for_jobs();
    REQUIRE(first.hears("photo.developed", taken[0]));
    last = first.photos().back().id;
  }
  for (int i = 1; i < 4; ++i) taken.push_back(kit::take(fx, crew, i + 1, kit::nth_slot(i + 3)));
  fx.wait_for_jobs();
  bool by_itself = true;  // as a browser does; else as the page asks
  SUBCASE("at the same server") {}
  SUBCASE("after a restart") {
    fx.restart();
    by_itself = false;
  }
  Ear again(fx, cookie, by_itself ? "" : "?since=" + last, by_itself ? last : "");
  REQUIRE(again.hears("photo.developed", taken[3]));
  std::vector<std::string> received;
  for (const auto& event : again.photos())
    if (event.at("kind") == "photo.received") received.push_back(event.at("photo_id"));
  CHECK(received == std::vector(taken.begin() + 1, taken.end()));
  CHECK(again.wait_for("reset", 0).empty());
}

TEST_CASE("who missed too much, or knows more than there is, is told to look anew") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto photo = kit::take(fx, crew, 1);
  const auto cookie = cookie_of(fx, crew);
  Ear before(fx, cookie);
  for (std::size_t i = 0; i < ceilings::kNewsKept + 20; ++i)
    REQUIRE(crew.post("/api/photos/" + photo + "/comments", R"({"text":"more"})").status == 201);
  // The follower has come to the end of it.
  const auto last = kit::take(fx, crew, 2, {.index = 2});
  REQUIRE(before.hears("photo.received", last));
  for (const auto since : {"1", "99999999"}) {
    Ear ear(fx, cookie, std::string("?since=") + since);
    CHECK(ear.wait_for("reset").size() == 1);
    const auto next = kit::take(fx, crew, since[0], {.index = since[0] == '1' ? 1 : 2});
    CHECK(ear.hears("photo.received", next));
  }
}

TEST_CASE("one project may be asked for; a hidden one is not found") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto outside = fx.person("crew");
  const auto other = fx.admin().post("/api/projects", R"({"code":"P2","name":"Other"})").at("id");
  Ear mine(fx, cookie_of(fx, fx.admin()), "?project_id=" + fx.id_of("P1"));
  Ear others(fx, cookie_of(fx, fx.admin()), "?project_id=" + other);
  const auto photo = kit::take(fx, crew, 1);
  CHECK(mine.hears("photo.received", photo));
  CHECK_FALSE(others.hears("photo.received", photo, 500));
  CHECK(outside.get("/api/events?project_id=" + fx.id_of("P1")).status == 404);
  CHECK(fx.stranger().get("/api/events").status == 401);
}

TEST_CASE("a stream ends within a second of its session, its account, or its role") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto patch = [&](const kit::Person& person, const std::string& json) {
    REQUIRE(fx.admin().patch("/api/users/" + person.id, json).status == 200);
  };
  SUBCASE("signed out") {
    Ear ear(fx, cookie_of(fx, crew));
    const auto sessions = crew.get("/api/auth/sessions").json().at("items").as_array();
    for (const auto& session : sessions)
      crew.del("/api/auth/sessions/" + std::string(session.at("id").as_string()));
    CHECK(ear.breaks_within(1'000));
    CHECK(ear.refusal() == 401);
  }
  SUBCASE("disabled") {
    Ear ear(fx, cookie_of(fx, crew));
    patch(crew, R"({"disabled":true})");
    CHECK(ear.breaks_within(1'000));
    CHECK(ear.refusal() == 401);
  }
  SUBCASE("another role") {
    Ear ear(fx, cookie_of(fx, ana));
    patch(ana, R"({"role":"viewer"})");
    CHECK(ear.breaks_within(1'000));
  }
}

TEST_CASE("a stop does not wait for those who listen") {
  ServerFixture fx;
  std::vector<std::unique_ptr<Ear>> ears;
  const auto cookie = cookie_of(fx, fx.admin());
  for (int i = 0; i < 10; ++i) ears.push_back(std::make_unique<Ear>(fx, cookie));
  const auto began = Steady::now();
  fx.app().stop(20'000);
  CHECK(Steady::now() - began < std::chrono::seconds(5));
  for (auto& ear : ears) CHECK(ear->breaks_within(1'000));
}

}  // namespace insights
