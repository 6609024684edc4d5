#include <doctest/doctest.h>

#include "kit/shots.h"

namespace insights {
namespace {

using kit::Person;
using kit::ServerFixture;

std::string address(ServerFixture& fx) { return "/api/crew/queue?project_id=" + fx.id_of("P1"); }

boost::json::value queue_of(ServerFixture& fx, Person& person) {
  const auto reply = person.get(address(fx));
  REQUIRE_MESSAGE(reply.status == 200, reply.body);
  return reply.json();
}

void make_lead(ServerFixture& fx, const Person& person) {
  const auto made = fx.admin().patch("/api/users/" + person.id, R"({"crew_lead":true})");
  REQUIRE_MESSAGE(made.at("crew_lead") == "true", made.body);
}

// Crew of one section of the fixture's catalogue.
Person member_of(ServerFixture& fx, const std::string& section) {
  auto person = fx.person("crew");
  const auto joined =
      fx.admin().post("/api/members", R"({"user_id":")" + person.id + R"(","project_id":")" +
                                          fx.id_of("P1") + R"(","route_id":")" + fx.id_of("R1") +
                                          R"(","section_id":")" + fx.id_of(section) + "\"}");
  REQUIRE_MESSAGE(joined.status == 201, joined.body);
  return person;
}

// "pending came_back taken_24_h" of one person of a queue; "absent" when not listed.
std::string numbers(const boost::json::value& queue, const Person& person) {
  for (const auto& one : queue.at("people").as_array()) {
    if (one.at("id").as_string() != person.id) continue;
    std::string text;
    for (const char* key : {"pending", "came_back", "taken_24_h"})
      text += (text.empty() ? "" : " ") + std::to_string(one.at(key).as_int64());
    return text;
  }
  return "absent";
}

const boost::json::value& person_in(const boost::json::value& queue, const Person& person) {
  for (const auto& one : queue.at("people").as_array())
    if (one.at("id").as_string() == person.id) return one;
  throw std::runtime_error("not listed: " + person.email);
}

void tell(Person& person, const std::string& device, const std::string& numbers) {
  const auto told = person.send(
      "PUT", "/api/outbox",
      R"({"owner_id":")" + person.id + R"(","device":")" + device + R"(",)" + numbers + "}",
      {"content-type: application/json"});
  REQUIRE_MESSAGE(told.status == 204, told.body);
}

}  // namespace

TEST_CASE("a crew lead sees what came back across the crew, oldest decision first") {
  ServerFixture fx;
  auto lead = fx.member("crew");
  auto ben = fx.member("crew");
  auto cara = fx.member("crew");
  auto rita = fx.member("reviewer");
  make_lead(fx, lead);
  const auto first = kit::take(fx, ben, 1, kit::nth_slot(0));
  const auto second = kit::take(fx, cara, 2, kit::nth_slot(4));
  const auto third = kit::take(fx, ben, 3, kit::nth_slot(1));
  kit::take(fx, ben, 4, kit::nth_slot(2));
  kit::decide(rita, second, "retake", "Show the label");
  fx.clock().advance_ms(1000);
  kit::decide(rita, first, "nonconforming", "Too shallow");
  kit::decide(rita, third, "approved");

  auto queue = queue_of(fx, lead);
  const auto& back = queue.at("came_back").as_array();
  REQUIRE(back.size() == 2);
  CHECK(queue.at("came_back_total").as_int64() == 2);
  CHECK(back[0].at("photo").at("id").as_string() == second);
  CHECK(back[0].at("comment") == "Show the label");
  CHECK_FALSE(back[0].at("decided_by_name").as_string().empty());
  CHECK(back[1].at("photo").at("status") == "nonconforming");
  CHECK(numbers(queue, ben) == "1 1 3");
  CHECK(numbers(queue, cara) == "0 1 1");
  CHECK(numbers(queue, lead) == "0 0 0");  // one of the crew, with nothing yet
  CHECK(numbers(queue, rita) == "absent");
  CHECK(person_in(queue, lead).at("crew_lead").as_bool());
  CHECK(person_in(queue, ben).at("on_phones").is_null());

  kit::resubmit(fx, cara, second, 5, "closer", kit::nth_slot(4));
  fx.clock().advance_ms(86'400'000);
  queue = queue_of(fx, lead);
  CHECK(queue.at("came_back").as_array().size() == 1);
  CHECK(numbers(queue, cara) == "1 0 0");
  CHECK(numbers(queue, ben) == "1 1 0");
  CHECK(lead.get(address(fx)).body == fx.admin().get(address(fx)).body);
}

