// The lives of a load test's people: what each does in the app, how long they think, and nothing
// the app would not do. docs/loadtest.md tells them in words.
#pragma once

#include "loadtest/pace.h"
#include "loadtest/world.h"

namespace loadtest {

// Each lives until the loop is stopped.
Task<> crew_life(World& world, Person& me, Pace pace, double line_bytes_per_s);
Task<> reviewer_life(World& world, Person& me, Pace pace);
Task<> viewer_life(World& world, Person& me, Pace pace);

}  // namespace loadtest
