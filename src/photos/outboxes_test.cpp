#include <doctest/doctest.h>

#include "kit/server.h"

namespace photos {
namespace {

using kit::ServerFixture;

std::string word(const std::string& owner, const std::string& device, const std::string& rest) {
  return R"({"owner_id":")" + owner + R"(","device":")" + device + R"(",)" + rest + "}";
}

kit::Response tell(kit::Person& person, const std::string& body) {
  return person.send("PUT", "/api/outbox", body, {"content-type: application/json"});
}

constexpr db::Sql<> kStored{"test.outboxes", R"sql(
  SELECT COUNT(*) || ' phones, ' || SUM(waiting) || ' waiting, first ' || MIN(device) FROM outboxes
)sql"};

std::string stored(ServerFixture& fx) {
  const auto found = fx.app().database().read(
      [&](db::Tx& tx) -> Result<std::string> { return tx.get<std::string>(kStored); });
  return found ? *found : "?";
}

}  // namespace

TEST_CASE("a phone's last word of its outbox is kept, for the twenty phones heard from last") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  const auto say = [&](const std::string& device, int waiting) {
    fx.clock().advance_ms(1000);
    const auto told = tell(crew, word(crew.id, device,
                                      R"("waiting":)" + std::to_string(waiting) +
                                          R"(,"failed":0,"oldest_at_ms":1790000000000)"));
    REQUIRE_MESSAGE(told.status == 204, told.body);
  };
  say("phone-100", 3);
  say("phone-100", 2);
  CHECK(stored(fx) == "1 phones, 2 waiting, first phone-100");
  for (int n = 0; n < 20; ++n) say("phone-2" + std::to_string(10 + n), 1);
  CHECK(stored(fx) == "20 phones, 20 waiting, first phone-210");
}

TEST_CASE("an outbox is told of by its owner alone, in numbers that make sense") {
  ServerFixture fx;
  auto crew = fx.person("crew");
  auto viewer = fx.person("viewer");
  CHECK(fx.stranger().send("PUT", "/api/outbox", "{}", {"content-type: application/json"}).status ==
        401);
  const std::string fine = R"("waiting":1,"failed":0)";
  CHECK(tell(viewer, word(viewer.id, "phone-100", fine)).status == 403);
  // Another tab signed in as somebody else: the photos are not that person's.
  CHECK(tell(crew, word(viewer.id, "phone-100", fine)).problem() == "denied");
  for (const auto* wrong :
       {R"("waiting":-1,"failed":0)", R"("waiting":1)", R"("waiting":1,"failed":1000001)",
        R"("waiting":1,"failed":0,"x":1)", R"("waiting":1,"failed":0,"oldest_at_ms":-1)"})
    CHECK_MESSAGE(tell(crew, word(crew.id, "phone-100", wrong)).status == 400, wrong);
  CHECK(tell(crew, word(crew.id, "short", fine)).status == 400);
  CHECK(tell(crew, word(crew.id, std::string(65, 'x'), fine)).status == 400);
  CHECK(tell(crew, word(crew.id, "phone-100", fine)).status == 204);
}

}  // namespace photos
