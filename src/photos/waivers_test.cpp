// Slots that are not applicable, and sections that are signed off.
#include <doctest/doctest.h>

#include "kit/shots.h"

namespace photos {
namespace {

using kit::ServerFixture;

kit::Response ask(ServerFixture& fx, kit::Person& person, const kit::ShotFor& slot,
                  const std::string& reason = "There is no wall here") {
  return person.post("/api/sections/" + fx.id_of(slot.section) + "/not-applicable",
                     fmt::format(R"({{"checkpoint_id":"{}","index":{},"reason":"{}"}})",
                                 fx.id_of(slot.checkpoint), slot.index, reason));
}

kit::Response decide_waiver(kit::Person& person, const std::string& id, const std::string& decision,
                            const std::string& comment = "") {
  return person.post("/api/not-applicable/" + id + "/decide",
                     R"({"decision":")" + decision + R"(","comment":")" + comment + "\"}");
}

kit::Response step(kit::Person& person, const std::string& id, const std::string& verb) {
  return person.post("/api/not-applicable/" + id + "/" + verb, R"({"comment":"Looked again"})");
}

// The state of one slot of a section, or a number of its counts.
std::string state_of(ServerFixture& fx, kit::Person& person, const kit::ShotFor& shot) {
  const auto slots = person.get("/api/sections/" + fx.id_of(shot.section) + "/slots").json();
  for (const auto& item : slots.at("items").as_array())
    if (item.at("checkpoint_code").as_string() == shot.checkpoint && item.at("index") == shot.index)
      return std::string(item.at("state").as_string());
  return "no such slot";
}
std::int64_t count_of(ServerFixture& fx, kit::Person& person, const std::string& what) {
  const auto slots = person.get("/api/sections/" + fx.id_of("S1") + "/slots").json();
  return slots.at("section").at("counts").at(what).as_int64();
}

kit::Response accept(ServerFixture& fx, kit::Person& person) {
  return person.post("/api/sections/" + fx.id_of("S1") + "/accept", "{}");
}

// Everything due on S1 photographed and approved; the photos in the order of the slots.
std::vector<std::string> finish(ServerFixture& fx, kit::Person& crew, kit::Person& reviewer) {
  std::vector<std::string> photos;
  for (int n = 0; n < 4; ++n) photos.push_back(kit::take(fx, crew, n, kit::nth_slot(n)));
  for (const auto& id : photos) REQUIRE(kit::decide(reviewer, id, "approved").status == 200);
  return photos;
}

}  // namespace

