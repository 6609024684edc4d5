// Routes of a project: making, changing and listing them.
#include "base/cursor.h"
#include "catalogue/store.h"

namespace catalogue {

constexpr db::Sql<ProjectId, std::int64_t, RouteId, std::int64_t, bool> kListAllRoutes{
    "catalogue.list_all_routes", R"sql(
  SELECT id, project_id, code, name, length_m, line, narrowed, position, archived_at_ms,
         version
  FROM routes
  WHERE project_id = $1 AND (archived_at_ms IS NULL OR $5) AND (position, id) > ($2, $3)
  ORDER BY position, id LIMIT $4
)sql"};
// Those with a section the person sees, and those the person is a member of.
constexpr db::Sql<ProjectId, std::int64_t, RouteId, std::int64_t, UserId> kListRoutes{
    "catalogue.list_routes", R"sql(
  SELECT r.id AS id, r.project_id AS project_id, r.code AS code, r.name AS name,
         r.length_m AS length_m, r.line AS line, r.narrowed AS narrowed, r.position AS position,
         r.archived_at_ms AS archived_at_ms, r.version AS version
  FROM routes r
  WHERE r.project_id = $1 AND r.archived_at_ms IS NULL AND (r.position, r.id) > ($2, $3)
    AND (EXISTS (SELECT 1 FROM sections s
                 JOIN section_access a ON a.section_id = s.id AND a.user_id = $5
                 WHERE s.route_id = r.id)
      OR EXISTS (SELECT 1 FROM members m
                 WHERE m.user_id = $5 AND m.project_id = r.project_id AND m.section_id IS NULL
                   AND (m.route_id = r.id OR (m.route_id IS NULL AND NOT r.narrowed))))
  ORDER BY r.position, r.id LIMIT $4
)sql"};

Result<Page<Route>> Catalogue::list_routes(const Caller& caller, const ProjectId& project_id,
                                           const PageOf& page) {
  const auto list_name = (page.archived ? "all routes " : "routes ") + project_id.text;
  const auto after = read_cursor(list_name, 2, page.cursor);
  if (!after) return after.error();
  if (page.archived && !caller.has(accounts::kAdmin)) return error_of(problems::kDenied);
  std::int64_t position = -1;
  if (page.cursor && !parse_scalar(after->front(), position)) return error_of(problems::kCursor);
  return db_.read([&](db::Tx& tx) -> Result<Page<Route>> {
    if (const auto seen = find_project(tx, caller, project_id); !seen) return seen.error();
    const RouteId last_id{after->back()};
    const std::int64_t rows = page.limit + 1;
    auto routes =
        caller.has(accounts::kAdmin)
            ? tx.list<Route>(kListAllRoutes, project_id, position, last_id, rows, page.archived)
            : tx.list<Route>(kListRoutes, project_id, position, last_id, rows, caller.user_id);
    return page_of(std::move(routes), page.limit, [&](const Route& last) {
      return write_cursor(list_name, {std::to_string(last.position), last.id.text});
    });
  });
}

constexpr db::Sql<ProjectId> kRoutesOf{"catalogue.routes_of", R"sql(
  SELECT id, project_id, code, name, length_m, line, narrowed, position, archived_at_ms,
         version
  FROM routes WHERE project_id = $1 ORDER BY position, id
)sql"};

std::vector<Route> routes_of(db::Tx& tx, const ProjectId& project_id) {
  return tx.list<Route>(kRoutesOf, project_id);
}

constexpr db::Sql<RouteId, ProjectId, std::string, std::string, std::optional<json::Raw>,
                  std::optional<double>, bool, std::int64_t>
    kInsertRoute{"catalogue.insert_route", R"sql(
  INSERT INTO routes (id, project_id, code, name, line, length_m, narrowed, position, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
  ON CONFLICT (project_id, code) DO NOTHING
)sql"};

bool insert_route(const Pen& pen, const Route& r) {
  if (pen.tx.exec(kInsertRoute, r.id, r.project_id, r.code, r.name, r.line, r.length_m, r.narrowed,
                  r.position) == 0)
    return false;
  pen.record("route.created", r.id.text, r.project_id, r.code, r.name);
  return true;
}

constexpr db::Sql<RouteId, std::string, std::optional<json::Raw>, std::optional<double>, bool,
                  std::int64_t>
    kUpdateRoute{"catalogue.update_route", R"sql(
  UPDATE routes
  SET name = $2, line = $3, length_m = $4, narrowed = $5, position = $6, version = version + 1
  WHERE id = $1
)sql"};

void update_route(const Pen& pen, const Route& before, const Route& r) {
  pen.tx.run(kUpdateRoute, r.id, r.name, r.line, r.length_m, r.narrowed, r.position);
  pen.record("route.changed", r.id.text, r.project_id, r.code, r.name, changes_between(before, r));
}

constexpr db::Sql<ProjectId> kNextRoutePosition{"catalogue.next_route_position", R"sql(
  SELECT COALESCE(MAX(position), 0) + 1 FROM routes WHERE project_id = $1
)sql"};

Result<Route> Catalogue::create_route(const Caller& caller, Route route) {
  if (route.line) {
    auto line = read_line(route.line->text);
    if (!line) return line.error();
    route.line->text = std::move(line->geojson);
    if (!route.length_m) route.length_m = line->length_m;
  }
  route.id = ids_.next<RouteTag>();
  return db_.write([&](db::Tx& tx) -> Result<Route> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    if (!lock_project(tx, route.project_id)) return no_such("project_id", "project");
    Route made = route;
    if (made.position == 0)
      made.position = tx.get<std::int64_t>(kNextRoutePosition, made.project_id);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!insert_route(pen, made)) return field_error(kCodeTaken, "code", "Choose another.");
    return made;
  });
}

constexpr db::Sql<RouteId> kFindRoute{"catalogue.find_route", R"sql(
  SELECT id, project_id, code, name, length_m, line, narrowed, position, archived_at_ms, version
  FROM routes WHERE id = $1
)sql"};
constexpr db::Sql<RouteId, std::optional<std::int64_t>, bool> kArchiveRoute{
    "catalogue.archive_route", R"sql(
  UPDATE routes SET archived_at_ms = $2, version = version + 1
  WHERE id = $1 AND (archived_at_ms IS NULL) = $3
)sql"};

Result<Route> Catalogue::change_route(const Caller& caller, const RouteId& id,
                                      const Edit<Route>& edit) {
  return db_.write([&](db::Tx& tx) -> Result<Route> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    const auto found = tx.find<Route>(kFindRoute, id);
    if (!found || !lock_project(tx, found->project_id)) return no_such("id", "route");
    const auto before = tx.get<Route>(kFindRoute, id);  // under the lock
    if (const auto fresh = check_seen(tx, edit.seen_version, before.version, "route", id.text);
        !fresh)
      return fresh.error();
    Route after = before;
    edit.apply(after);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!changes_between(before, after).empty()) update_route(pen, before, after);
    if (edit.archived &&
        tx.exec(kArchiveRoute, id, pen.archived_at(*edit.archived), *edit.archived) == 1)
      pen.record(*edit.archived ? "route.archived" : "route.restored", id.text, after.project_id,
                 after.code, after.name);
    if (after.narrowed != before.narrowed) refresh_access(tx, after.project_id);
    note_new_names(tx);
    return tx.get<Route>(kFindRoute, id);
  });
}

}  // namespace catalogue
