// How far the sections of a project are, each and all together.
#include "insights/numbers.h"

namespace insights {
namespace {

constexpr std::size_t kCountsMax = 10'000;  // sections in one answer

constexpr db::Sql<ProjectId> kOldestPending{"insights.oldest_pending", R"sql(
  SELECT received_at_ms FROM photos
  WHERE project_id = $1 AND status = 'pending' AND newest = TRUE
  ORDER BY received_at_ms LIMIT 1
)sql"};

constexpr db::Sql<ProjectId, UserId> kOldestSeenPending{"insights.oldest_seen_pending", R"sql(
  SELECT p.received_at_ms FROM photos p
  JOIN section_access a ON a.user_id = $2 AND a.section_id = p.section_id
  WHERE p.project_id = $1 AND p.status = 'pending' AND p.newest = TRUE
  ORDER BY p.received_at_ms LIMIT 1
)sql"};

struct Received {
  std::int64_t received_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Received, (), (received_at_ms))

}  // namespace

Result<Items<SectionCounts>> Dashboard::section_counts(const Caller& caller, const ProjectId& id) {
  return db_.read([&](db::Tx& tx) -> Result<Items<SectionCounts>> {
    if (!catalogue_.sees_project(tx, caller, id)) return error_of(problems::kNotFound);
    const Numbers numbers(tx, layouts_, tallies_, caller, id);
    Items<SectionCounts> out;
    for (std::size_t route = 0; route < numbers.layout().routes.size(); ++route) {
      if (!numbers.sees_any(route)) continue;
      numbers.each_section(route, [&](const SectionName& section, const photos::Count& count) {
        if (out.items.size() == kCountsMax) return;
        SectionCounts& counts = out.items.emplace_back();
        counts.section_id = {section.id};
        counts.add(section.due, count);
      });
    }
    return out;
  });
}

Result<Summary> Dashboard::summary(const Caller& caller, const ProjectId& id) {
  return db_.read([&](db::Tx& tx) -> Result<Summary> {
    if (!catalogue_.sees_project(tx, caller, id)) return error_of(problems::kNotFound);
    const Numbers numbers(tx, layouts_, tallies_, caller, id);
    Progress all;
    for (std::size_t route = 0; route < numbers.layout().routes.size(); ++route)
      if (numbers.sees_any(route)) all.add(numbers.progress_of(route));
    Summary summary{all.pending, all.approved, all.retake, all.nonconforming, {}};
    if (const auto oldest = numbers.scope().whole
                                ? tx.find<Received>(kOldestPending, id)
                                : tx.find<Received>(kOldestSeenPending, id, caller.user_id))
      summary.oldest_pending_at_ms = oldest->received_at_ms;
    return summary;
  });
}

}  // namespace insights
