// What the three tests have in common: running tasks to their end, looking at the server meanwhile.
#pragma once

#include <functional>

#include "loadtest/pace.h"
#include "loadtest/result.h"
#include "loadtest/world.h"

namespace loadtest {

// Turns the loop until the task is done; hands over what it threw.
void drive(Client& client, Task<> task);

// Runs beside a test until the loop is stopped: what the server says of itself, once a second.
Task<> watch_server(World& world, Time began, std::vector<Sample>& samples);

// One line that is rewritten on a terminal; seldom a new one elsewhere.
Task<> show_progress(World& world, std::string_view label, Time began, double lasts_s);

// `asbuilt_sessions`; nothing when the server does not tell.
Task<std::optional<double>> count_sessions(World& world);

Part run_load(World& world);
Part run_stress(World& world);
Part run_session(World& world);

std::string print_result(const Result& result);  // as text
std::string print_page(const Result& result);    // as HTML

}  // namespace loadtest
