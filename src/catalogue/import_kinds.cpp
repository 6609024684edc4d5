// What each kind of row says of the thing it names.
#include <algorithm>

#include "catalogue/import.h"

namespace catalogue {
namespace {

template <class T>
bool differ(const T& a, const T& b) {
  return json::to_text(a) != json::to_text(b);
}

}  // namespace

template <class T, class Insert, class Update>
void Import::settle(const ImportRow& row, const T* before, T& after, Insert insert, Update update) {
  const bool writes = commit_ && report_.errors.empty();
  if (row.broken) return;
  if (!before) {
    ++report_.created;
    if (writes && !insert(pen_, after))
      wrong(row, "", "Somebody else made this while the file was read. Import it again.");
  } else if (differ(*before, after)) {
    ++report_.changed;
    if (writes) update(pen_, *before, after);
  } else {
    ++report_.unchanged;
  }
}

// Name and place in the order, which four of the kinds have.
template <class T>
void Import::put_common(const ImportRow& row, T& to, bool is_new, std::int64_t& end) {
  if (is_new && !row.name) wrong(row, "name", "A new row needs a name.");
  if (row.name) to.name = *row.name;
  if (row.position) {
    to.position = *row.position;
  } else if (is_new) {
    to.position = end + 1;
  }
  end = std::max(end, to.position);
}

// A line brings its length unless the row says another.
template <class T>
void Import::put_shape(const ImportRow& row, T& to) {
  if (row.narrowed) to.narrowed = *row.narrowed;
  if (row.shape.cleared) to.line.reset();
  if (row.shape.value && (!to.line || to.line->text != row.shape.value->geojson)) {
    to.line = json::Raw{row.shape.value->geojson};
    to.length_m = row.shape.value->length_m;
  }
  row.length_m.put(to.length_m);
}

void Import::take_project(const ImportRow& row) {
  ImportState* state = state_of(row.project);
  Project project;
  if (state) {
    project = state->project;
  } else {
    project.id = ids_.next<ProjectTag>();
    project.code = row.project;
    project.route_word = "route";
    project.section_word = "section";
    project.time_zone = "UTC";
    if (!row.name) wrong(row, "name", "A new row needs a name.");
  }
  if (row.name) project.name = *row.name;
  if (row.route_word) project.route_word = *row.route_word;
  if (row.section_word) project.section_word = *row.section_word;
  if (row.time_zone) project.time_zone = *row.time_zone;
  row.max_accuracy_m.put(project.max_accuracy_m);
  row.max_line_distance_m.put(project.max_line_distance_m);
  row.max_photo_distance_m.put(project.max_photo_distance_m);
  if (row.keep_originals) project.keep_originals = *row.keep_originals;
  row.keep_days.put(project.keep_days);
  if (project.keep_originals == KeepOriginals::days && !project.keep_days)
    wrong(row, "keep_days", "How many days? keep_originals says days.");
  settle(row, state ? &state->project : nullptr, project, insert_project, update_project);
  if (!state) projects_[row.project].emplace();
  projects_[row.project]->project = std::move(project);
}

void Import::take_route(ImportState& state, const ImportRow& row) {
  const auto at = state.routes.find(row.route);
  const Route* before = at == state.routes.end() ? nullptr : &at->second;
  Route route = before ? *before : Route{};
  if (!before) {
    route.id = ids_.next<RouteTag>();
    route.project_id = state.project.id;
    route.code = row.route;
  }
  put_common(row, route, !before, state.routes_end);
  put_shape(row, route);
  state.access_changed |= before && before->narrowed != route.narrowed;
  settle(row, before, route, insert_route, update_route);
  state.routes.insert_or_assign(row.route, std::move(route));
}

void Import::take_section(ImportState& state, const ImportRow& row) {
  const auto route = state.routes.find(row.route);
  if (route == state.routes.end())
    return wrong(row, "route",
                 fmt::format("Project {} has no route {}. Add a row for it, or correct the code.",
                             row.project, row.route));
  const auto at = state.sections.find({row.route, row.section});
  const Section* before = at == state.sections.end() ? nullptr : &at->second;
  Section section = before ? *before : Section{};
  if (!before) {
    section.id = ids_.next<SectionTag>();
    section.project_id = state.project.id;
    section.route_id = route->second.id;
    section.code = row.section;
    section.route_code = row.route;
  }
  put_common(row, section, !before, state.sections_end);
  put_shape(row, section);
  state.access_changed |= !before || before->narrowed != section.narrowed;
  if (before && before->length_m != section.length_m) state.due.sections.push_back(section.id);
  settle(row, before, section, insert_section, update_section);
  state.sections.insert_or_assign({row.route, row.section}, std::move(section));
}

void Import::take_work_type(ImportState& state, const ImportRow& row) {
  const auto at = state.work_types.find(row.work_type);
  const WorkType* before = at == state.work_types.end() ? nullptr : &at->second;
  WorkType work_type = before ? *before : WorkType{};
  if (!before) {
    work_type.id = ids_.next<WorkTypeTag>();
    work_type.project_id = state.project.id;
    work_type.code = row.work_type;
  }
  put_common(row, work_type, !before, state.work_types_end);
  settle(row, before, work_type, insert_work_type, update_work_type);
  state.work_types.insert_or_assign(row.work_type, std::move(work_type));
}

void Import::take_checkpoint(ImportState& state, const ImportRow& row) {
  const auto work_type = state.work_types.find(row.work_type);
  if (work_type == state.work_types.end())
    return wrong(row, "work_type",
                 fmt::format("Project {} has no work type {}. Add a row for it, "
                             "or correct the code.",
                             row.project, row.work_type));
  const auto at = state.checkpoints.find(row.checkpoint);
  const Checkpoint* before = at == state.checkpoints.end() ? nullptr : &at->second;
  Checkpoint checkpoint = before ? *before : Checkpoint{};
  if (!before) {
    checkpoint.id = ids_.next<CheckpointTag>();
    checkpoint.project_id = state.project.id;
    checkpoint.code = row.checkpoint;
    if (!row.stage) wrong(row, "stage", "A new checkpoint needs a stage: before, during or after.");
  }
  checkpoint.work_type_id = work_type->second.id;
  put_common(row, checkpoint, !before, state.checkpoints_end);
  if (row.guidance) checkpoint.guidance = *row.guidance;
  if (row.stage) checkpoint.stage = *row.stage;
  if (row.photos_due) checkpoint.photos_due = *row.photos_due;
  row.spacing_m.put(checkpoint.spacing_m);
  if (row.hold_point) checkpoint.hold_point = *row.hold_point;
  if (before && !is_as_many(*before, checkpoint)) state.due.checkpoints.push_back(checkpoint.id);
  settle(row, before, checkpoint, insert_checkpoint, update_checkpoint);
  state.checkpoints.insert_or_assign(row.checkpoint, std::move(checkpoint));
}

const UserId* Import::user_of(const ImportRow& row) {
  auto at = users_.find(row.email);
  if (at == users_.end()) {
    const auto user = accounts_.find_by_email(pen_.tx, row.email);
    at = users_.emplace(row.email, user ? std::optional(user->id) : std::nullopt).first;
  }
  if (at->second) return &*at->second;
  wrong(row, "email",
        fmt::format("Nobody has the email {}. Add the person first, or correct it.", row.email));
  return nullptr;
}

void Import::take_member(ImportState& state, const ImportRow& row) {
  const auto* user_id = user_of(row);
  if (!user_id) return;
  Member member;
  member.id = ids_.next<MemberTag>();
  member.user_id = *user_id;
  member.email = row.email;
  member.project_id = state.project.id;
  if (!row.route.empty()) {
    const auto route = state.routes.find(row.route);
    if (route == state.routes.end())
      return wrong(row, "route",
                   fmt::format("Project {} has no route {}.", row.project, row.route));
    member.route_id = route->second.id;
  }
  if (!row.section.empty()) {
    const auto section = state.sections.find({row.route, row.section});
    if (section == state.sections.end())
      return wrong(row, "section",
                   fmt::format("Route {} has no section {}.", row.route, row.section));
    member.section_id = section->second.id;
  }
  const bool is_new = state.members.emplace(user_id->text, place_id_of(member)).second;
  state.access_changed |= is_new;
  settle(row, is_new ? nullptr : &member, member, insert_member,
         [](const Pen&, const Member&, const Member&) {});
}

}  // namespace catalogue
