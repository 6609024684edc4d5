#include "photos/counters.h"

namespace photos {
namespace {

constexpr db::Sql<SectionId, Stage, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                  std::int64_t>
    kAdd{"photos.add_counters", R"sql(
  INSERT INTO section_counters (section_id, stage, pending, approved, retake, nonconforming, extras)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (section_id, stage) DO UPDATE SET
    pending = section_counters.pending + excluded.pending,
    approved = section_counters.approved + excluded.approved,
    retake = section_counters.retake + excluded.retake,
    nonconforming = section_counters.nonconforming + excluded.nonconforming,
    extras = section_counters.extras + excluded.extras
)sql"};

constexpr db::Sql<ProjectId> kStored{"photos.stored_counters", R"sql(
  SELECT c.section_id, c.stage, c.pending, c.approved, c.retake, c.nonconforming, c.extras
  FROM section_counters c JOIN sections s ON s.id = c.section_id
  WHERE s.project_id = $1
)sql"};

constexpr db::Sql<ProjectId> kCounted{"photos.counted_counters", R"sql(
  SELECT section_id, stage,
    CAST(SUM(CASE WHEN NOT extra AND status = 'pending' THEN 1 ELSE 0 END) AS BIGINT) AS pending,
    CAST(SUM(CASE WHEN NOT extra AND status = 'approved' THEN 1 ELSE 0 END) AS BIGINT) AS approved,
    CAST(SUM(CASE WHEN NOT extra AND status = 'retake' THEN 1 ELSE 0 END) AS BIGINT) AS retake,
    CAST(SUM(CASE WHEN NOT extra AND status = 'nonconforming' THEN 1 ELSE 0 END) AS BIGINT)
      AS nonconforming,
    CAST(SUM(CASE WHEN extra THEN 1 ELSE 0 END) AS BIGINT) AS extras
  FROM photos WHERE project_id = $1 AND newest
  GROUP BY section_id, stage
)sql"};

}  // namespace

std::int64_t& Counters::of(Status status) {
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

Counters& Tally::at(const SectionId& section, Stage stage) {
  auto& change = changes_[{section.text, name_of(stage)}];
  change.section_id = section;
  change.stage = stage;
  return change;
}

void Tally::holds(const SectionId& section, Stage stage, Status status, std::int64_t by) {
  at(section, stage).of(status) += by;
}

void Tally::extra(const SectionId& section, Stage stage, std::int64_t by) {
  at(section, stage).extras += by;
}

void Tally::settle(db::Tx& tx) const {
  for (const auto& [key, c] : changes_)
    tx.run(kAdd, c.section_id, c.stage, c.pending, c.approved, c.retake, c.nonconforming, c.extras);
}

std::vector<CounterDifference> compare_counters(db::Tx& tx, const ProjectId& project) {
  using Key = std::pair<std::string, Stage>;
  std::map<Key, CounterDifference> all;
  const auto fill = [&](const std::vector<Counters>& rows, Counters CounterDifference::* side) {
    for (const Counters& row : rows) all[{row.section_id.text, row.stage}].*side = row;
  };
  fill(tx.list<Counters>(kStored, project), &CounterDifference::stored);
  fill(tx.list<Counters>(kCounted, project), &CounterDifference::counted);
  std::vector<CounterDifference> differences;
  for (auto& [key, pair] : all) {
    // A section without photos has no row on one side: that is zero.
    for (Counters* side : {&pair.stored, &pair.counted}) {
      side->section_id.text = key.first;
      side->stage = key.second;
    }
    if (pair.stored != pair.counted) differences.push_back(std::move(pair));
  }
  return differences;
}

}  // namespace photos
