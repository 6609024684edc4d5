#include "insights/dashboard.h"

#include <algorithm>

#include "insights/layout.h"

namespace insights {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::size_t kSectionsMax = 2'000;  // of one route, on one page
constexpr std::int64_t kPeopleMax = 200;

struct RouteCount : photos::Count {
  std::string_view route_id;
  std::string_view checkpoint_id;
};
BOOST_DESCRIBE_STRUCT(RouteCount, (photos::Count), (route_id, checkpoint_id))

constexpr db::Sql<ProjectId> kCountsOfProject{"insights.counts_of_project", R"sql(
  SELECT c.pending, c.approved, c.retake, c.nonconforming, c.extras, c.not_applicable, c.route_id,
         c.checkpoint_id
  FROM routes r JOIN route_counters c ON c.route_id = r.id WHERE r.project_id = $1
)sql"};

struct SectionCount : photos::Count {
  std::string_view section_id;
};
BOOST_DESCRIBE_STRUCT(SectionCount, (photos::Count), (section_id))

constexpr db::Sql<RouteId> kCountsOfRoute{"insights.counts_of_route", R"sql(
  SELECT c.pending, c.approved, c.retake, c.nonconforming, c.extras, c.not_applicable, c.section_id
  FROM sections s JOIN section_counters c ON c.section_id = s.id WHERE s.route_id = $1
)sql"};

struct Acceptance {
  std::string section_id;
  std::int64_t accepted_at_ms = 0;
  std::string accepted_by_name;
};
BOOST_DESCRIBE_STRUCT(Acceptance, (), (section_id, accepted_at_ms, accepted_by_name))

constexpr db::Sql<RouteId> kAcceptedOfRoute{"insights.accepted_of_route", R"sql(
  SELECT a.section_id, a.accepted_at_ms, u.name AS accepted_by_name
  FROM sections s JOIN acceptances a ON a.section_id = s.id JOIN users u ON u.id = a.accepted_by
  WHERE s.route_id = $1
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
void read_sections(db::Tx& tx, const Layout& layout, const Scope& scope, std::size_t at,
                   Overview& out) {
  const RouteLine& route = layout.routes[at];
  std::vector<Part> parts(route.sections.size());  // by place
  const auto part_of = [&](std::string_view section) -> Part* {
    const auto line = layout.sections.find(section);
    return line == layout.sections.end() || line->second.route != at ? nullptr
                                                                     : &parts[line->second.place];
  };
  tx.each<SectionCount>(
      [&](const SectionCount& row) {
        if (Part* const part = part_of(row.section_id)) part->progress.add(0, row);
      },
      kCountsOfRoute, route.name.id);
  for (auto& row : tx.list<Acceptance>(kAcceptedOfRoute, route.name.id)) {
    Part* const part = part_of(row.section_id);
    if (!part) continue;
    part->accepted = 1;
    part->accepted_at_ms = row.accepted_at_ms;
    part->accepted_by_name = std::move(row.accepted_by_name);
  }
  for (std::size_t place = 0; place < parts.size() && out.parts.size() < kSectionsMax; ++place) {
    const SectionName& section = route.sections[place];
    if (!scope.sees(section.id)) continue;
    Part& part = parts[place];
    part.id = section.id;
    part.code = section.code;
    part.name = section.name;
    part.sections = 1;
    part.progress.add(section.due, {});
    out.total.add(part.progress);
    out.parts.push_back(std::move(part));
  }
}

// A route of which the caller sees only some sections.
Part part_of_seen(db::Tx& tx, const Layout& layout, const Scope& scope, std::size_t at) {
  Overview seen;
  read_sections(tx, layout, scope, at, seen);
  Part part;
  part.progress = seen.total;
  return part;
}

// Counters by route and checkpoint, at route * checkpoints + checkpoint.
std::vector<photos::Count> read_counts(db::Tx& tx, const Layout& layout) {
  std::vector<photos::Count> counts((layout.routes.size() + 1) * (layout.checkpoints.size() + 1));
  const std::size_t width = layout.checkpoints.size() + 1;  // the last: archived checkpoints
  tx.each<RouteCount>(
      [&](const RouteCount& row) {
        const auto route = layout.route_at.find(row.route_id);
        const auto checkpoint = layout.checkpoint_at.find(row.checkpoint_id);
        if (route == layout.route_at.end()) return;
        const std::size_t column =
            checkpoint == layout.checkpoint_at.end() ? width - 1 : checkpoint->second;
        counts[route->second * width + column].add(row);
      },
      kCountsOfProject, layout.project_id);
  return counts;
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

// The rows of one route, or of all that are seen whole, added up by work type.
std::vector<WorkTypePart> work_types_of(const Layout& layout,
                                        const std::vector<photos::Count>& counts,
                                        const std::vector<std::size_t>& routes) {
  std::vector<WorkTypePart> parts;
  const std::size_t width = layout.checkpoints.size() + 1;
  for (std::size_t n = 0; n < layout.checkpoints.size(); ++n) {
    const auto& checkpoint = layout.checkpoints[n];
    auto part = std::ranges::find(parts, checkpoint.work_type_id, &WorkTypePart::id);
    if (part == parts.end())
      part = parts.insert(part, {checkpoint.work_type_id, checkpoint.work_type_name, {}});
    for (const std::size_t route : routes)
      part->progress.add(layout.routes[route].due[n], counts[route * width + n]);
  }
  return parts;
}

void read_routes(db::Tx& tx, const Layout& layout, const Scope& scope,
                 const std::vector<photos::Count>& counts, Overview& out) {
  const auto accepted = count_accepted(tx, layout, scope);
  const std::size_t width = layout.checkpoints.size() + 1;
  std::vector<std::size_t> whole;
  bool partly = false;
  for (std::size_t at = 0; at < layout.routes.size(); ++at) {
    const RouteLine& route = layout.routes[at];
    if (!scope.sees_any(at)) continue;
    Part part;
    if (scope.sees_whole(layout, at)) {
      whole.push_back(at);
      for (std::size_t n = 0; n < width; ++n)
        part.progress.add(n < route.due.size() ? route.due[n] : 0, counts[at * width + n]);
    } else {
      partly = true;
      part = part_of_seen(tx, layout, scope, at);
    }
    part.id = route.name.id.text;
    part.code = route.name.code;
    part.name = route.name.name;
    part.sections = scope.whole ? route.size() : scope.of_route[at];
    part.accepted = accepted[at];
    out.total.add(part.progress);
    out.parts.push_back(std::move(part));
  }
  if (!partly) out.work_types = work_types_of(layout, counts, whole);
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

void Progress::add(std::int64_t due_too, const photos::Count& count) {
  due += due_too;
  taken += count.pending + count.approved + count.retake + count.nonconforming;
  pending += count.pending;
  approved += count.approved;
  retake += count.retake;
  nonconforming += count.nonconforming;
  not_applicable += count.not_applicable;
  extras += count.extras;
}

void Progress::add(const Progress& other) {
  due += other.due;
  taken += other.taken;
  pending += other.pending;
  approved += other.approved;
  retake += other.retake;
  nonconforming += other.nonconforming;
  not_applicable += other.not_applicable;
  extras += other.extras;
}

Dashboard::Dashboard(db::Database& db, catalogue::Catalogue& catalogue, Layouts& layouts,
                     const Clock& clock)
    : db_(db), catalogue_(catalogue), layouts_(layouts), clock_(clock) {}

Result<Overview> Dashboard::overview(const Caller& caller, const ProjectId& id,
                                     const std::optional<RouteId>& route) {
  return db_.read([&](db::Tx& tx) -> Result<Overview> {
    auto project = catalogue_.find_project(tx, caller, id);
    if (!project) return project.error();
    const auto layout = layouts_.of(tx, id);
    const auto scope = layouts_.scope_of(tx, caller, *layout);
    Overview out{.project = *std::move(project)};
    const auto counts = read_counts(tx, *layout);
    if (route) {
      const auto at = layout->route_at.find(route->text);
      if (at == layout->route_at.end() || !scope->sees_any(at->second))
        return error_of(problems::kNotFound);
      out.route = layout->routes[at->second].name;
      read_sections(tx, *layout, *scope, at->second, out);
      if (scope->sees_whole(*layout, at->second))
        out.work_types = work_types_of(*layout, counts, {at->second});
    } else {
      read_routes(tx, *layout, *scope, counts, out);
    }
    if (!route)
      out.waiting = scope->whole ? read_waiting(tx, id, out.total.pending, clock_.now_ms())
                                 : read_seen_waiting(tx, *layout, *scope, clock_.now_ms());
    if (scope->whole) {
      out.people = tx.list<PersonWork>(kPeople, id, kPeopleMax);
      out.previews = tx.get<std::int64_t>(kPreviews, id);
    }
    return out;
  });
}

}  // namespace insights
