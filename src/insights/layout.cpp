#include "insights/layout.h"

#include <algorithm>

#include "base/limits.h"

namespace insights {
namespace {

constexpr db::Sql<> kVersion{"insights.catalogue_version", R"sql(
  SELECT version FROM catalogue_head WHERE id = 1
)sql"};

constexpr db::Sql<ProjectId> kRoutes{"insights.routes", R"sql(
  SELECT id, code, name FROM routes WHERE project_id = $1 ORDER BY position, id
)sql"};

struct StoredSection {
  std::string id;
  std::string code;
  std::string name;
  std::string route_id;
  std::optional<double> length_m;
};
BOOST_DESCRIBE_STRUCT(StoredSection, (), (id, code, name, route_id, length_m))

constexpr db::Sql<ProjectId> kSections{"insights.sections", R"sql(
  SELECT id, code, name, route_id, length_m FROM sections
  WHERE project_id = $1 ORDER BY position, id
)sql"};

struct SeenSection {
  std::string_view section_id;
};
BOOST_DESCRIBE_STRUCT(SeenSection, (), (section_id))

constexpr db::Sql<UserId, ProjectId> kSeen{"insights.seen_sections", R"sql(
  SELECT section_id FROM section_access WHERE user_id = $1 AND project_id = $2
)sql"};

}  // namespace

std::shared_ptr<const Layout> Layout::read(db::Tx& tx, catalogue::Catalogue& catalogue,
                                           const ProjectId& project, std::int64_t version) {
  auto layout = std::make_shared<Layout>();
  layout->project_id = project;
  layout->version = version;
  layout->checkpoints = catalogue.list_checkpoints(tx, project);
  for (std::size_t n = 0; n < layout->checkpoints.size(); ++n)
    layout->checkpoint_at[layout->checkpoints[n].id.text] = n;
  for (auto& route : tx.list<RouteName>(kRoutes, project)) {
    layout->route_at[route.id.text] = layout->routes.size();
    layout->routes.push_back({std::move(route), {}, {}});
    layout->routes.back().due.resize(layout->checkpoints.size());
  }
  for (auto& section : tx.list<StoredSection>(kSections, project)) {
    const std::size_t at = layout->route_at.at(section.route_id);
    RouteLine& route = layout->routes[at];
    std::int64_t due_in_all = 0;
    for (std::size_t n = 0; n < layout->checkpoints.size(); ++n) {
      const auto due = catalogue::slots_due(layout->checkpoints[n], section.length_m);
      route.due[n] += due;
      due_in_all += due;
    }
    layout->sections.emplace(section.id, SectionLine{at, route.sections.size()});
    route.sections.push_back(
        {std::move(section.id), std::move(section.code), std::move(section.name), due_in_all});
  }
  return layout;
}

std::shared_ptr<const Scope> Scope::read(db::Tx& tx, const UserId& person, const Layout& layout) {
  auto scope = std::make_shared<Scope>();
  scope->version = layout.version;
  scope->of_route.resize(layout.routes.size());
  tx.each<SeenSection>(
      [&](const SeenSection& seen) {
        const auto line = layout.sections.find(seen.section_id);
        if (line == layout.sections.end()) return;
        ++scope->of_route[line->second.route];
        scope->sections.emplace(seen.section_id);
      },
      kSeen, person, layout.project_id);
  scope->whole = scope->sections.size() == layout.sections.size();
  if (scope->whole) scope->sections.clear();
  return scope;
}

Layouts::Layouts(catalogue::Catalogue& catalogue)
    : catalogue_(catalogue),
      layouts_(ceilings::kLayoutSections),
      scopes_(ceilings::kScopeSections) {}

std::shared_ptr<const Layout> Layouts::of(db::Tx& tx, const ProjectId& project) {
  const auto version = tx.get<std::int64_t>(kVersion);
  if (auto kept = layouts_.find(project.text); kept && (*kept)->version == version) return *kept;
  auto layout = Layout::read(tx, catalogue_, project, version);
  layouts_.put(project.text, layout, layouts_.forgotten(), layout->sections.size() + 1);
  return layout;
}

std::shared_ptr<const Scope> Layouts::scope_of(db::Tx& tx, const Caller& caller,
                                               const Layout& layout) {
  static const auto kWhole = std::make_shared<const Scope>();
  if (caller.has(accounts::kAdmin)) return kWhole;
  const auto key = caller.user_id.text + layout.project_id.text;
  if (auto kept = scopes_.find(key); kept && (*kept)->version == layout.version) return *kept;
  auto scope = Scope::read(tx, caller.user_id, layout);
  const auto weight = scope->sections.size() + scope->of_route.size() + 1;
  scopes_.put(key, scope, scopes_.forgotten(), weight);
  return scope;
}

}  // namespace insights
