// Lists of sections: browsing in the order of the work, and looking for the nearest or by words.
#include <algorithm>
#include <limits>

#include "base/cursor.h"
#include "base/limits.h"
#include "catalogue/store.h"
#include "catalogue/words.h"

namespace catalogue {
namespace {

// Where a list goes on.
struct From {
  ProjectId project_id;
  std::int64_t position = -1;
  SectionId id;
};

}  // namespace

constexpr db::Sql<ProjectId, std::int64_t, SectionId, std::int64_t, bool> kAllOfProject{
    "catalogue.all_sections_of_project", R"sql(
  SELECT s.* FROM listed_sections s
  WHERE s.project_id = $1 AND (s.position, s.id) > ($2, $3) AND (s.archived_at_ms IS NULL OR $5)
  ORDER BY s.position, s.id LIMIT $4
)sql"};
constexpr db::Sql<ProjectId, std::int64_t, SectionId, std::int64_t, UserId> kSeenOfProject{
    "catalogue.seen_sections_of_project", R"sql(
  SELECT s.* FROM listed_sections s
  WHERE s.project_id = $1 AND (s.position, s.id) > ($2, $3) AND s.archived_at_ms IS NULL
    AND EXISTS (SELECT 1 FROM section_access a WHERE a.user_id = $5 AND a.section_id = s.id)
  ORDER BY s.position, s.id LIMIT $4
)sql"};
constexpr db::Sql<RouteId, std::int64_t, SectionId, std::int64_t, bool> kAllOfRoute{
    "catalogue.all_sections_of_route", R"sql(
  SELECT s.* FROM listed_sections s
  WHERE s.route_id = $1 AND (s.position, s.id) > ($2, $3) AND (s.archived_at_ms IS NULL OR $5)
  ORDER BY s.position, s.id LIMIT $4
)sql"};
constexpr db::Sql<RouteId, std::int64_t, SectionId, std::int64_t, UserId> kSeenOfRoute{
    "catalogue.seen_sections_of_route", R"sql(
  SELECT s.* FROM listed_sections s
  WHERE s.route_id = $1 AND (s.position, s.id) > ($2, $3) AND s.archived_at_ms IS NULL
    AND EXISTS (SELECT 1 FROM section_access a WHERE a.user_id = $5 AND a.section_id = s.id)
  ORDER BY s.position, s.id LIMIT $4
)sql"};
constexpr db::Sql<ProjectId, std::int64_t, SectionId, std::int64_t, bool> kAll{
    "catalogue.all_sections",
    R"sql(
  SELECT s.* FROM listed_sections s
  WHERE (s.project_id, s.position, s.id) > ($1, $2, $3) AND (s.archived_at_ms IS NULL OR $5)
  ORDER BY s.project_id, s.position, s.id LIMIT $4
)sql"};
constexpr db::Sql<ProjectId, std::int64_t, SectionId, std::int64_t, UserId> kSeen{
    "catalogue.seen_sections", R"sql(
  SELECT s.* FROM listed_sections s
  WHERE (s.project_id, s.position, s.id) > ($1, $2, $3) AND s.archived_at_ms IS NULL
    AND s.project_id IN (SELECT project_id FROM members WHERE user_id = $5)
    AND EXISTS (SELECT 1 FROM section_access a WHERE a.user_id = $5 AND a.section_id = s.id)
  ORDER BY s.project_id, s.position, s.id LIMIT $4
)sql"};

namespace {

// One statement per driver, as each has its own index.
std::vector<Section> some_sections(db::Tx& tx, const Caller& caller, const SectionFilter& filter,
                                   const From& from, std::int64_t rows, bool archived) {
  const bool all = caller.has(accounts::kAdmin);
  const auto& user = caller.user_id;
  if (filter.route_id) {
    const auto& route = *filter.route_id;
    return all ? tx.list<Section>(kAllOfRoute, route, from.position, from.id, rows, archived)
               : tx.list<Section>(kSeenOfRoute, route, from.position, from.id, rows, user);
  }
  if (filter.project_id) {
    const auto& project = *filter.project_id;
    return all ? tx.list<Section>(kAllOfProject, project, from.position, from.id, rows, archived)
               : tx.list<Section>(kSeenOfProject, project, from.position, from.id, rows, user);
  }
  return all ? tx.list<Section>(kAll, from.project_id, from.position, from.id, rows, archived)
             : tx.list<Section>(kSeen, from.project_id, from.position, from.id, rows, user);
}

std::string list_name_of(const SectionFilter& filter) {
  return fmt::format("sections {} {} {} {}", filter.project_id ? filter.project_id->text : "",
                     filter.route_id ? filter.route_id->text : "", filter.q.value_or(""),
                     filter.near ? fmt::format("{},{}", filter.near->lat, filter.near->lon) : "");
}

bool matches(const Section& section, const std::string& words) {
  return has_words(section.code + ' ' + section.name + ' ' + section.route_code + ' ' +
                       section.route_name + ' ' + section.project_name,
                   words);
}

// Nearest first, then those without a line, each in the order they came.
std::vector<Section> ranked_by_distance(std::vector<Section> sections, const Near& near) {
  std::vector<std::pair<double, std::size_t>> order;
  for (Section& section : sections) {
    const auto on_line =
        section.line ? nearest_on_line(section.line->text, near.lat, near.lon) : std::nullopt;
    if (on_line) section.distance_m = on_line->distance_m;
    order.emplace_back(section.distance_m.value_or(std::numeric_limits<double>::infinity()),
                       order.size());
  }
  std::ranges::sort(order);
  std::vector<Section> ranked;
  for (const auto& [distance_m, at] : order) ranked.push_back(std::move(sections[at]));
  return ranked;
}

std::string cursor_of(const std::string& list_name, const Section& last) {
  return write_cursor(list_name,
                      {last.project_id.text, std::to_string(last.position), last.id.text});
}

// A ranked list is worked out anew for each page; its cursor is the last row's id.
Result<Page<Section>> page_after(std::vector<Section> ranked, const std::string& list_name,
                                 const SectionId& last_id, int limit) {
  if (!last_id.empty()) {
    const auto at = std::ranges::find(ranked, last_id, &Section::id);
    if (at == ranked.end()) return error_of(problems::kCursor);
    ranked.erase(ranked.begin(), at + 1);
  }
  return page_of(std::move(ranked), limit,
                 [&](const Section& last) { return cursor_of(list_name, last); });
}

}  // namespace

Result<Page<Section>> Catalogue::list_sections(const Caller& caller, const SectionFilter& filter,
                                               const PageOf& page) {
  const auto list_name = (page.archived ? "all " : "") + list_name_of(filter);
  const auto after = read_cursor(list_name, 3, page.cursor);
  if (!after) return after.error();
  if (page.archived && !caller.has(accounts::kAdmin)) return error_of(problems::kDenied);
  From from{ProjectId{after->at(0)}, -1, SectionId{after->at(2)}};
  if (page.cursor && !parse_scalar(after->at(1), from.position)) return error_of(problems::kCursor);
  const bool ranked = filter.near || filter.q;
  auto sections = db_.read([&](db::Tx& tx) -> Result<std::vector<Section>> {
    if (filter.project_id && !find_project(tx, caller, *filter.project_id))
      return no_such("project_id", "project");
    return some_sections(tx, caller, filter, ranked ? From{} : from,
                         ranked ? ceilings::kSectionsRanked : page.limit + 1, page.archived);
  });
  if (!sections) return sections.error();
  if (!ranked)
    return page_of(*std::move(sections), page.limit,
                   [&](const Section& last) { return cursor_of(list_name, last); });
  auto found = *std::move(sections);
  if (filter.q) {
    const auto words = folded(*filter.q);
    std::erase_if(found, [&](const Section& section) { return !matches(section, words); });
  }
  if (filter.near) found = ranked_by_distance(std::move(found), *filter.near);
  return page_after(std::move(found), list_name, from.id, page.limit);
}

}  // namespace catalogue
