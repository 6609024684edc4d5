// How far the work is, for whoever manages it: read only, from counters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "db/db.h"
#include "photos/photos.h"

namespace insights {

using catalogue::ProjectId;
using catalogue::RouteId;
using catalogue::SectionId;
using catalogue::WorkTypeId;

// Slots: `due` are all of them, `taken` those with a photo. Extras are photos beyond.
struct Progress {
  std::int64_t due = 0;
  std::int64_t taken = 0;
  std::int64_t pending = 0;
  std::int64_t approved = 0;
  std::int64_t retake = 0;
  std::int64_t nonconforming = 0;
  std::int64_t not_applicable = 0;
  std::int64_t extras = 0;

  void add(std::int64_t due_too, const photos::Count& count);
  void add(const Progress& other);
};
BOOST_DESCRIBE_STRUCT(Progress, (),
                      (due, taken, pending, approved, retake, nonconforming, not_applicable,
                       extras))

struct SectionCounts : Progress {
  SectionId section_id;
};
BOOST_DESCRIBE_STRUCT(SectionCounts, (Progress), (section_id))

// Photos that hold a slot, by status.
struct Summary {
  std::int64_t pending = 0;
  std::int64_t approved = 0;
  std::int64_t retake = 0;
  std::int64_t nonconforming = 0;
  std::optional<std::int64_t> oldest_pending_at_ms;
};
BOOST_DESCRIBE_STRUCT(Summary, (), (pending, approved, retake, nonconforming, oldest_pending_at_ms))

// A route of the project, or a section of the route; of a section, `sections` is 1.
struct Part {
  std::string id;
  std::string code;
  std::string name;
  std::int64_t sections = 0;
  std::int64_t accepted = 0;  // of them
  std::optional<std::int64_t> accepted_at_ms;
  std::optional<std::string> accepted_by_name;
  Progress progress;
};
BOOST_DESCRIBE_STRUCT(Part, (),
                      (id, code, name, sections, accepted, accepted_at_ms, accepted_by_name,
                       progress))

struct WorkTypePart {
  WorkTypeId id;
  std::string name;
  Progress progress;
};
BOOST_DESCRIBE_STRUCT(WorkTypePart, (), (id, name, progress))

// Pending photos by how long they have waited, at most kAgeingRows of each age.
struct Waiting {
  std::optional<std::int64_t> oldest_at_ms;
  std::int64_t under_4_h = 0;
  std::int64_t under_1_day = 0;
  std::int64_t under_3_days = 0;
  std::int64_t older = 0;
  bool capped = false;  // there are more: what was not counted stands in under_4_h, or nowhere
};
BOOST_DESCRIBE_STRUCT(Waiting, (),
                      (oldest_at_ms, under_4_h, under_1_day, under_3_days, older, capped))
inline constexpr std::int64_t kAgeingRows = 1'000;

// Who took and who decided how much in the project.
struct PersonWork {
  UserId id;
  std::string name;
  std::int64_t taken = 0;
  std::int64_t approved = 0;
  std::int64_t retake = 0;
  std::int64_t nonconforming = 0;
};
BOOST_DESCRIBE_STRUCT(PersonWork, (), (id, name, taken, approved, retake, nonconforming))

struct RouteName {
  RouteId id;
  std::string code;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RouteName, (), (id, code, name))

struct Overview {
  catalogue::Project project;
  std::optional<RouteName> route;  // when one was asked for
  Progress total;
  std::vector<Part> parts;
  std::vector<WorkTypePart> work_types;  // empty for who sees only a part of a route
  std::optional<Waiting> waiting;        // of a project
  std::vector<PersonWork> people;        // the 200 who did most; empty for who sees only a part
  std::int64_t previews = 0;             // photos of which only a preview has come
};
BOOST_DESCRIBE_STRUCT(Overview, (),
                      (project, route, total, parts, work_types, waiting, people, previews))

class Layouts;
class Tallies;

class Dashboard {
 public:
  // All outlive this object.
  Dashboard(db::Database&, catalogue::Catalogue&, Layouts&, Tallies&, const Clock&);

  // Of a project, by route; or of a route, by section. Numbers are of what the caller sees.
  // not-found.
  Result<Overview> overview(const Caller& caller, const ProjectId& project,
                            const std::optional<RouteId>& route);

  // Of each section that the caller sees, by route, at most 10,000. not-found.
  Result<Items<SectionCounts>> section_counts(const Caller& caller, const ProjectId& project);
  // Of all of them together. not-found.
  Result<Summary> summary(const Caller& caller, const ProjectId& project);

 private:
  db::Database& db_;
  catalogue::Catalogue& catalogue_;
  Layouts& layouts_;
  Tallies& tallies_;
  const Clock& clock_;
};

}  // namespace insights
