#include "insights/dashboard.h"

#include <algorithm>

#include "insights/numbers.h"

namespace insights {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::size_t kSectionsMax = 2'000;  // of one route, on one page
constexpr std::int64_t kPeopleMax = 200;

struct Acceptance {
  std::string section_id;
  std::int64_t accepted_at_ms = 0;
  std::string accepted_by_name;
};
BOOST_DESCRIBE_STRUCT(Acceptance, (), (section_id, accepted_at_ms, accepted_by_name))

// From acceptances, which lie together by route: from sections it would be one search for each, and
// a search costs more the more sections there are.
constexpr db::Sql<ProjectId, RouteId> kAcceptedOfRoute{"insights.accepted_of_route", R"sql(
  SELECT a.section_id, a.accepted_at_ms, u.name AS accepted_by_name
  FROM acceptances a JOIN users u ON u.id = a.accepted_by
  WHERE a.project_id = $1 AND a.route_id = $2
)sql"};

struct AcceptedSection {
  std::string_view section_id;
};
BOOST_DESCRIBE_STRUCT(AcceptedSection, (), (section_id))

constexpr db::Sql<ProjectId> kAccepted{"insights.accepted_sections", R"sql(
  SELECT section_id FROM acceptances WHERE project_id = $1
)sql"};

struct WaitingPhoto {
  std::int64_t received_at_ms = 0;
  std::string_view section_id;
};
BOOST_DESCRIBE_STRUCT(WaitingPhoto, (), (received_at_ms, section_id))

constexpr db::Sql<ProjectId, std::int64_t> kWaiting{"insights.waiting", R"sql(
  SELECT received_at_ms, section_id FROM photos
  WHERE project_id = $1 AND status = 'pending' AND newest = TRUE AND extra = FALSE
  ORDER BY received_at_ms LIMIT $2
)sql"};

constexpr db::Sql<ProjectId, std::int64_t, std::int64_t, std::int64_t> kCountWaiting{
    "insights.count_waiting", R"sql(
  SELECT COUNT(*) FROM (
    SELECT received_at_ms FROM photos
    WHERE project_id = $1 AND status = 'pending' AND newest = TRUE AND extra = FALSE
      AND received_at_ms > $2 AND received_at_ms <= $3
    LIMIT $4) aged
)sql"};

constexpr db::Sql<ProjectId, std::int64_t> kPeople{"insights.people", R"sql(
  SELECT u.id, u.name, c.taken, c.approved, c.retake, c.nonconforming
  FROM person_counters c JOIN users u ON u.id = c.user_id WHERE c.project_id = $1
  ORDER BY c.taken + c.approved + c.retake + c.nonconforming DESC, u.id LIMIT $2
)sql"};

constexpr db::Sql<ProjectId> kPreviews{"insights.previews", R"sql(
  SELECT COUNT(*) FROM photos WHERE project_id = $1 AND received = 'preview'
)sql"};

// The first kSectionsMax of those that are seen.
void read_sections(db::Tx& tx, const Numbers& numbers, std::size_t route, Overview& out) {
  ByText<Acceptance> accepted;
  const ProjectId& project = numbers.layout().project_id;
  for (auto& row : tx.list<Acceptance>(kAcceptedOfRoute, project, out.route->id)) {
    auto id = row.section_id;
    accepted.emplace(std::move(id), std::move(row));
  }
  out.parts.reserve(numbers.layout().routes[route].sections.size());
  numbers.each_section(route, [&](const SectionName& section, const photos::Count& count) {
    if (out.parts.size() == kSectionsMax) return;
    Part& part = out.parts.emplace_back();
    part.id = section.id;
    part.code = section.code;
    part.name = section.name;
    part.sections = 1;
    part.progress.add(section.due, count);
    out.total.add(part.progress);
    if (const auto one = accepted.find(section.id); one != accepted.end()) {
      part.accepted = 1;
      part.accepted_at_ms = one->second.accepted_at_ms;
      part.accepted_by_name = std::move(one->second.accepted_by_name);
    }
  });
}

std::vector<std::int64_t> count_accepted(db::Tx& tx, const Layout& layout, const Scope& scope) {
  std::vector<std::int64_t> accepted(layout.routes.size());
  tx.each<AcceptedSection>(
      [&](const AcceptedSection& row) {
        const auto line = layout.sections.find(row.section_id);
        if (line != layout.sections.end() && scope.sees(row.section_id))
          ++accepted[line->second.route];
      },
      kAccepted, layout.project_id);
  return accepted;
}

// One route, or all that are seen whole, by work type.
std::vector<WorkTypePart> work_types_of(const Numbers& numbers,
                                        const std::vector<std::size_t>& routes) {
  std::vector<WorkTypePart> parts;
  const Layout& layout = numbers.layout();
  for (std::size_t n = 0; n < layout.checkpoints.size(); ++n) {
    const auto& checkpoint = layout.checkpoints[n];
    auto part = std::ranges::find(parts, checkpoint.work_type_id, &WorkTypePart::id);
    if (part == parts.end())
      part = parts.insert(part, {checkpoint.work_type_id, checkpoint.work_type_name, {}});
    for (const std::size_t route : routes)
      part->progress.add(layout.routes[route].due[n], numbers.counts().at(route, n));
  }
  return parts;
}

void read_routes(db::Tx& tx, const Numbers& numbers, Overview& out) {
  const Layout& layout = numbers.layout();
  const auto accepted = count_accepted(tx, layout, numbers.scope());
  std::vector<std::size_t> whole;
  for (std::size_t at = 0; at < layout.routes.size(); ++at) {
    if (!numbers.sees_any(at)) continue;
    if (numbers.sees_whole(at)) whole.push_back(at);
    const RouteLine& route = layout.routes[at];
    Part& part = out.parts.emplace_back();
    part.id = route.name.id.text;
    part.code = route.name.code;
    part.name = route.name.name;
    part.sections = numbers.scope().whole ? route.size() : numbers.scope().of_route[at];
    part.accepted = accepted[at];
    part.progress = numbers.progress_of(at);
    out.total.add(part.progress);
  }
  if (whole.size() == out.parts.size()) out.work_types = work_types_of(numbers, whole);
}

std::int64_t& bucket_of(Waiting& waiting, std::int64_t age_ms) {
  if (age_ms < 4 * kHourMs) return waiting.under_4_h;
  if (age_ms < 24 * kHourMs) return waiting.under_1_day;
  return age_ms < 72 * kHourMs ? waiting.under_3_days : waiting.older;
}

// Looks at the oldest, one by one: who sees a part of the project is told of that part.
Waiting read_seen_waiting(db::Tx& tx, const Layout& layout, const Scope& scope,
                          std::int64_t now_ms) {
  Waiting waiting;
  std::int64_t looked_at = 0;
  tx.each<WaitingPhoto>(
      [&](const WaitingPhoto& photo) {
        ++looked_at;
        if (!scope.sees(photo.section_id)) return;
        if (!waiting.oldest_at_ms) waiting.oldest_at_ms = photo.received_at_ms;
        ++bucket_of(waiting, now_ms - photo.received_at_ms);
      },
      kWaiting, layout.project_id, kAgeingRows);
  waiting.capped = looked_at == kAgeingRows;
  return waiting;
}

Waiting read_waiting(db::Tx& tx, const ProjectId& project, std::int64_t pending,
                     std::int64_t now_ms) {
  Waiting waiting;
  tx.each<WaitingPhoto>(
      [&](const WaitingPhoto& photo) { waiting.oldest_at_ms = photo.received_at_ms; }, kWaiting,
      project, std::int64_t{1});
  const auto count = [&](std::int64_t from_h, std::int64_t to_ms) {
    const auto counted =
        tx.get<std::int64_t>(kCountWaiting, project, to_ms, now_ms - from_h * kHourMs, kAgeingRows);
    waiting.capped |= counted == kAgeingRows;
    return counted;
  };
  waiting.older = count(72, -1);
  waiting.under_3_days = count(24, now_ms - 72 * kHourMs);
  waiting.under_1_day = count(4, now_ms - 24 * kHourMs);
  waiting.under_4_h = pending - waiting.under_1_day - waiting.under_3_days - waiting.older;
  return waiting;
}

}  // namespace

