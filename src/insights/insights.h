// What is going on and how far the work is, read only. Owns no table.
#pragma once

#include "insights/dashboard.h"
#include "insights/live.h"

namespace insights {

class Insights {
 public:
  // All references outlive this object.
  Insights(db::Database& database, Events& events, catalogue::Catalogue& catalogue,
           const Clock& clock)
      : live_(database, events, catalogue), dashboard_(database, catalogue, clock) {}

  // Begins to follow what happens.
  void start() { live_.start(); }

  Live& live() { return live_; }
  Dashboard& dashboard() { return dashboard_; }

 private:
  Live live_;
  Dashboard dashboard_;
};

}  // namespace insights