TEST_CASE("a slot is closed as not applicable: asked for with a reason, decided, counted apart") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const kit::ShotFor slot{.index = 2};
  CHECK(ask(fx, crew, slot, " ").problem() == "comment-required");
  const auto asked = ask(fx, crew, slot);
  REQUIRE_MESSAGE(asked.status == 201, asked.body);
  const auto id = asked.at("id");
  CHECK(state_of(fx, crew, slot) == "waiver_pending");
  CHECK(ask(fx, crew, slot).problem() == "waiver-open");
  CHECK(count_of(fx, crew, "not_applicable") == 0);

  const auto waiting = ana.get("/api/not-applicable?project_id=" + fx.id_of("P1"));
  CHECK(waiting.json().at("items").as_array().size() == 1);
  CHECK(decide_waiver(crew, id, "approved").status == 403);
  CHECK(decide_waiver(ana, id, "retake").problem() == "comment-required");
  CHECK(decide_waiver(ana, id, "approved").at("status") == "approved");
  CHECK(state_of(fx, crew, slot) == "not_applicable");
  CHECK(count_of(fx, crew, "not_applicable") == 1);
  CHECK(count_of(fx, crew, "taken") == 0);
  CHECK(kit::counters_fit(fx));
  CHECK(decide_waiver(ana, id, "approved").problem() == "waiver-changed");

  // A photo of a closed slot is welcome, and counts for nothing.
  const auto extra = kit::send_shot(fx, crew, 1, slot);
  CHECK(extra.at("extra") == "true");
  CHECK(state_of(fx, crew, slot) == "not_applicable");
  CHECK(step(ana, id, "reopen").at("status") == "pending");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a request is refused with a comment, withdrawn by its asker, or answered by a photo") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto other = fx.member("crew");
  auto ana = fx.member("reviewer");
  const kit::ShotFor slot{.index = 1};
  const auto first = ask(fx, crew, slot).at("id");
  CHECK(decide_waiver(ana, first, "retake", "I see one on the plan").at("status") == "retake");
  CHECK(state_of(fx, crew, slot) == "due");

  const auto second = ask(fx, crew, slot).at("id");
  CHECK(step(other, second, "withdraw").problem() == "not-yours");
  CHECK(step(crew, second, "withdraw").at("status") == "withdrawn");
  CHECK(state_of(fx, crew, slot) == "due");

  const auto third = ask(fx, crew, slot).at("id");
  kit::take(fx, crew, 1, slot);
  CHECK(decide_waiver(ana, third, "approved").problem() == "waiver-changed");
  CHECK(state_of(fx, crew, slot) == "pending");
  CHECK(ask(fx, crew, slot).problem() == "slot-photographed");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a photo that came back becomes an extra when its slot is closed, and comes back again") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto first = kit::take(fx, crew, 1);
  kit::decide(ana, first, "retake", "Too dark");
  const auto second = kit::resubmit(fx, crew, first, 2).at("id");
  kit::decide(ana, second, "retake", "Still dark");
  const auto id = ask(fx, crew, {}).at("id");
  CHECK(count_of(fx, crew, "retake") == 1);
  CHECK(decide_waiver(ana, id, "approved").status == 200);
  CHECK(kit::fact(crew, second, "extra") == "true");
  CHECK(kit::fact(crew, first, "extra") == "true");
  CHECK(count_of(fx, crew, "retake") == 0);
  CHECK(kit::counters_fit(fx));
  CHECK(step(ana, id, "reopen").status == 200);
  CHECK(kit::fact(crew, second, "extra") == "false");
  CHECK(count_of(fx, crew, "retake") == 1);
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("what is not applicable holds up no later stage") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const std::string csv =
      "kind,project,work_type,checkpoint,name,stage,photos_due,hold_point\n"
      "checkpoint,P1,TR,TR-01,Before,before,1,yes\n";
  const auto imported = fx.admin().send("POST", "/api/imports/catalogue?mode=commit", csv,
                                        {"content-type: text/csv"});
  REQUIRE_MESSAGE(imported.status == 200, imported.body);
  CHECK(kit::send_shot(fx, crew, 1).problem() == "hold-point");
  const auto id = ask(fx, crew, {.checkpoint = "TR-01", .stage = "before"}).at("id");
  REQUIRE(decide_waiver(ana, id, "approved").status == 200);
  CHECK(kit::send_shot(fx, crew, 1).status == 201);
}

TEST_CASE("a section is accepted once all is approved, and only an admin opens it again") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  CHECK(accept(fx, ana).problem() == "section-open");
  const auto photos = finish(fx, crew, ana);
  CHECK(accept(fx, crew).status == 403);
  const auto accepted = accept(fx, ana);
  REQUIRE_MESSAGE(accepted.status == 200, accepted.body);
  CHECK(accept(fx, ana).problem() == "section-accepted");

  const auto again = R"({"comment":"Looked again"})";
  CHECK(ana.post("/api/photos/" + photos[0] + "/reopen", again).problem() == "section-accepted");
  CHECK(kit::send_shot(fx, crew, 9).at("extra") == "true");
  CHECK(ana.post("/api/sections/" + fx.id_of("S1") + "/reopen", again).status == 403);
  CHECK(fx.admin().post("/api/sections/" + fx.id_of("S1") + "/reopen", again).status == 204);
  CHECK(ana.post("/api/photos/" + photos[0] + "/reopen", again).status == 200);
  CHECK(accept(fx, ana).problem() == "section-open");
}

}  // namespace photos
