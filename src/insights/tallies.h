// The counters of a project, by route and checkpoint as they are stored, and by section as they are
// kept between requests: a route's sections are read again when one of its counters has changed.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/cache.h"
#include "insights/layout.h"
#include "photos/photos.h"

namespace insights {

// By route and checkpoint of the layout; what counts for archived checkpoints stands after them.
struct RouteCounts {
  std::size_t width = 1;              // checkpoints and one
  std::vector<photos::Count> counts;  // at route * width + checkpoint
  std::vector<std::int64_t> changes;  // of each route's counters, ever

  static RouteCounts read(db::Tx&, const Layout&);

  const photos::Count& at(std::size_t route, std::size_t checkpoint) const {
    return counts[route * width + checkpoint];
  }
  photos::Count of_route(std::size_t route) const;
};

// What is counted in each section of a route, by its place in the layout.
struct SectionTally {
  std::int64_t version = 0;  // of the catalogue
  std::int64_t changes = 0;  // of the route's counters
  std::vector<photos::Count> counts;
};

// Keeps the tallies read last. Safe from any thread.
class Tallies {
 public:
  Tallies();

  // `changes` of this route, as this transaction sees them.
  std::shared_ptr<const SectionTally> of(db::Tx&, const Layout&, std::size_t route,
                                         std::int64_t changes);
  CacheLoad cache_load() const { return kept_.load(); }

 private:
  Cache<std::shared_ptr<const SectionTally>> kept_;
};

}  // namespace insights
