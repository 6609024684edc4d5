// The work of a day in one line each: take, answer, decide, look.
#pragma once

#include <string>

#include "kit/server.h"

namespace kit {

// Which slot of the fixture's catalogue a shot is for; `more` are further metadata members.
struct ShotFor {
  std::string section = "S1";
  std::string checkpoint = "TR-02";
  std::string stage = "during";
  int index = 1;
  std::string more = "";
};

// The slots of the fixture's catalogue, 0 to 7.
ShotFor nth_slot(int n);

// Sends small_jpeg(number) as a new photo. The reply; its "id" when it is a receipt.
Response send_shot(ServerFixture& fx, Person& taker, int number, const ShotFor& shot = {});
// The same, which must succeed; the photo's id.
std::string take(ServerFixture& fx, Person& taker, int number, const ShotFor& shot = {});
// Answers a photo that came back.
Response resubmit(ServerFixture& fx, Person& taker, const std::string& photo, int number,
                  const std::string& comment = "closer now", const ShotFor& shot = {});

Response decide(Person& reviewer, const std::string& photo, const std::string& decision,
                const std::string& comment = "", int seen_version = 0);

// A field of GET /api/photos/{id}, by dotted path.
std::string fact(Person& person, const std::string& photo, const std::string& path);
inline std::string status_of(Person& person, const std::string& photo) {
  return fact(person, photo, "status");
}
// How many photos GET /api/photos shows with this query.
std::size_t count_listed(Person& person, const std::string& query);

// Do the stored counters of project P1 equal a recount?
bool counters_fit(ServerFixture& fx);

}  // namespace kit
