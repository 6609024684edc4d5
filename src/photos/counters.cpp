#include "photos/counters.h"

#include <fmt/format.h>

namespace photos {
namespace {

constexpr db::Sql<SectionId, Stage, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                  std::int64_t, std::int64_t>
    kAddToSection{"photos.add_to_section", R"sql(
  INSERT INTO section_counters (section_id, stage, pending, approved, retake, nonconforming, extras,
    not_applicable)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (section_id, stage) DO UPDATE SET
    pending = section_counters.pending + excluded.pending,
    approved = section_counters.approved + excluded.approved,
    retake = section_counters.retake + excluded.retake,
    nonconforming = section_counters.nonconforming + excluded.nonconforming,
    extras = section_counters.extras + excluded.extras,
    not_applicable = section_counters.not_applicable + excluded.not_applicable
)sql"};

constexpr db::Sql<RouteId, CheckpointId, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                  std::int64_t, std::int64_t>
    kAddToRoute{"photos.add_to_route", R"sql(
  INSERT INTO route_counters (route_id, checkpoint_id, pending, approved, retake, nonconforming,
    extras, not_applicable, revision)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
  ON CONFLICT (route_id, checkpoint_id) DO UPDATE SET
    pending = route_counters.pending + excluded.pending,
    approved = route_counters.approved + excluded.approved,
    retake = route_counters.retake + excluded.retake,
    nonconforming = route_counters.nonconforming + excluded.nonconforming,
    extras = route_counters.extras + excluded.extras,
    not_applicable = route_counters.not_applicable + excluded.not_applicable,
    revision = route_counters.revision + 1
)sql"};

constexpr db::Sql<ProjectId, UserId, std::int64_t, std::int64_t, std::int64_t, std::int64_t>
    kAddToPerson{"photos.add_to_person", R"sql(
  INSERT INTO person_counters (project_id, user_id, taken, approved, retake, nonconforming)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (project_id, user_id) DO UPDATE SET
    taken = person_counters.taken + excluded.taken,
    approved = person_counters.approved + excluded.approved,
    retake = person_counters.retake + excluded.retake,
    nonconforming = person_counters.nonconforming + excluded.nonconforming
)sql"};

constexpr db::Sql<SectionId> kRouteOfSection{"photos.route_of_section", R"sql(
  SELECT route_id FROM sections WHERE id = $1
)sql"};

}  // namespace

std::int64_t& Count::of(Status status) {
  switch (status) {
    case Status::approved:
      return approved;
    case Status::retake:
      return retake;
    case Status::nonconforming:
      return nonconforming;
    case Status::pending:
      break;
  }
  return pending;
}

void Count::add(const Count& other) {
  pending += other.pending;
  approved += other.approved;
  retake += other.retake;
  nonconforming += other.nonconforming;
  extras += other.extras;
  not_applicable += other.not_applicable;
}

std::int64_t& Work::decided(Status status) {
  if (status == Status::approved) return approved;
  return status == Status::retake ? retake : nonconforming;
}

Count& Tally::at(const SlotKey& slot) {
  return slots_[{slot.section_id, slot.checkpoint_id, slot.stage}];
}

void Tally::holds(const SlotKey& slot, Status status, std::int64_t by) {
  at(slot).of(status) += by;
}

void Tally::extra(const SlotKey& slot, std::int64_t by) { at(slot).extras += by; }

void Tally::not_applicable(const SlotKey& slot, std::int64_t by) { at(slot).not_applicable += by; }

void Tally::taken(const ProjectId& project, const UserId& taker, std::int64_t by) {
  people_[{project, taker}].taken += by;
}

void Tally::decided(const ProjectId& project, const UserId& reviewer, Status decision) {
  ++people_[{project, reviewer}].decided(decision);
}

void Tally::settle(db::Tx& tx) const {
  std::map<std::pair<SectionId, std::string_view>, Count> sections;
  std::map<std::pair<RouteId, CheckpointId>, Count> routes;
  auto known = routes_;
  for (const auto& [key, count] : slots_) {
    auto route = known.find(key.section_id);
    if (route == known.end())
      route = known.emplace(key.section_id, tx.get<RouteId>(kRouteOfSection, key.section_id)).first;
    sections[{key.section_id, name_of(key.stage)}].add(count);
    routes[{route->second, key.checkpoint_id}].add(count);
  }
  for (const auto& [key, c] : sections)
    tx.run(kAddToSection, key.first, *from_name<Stage>(key.second), c.pending, c.approved, c.retake,
           c.nonconforming, c.extras, c.not_applicable);
  for (const auto& [key, c] : routes)
    tx.run(kAddToRoute, key.first, key.second, c.pending, c.approved, c.retake, c.nonconforming,
           c.extras, c.not_applicable);
  for (const auto& [key, work] : people_)
    tx.run(kAddToPerson, key.first, key.second, work.taken, work.approved, work.retake,
           work.nonconforming);
}

}  // namespace photos
