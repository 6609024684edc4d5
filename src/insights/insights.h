// What is going on and how far the work is, read only. Owns no table.
#pragma once

#include "insights/live.h"

namespace insights {

class Insights {
 public:
  // All references outlive this object.
  Insights(db::Database& database, Events& events, catalogue::Catalogue& catalogue)
      : live_(database, events, catalogue) {}

  // Begins to follow what happens.
  void start() { live_.start(); }

  Live& live() { return live_; }

 private:
  Live live_;
};

}  // namespace insights
