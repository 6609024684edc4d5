// How far the sections of a project are, from the counters.
#include <algorithm>

#include "photos/photos.h"

namespace photos {
namespace {

struct CountedSection {
  SectionId section_id;
  std::optional<double> length_m;
  std::optional<std::int64_t> pending;
  std::optional<std::int64_t> approved;
  std::optional<std::int64_t> retake;
  std::optional<std::int64_t> nonconforming;
  std::optional<std::int64_t> extras;
  std::optional<std::int64_t> not_applicable;
};
BOOST_DESCRIBE_STRUCT(CountedSection, (),
                      (section_id, length_m, pending, approved, retake, nonconforming, extras,
                       not_applicable))

constexpr std::int64_t kSectionsMax = 10'000;

constexpr db::Sql<ProjectId, std::int64_t> kOfAll{"photos.section_counts", R"sql(
  SELECT s.id AS section_id, s.length_m, CAST(SUM(c.pending) AS BIGINT) AS pending,
         CAST(SUM(c.approved) AS BIGINT) AS approved, CAST(SUM(c.retake) AS BIGINT) AS retake,
         CAST(SUM(c.nonconforming) AS BIGINT) AS nonconforming,
         CAST(SUM(c.extras) AS BIGINT) AS extras,
         CAST(SUM(c.not_applicable) AS BIGINT) AS not_applicable
  FROM sections s LEFT JOIN section_counters c ON c.section_id = s.id
  WHERE s.project_id = $1
  GROUP BY s.position, s.id ORDER BY s.position, s.id LIMIT $2
)sql"};

constexpr db::Sql<ProjectId, std::int64_t, UserId> kOfVisible{"photos.visible_section_counts",
                                                              R"sql(
  SELECT s.id AS section_id, s.length_m, CAST(SUM(c.pending) AS BIGINT) AS pending,
         CAST(SUM(c.approved) AS BIGINT) AS approved, CAST(SUM(c.retake) AS BIGINT) AS retake,
         CAST(SUM(c.nonconforming) AS BIGINT) AS nonconforming,
         CAST(SUM(c.extras) AS BIGINT) AS extras,
         CAST(SUM(c.not_applicable) AS BIGINT) AS not_applicable
  FROM section_access a JOIN sections s ON s.id = a.section_id
  LEFT JOIN section_counters c ON c.section_id = s.id
  WHERE a.project_id = $1 AND a.user_id = $3
  GROUP BY s.position, s.id ORDER BY s.position, s.id LIMIT $2
)sql"};

std::vector<CountedSection> read_counts(db::Tx& tx, const Caller& caller, const ProjectId& id) {
  if (caller.has(accounts::kAdmin)) return tx.list<CountedSection>(kOfAll, id, kSectionsMax);
  return tx.list<CountedSection>(kOfVisible, id, kSectionsMax, caller.user_id);
}

struct Oldest {
  std::int64_t received_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Oldest, (), (received_at_ms))

constexpr db::Sql<ProjectId> kOldestPending{"photos.oldest_pending", R"sql(
  SELECT p.received_at_ms FROM photos p
  WHERE p.project_id = $1 AND p.status = 'pending' AND p.newest
  ORDER BY p.received_at_ms, p.id LIMIT 1
)sql"};
constexpr db::Sql<ProjectId, UserId> kOldestVisiblePending{"photos.oldest_visible_pending", R"sql(
  SELECT p.received_at_ms FROM photos p
  JOIN section_access a ON a.user_id = $2 AND a.section_id = p.section_id
  WHERE p.project_id = $1 AND p.status = 'pending' AND p.newest
  ORDER BY p.received_at_ms, p.id LIMIT 1
)sql"};

}  // namespace

Result<Items<SectionCounts>> Photos::counts(const Caller& caller, const ProjectId& id) {
  return db_.read([&](db::Tx& tx) -> Result<Items<SectionCounts>> {
    if (!catalogue_.sees_project(tx, caller, id)) return error_of(problems::kNotFound);
    const auto checkpoints = catalogue_.list_checkpoints(tx, id);
    Items<SectionCounts> out;
    for (const CountedSection& row : read_counts(tx, caller, id)) {
      SectionCounts counts;
      counts.section_id = row.section_id;
      for (const auto& checkpoint : checkpoints)
        counts.due += catalogue::slots_due(checkpoint, row.length_m);
      counts.pending = row.pending.value_or(0);
      counts.approved = row.approved.value_or(0);
      counts.retake = row.retake.value_or(0);
      counts.nonconforming = row.nonconforming.value_or(0);
      counts.extras = row.extras.value_or(0);
      counts.not_applicable = row.not_applicable.value_or(0);
      counts.taken = counts.pending + counts.approved + counts.retake + counts.nonconforming;
      out.items.push_back(std::move(counts));
    }
    return out;
  });
}

Result<Summary> Photos::summary(const Caller& caller, const ProjectId& id) {
  return db_.read([&](db::Tx& tx) -> Result<Summary> {
    if (!catalogue_.sees_project(tx, caller, id)) return error_of(problems::kNotFound);
    Summary summary;
    for (const CountedSection& row : read_counts(tx, caller, id)) {
      summary.pending += row.pending.value_or(0);
      summary.approved += row.approved.value_or(0);
      summary.retake += row.retake.value_or(0);
      summary.nonconforming += row.nonconforming.value_or(0);
    }
    const auto oldest = caller.has(accounts::kAdmin)
                            ? tx.find<Oldest>(kOldestPending, id)
                            : tx.find<Oldest>(kOldestVisiblePending, id, caller.user_id);
    if (oldest) summary.oldest_pending_at_ms = oldest->received_at_ms;
    return summary;
  });
}

}  // namespace photos
