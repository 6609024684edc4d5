// Two at once at one slot or section: a photo and a waiver, a sign-off and a second thought, a
// decision and a change of the checklist.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "kit/shots.h"
#include "kit/together.h"

namespace review {
namespace {

using kit::ServerFixture;

constexpr int kSlotRounds = 8;
const std::string kAgain = R"({"comment":"Looked again"})";

std::string ask_waiver(ServerFixture& fx, kit::Person& crew, const kit::ShotFor& slot) {
  return crew
      .post("/api/sections/" + fx.id_of(slot.section) + "/not-applicable",
            fmt::format(R"({{"checkpoint_id":"{}","index":{},"reason":"None here"}})",
                        fx.id_of(slot.checkpoint), slot.index))
      .at("id");
}

}  // namespace

TEST_CASE("a slot is closed, or photographed: of both at once one gives way") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  for (int round = 0; round < kSlotRounds; ++round) {
    const auto slot = kit::nth_slot(round);
    const auto waiver = ask_waiver(fx, crew, slot);
    kit::Response closed, shot;
    kit::together(
        [&] {
          closed =
              ana.post("/api/not-applicable/" + waiver + "/decide", R"({"decision":"approved"})");
        },
        [&] { shot = kit::send_shot(fx, crew, round, slot); });
    REQUIRE_MESSAGE(shot.status == 201, shot.body);
    CHECK(shot.at("extra") == (closed.status == 200 ? "true" : "false"));
    if (closed.status != 200) CHECK(closed.problem() == "waiver-changed");
  }
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a section is signed off, or a photo of it reopened: of both at once one gives way") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  std::string photo;
  for (int n = 0; n < 4; ++n) {
    photo = kit::take(fx, crew, n, kit::nth_slot(n));
    REQUIRE(kit::decide(ana, photo, "approved").status == 200);
  }
  const std::string section = "/api/sections/" + fx.id_of("S1");
  for (int round = 0; round < kSlotRounds; ++round) {
    kit::Response accepted, reopened;
    kit::together([&] { accepted = ana.post(section + "/accept", "{}"); },
                  [&] { reopened = fx.admin().post("/api/photos/" + photo + "/reopen", kAgain); });
    CHECK(accepted.status + reopened.status == 200 + 409);
    if (accepted.status == 200) {
      CHECK(reopened.problem() == "section-accepted");
      CHECK(fx.admin().post(section + "/reopen", kAgain).status == 204);
    } else {
      CHECK(accepted.problem() == "section-open");
      CHECK(kit::decide(ana, photo, "approved").status == 200);
    }
  }
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("counters stay right while a checklist changes under decisions") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto set_due = [&](int count) {
    const auto csv = fmt::format(
        "kind,project,work_type,checkpoint,name,stage,photos_due\n"
        "checkpoint,P1,TR,TR-02,Trench,during,{}\n",
        count);
    return fx.admin().send("POST", "/api/imports/catalogue?mode=commit", csv,
                           {"content-type: text/csv"});
  };
  for (int round = 0; round < kSlotRounds; ++round) {
    const auto photo = kit::take(fx, crew, round, kit::nth_slot(2));
    kit::Response changed, decided;
    kit::together([&] { changed = set_due(1 + round % 2); },
                  [&] { decided = kit::decide(ana, photo, "retake", "Blurred"); });
    REQUIRE_MESSAGE(changed.status == 200, changed.body);
    CHECK((decided.status == 200 || decided.problem() == "photo-changed"));
  }
  fx.wait_for_jobs();
  CHECK(kit::counters_fit(fx));
}

}  // namespace review
