// What is going on and how far the work is, read only. Owns no table.
#pragma once

#include "insights/crew.h"
#include "insights/dashboard.h"
#include "insights/layout.h"
#include "insights/live.h"
#include "insights/tallies.h"

namespace insights {

class Insights {
 public:
  // All references outlive this object.
  Insights(db::Database& database, Events& events, catalogue::Catalogue& catalogue,
           photos::Photos& photos, const Clock& clock)
      : live_(database, events, catalogue),
        layouts_(catalogue),
        dashboard_(database, catalogue, layouts_, tallies_, clock),
        crew_(database, catalogue, photos, layouts_, clock) {}

  // Begins to follow what happens.
  void start() { live_.start(); }

  Live& live() { return live_; }
  Dashboard& dashboard() { return dashboard_; }
  Crew& crew() { return crew_; }
  CacheLoad layouts_load() const { return layouts_.cache_load(); }
  CacheLoad tallies_load() const { return tallies_.cache_load(); }

 private:
  Live live_;
  Layouts layouts_;
  Tallies tallies_;
  Dashboard dashboard_;
  Crew crew_;
};

}  // namespace insights
