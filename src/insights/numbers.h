// A project's numbers as one person sees them, in one transaction.
#pragma once

#include <memory>

#include "insights/dashboard.h"
#include "insights/layout.h"
#include "insights/tallies.h"

namespace insights {

class Numbers {
 public:
  // Of a project that the caller sees. All references outlive this object.
  Numbers(db::Tx&, Layouts&, Tallies&, const Caller&, const ProjectId&);

  const Layout& layout() const { return *layout_; }
  const Scope& scope() const { return *scope_; }
  const RouteCounts& counts() const { return counts_; }
  bool sees_any(std::size_t route) const { return scope_->sees_any(route); }
  bool sees_whole(std::size_t route) const { return scope_->sees_whole(*layout_, route); }

  // Calls see(section, count) for each section of the route that is seen, in order.
  template <class See>
  void each_section(std::size_t route, const See& see) const {
    const auto tally = tallies_.of(tx_, *layout_, route, counts_.changes[route]);
    const auto& sections = layout_->routes[route].sections;
    for (std::size_t place = 0; place < sections.size(); ++place)
      if (scope_->sees(sections[place].id)) see(sections[place], tally->counts[place]);
  }

  // Of what is seen of the route.
  Progress progress_of(std::size_t route) const;

 private:
  db::Tx& tx_;
  Tallies& tallies_;
  std::shared_ptr<const Layout> layout_;
  std::shared_ptr<const Scope> scope_;
  RouteCounts counts_;
};

}  // namespace insights