Dashboard::Dashboard(db::Database& db, catalogue::Catalogue& catalogue, Layouts& layouts,
                     Tallies& tallies, const Clock& clock)
    : db_(db), catalogue_(catalogue), layouts_(layouts), tallies_(tallies), clock_(clock) {}

Result<Overview> Dashboard::overview(const Caller& caller, const ProjectId& id,
                                     const std::optional<RouteId>& route) {
  return db_.read([&](db::Tx& tx) -> Result<Overview> {
    auto project = catalogue_.find_project(tx, caller, id);
    if (!project) return project.error();
    const Numbers numbers(tx, layouts_, tallies_, caller, id);
    const Layout& layout = numbers.layout();
    const Scope& scope = numbers.scope();
    Overview out{.project = *std::move(project)};
    if (route) {
      const auto at = layout.route_at.find(route->text);
      if (at == layout.route_at.end() || !numbers.sees_any(at->second))
        return error_of(problems::kNotFound);
      out.route = layout.routes[at->second].name;
      read_sections(tx, numbers, at->second, out);
      if (numbers.sees_whole(at->second)) out.work_types = work_types_of(numbers, {at->second});
    } else {
      read_routes(tx, numbers, out);
      out.waiting = scope.whole ? read_waiting(tx, id, out.total.pending, clock_.now_ms())
                                : read_seen_waiting(tx, layout, scope, clock_.now_ms());
    }
    if (scope.whole) {
      out.people = tx.list<PersonWork>(kPeople, id, kPeopleMax);
      out.previews = tx.get<std::int64_t>(kPreviews, id);
    }
    return out;
  });
}

}  // namespace insights
