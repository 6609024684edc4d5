// What the catalogue speaks of: the things, what an import answers, and what is asked of a list.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/json.h"
#include "base/page.h"

namespace catalogue {

using ProjectId = Id<struct ProjectTag>;
using RouteId = Id<struct RouteTag>;
using SectionId = Id<struct SectionTag>;
using WorkTypeId = Id<struct WorkTypeTag>;
using CheckpointId = Id<struct CheckpointTag>;
using MemberId = Id<struct MemberTag>;

enum class Stage { before, during, after };
BOOST_DESCRIBE_ENUM(Stage, before, during, after)

enum class KeepOriginals { always, days, never };
BOOST_DESCRIBE_ENUM(KeepOriginals, always, days, never)

struct Project {
  ProjectId id;
  std::string code;
  std::string name;
  std::string route_word;
  std::string section_word;
  std::string time_zone;
  std::optional<double> max_accuracy_m;
  std::optional<double> max_line_distance_m;
  std::optional<double> max_photo_distance_m;
  KeepOriginals keep_originals = KeepOriginals::always;
  std::optional<std::int64_t> keep_days;
  std::optional<std::int64_t> archived_at_ms;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Project, (),
                      (id, code, name, route_word, section_word, time_zone, max_accuracy_m,
                       max_line_distance_m, max_photo_distance_m, keep_originals, keep_days,
                       archived_at_ms, version))

struct Route {
  RouteId id;
  ProjectId project_id;
  std::string code;
  std::string name;
  std::optional<double> length_m;
  std::optional<json::Raw> line;  // GeoJSON LineString, WGS 84
  bool narrowed = false;          // membership is not inherited from the project
  std::int64_t position = 0;
  std::optional<std::int64_t> archived_at_ms;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Route, (),
                      (id, project_id, code, name, length_m, line, narrowed, position,
                       archived_at_ms, version))

struct Section {
  SectionId id;
  ProjectId project_id;
  RouteId route_id;
  std::string code;
  std::string name;
  std::optional<double> length_m;
  std::optional<json::Raw> line;
  bool narrowed = false;  // membership is not inherited from the route
  std::int64_t position = 0;
  std::optional<std::int64_t> archived_at_ms;  // of the section, or of what it is in
  std::int64_t version = 1;
  std::string route_code;
  std::string route_name;
  std::string project_name;
  std::optional<double> distance_m;  // from where the caller asked
};
BOOST_DESCRIBE_STRUCT(Section, (),
                      (id, project_id, route_id, code, name, length_m, line, narrowed, position,
                       archived_at_ms, version, route_code, route_name, project_name, distance_m))

struct WorkType {
  WorkTypeId id;
  ProjectId project_id;
  std::string code;
  std::string name;
  std::int64_t position = 0;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(WorkType, (), (id, project_id, code, name, position, version))

struct Member {
  MemberId id;
  UserId user_id;
  std::string email;
  std::string name;
  ProjectId project_id;
  std::optional<RouteId> route_id;
  std::optional<SectionId> section_id;
};
BOOST_DESCRIBE_STRUCT(Member, (), (id, user_id, email, name, project_id, route_id, section_id))

// What intake and lists need to know of a section, with its parents.
struct Place {
  SectionId section_id;
  std::string section_code;
  std::string section_name;
  RouteId route_id;
  std::string route_name;
  ProjectId project_id;
  std::string project_name;
  std::string time_zone;
  std::optional<std::string> line;  // GeoJSON LineString
  std::optional<double> length_m;
  std::optional<double> max_accuracy_m;
  std::optional<double> max_line_distance_m;
  std::optional<double> max_photo_distance_m;
  std::optional<std::int64_t> archived_at_ms;  // of the section, or of what it is in
};
BOOST_DESCRIBE_STRUCT(Place, (),
                      (section_id, section_code, section_name, route_id, route_name, project_id,
                       project_name, time_zone, line, length_m, max_accuracy_m, max_line_distance_m,
                       max_photo_distance_m, archived_at_ms))

// A checkpoint as one version defines it.
struct Checkpoint {
  CheckpointId id;
  ProjectId project_id;
  WorkTypeId work_type_id;
  std::string work_type_name;
  std::string code;
  std::string name;
  std::string guidance;
  Stage stage = Stage::during;
  std::int64_t photos_due = 1;
  std::optional<double> spacing_m;
  bool hold_point = false;
  std::int64_t version = 1;  // of the definition: position and archiving make no new one
  std::int64_t position = 0;
  std::optional<std::int64_t> archived_at_ms;
  std::optional<std::string>
      picture_id;  // of the example crews are shown; another picture, another
};
BOOST_DESCRIBE_STRUCT(Checkpoint, (),
                      (id, project_id, work_type_id, work_type_name, code, name, guidance, stage,
                       photos_due, spacing_m, hold_point, version, position, archived_at_ms,
                       picture_id))

// One definition a checkpoint has or had: what a photo of that version was asked for.
struct CheckpointVersion {
  std::int64_t version = 1;
  std::string name;
  std::string guidance;
  Stage stage = Stage::during;
  std::int64_t photos_due = 1;
  std::optional<double> spacing_m;
  bool hold_point = false;
  std::int64_t created_at_ms = 0;
  std::optional<UserId> created_by;
  std::optional<std::string> created_by_name;
};
BOOST_DESCRIBE_STRUCT(CheckpointVersion, (),
                      (version, name, guidance, stage, photos_due, spacing_m, hold_point,
                       created_at_ms, created_by, created_by_name))

// How many slots a checkpoint has on a section of this length: one every spacing_m beginning at 0
// and always one at the end, or photos_due. At most 2,000.
std::int64_t slots_due(const Checkpoint&, std::optional<double> length_m);
// Where slot `index` (from 1) should be, in metres from the start; nothing for counted slots.
std::optional<double> slot_chainage_m(const Checkpoint&, std::optional<double> length_m,
                                      std::int64_t index);

// The nearest point of a GeoJSON LineString. Distances on a sphere of the earth's mean radius, the
// neighbourhood of each segment taken as flat: good to 0.5 % for anything that can be walked.
struct OnLine {
  double distance_m = 0;
  double chainage_m = 0;  // along the line from its start
};
std::optional<OnLine> nearest_on_line(std::string_view geojson_line, double lat, double lon);

// The shape of a line as people give it, checked and written in one way.
struct Line {
  std::string geojson;
  double length_m = 0;
};
// Takes a GeoJSON LineString of 2 to 10,000 points. Errors: invalid, for the field `line`.
Result<Line> read_line(std::string_view geojson);

inline constexpr Problem kCodeTaken{"code-taken", Code::conflict, "This code is in use here",
                                    "Choose another code, or change the one that has it."};
inline constexpr Problem kCatalogueChanged{
    "catalogue-changed", Code::conflict, "Somebody else changed this first",
    "Load it again, look at the other change, and make yours once more."};
inline constexpr Problem kImportHasErrors{"import-has-errors", Code::unprocessable,
                                          "The file has errors; nothing was changed",
                                          "Correct the named rows and send the file again."};

// What an import would do, or did. docs/import.md describes the file.
struct ImportError {
  std::int64_t line = 0;  // of the file, from 1
  std::string column;     // empty: the row as a whole
  std::string detail;     // what to do
};
BOOST_DESCRIBE_STRUCT(ImportError, (), (line, column, detail))
struct ImportReport {
  std::int64_t rows = 0;
  std::int64_t created = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::vector<ImportError> errors;  // the first 200
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (rows, created, changed, unchanged, errors))

struct Near {
  double lat = 0;
  double lon = 0;
};

// Which sections a list holds; without anything all that the caller sees.
struct SectionFilter {
  std::optional<ProjectId> project_id;
  std::optional<RouteId> route_id;
  std::optional<Near> near;      // nearest first
  std::optional<std::string> q;  // in code or name of section or route
};

struct PageOf {
  int limit = 50;
  std::optional<std::string> cursor;
  bool archived = false;  // what is archived, too: for admins
};

// A change to one thing. What `apply` leaves alone stays.
template <class T>
struct Edit {
  std::optional<std::int64_t> seen_version;  // the thing's, as the editor saw it
  std::optional<bool> archived;              // put away, or bring back
  std::function<void(T&)> apply;             // may run twice
};

// A project's checklist in the order crews meet it: each id once, none left out but what is
// archived.
struct ChecklistOrder {
  std::vector<WorkTypeId> work_types;
  std::vector<CheckpointId> checkpoints;
};

// What changed how many photos are due.
struct DueChange {
  ProjectId project_id;
  std::vector<CheckpointId> checkpoints;  // in every section of the project
  std::vector<SectionId> sections;        // for every checkpoint
};

}  // namespace catalogue
