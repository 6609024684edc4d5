// How far the work is, in numbers kept in the transaction that changes them: per section and stage,
// per route and checkpoint, per person. Written last and in key order, so that transactions never
// wait for each other in a ring.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "db/db.h"
#include "photos/model.h"

namespace photos {

// Newest photos that hold a slot, by status; the photos beyond, whatever their status; and slots
// closed as not applicable.
struct Count {
  std::int64_t pending = 0;
  std::int64_t approved = 0;
  std::int64_t retake = 0;
  std::int64_t nonconforming = 0;
  std::int64_t extras = 0;
  std::int64_t not_applicable = 0;

  std::int64_t& of(Status status);
  void add(const Count& other);
  bool operator==(const Count&) const = default;
};
BOOST_DESCRIBE_STRUCT(Count, (), (pending, approved, retake, nonconforming, extras, not_applicable))

// What somebody did in a project: shots that were not withdrawn, and decisions made.
struct Work {
  std::int64_t taken = 0;
  std::int64_t approved = 0;
  std::int64_t retake = 0;
  std::int64_t nonconforming = 0;

  std::int64_t& decided(Status status);
  bool operator==(const Work&) const = default;
};
BOOST_DESCRIBE_STRUCT(Work, (), (taken, approved, retake, nonconforming))

// What one transaction changes; written by settle(), once, as its last statements.
class Tally {
 public:
  void holds(const SlotKey& slot, Status status, std::int64_t by);
  void extra(const SlotKey& slot, std::int64_t by);
  void not_applicable(const SlotKey& slot, std::int64_t by);
  void taken(const ProjectId& project, const UserId& taker, std::int64_t by);
  void decided(const ProjectId& project, const UserId& reviewer, Status decision);
  // Who knows a section's route says so: it need not be asked for.
  void lies_on(const SectionId& section, const RouteId& route) { routes_[section] = route; }
  void settle(db::Tx& tx) const;

 private:
  struct Key {
    SectionId section_id;
    CheckpointId checkpoint_id;
    Stage stage = Stage::during;
    auto operator<=>(const Key&) const = default;
  };
  Count& at(const SlotKey& slot);

  std::map<Key, Count> slots_;
  std::map<SectionId, RouteId> routes_;
  std::map<std::pair<ProjectId, UserId>, Work> people_;
};

// A stored counter of a project that is not what its photos say.
struct CounterDifference {
  std::string key;  // "section <id> during", "route <id> <checkpoint id>", "person <id>"
  std::string stored;
  std::string counted;
};
// Empty when all is well.
std::vector<CounterDifference> compare_counters(db::Tx& tx, const ProjectId& project);

}  // namespace photos
