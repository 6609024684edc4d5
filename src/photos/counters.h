// How many photos of each status a section has, per stage. Kept in the transaction that changes
// them, last and in key order, so that transactions never wait for each other in a ring.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "db/db.h"
#include "photos/model.h"

namespace photos {

// Newest photos that hold a slot, by status; and the photos beyond, whatever their status.
struct Counters {
  SectionId section_id;
  Stage stage = Stage::during;
  std::int64_t pending = 0;
  std::int64_t approved = 0;
  std::int64_t retake = 0;
  std::int64_t nonconforming = 0;
  std::int64_t extras = 0;

  std::int64_t& of(Status status);
  bool operator==(const Counters&) const = default;
};
BOOST_DESCRIBE_STRUCT(Counters, (),
                      (section_id, stage, pending, approved, retake, nonconforming, extras))

// What one transaction changes; written by settle(), once, as its last statements.
class Tally {
 public:
  void holds(const SectionId& section, Stage stage, Status status, std::int64_t by);
  void extra(const SectionId& section, Stage stage, std::int64_t by);
  void settle(db::Tx& tx) const;

 private:
  Counters& at(const SectionId& section, Stage stage);

  std::map<std::pair<std::string, std::string_view>, Counters> changes_;
};

// The stored counters of a project that are not what its photos say: empty when all is well.
struct CounterDifference {
  Counters stored;
  Counters counted;
};
std::vector<CounterDifference> compare_counters(db::Tx& tx, const ProjectId& project);

}  // namespace photos