TEST_CASE("only a crew lead, a reviewer or an admin sees the crew's queue") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto viewer = fx.member("viewer");
  auto rita = fx.member("reviewer");
  for (auto* person : {&crew, &viewer}) {
    const auto refused = person->get(address(fx));
    CHECK(refused.problem() == "denied");
    CHECK(refused.at("detail").find("crew lead, reviewer or admin") != std::string::npos);
  }
  CHECK(rita.get(address(fx)).status == 200);
  make_lead(fx, crew);
  CHECK(crew.get("/api/auth/me").at("crew_lead") == "true");
  CHECK(crew.get(address(fx)).status == 200);
  fx.admin().patch("/api/users/" + crew.id, R"({"crew_lead":false})");
  CHECK(crew.get(address(fx)).status == 403);
  CHECK(fx.admin().patch("/api/users/" + rita.id, R"({"crew_lead":true})").status == 400);
  CHECK(fx.stranger().get(address(fx)).status == 401);
}

TEST_CASE("a crew lead is told nothing of sections he cannot see") {
  ServerFixture fx;
  auto lead = member_of(fx, "S2");
  auto far = member_of(fx, "S1");
  auto both = fx.member("crew");
  auto rita = fx.member("reviewer");
  make_lead(fx, lead);
  const auto hidden = kit::take(fx, far, 1, kit::nth_slot(0));
  const auto here = kit::take(fx, both, 2, kit::nth_slot(4));
  const auto there = kit::take(fx, both, 3, kit::nth_slot(1));
  for (const auto& photo : {hidden, here, there}) kit::decide(rita, photo, "retake", "Blurred");
  tell(far, "phone-far-1", R"("waiting":4,"failed":0)");
  const auto queue = queue_of(fx, lead);
  CHECK(numbers(queue, far) == "absent");
  CHECK(numbers(queue, both) == "0 1 1");
  REQUIRE(queue.at("came_back").as_array().size() == 1);
  CHECK(queue.at("came_back").at(0).at("photo").at("id").as_string() == here);
  CHECK(queue.at("came_back_total").as_int64() == 1);

  auto stray = fx.person("crew");
  make_lead(fx, stray);
  CHECK(stray.get(address(fx)).status == 404);
  CHECK(lead.get("/api/crew/queue?project_id=nothing").status == 404);
  CHECK(lead.get("/api/crew/queue").status == 400);
}

TEST_CASE("what phones still keep is told as of their last word") {
  ServerFixture fx;
  auto lead = fx.member("crew");
  auto ben = fx.member("crew");
  make_lead(fx, lead);
  const auto on_phones = [&] { return person_in(queue_of(fx, lead), ben).at("on_phones"); };
  tell(ben, "phone-one", R"("waiting":3,"failed":1,"oldest_at_ms":1790000005000)");
  const auto first = on_phones();
  const auto told_at_ms = first.at("told_at_ms").as_int64();
  CHECK(first.at("waiting").as_int64() == 3);
  CHECK(first.at("failed").as_int64() == 1);
  CHECK(first.at("oldest_at_ms").as_int64() == 1'790'000'005'000);

  fx.clock().advance_ms(60'000);
  tell(ben, "phone-two", R"("waiting":2,"failed":0,"oldest_at_ms":1790000001000)");
  CHECK(on_phones().at("waiting").as_int64() == 5);
  CHECK(on_phones().at("oldest_at_ms").as_int64() == 1'790'000'001'000);
  CHECK(on_phones().at("told_at_ms").as_int64() == told_at_ms);  // part of it is as old as that

  tell(ben, "phone-one", R"("waiting":0,"failed":0)");
  fx.clock().advance_ms(60'000);
  tell(ben, "phone-two", R"("waiting":0,"failed":0)");
  CHECK(on_phones().at("waiting").as_int64() == 0);
  CHECK(on_phones().at("oldest_at_ms").is_null());
  CHECK(on_phones().at("told_at_ms").as_int64() >= told_at_ms + 120'000);
  fx.clock().advance_ms(31 * 86'400'000LL);
  fx.admin().sign_in(fx.admin().email, std::string(kit::kPassword));
  CHECK(person_in(queue_of(fx, fx.admin()), ben).at("on_phones").is_null());
}

TEST_CASE("who is disabled is listed for as long as photos of theirs are open") {
  ServerFixture fx;
  auto lead = fx.member("crew");
  auto gone = fx.member("crew");
  auto idle = fx.member("crew");
  auto rita = fx.member("reviewer");
  make_lead(fx, lead);
  const auto photo = kit::take(fx, gone, 1, kit::nth_slot(0));
  kit::decide(rita, photo, "retake", "Blurred");
  for (const auto* person : {&gone, &idle})
    REQUIRE(fx.admin().patch("/api/users/" + person->id, R"({"disabled":true})").status == 200);
  CHECK(person_in(queue_of(fx, lead), gone).at("disabled").as_bool());
  CHECK(numbers(queue_of(fx, lead), gone) == "0 1 1");
  CHECK(numbers(queue_of(fx, lead), idle) == "absent");
  kit::resubmit(fx, lead, photo, 2, "closer", kit::nth_slot(0));
  CHECK(numbers(queue_of(fx, lead), gone) == "absent");
  CHECK(numbers(queue_of(fx, lead), lead) == "1 0 1");
}

}  // namespace insights
