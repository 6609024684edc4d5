// Product rule 5: mistakes are corrected, both states stay in the history, counters stay right.
#include <doctest/doctest.h>

#include "kit/shots.h"

namespace photos {
namespace {

using kit::ServerFixture;

kit::Response act(kit::Person& person, const std::string& photo, const std::string& verb,
                  const std::string& body = "{}") {
  return person.post("/api/photos/" + photo + "/" + verb, body);
}

kit::Response reopen(kit::Person& person, const std::string& photo,
                     const std::string& comment = "Looked again") {
  return act(person, photo, "reopen", R"({"comment":")" + comment + "\"}");
}

std::string slot(ServerFixture& fx, const kit::ShotFor& to, const std::string& rest = "") {
  return fmt::format(R"({{"section_id":"{}","checkpoint_id":"{}","stage":"{}","index":{}{}}})",
                     fx.id_of(to.section), fx.id_of(to.checkpoint), to.stage, to.index, rest);
}

// The kinds of a photo's events, oldest first, with blanks between.
std::string story_of(kit::Person& person, const std::string& photo) {
  std::string kinds;
  const auto history = person.get("/api/photos/" + photo + "/history").json();
  for (const auto& entry : history.at("items").as_array()) {
    const auto kind = std::string(entry.at("kind").as_string()).substr(6);
    if (kind != "developed") kinds += (kinds.empty() ? "" : " ") + kind;
  }
  return kinds;
}

// The state of one slot of a section.
std::string state_of(ServerFixture& fx, kit::Person& person, const kit::ShotFor& shot) {
  const auto slots = person.get("/api/sections/" + fx.id_of(shot.section) + "/slots").json();
  for (const auto& item : slots.at("items").as_array())
    if (item.at("checkpoint_code").as_string() == shot.checkpoint &&
        item.at("index").as_int64() == shot.index)
      return std::string(item.at("state").as_string());
  return "no such slot";
}

}  // namespace

TEST_CASE("a taker withdraws his own pending photo, the slot is due again, and he may undo it") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const kit::ShotFor shot{.checkpoint = "TR-01", .stage = "before"};
  const auto id = kit::take(fx, crew, 1, shot);
  CHECK(kit::fact(crew, id, "can.withdraw") == "true");
  CHECK(kit::fact(ana, id, "can.withdraw") == "false");
  CHECK(act(ana, id, "withdraw").problem() == "not-yours");

  CHECK(act(crew, id, "withdraw").at("can.restore") == "true");
  CHECK(state_of(fx, crew, shot) == "due");
  CHECK(kit::count_listed(ana, "status=pending&newest_only=true") == 0);
  CHECK(kit::count_listed(ana, "") == 1);  // nothing is hidden
  CHECK(kit::decide(ana, id, "approved").problem() == "photo-changed");
  CHECK(act(crew, id, "withdraw").problem() == "photo-changed");
  CHECK(kit::counters_fit(fx));

  CHECK(act(ana, id, "restore").problem() == "not-yours");
  CHECK(act(crew, id, "restore").at("newest") == "true");
  CHECK(state_of(fx, crew, shot) == "pending");
  CHECK(act(crew, id, "restore").problem() == "photo-changed");
  CHECK(story_of(ana, id) == "received withdrawn restored");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("withdrawing an answer makes the photo that came back the newest again") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto first = kit::take(fx, crew, 1);
  kit::decide(ana, first, "retake", "Blurred");
  const auto second = kit::resubmit(fx, crew, first, 2).at("id");
  CHECK(act(crew, second, "withdraw").status == 200);
  CHECK(kit::fact(crew, first, "newest") == "true");
  CHECK(kit::fact(crew, first, "can.replace") == "true");
  CHECK(state_of(fx, crew, {}) == "retake");
  CHECK(story_of(ana, first) == "received retake replaced newest_again");
  CHECK(kit::counters_fit(fx));
  const auto third = kit::resubmit(fx, crew, first, 3);
  CHECK(third.at("attempt") == "2");
  CHECK(act(crew, second, "restore").at("attempt") == "3");
  CHECK(kit::fact(crew, third.at("id"), "newest") == "false");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("what was decided can neither be withdrawn nor moved") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto id = kit::take(fx, crew, 1);
  kit::decide(ana, id, "approved");
  CHECK(act(crew, id, "withdraw").problem() == "photo-changed");
  CHECK(act(ana, id, "move", slot(fx, {.index = 2})).problem() == "photo-changed");
  CHECK(kit::status_of(ana, id) == "approved");
}

