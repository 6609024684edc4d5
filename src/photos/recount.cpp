// The counters, counted again from the photos themselves.
#include <fmt/format.h>

#include "photos/counters.h"

namespace photos {
namespace {

// One stored or counted row, whatever its table: equal texts are equal counters.
struct Line {
  std::string key;
  std::string numbers;
};
BOOST_DESCRIBE_STRUCT(Line, (), (key, numbers))

constexpr db::Sql<ProjectId> kStored{"photos.stored_counters", R"sql(
  SELECT 'section ' || c.section_id || ' ' || c.stage AS key,
         c.pending || ' ' || c.approved || ' ' || c.retake || ' ' || c.nonconforming || ' '
           || c.extras || ' ' || c.not_applicable AS numbers
  FROM section_counters c JOIN sections s ON s.id = c.section_id WHERE s.project_id = $1
  UNION ALL
  SELECT 'route ' || c.route_id || ' ' || c.checkpoint_id,
         c.pending || ' ' || c.approved || ' ' || c.retake || ' ' || c.nonconforming || ' '
           || c.extras || ' ' || c.not_applicable
  FROM route_counters c JOIN routes r ON r.id = c.route_id WHERE r.project_id = $1
  UNION ALL
  SELECT 'person ' || user_id, CAST(taken AS TEXT) FROM person_counters WHERE project_id = $1
)sql"};

// Decisions are not counted again: those of a deleted photo have gone with it.
constexpr db::Sql<ProjectId> kCounted{"photos.counted_counters", R"sql(
  WITH pieces AS (
    SELECT p.section_id, s.route_id, p.checkpoint_id, p.stage,
           CASE WHEN NOT p.extra AND p.status = 'pending' THEN 1 ELSE 0 END AS pending,
           CASE WHEN NOT p.extra AND p.status = 'approved' THEN 1 ELSE 0 END AS approved,
           CASE WHEN NOT p.extra AND p.status = 'retake' THEN 1 ELSE 0 END AS retake,
           CASE WHEN NOT p.extra AND p.status = 'nonconforming' THEN 1 ELSE 0 END AS nonconforming,
           CASE WHEN p.extra THEN 1 ELSE 0 END AS extras, 0 AS not_applicable
    FROM photos p JOIN sections s ON s.id = p.section_id WHERE p.project_id = $1 AND p.newest
    UNION ALL
    SELECT w.section_id, s.route_id, w.checkpoint_id, w.stage, 0, 0, 0, 0, 0, 1
    FROM waivers w JOIN sections s ON s.id = w.section_id
    WHERE w.project_id = $1 AND w.status = 'approved'
  )
  SELECT 'section ' || section_id || ' ' || stage AS key,
         SUM(pending) || ' ' || SUM(approved) || ' ' || SUM(retake) || ' ' || SUM(nonconforming)
           || ' ' || SUM(extras) || ' ' || SUM(not_applicable) AS numbers
  FROM pieces GROUP BY section_id, stage
  UNION ALL
  SELECT 'route ' || route_id || ' ' || checkpoint_id,
         SUM(pending) || ' ' || SUM(approved) || ' ' || SUM(retake) || ' ' || SUM(nonconforming)
           || ' ' || SUM(extras) || ' ' || SUM(not_applicable)
  FROM pieces GROUP BY route_id, checkpoint_id
  UNION ALL
  SELECT 'person ' || owner_id, CAST(COUNT(*) AS TEXT) FROM photos
  WHERE project_id = $1 AND withdrawn_at_ms IS NULL GROUP BY owner_id
)sql"};

bool all_zero(const std::string& numbers) {
  return numbers.find_first_not_of("0 ") == std::string::npos;
}

}  // namespace

std::vector<CounterDifference> compare_counters(db::Tx& tx, const ProjectId& project) {
  std::map<std::string, CounterDifference> all;
  for (Line& line : tx.list<Line>(kStored, project))
    all[line.key] = {line.key, std::move(line.numbers), {}};
  for (Line& line : tx.list<Line>(kCounted, project)) {
    auto& difference = all[line.key];
    difference.key = line.key;
    difference.counted = std::move(line.numbers);
  }
  // What has no photos any more has no row on one side: that is zero.
  std::vector<CounterDifference> differences;
  for (auto& [key, pair] : all)
    if (pair.stored != pair.counted && !(all_zero(pair.stored) && all_zero(pair.counted)))
      differences.push_back(std::move(pair));
  return differences;
}

}  // namespace photos
