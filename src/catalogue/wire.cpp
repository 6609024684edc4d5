#include "catalogue/wire.h"

namespace catalogue {
namespace {

std::optional<double> meters(const std::optional<Meters>& given) {
  return given ? std::optional(given->value) : std::nullopt;
}

template <class T>
std::int64_t position_of(const T& in) {
  return in.position ? in.position->value : 0;  // 0: the next one
}

template <class T>
std::string text_or(const std::optional<T>& given, std::string otherwise) {
  return given ? given->value : std::move(otherwise);
}

}  // namespace

Project project_from(const NewProject& in) {
  Project project;
  project.code = in.code.value;
  project.name = in.name.value;
  project.route_word = text_or(in.route_word, "route");
  project.section_word = text_or(in.section_word, "section");
  project.time_zone = text_or(in.time_zone, "UTC");
  project.max_accuracy_m = meters(in.max_accuracy_m);
  project.max_line_distance_m = meters(in.max_line_distance_m);
  project.max_photo_distance_m = meters(in.max_photo_distance_m);
  project.keep_originals = in.keep_originals.value_or(KeepOriginals::always);
  if (in.keep_days) project.keep_days = in.keep_days->value;
  return project;
}

Route route_from(const NewRoute& in) {
  Route route;
  route.project_id = in.project_id;
  route.code = in.code.value;
  route.name = in.name.value;
  route.length_m = meters(in.length_m);
  route.line = in.line;
  route.narrowed = in.narrowed.value_or(false);
  route.position = position_of(in);
  return route;
}

Section section_from(const NewSection& in) {
  Section section;
  section.route_id = in.route_id;
  section.code = in.code.value;
  section.name = in.name.value;
  section.length_m = meters(in.length_m);
  section.line = in.line;
  section.narrowed = in.narrowed.value_or(false);
  section.position = position_of(in);
  return section;
}

WorkType work_type_from(const NewWorkType& in) {
  return {{}, in.project_id, in.code.value, in.name.value, position_of(in)};
}

Checkpoint checkpoint_from(const NewCheckpoint& in) {
  Checkpoint checkpoint;
  checkpoint.work_type_id = in.work_type_id;
  checkpoint.code = in.code.value;
  checkpoint.name = in.name.value;
  checkpoint.guidance = text_or(in.guidance, "");
  checkpoint.stage = in.stage;
  checkpoint.photos_due = in.photos_due ? in.photos_due->value : 1;
  if (in.spacing_m) checkpoint.spacing_m = in.spacing_m->value;
  checkpoint.hold_point = in.hold_point.value_or(false);
  checkpoint.position = position_of(in);
  return checkpoint;
}

Member member_from(const NewMember& in) {
  Member member;
  if (in.user_id) member.user_id = *in.user_id;
  if (in.email) member.email = in.email->value;
  member.project_id = in.project_id;
  member.route_id = in.route_id;
  member.section_id = in.section_id;
  return member;
}

}  // namespace catalogue
