#include "insights/numbers.h"

namespace insights {

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

Numbers::Numbers(db::Tx& tx, Layouts& layouts, Tallies& tallies, const Caller& caller,
                 const ProjectId& project)
    : tx_(tx),
      tallies_(tallies),
      layout_(layouts.of(tx, project)),
      scope_(layouts.scope_of(tx, caller, *layout_)),
      counts_(RouteCounts::read(tx, *layout_)) {}

Progress Numbers::progress_of(std::size_t route) const {
  Progress progress;
  if (sees_whole(route)) {
    for (const std::int64_t due : layout_->routes[route].due) progress.add(due, {});
    progress.add(0, counts_.of_route(route));
    return progress;
  }
  each_section(route, [&](const SectionName& section, const photos::Count& count) {
    progress.add(section.due, count);
  });
  return progress;
}

}  // namespace insights
