// What requests that change the catalogue carry. A member left out stays as it is; where null takes
// a value away, the member is optional twice.
#pragma once

#include "catalogue/wire.h"

namespace catalogue {

template <class T>
using Clearable = std::optional<std::optional<T>>;

struct ProjectPatch {
  ProjectId id;  // of the address
  std::optional<std::int64_t> seen_version;
  std::optional<bool> archived;
  std::optional<NameText> name;
  std::optional<Text<1, 40>> route_word;
  std::optional<Text<1, 40>> section_word;
  std::optional<Text<1, 64>> time_zone;
  Clearable<Meters> max_accuracy_m;
  Clearable<Meters> max_line_distance_m;
  Clearable<Meters> max_photo_distance_m;
  std::optional<KeepOriginals> keep_originals;
  Clearable<Number<1, 36'500>> keep_days;
};
BOOST_DESCRIBE_STRUCT(ProjectPatch, (),
                      (id, seen_version, archived, name, route_word, section_word, time_zone,
                       max_accuracy_m, max_line_distance_m, max_photo_distance_m, keep_originals,
                       keep_days))
Result<Edit<Project>> edit_from(const ProjectPatch&);  // invalid: the time zone

// A line brings its length unless the request says another.
struct RoutePatch {
  RouteId id;
  std::optional<std::int64_t> seen_version;
  std::optional<bool> archived;
  std::optional<NameText> name;
  Clearable<Meters> length_m;
  Clearable<json::Raw> line;
  std::optional<bool> narrowed;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(RoutePatch, (),
                      (id, seen_version, archived, name, length_m, line, narrowed, position))
Result<Edit<Route>> edit_from(const RoutePatch&);  // invalid: the line

struct SectionPatch {
  SectionId id;
  std::optional<std::int64_t> seen_version;
  std::optional<bool> archived;
  std::optional<NameText> name;
  Clearable<Meters> length_m;
  Clearable<json::Raw> line;
  std::optional<bool> narrowed;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(SectionPatch, (),
                      (id, seen_version, archived, name, length_m, line, narrowed, position))
Result<Edit<Section>> edit_from(const SectionPatch&);  // invalid: the line

struct WorkTypePatch {
  WorkTypeId id;
  std::optional<std::int64_t> seen_version;
  std::optional<NameText> name;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(WorkTypePatch, (), (id, seen_version, name, position))
Edit<WorkType> edit_from(const WorkTypePatch&);

struct CheckpointPatch {
  CheckpointId id;
  std::optional<std::int64_t> seen_version;
  std::optional<bool> archived;
  std::optional<NameText> name;
  std::optional<Text<0, 2'000>> guidance;
  std::optional<Stage> stage;
  std::optional<Number<1, 100>> photos_due;
  Clearable<Decimal<1, 100'000>> spacing_m;
  std::optional<bool> hold_point;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(CheckpointPatch, (),
                      (id, seen_version, archived, name, guidance, stage, photos_due, spacing_m,
                       hold_point, position))
Edit<Checkpoint> edit_from(const CheckpointPatch&);

struct NewOrder {
  ProjectId project_id;
  std::vector<WorkTypeId> work_types;
  std::vector<CheckpointId> checkpoints;
};
BOOST_DESCRIBE_STRUCT(NewOrder, (), (project_id, work_types, checkpoints))

}  // namespace catalogue
