#include "insights/tallies.h"

#include "base/limits.h"

namespace insights {
namespace {

struct RouteCount : photos::Count {
  std::string_view route_id;
  std::string_view checkpoint_id;
  std::int64_t revision = 0;
};
BOOST_DESCRIBE_STRUCT(RouteCount, (photos::Count), (route_id, checkpoint_id, revision))

constexpr db::Sql<ProjectId> kOfProject{"insights.counts_of_project", R"sql(
  SELECT c.pending, c.approved, c.retake, c.nonconforming, c.extras, c.not_applicable, c.route_id,
         c.checkpoint_id, c.revision
  FROM routes r JOIN route_counters c ON c.route_id = r.id WHERE r.project_id = $1
)sql"};

struct SectionCount : photos::Count {
  std::string_view section_id;
};
BOOST_DESCRIBE_STRUCT(SectionCount, (photos::Count), (section_id))

constexpr db::Sql<RouteId> kOfRoute{"insights.counts_of_route", R"sql(
  SELECT c.pending, c.approved, c.retake, c.nonconforming, c.extras, c.not_applicable, c.section_id
  FROM sections s JOIN section_counters c ON c.section_id = s.id WHERE s.route_id = $1
)sql"};

}  // namespace

RouteCounts RouteCounts::read(db::Tx& tx, const Layout& layout) {
  RouteCounts out;
  out.width = layout.checkpoints.size() + 1;
  out.counts.resize(layout.routes.size() * out.width);
  out.changes.resize(layout.routes.size());
  tx.each<RouteCount>(
      [&](const RouteCount& row) {
        const auto route = layout.route_at.find(row.route_id);
        if (route == layout.route_at.end()) return;
        const auto checkpoint = layout.checkpoint_at.find(row.checkpoint_id);
        const bool listed = checkpoint != layout.checkpoint_at.end();
        out.counts[route->second * out.width + (listed ? checkpoint->second : out.width - 1)].add(
            row);
        out.changes[route->second] += row.revision;
      },
      kOfProject, layout.project_id);
  return out;
}

photos::Count RouteCounts::of_route(std::size_t route) const {
  photos::Count all;
  for (std::size_t n = 0; n < width; ++n) all.add(at(route, n));
  return all;
}

Tallies::Tallies() : kept_(ceilings::kTallySections) {}

std::shared_ptr<const SectionTally> Tallies::of(db::Tx& tx, const Layout& layout, std::size_t at,
                                                std::int64_t changes) {
  const RouteLine& route = layout.routes[at];
  const auto kept = kept_.find(route.name.id.text);
  if (kept && (*kept)->version == layout.version && (*kept)->changes == changes) return *kept;
  auto tally = std::make_shared<SectionTally>(layout.version, changes);
  tally->counts.resize(route.sections.size());
  tx.each<SectionCount>(
      [&](const SectionCount& row) {
        const auto line = layout.sections.find(row.section_id);
        if (line != layout.sections.end()) tally->counts[line->second.place].add(row);
      },
      kOfRoute, route.name.id);
  kept_.put(route.name.id.text, tally, kept_.forgotten(), route.sections.size() + 1);
  return tally;
}

}  // namespace insights