TEST_CASE("a reviewer moves a pending photo, its taker his own; the stamp follows") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto other = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto id = kit::take(fx, crew, 1);
  fx.wait_for_jobs();
  const auto picture = kit::fact(ana, id, "display_url");
  CHECK(act(other, id, "move", slot(fx, {.index = 2})).problem() == "not-yours");

  const kit::ShotFor target{.section = "S2", .checkpoint = "TR-03", .stage = "after"};
  const auto moved = act(ana, id, "move", slot(fx, target, R"(,"comment":"Wrong section")"));
  REQUIRE_MESSAGE(moved.status == 200, moved.body);
  CHECK(moved.at("section_code") == "S2");
  CHECK(moved.at("checkpoint_code") == "TR-03");
  CHECK(state_of(fx, crew, {}) == "due");
  CHECK(state_of(fx, crew, target) == "pending");
  CHECK(kit::counters_fit(fx));
  fx.wait_for_jobs();
  CHECK(kit::fact(ana, id, "display_url") != picture);
  CHECK(story_of(ana, id) == "received moved");

  CHECK(act(crew, id, "move", slot(fx, {.index = 2})).status == 200);  // its taker, back again
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a phone that sends a moved photo again gets its receipt") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const std::string photo = kit::small_jpeg(1);
  const auto id = fx.new_id();
  const auto meta = kit::meta_for(fx, id, photo);
  REQUIRE(crew.upload("/api/photos", meta, photo).status == 201);
  REQUIRE(act(crew, id, "move", slot(fx, {.section = "S2"})).status == 200);
  const auto again = crew.upload("/api/photos", meta, photo);
  CHECK(again.status == 200);
  CHECK(again.at("id") == id);
}

TEST_CASE("a move onto a slot that is taken follows what is there") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto there = kit::take(fx, crew, 1, {.index = 1});
  const auto stray = kit::take(fx, crew, 2, {.index = 2});
  CHECK(act(ana, stray, "move", slot(fx, {.index = 1})).at("attempt") == "2");
  CHECK(kit::fact(ana, there, "newest") == "false");
  CHECK(kit::counters_fit(fx));
  kit::decide(ana, stray, "approved");
  const auto late = kit::take(fx, crew, 3, {.index = 2});
  CHECK(act(ana, late, "move", slot(fx, {.index = 1})).at("extra") == "true");
  CHECK(kit::fact(ana, stray, "newest") == "true");
  CHECK(act(ana, late, "move", slot(fx, {.index = 7})).at("extra") ==
        "true");  // beyond what is due
  CHECK(act(ana, late, "move", slot(fx, {.index = 2})).at("extra") == "false");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a move that makes no sense is refused, and nothing has moved") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto id = kit::take(fx, crew, 1);
  CHECK(act(ana, id, "move", slot(fx, {})).problem() == "invalid-request");
  CHECK(act(ana, id, "move", slot(fx, {.stage = "after"})).problem() == "wrong-stage");
  CHECK(act(ana, id, "move", slot(fx, {.index = 2}, R"(,"seen_version":9)")).problem() ==
        "photo-changed");
  CHECK(act(ana, id, "move", slot(fx, {.index = 0})).status == 400);
  CHECK(act(ana, fx.new_id(), "move", slot(fx, {.index = 2})).status == 404);
  CHECK(kit::fact(ana, id, "index") == "1");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("whoever decided reopens within a day, an admin always, nobody else") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  auto ben = fx.member("reviewer");
  const auto id = kit::take(fx, crew, 1);
  CHECK(reopen(ana, id).problem() == "photo-changed");
  kit::decide(ana, id, "approved");
  CHECK(reopen(ana, id, " ").problem() == "comment-required");
  CHECK(reopen(ben, id).problem() == "reopen-denied");
  CHECK(kit::fact(ben, id, "can.reopen") == "false");
  CHECK(kit::fact(ana, id, "can.reopen") == "true");
  CHECK(reopen(ana, id).at("status") == "pending");
  CHECK(kit::fact(ana, id, "last_decision").empty());
  CHECK(kit::counters_fit(fx));

  kit::decide(ben, id, "retake", "Staff missing");
  fx.clock().advance_ms(kReopenMs + 1);
  CHECK(kit::fact(ben, id, "can.reopen") == "false");
  CHECK(reopen(ben, id).problem() == "reopen-denied");
  CHECK(reopen(fx.admin(), id).at("status") == "pending");
  CHECK(story_of(ana, id) == "received approved reopened retake reopened");
  CHECK(ana.get("/api/photos/" + id + "/comments").json().at("items").as_array().size() == 3);
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a photo that was answered is not reopened: its answer is judged") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto id = kit::take(fx, crew, 1);
  kit::decide(ana, id, "retake", "Blurred");
  kit::resubmit(fx, crew, id, 2);
  CHECK(reopen(ana, id).problem() == "not-newest");
  CHECK(kit::counters_fit(fx));
}

}  // namespace photos
