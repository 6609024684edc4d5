#include "catalogue/matrix.h"

#include <map>
#include <set>

#include "base/limits.h"
#include "catalogue/store.h"

namespace catalogue {
namespace {

struct Membership {
  MemberId id;
  UserId user_id;
  std::string email;
  std::string name;
  accounts::Role role = accounts::Role::crew;
  bool disabled = false;
  std::optional<RouteId> route_id;
  std::optional<SectionId> section_id;
  bool narrowed = false;  // the section
};
BOOST_DESCRIBE_STRUCT(Membership, (),
                      (id, user_id, email, name, role, disabled, route_id, section_id, narrowed))

constexpr db::Sql<ProjectId, std::int64_t> kMemberships{"catalogue.memberships", R"sql(
  SELECT m.id AS id, m.user_id AS user_id, u.email AS email, u.name AS name, u.role AS role,
         u.disabled_at_ms IS NOT NULL AS disabled, m.route_id AS route_id,
         m.section_id AS section_id, COALESCE(s.narrowed, FALSE) AS narrowed
  FROM members m
  JOIN users u ON u.id = m.user_id
  LEFT JOIN sections s ON s.id = m.section_id
  WHERE m.project_id = $1 AND s.archived_at_ms IS NULL
  ORDER BY u.name, u.id, m.id LIMIT $2
)sql"};

struct RouteRow {
  RouteId id;
  std::string code;
  std::string name;
  bool narrowed = false;
  std::int64_t sections = 0;
  std::int64_t narrowed_sections = 0;
};
BOOST_DESCRIBE_STRUCT(RouteRow, (), (id, code, name, narrowed, sections, narrowed_sections))

constexpr db::Sql<ProjectId, std::int64_t> kRoutesWithCounts{"catalogue.routes_with_counts", R"sql(
  SELECT r.id AS id, r.code AS code, r.name AS name, r.narrowed AS narrowed,
         COUNT(s.id) AS sections,
         CAST(SUM(CASE WHEN s.narrowed THEN 1 ELSE 0 END) AS BIGINT) AS narrowed_sections
  FROM routes r LEFT JOIN sections s ON s.route_id = r.id AND s.archived_at_ms IS NULL
  WHERE r.project_id = $1 AND r.archived_at_ms IS NULL
  GROUP BY r.id, r.code, r.name, r.narrowed, r.position ORDER BY r.position, r.id LIMIT $2
)sql"};

struct SectionRow {
  SectionId id;
  std::string code;
  std::string name;
  bool narrowed = false;
};
BOOST_DESCRIBE_STRUCT(SectionRow, (), (id, code, name, narrowed))

constexpr db::Sql<RouteId, std::int64_t> kSectionsForAccess{"catalogue.sections_for_access", R"sql(
  SELECT id, code, name, narrowed FROM sections
  WHERE route_id = $1 AND archived_at_ms IS NULL ORDER BY position, id LIMIT $2
)sql"};

// One person's memberships in the project.
struct Holder {
  AccessPerson person;
  std::map<RouteId, MemberId> routes;
  std::map<RouteId, std::vector<const Membership*>> sections;  // by the route they are in
};

std::vector<Holder> holders_of(const std::vector<Membership>& memberships) {
  std::vector<Holder> holders;
  for (const Membership& m : memberships) {  // in the order of people
    if (holders.empty() || holders.back().person.user_id != m.user_id)
      holders.push_back({{m.user_id, m.email, m.name, m.role, m.disabled, {}}, {}, {}});
    Holder& holder = holders.back();
    if (m.section_id) {
      holder.sections[*m.route_id].push_back(&m);
    } else if (m.route_id) {
      holder.routes.emplace(*m.route_id, m.id);
    } else {
      holder.person.member_id = m.id;
    }
  }
  return holders;
}

// What reaches the whole route, if anything does.
std::optional<AccessCell> reach_of(const Holder& holder, const RouteRow& route) {
  const auto own = holder.routes.find(route.id);
  if (own != holder.routes.end())
    return AccessCell{holder.person.user_id, Through::route, own->second, 0};
  if (holder.person.member_id && !route.narrowed)
    return AccessCell{holder.person.user_id, Through::project, holder.person.member_id, 0};
  return {};
}

std::optional<AccessCell> cell_of(const Holder& holder, const RouteRow& route) {
  auto cell = reach_of(holder, route);
  if (cell) cell->sections = route.sections - route.narrowed_sections;
  const auto own = holder.sections.find(route.id);
  if (own == holder.sections.end()) return cell;
  const bool reached = cell.has_value();
  if (!cell) {
    cell = AccessCell{holder.person.user_id, Through::section, {}, 0};
    if (own->second.size() == 1) cell->member_id = own->second.front()->id;
  }
  for (const Membership* m : own->second) cell->sections += m->narrowed || !reached;
  return cell;
}

std::optional<AccessCell> cell_of(const Holder& holder, const RouteRow& route,
                                  const SectionRow& section) {
  if (const auto own = holder.sections.find(route.id); own != holder.sections.end())
    for (const Membership* m : own->second)
      if (*m->section_id == section.id)
        return AccessCell{holder.person.user_id, Through::section, m->id, 1};
  auto cell = section.narrowed ? std::nullopt : reach_of(holder, route);
  if (cell) cell->sections = 1;
  return cell;
}

AccessRoute column_of(const std::vector<Holder>& holders, const RouteRow& route) {
  AccessRoute column{
      route.id, route.code, route.name, route.narrowed, route.sections, route.narrowed_sections,
      0,        {}};
  bool reached = false;
  std::set<SectionId> narrowed, open;  // with a member of their own
  for (const Holder& holder : holders) {
    if (auto cell = cell_of(holder, route)) column.cells.push_back(*std::move(cell));
    if (holder.person.disabled) continue;
    reached |= reach_of(holder, route).has_value();
    if (const auto own = holder.sections.find(route.id); own != holder.sections.end())
      for (const Membership* m : own->second)
        (m->narrowed ? narrowed : open).insert(*m->section_id);
  }
  const auto seen_narrowed = static_cast<std::int64_t>(narrowed.size());
  column.unseen_sections = route.narrowed_sections - seen_narrowed;
  if (!reached)
    column.unseen_sections +=
        route.sections - route.narrowed_sections - static_cast<std::int64_t>(open.size());
  return column;
}

// The rows up to the ceiling; `complete` turns false when there are more.
template <class T>
std::vector<T> up_to(std::size_t most, std::vector<T> rows, bool& complete) {
  if (rows.size() <= most) return rows;
  complete = false;
  rows.resize(most);
  return rows;
}

}  // namespace

Result<AccessMatrix> Catalogue::access_matrix(const Caller& caller, const ProjectId& project_id,
                                              const std::optional<RouteId>& route_id) {
  if (!caller.has(accounts::kAdmin)) return error_of(problems::kDenied);
  return db_.read([&](db::Tx& tx) -> Result<AccessMatrix> {
    if (const auto project = find_project(tx, caller, project_id); !project) return project.error();
    using namespace ceilings;
    AccessMatrix matrix;
    const auto memberships =
        up_to(kAccessMembers, tx.list<Membership>(kMemberships, project_id, kAccessMembers + 1),
              matrix.complete);
    const auto holders = holders_of(memberships);
    auto routes =
        up_to(kAccessPlaces, tx.list<RouteRow>(kRoutesWithCounts, project_id, kAccessPlaces + 1),
              matrix.complete);
    if (route_id) std::erase_if(routes, [&](const RouteRow& row) { return row.id != *route_id; });
    if (route_id && routes.empty()) return no_such("route_id", "route in this project");
    for (const Holder& holder : holders) matrix.people.push_back(holder.person);
    std::size_t cells = 0;
    for (const RouteRow& route : routes) {
      if (cells > kAccessCells) break;
      matrix.routes.push_back(column_of(holders, route));
      cells += matrix.routes.back().cells.size();
    }
    if (route_id)
      for (auto& row : up_to(kAccessPlaces,
                             tx.list<SectionRow>(kSectionsForAccess, *route_id, kAccessPlaces + 1),
                             matrix.complete)) {
        if (cells > kAccessCells) break;
        AccessSection column{row.id, row.code, row.name, row.narrowed, {}};
        for (const Holder& holder : holders)
          if (auto cell = cell_of(holder, routes.front(), row))
            column.cells.push_back(*std::move(cell));
        cells += column.cells.size();
        matrix.sections.push_back(std::move(column));
      }
    matrix.complete &= cells <= kAccessCells;
    return matrix;
  });
}

}  // namespace catalogue
