// What is due, what came back, what waits for a hold point; and the counters that say how far.
#include <doctest/doctest.h>

#include "kit/shots.h"

namespace photos {
namespace {

using kit::ServerFixture;

std::string slots_path(ServerFixture& fx) { return "/api/sections/" + fx.id_of("S1") + "/slots"; }

}  // namespace

TEST_CASE("the due list shows what came back first, then what is due, what waits, what is done") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto done = kit::take(fx, crew, 1, {.checkpoint = "TR-01", .stage = "before"});
  const auto back = kit::take(fx, crew, 2, {.index = 2});
  kit::take(fx, crew, 3, {.checkpoint = "TR-03", .stage = "after"});
  kit::decide(fx.admin(), done, "approved");
  kit::decide(fx.admin(), back, "retake", "too far away");

  const auto slots = crew.get(slots_path(fx));
  CHECK(slots.at("items.0.state") == "retake");
  CHECK(slots.at("items.0.index") == "2");
  CHECK(slots.at("items.0.photo.comment") == "too far away");
  CHECK(slots.at("items.0.photo.id") == back);
  CHECK(slots.at("items.1.state") == "due");
  CHECK(slots.at("items.1.checkpoint_code") == "TR-02");
  CHECK(slots.at("items.2.state") == "pending");
  CHECK(slots.at("items.3.state") == "approved");
  CHECK(slots.at("items.4.state").empty());
  CHECK(slots.at("section.counts.due") == "4");
  CHECK(slots.at("section.counts.taken") == "3");
  CHECK(slots.at("section.counts.retake") == "1");
  CHECK(slots.at("project.code") == "P1");
}

TEST_CASE("after every step of a story the counters equal a recount") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto& admin = fx.admin();
  const auto step = [&](const char* what) { CHECK_MESSAGE(kit::counters_fit(fx), what); };
  const auto first = kit::take(fx, crew, 1);
  step("taken");
  kit::decide(admin, first, "nonconforming", "wrong pipe");
  step("nonconforming");
  const auto second = kit::resubmit(fx, crew, first, 2, "pipe replaced").at("id");
  step("answered");
  kit::decide(admin, second, "retake", "show the label");
  step("retake");
  const auto third = kit::resubmit(fx, crew, second, 3).at("id");
  kit::decide(admin, third, "approved");
  step("approved");
  const auto extra = kit::take(fx, crew, 4);
  step("extra");
  kit::decide(admin, extra, "retake", "not this one");
  step("extra came back");
  kit::resubmit(fx, crew, extra, 5);
  step("extra answered");
  const auto other = kit::take(fx, crew, 6, {.section = "S2"});
  REQUIRE(admin.del("/api/photos/" + other).status == 204);
  step("deleted");

  const auto counts = crew.get("/api/sections/counts?project_id=" + fx.id_of("P1"));
  CHECK(counts.at("items.0.section_id") == fx.id_of("S1"));
  CHECK(counts.at("items.0.approved") == "1");
  CHECK(counts.at("items.0.taken") == "1");
  CHECK(counts.at("items.0.extras") == "1");
  CHECK(counts.at("items.0.due") == "4");
  CHECK(counts.at("items.1.taken") == "0");
}

TEST_CASE("the stage after a hold point waits for its approval") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto work = fx.admin().post("/api/work-types", R"({"project_id":")" + fx.id_of("P1") +
                                                           R"(","code":"HD","name":"Drilling"})");
  REQUIRE(work.status == 201);
  const auto checkpoint = [&](const std::string& code, const std::string& stage, bool hold) {
    const auto made =
        fx.admin().post("/api/checkpoints",
                        R"({"work_type_id":")" + work.at("id") + R"(","code":")" + code +
                            R"(","name":")" + code + R"(","guidance":"","stage":")" + stage +
                            R"(","photos_due":1,"hold_point":)" + (hold ? "true" : "false") + "}");
    REQUIRE(made.status == 201);
    return made.at("id");
  };
  const auto before = checkpoint("HD-01", "before", true);
  const auto after = checkpoint("HD-02", "during", false);
  const auto send = [&](const std::string& id, const std::string& stage, int number) {
    const std::string photo = kit::small_jpeg(number);
    std::string meta = kit::meta_for(fx, fx.new_id(), photo, "S1", "TR-02", stage, 1);
    const auto known = fx.id_of("TR-02");
    meta.replace(meta.find(known), known.size(), id);
    return crew.upload("/api/photos", meta, photo);
  };
  const auto blocked = send(after, "during", 1);
  CHECK(blocked.status == 409);
  CHECK(blocked.problem() == "hold-point");
  CHECK(blocked.at("detail").find("HD-01") != std::string::npos);
  // Another work type is not held up.
  CHECK(kit::send_shot(fx, crew, 2).status == 201);

  const auto held = send(before, "before", 3);
  REQUIRE(held.status == 201);
  CHECK(send(after, "during", 4).problem() == "hold-point");
  kit::decide(fx.admin(), held.at("id"), "approved");
  CHECK(send(after, "during", 5).status == 201);
}

}  // namespace photos
