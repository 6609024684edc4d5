#include "catalogue/patches.h"

#include "catalogue/store.h"

namespace catalogue {
namespace {

// What is given goes over what is there.
template <class From, class To>
void put(const std::optional<From>& given, To& to) {
  if (given) to = *given;
}
template <class From>
void put(const std::optional<From>& given, std::string& to) {
  if (given) to = given->value;
}
template <class From, class To>
void put(const Clearable<From>& given, std::optional<To>& to) {
  if (!given) return;
  to.reset();
  if (*given) to = (*given)->value;
}

// The shape as it is kept: nothing when the line is not given or goes away.
Result<std::optional<Line>> line_of(const Clearable<json::Raw>& given) {
  if (!given || !*given) return std::optional<Line>();
  auto line = read_line((*given)->text);
  if (!line) return line.error();
  return std::optional(*std::move(line));
}

template <class T, class Patch>
Result<Edit<T>> edit_of_place(const Patch& in) {
  auto line = line_of(in.line);
  if (!line) return line.error();
  return Edit<T>{in.seen_version, in.archived, [in, shape = *std::move(line)](T& to) {
                   put(in.name, to.name);
                   put(in.narrowed, to.narrowed);
                   put(in.position, to.position);
                   if (in.line && !shape) to.line.reset();
                   if (shape && (!to.line || to.line->text != shape->geojson)) {
                     to.line = json::Raw{shape->geojson};
                     to.length_m = shape->length_m;
                   }
                   put(in.length_m, to.length_m);
                 }};
}

}  // namespace

Result<Edit<Project>> edit_from(const ProjectPatch& in) {
  if (in.time_zone && !is_time_zone(in.time_zone->value))
    return field_error(problems::kInvalid, "time_zone",
                       "This must be a time zone's IANA name, like Europe/Berlin.");
  return Edit<Project>{in.seen_version, in.archived, [in](Project& to) {
                         put(in.name, to.name);
                         put(in.route_word, to.route_word);
                         put(in.section_word, to.section_word);
                         put(in.time_zone, to.time_zone);
                         put(in.max_accuracy_m, to.max_accuracy_m);
                         put(in.max_line_distance_m, to.max_line_distance_m);
                         put(in.max_photo_distance_m, to.max_photo_distance_m);
                         put(in.keep_originals, to.keep_originals);
                         put(in.keep_days, to.keep_days);
                       }};
}

Result<Edit<Route>> edit_from(const RoutePatch& in) { return edit_of_place<Route>(in); }
Result<Edit<Section>> edit_from(const SectionPatch& in) { return edit_of_place<Section>(in); }

Edit<WorkType> edit_from(const WorkTypePatch& in) {
  return {in.seen_version, {}, [in](WorkType& to) {
            put(in.name, to.name);
            put(in.position, to.position);
          }};
}

Edit<Checkpoint> edit_from(const CheckpointPatch& in) {
  return {in.seen_version, in.archived, [in](Checkpoint& to) {
            put(in.name, to.name);
            put(in.guidance, to.guidance);
            put(in.stage, to.stage);
            put(in.photos_due, to.photos_due);
            put(in.spacing_m, to.spacing_m);
            put(in.hold_point, to.hold_point);
            put(in.position, to.position);
          }};
}

}  // namespace catalogue
