// Two at once, with real threads: one winner, one clear answer, and the counters right after.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "kit/shots.h"
#include "kit/together.h"

namespace review {
namespace {

using kit::ServerFixture;

constexpr int kRounds = 8;

}  // namespace

TEST_CASE("of two deciders at once one wins and the other hears of it") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  auto ben = fx.member("reviewer");
  for (int round = 0; round < kRounds; ++round) {
    const auto photo = kit::take(fx, crew, round, kit::nth_slot(round));
    kit::Response yes, no;
    kit::together([&] { yes = kit::decide(ana, photo, "approved"); },
                  [&] { no = kit::decide(ben, photo, "retake", "blurred"); });
    CHECK(yes.status + no.status == 200 + 409);
    CHECK((yes.status == 409 ? yes : no).problem() == "photo-changed");
    CHECK(kit::status_of(ana, photo) == (yes.status == 200 ? "approved" : "retake"));
  }
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("of two answers to one photo at once one is kept as its next attempt") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto other = fx.member("crew");
  for (int round = 0; round < kRounds; ++round) {
    const auto slot = kit::nth_slot(round);
    const auto photo = kit::take(fx, crew, round, slot);
    REQUIRE(kit::decide(fx.admin(), photo, "retake", "blurred").status == 200);
    kit::Response one, two;
    kit::together([&] { one = kit::resubmit(fx, crew, photo, 100 + round, "mine", slot); },
                  [&] { two = kit::resubmit(fx, other, photo, 200 + round, "mine", slot); });
    CHECK(one.status + two.status == 201 + 409);
    CHECK((one.status == 409 ? one : two).problem() == "not-newest");
    CHECK(kit::fact(crew, photo, "replaced_by") == (one.status == 201 ? one : two).at("id"));
  }
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a decision and a new attempt at once end in one of two orders, never between") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  for (int round = 0; round < kRounds; ++round) {
    const auto slot = kit::nth_slot(round);
    const auto photo = kit::take(fx, crew, round, slot);
    kit::Response decided, shot;
    kit::together([&] { decided = kit::decide(ana, photo, "approved"); },
                  [&] { shot = kit::send_shot(fx, crew, 100 + round, slot); });
    REQUIRE(shot.status == 201);
    if (decided.status == 200) {
      CHECK(kit::status_of(ana, photo) == "approved");
      CHECK(shot.at("extra") == "true");
    } else {
      CHECK(decided.status == 409);
      CHECK(shot.at("attempt") == "2");
      CHECK(kit::fact(ana, photo, "newest") == "false");
    }
  }
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("of a decision and its taker's correction at once one wins and the other hears of it") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const std::string aside =
      fmt::format(R"({{"section_id":"{}","checkpoint_id":"{}","stage":"during","index":9}})",
                  fx.id_of("S2"), fx.id_of("TR-02"));
  for (int round = 0; round < kRounds; ++round) {
    const auto photo = kit::take(fx, crew, round, kit::nth_slot(round % 4));
    const bool moves = round % 2 == 0;
    const std::string path = "/api/photos/" + photo + (moves ? "/move" : "/withdraw");
    kit::Response decided, corrected;
    kit::together([&] { decided = kit::decide(ana, photo, "approved"); },
                  [&] { corrected = crew.post(path, moves ? aside : "{}"); });
    if (moves && decided.status == 200 && corrected.status == 200) continue;  // moved, then decided
    CHECK(decided.status + corrected.status == 200 + 409);
    CHECK((decided.status == 409 ? decided : corrected).problem() == "photo-changed");
  }
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("photos moved to one empty slot at once are one chain") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  auto ben = fx.member("reviewer");
  const auto target_of = [&](const kit::ShotFor& slot) {
    return fmt::format(R"({{"section_id":"{}","checkpoint_id":"{}","stage":"{}","index":{}}})",
                       fx.id_of(slot.section), fx.id_of(slot.checkpoint), slot.stage, slot.index);
  };
  const auto one = kit::take(fx, crew, 1, {.index = 1});
  const auto two = kit::take(fx, crew, 2, {.index = 2});
  const std::string empty = target_of(kit::nth_slot(4));
  const auto move = [](kit::Person& person, const std::string& photo, const std::string& to) {
    return person.post("/api/photos/" + photo + "/move", to).status;
  };
  for (int round = 0; round < 5 * kRounds; ++round) {
    int a = 0;
    int b = 0;
    kit::together([&] { a = move(ana, one, empty); }, [&] { b = move(ben, two, empty); });
    REQUIRE(a == 200);
    REQUIRE(b == 200);
    // Whichever came second is the newest; it goes first, and the other one can follow.
    const bool second_is_two = kit::fact(ana, two, "newest") == "true";
    CHECK(kit::fact(ana, second_is_two ? two : one, "attempt") == "2");
    CHECK(kit::fact(ana, second_is_two ? one : two, "newest") == "false");
    REQUIRE(move(ana, second_is_two ? two : one, target_of({.index = 2})) == 200);
    REQUIRE(move(ana, second_is_two ? one : two, target_of({.index = 1})) == 200);
  }
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("first shots of one slot at once are all kept, as one chain") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto other = fx.member("crew");
  auto third = fx.member("crew");
  for (int round = 0; round < kRounds; ++round) {
    const auto slot = kit::nth_slot(round % 4);
    kit::Response a, b, c;
    kit::together([&] { a = kit::send_shot(fx, crew, round, slot); },
                  [&] { b = kit::send_shot(fx, other, 100 + round, slot); },
                  [&] { c = kit::send_shot(fx, third, 200 + round, slot); });
    CHECK(a.status == 201);
    CHECK(b.status == 201);
    CHECK(c.status == 201);
  }
  CHECK(kit::count_listed(crew, "newest_only=true") == 4);
  CHECK(kit::count_listed(crew, "") == 3 * kRounds);
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("one photo sent by several connections at once is one photo") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto again = fx.stranger();
  REQUIRE(again.sign_in(crew.email, std::string(kit::kPassword)).status == 200);
  for (int round = 0; round < kRounds; ++round) {
    const std::string photo = kit::small_jpeg(round);
    const auto meta = kit::meta_for(fx, fx.new_id(), photo, "S1", "TR-02", "during", round + 1);
    kit::Response one, two;
    kit::together([&] { one = crew.upload("/api/photos", meta, photo); },
                  [&] { two = again.upload("/api/photos", meta, photo); });
    CHECK(one.status / 100 == 2);
    CHECK(two.status / 100 == 2);
    CHECK(one.at("id") == two.at("id"));
  }
  CHECK(kit::count_listed(crew, "") == kRounds);
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("bulk decisions over the same photos in opposite order do not wait in a ring") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  auto ben = fx.member("reviewer");
  for (int round = 0; round < 3; ++round) {
    std::string there, back;
    for (int i = 0; i < 10; ++i) {
      const auto id = kit::take(fx, crew, round * 10 + i, {.index = round * 10 + i + 1});
      there += (there.empty() ? "\"" : ",\"") + id + "\"";
      back = "\"" + id + "\"" + (back.empty() ? "" : ",") + back;
    }
    kit::Response one, two;
    kit::together(
        [&] {
          one = ana.post("/api/decisions",
                         R"({"photo_ids":[)" + there + R"(],"decision":"approved"})");
        },
        [&] {
          two = ben.post("/api/decisions", R"({"photo_ids":[)" + back +
                                               R"(],"decision":"retake","comment":"all again"})");
        });
    REQUIRE(one.status == 200);
    REQUIRE(two.status == 200);
    int ok = 0;
    for (const auto& reply : {one, two}) {
      const auto body = reply.json();
      for (const auto& outcome : body.at("outcomes").as_array()) ok += outcome.at("ok").as_bool();
    }
    CHECK(ok == 10);
  }
  CHECK(kit::counters_fit(fx));
}

}  // namespace review
