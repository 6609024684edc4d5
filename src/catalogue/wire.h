// What requests about the catalogue carry, and what is made of it.
#pragma once

#include "base/limits.h"
#include "catalogue/catalogue.h"

namespace catalogue {

// A code is what people write on drawings and in CSV files: no blanks around it.
using CodeText = Text<1, 60>;
using NameText = Text<1, 200>;
using Meters = Decimal<0, 1'000'000>;
using Position = Number<1, 1'000'000'000>;
using PageLimit = Number<1, ceilings::kPageMax>;

struct ProjectsQuery {
  std::optional<bool> archived;  // what is archived, too
  std::optional<PageLimit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ProjectsQuery, (), (archived, limit, cursor))

struct ProjectQuery {
  ProjectId project_id;
  std::optional<PageLimit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ProjectQuery, (), (project_id, limit, cursor))

struct RoutesQuery {
  ProjectId project_id;
  std::optional<bool> archived;
  std::optional<PageLimit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(RoutesQuery, (), (project_id, archived, limit, cursor))

struct ChecklistQuery {
  ProjectId project_id;
  std::optional<bool> archived;
};
BOOST_DESCRIBE_STRUCT(ChecklistQuery, (), (project_id, archived))

struct AccessQuery {
  ProjectId project_id;
  std::optional<RouteId> route_id;
};
BOOST_DESCRIBE_STRUCT(AccessQuery, (), (project_id, route_id))

struct WholeProjectQuery {
  ProjectId project_id;
};
BOOST_DESCRIBE_STRUCT(WholeProjectQuery, (), (project_id))

struct SectionQuery {
  std::optional<ProjectId> project_id;
  std::optional<RouteId> route_id;
  std::optional<std::string> near;  // "latitude,longitude"
  std::optional<Text<1, 100>> q;
  std::optional<bool> archived;
  std::optional<PageLimit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(SectionQuery, (), (project_id, route_id, near, q, archived, limit, cursor))

struct ProjectKey {
  ProjectId id;
};
BOOST_DESCRIBE_STRUCT(ProjectKey, (), (id))
struct SectionKey {
  SectionId id;
};
BOOST_DESCRIBE_STRUCT(SectionKey, (), (id))
struct MemberKey {
  MemberId id;
};
BOOST_DESCRIBE_STRUCT(MemberKey, (), (id))

struct CheckpointKey {
  CheckpointId id;
};
BOOST_DESCRIBE_STRUCT(CheckpointKey, (), (id))

struct Unseen {
  std::int64_t sections = 0;  // that nobody but admins can see
};
BOOST_DESCRIBE_STRUCT(Unseen, (), (sections))

struct NewProject {
  CodeText code;
  NameText name;
  std::optional<Text<1, 40>> route_word;
  std::optional<Text<1, 40>> section_word;
  std::optional<Text<1, 64>> time_zone;
  std::optional<Meters> max_accuracy_m;
  std::optional<Meters> max_line_distance_m;
  std::optional<Meters> max_photo_distance_m;
  std::optional<KeepOriginals> keep_originals;
  std::optional<Number<1, 36'500>> keep_days;
};
BOOST_DESCRIBE_STRUCT(NewProject, (),
                      (code, name, route_word, section_word, time_zone, max_accuracy_m,
                       max_line_distance_m, max_photo_distance_m, keep_originals, keep_days))
Project project_from(const NewProject&);

struct NewRoute {
  ProjectId project_id;
  CodeText code;
  NameText name;
  std::optional<Meters> length_m;
  std::optional<json::Raw> line;
  std::optional<bool> narrowed;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(NewRoute, (), (project_id, code, name, length_m, line, narrowed, position))
Route route_from(const NewRoute&);

struct NewSection {
  RouteId route_id;
  CodeText code;
  NameText name;
  std::optional<Meters> length_m;
  std::optional<json::Raw> line;
  std::optional<bool> narrowed;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(NewSection, (), (route_id, code, name, length_m, line, narrowed, position))
Section section_from(const NewSection&);

struct NewWorkType {
  ProjectId project_id;
  CodeText code;
  NameText name;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(NewWorkType, (), (project_id, code, name, position))
WorkType work_type_from(const NewWorkType&);

struct NewCheckpoint {
  WorkTypeId work_type_id;
  CodeText code;
  NameText name;
  std::optional<Text<0, 2'000>> guidance;
  Stage stage = Stage::during;
  std::optional<Number<1, 100>> photos_due;
  std::optional<Decimal<1, 100'000>> spacing_m;
  std::optional<bool> hold_point;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(NewCheckpoint, (),
                      (work_type_id, code, name, guidance, stage, photos_due, spacing_m, hold_point,
                       position))
Checkpoint checkpoint_from(const NewCheckpoint&);

struct NewMember {
  std::optional<UserId> user_id;  // or the email, not both
  std::optional<Text<3, 254>> email;
  ProjectId project_id;
  std::optional<RouteId> route_id;
  std::optional<SectionId> section_id;
};
BOOST_DESCRIBE_STRUCT(NewMember, (), (user_id, email, project_id, route_id, section_id))
Member member_from(const NewMember&);

}  // namespace catalogue
