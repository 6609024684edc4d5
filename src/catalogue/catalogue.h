// Projects, routes, sections, work types, checkpoints and members. Owns projects, routes, sections,
// work_types, checkpoints, checkpoint_versions, members and section_access.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/json.h"
#include "base/page.h"
#include "db/db.h"
#include "events/events.h"

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
  std::int64_t version = 1;
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(Checkpoint, (),
                      (id, project_id, work_type_id, work_type_name, code, name, guidance, stage,
                       photos_due, spacing_m, hold_point, version, position))

// How many slots a checkpoint has on a section of this length: one every spacing_m beginning at 0
// and always one at the end, or photos_due. At most 2,000.
std::int64_t slots_due(const Checkpoint&, std::optional<double> length_m);
// Where slot `index` (from 1) should be, in metres from the start; nothing for counted slots.
std::optional<double> slot_chainage_m(const Checkpoint&, std::optional<double> length_m,
                                      std::int64_t index);

// The nearest point of a GeoJSON LineString.
struct OnLine {
  double distance_m = 0;
  double chainage_m = 0;
};
std::optional<OnLine> nearest_on_line(std::string_view geojson_line, double lat, double lon);

class Catalogue {
 public:
  static std::unique_ptr<Catalogue> open(db::Database&, accounts::Accounts&, Events&,
                                         const Clock&, const Ids&);
  virtual ~Catalogue() = default;

  // The section with its parents. not-found when the caller may not see it. For use inside another
  // feature's transaction.
  virtual Result<Place> find_place(db::Tx&, const Caller&, const SectionId&) = 0;
  // May the caller see this section? Admins see all.
  virtual bool sees(db::Tx&, const Caller&, const SectionId&) = 0;
  // May the caller see anything of this project?
  virtual bool sees_project(db::Tx&, const Caller&, const ProjectId&) = 0;

  // The checkpoint as it holds now, or as `version` defined it. not-found.
  virtual Result<Checkpoint> find_checkpoint(db::Tx&, const CheckpointId&,
                                             std::optional<std::int64_t> version = {}) = 0;
  // All that hold now in a project, in order.
  virtual std::vector<Checkpoint> list_checkpoints(db::Tx&, const ProjectId&) = 0;
  virtual Result<Project> find_project(db::Tx&, const Caller&, const ProjectId&) = 0;

  // CSV import: docs/import.md. Preview changes nothing; commit changes all or nothing.
  struct ImportError {
    std::int64_t line = 0;
    std::string column;
    std::string detail;
    BOOST_DESCRIBE_CLASS(ImportError, (), (line, column, detail), (), ())
  };
  struct ImportReport {
    std::int64_t rows = 0;
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::vector<ImportError> errors;
    BOOST_DESCRIBE_CLASS(ImportReport, (), (rows, created, changed, unchanged, errors), (), ())
  };
  virtual Result<ImportReport> import_csv(const Caller&, std::string_view csv, bool commit) = 0;
};

}  // namespace catalogue
