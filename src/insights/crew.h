// The crew's queue, for whoever leads a crew: what came back and is not answered, and how much each
// person has waiting, sent back, taken and still on phones. Read only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "db/db.h"
#include "photos/photos.h"

namespace insights {

using catalogue::ProjectId;

// What a person's phones said last, of all projects: a claim. Phones not heard from for kHeardMs
// are left out.
struct OnPhones {
  std::int64_t waiting = 0;
  std::int64_t failed = 0;  // refused: they need their owner
  std::optional<std::int64_t> oldest_at_ms;
  std::int64_t told_at_ms = 0;  // the oldest word of a phone that keeps photos, else the newest
};
BOOST_DESCRIBE_STRUCT(OnPhones, (), (waiting, failed, oldest_at_ms, told_at_ms))
inline constexpr std::int64_t kHeardMs = 30 * 86'400'000LL;

// One of the crew, or somebody else with photos in the queue. Extras are not counted.
struct CrewMember {
  UserId id;
  std::string name;
  bool crew_lead = false;
  bool disabled = false;  // listed for as long as photos of theirs wait or came back
  std::int64_t pending = 0;
  std::int64_t came_back = 0;
  std::int64_t taken_24_h = 0;  // received by the server and not withdrawn
  std::optional<OnPhones> on_phones;
};
BOOST_DESCRIBE_STRUCT(CrewMember, (),
                      (id, name, crew_lead, disabled, pending, came_back, taken_24_h, on_phones))

struct CameBack {
  photos::PhotoRow photo;
  std::string comment;  // what should change
  std::string decided_by_name;
};
BOOST_DESCRIBE_STRUCT(CameBack, (), (photo, comment, decided_by_name))

struct CrewQueue {
  std::vector<CrewMember> people;    // who has most to answer first; at most kCrewMax
  std::vector<CameBack> came_back;   // oldest decision first; at most kCameBackShown
  std::int64_t came_back_total = 0;  // of them, also those not shown
  bool capped = false;  // there is more than was looked at: numbers are at least so high
};
BOOST_DESCRIBE_STRUCT(CrewQueue, (), (people, came_back, came_back_total, capped))
inline constexpr std::size_t kCameBackShown = 50;
inline constexpr std::size_t kCrewMax = 200;
inline constexpr std::int64_t kCrewRows = 2'000;  // looked at, of each kind

class Layouts;

class Crew {
 public:
  // All outlive this object.
  Crew(db::Database&, catalogue::Catalogue&, photos::Photos&, Layouts&, const Clock&);

  // Of the sections of a project that the caller sees. Whether the caller may ask at all is the
  // route's business. not-found.
  Result<CrewQueue> queue(const Caller& caller, const ProjectId& project);

 private:
  db::Database& db_;
  catalogue::Catalogue& catalogue_;
  photos::Photos& photos_;
  Layouts& layouts_;
  const Clock& clock_;
};

}  // namespace insights
