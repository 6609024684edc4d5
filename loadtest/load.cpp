// The load test: people at work, as fast as people are.
#include <fmt/format.h>

#include <algorithm>

#include "loadtest/people.h"
#include "loadtest/stage.h"

namespace loadtest {
namespace {

constexpr double kFieldLine = 2e6 / 8;  // bytes a second: 2 Mbit/s
constexpr double kMixLine = 20e6 / 8;
constexpr double kBetweenPeople_s = 0.2;  // they do not all come in the same second
constexpr double kShotEvery_s = 20;

Task<> life_of(World& world, Person& person, Time first) {
  Pace pace(world.client.loop(), first, world.chance, world.options.haste);
  if (person.role == "crew") {
    const double line = world.options.profile == Profile::field ? kFieldLine : kMixLine;
    return crew_life(world, person, pace, line);
  }
  if (person.role == "reviewer") return reviewer_life(world, person, pace);
  return viewer_life(world, person, pace);
}

}  // namespace

Part run_load(World& world) {
  const double lasts_s = world.options.duration_s;
  world.shots.prepare(static_cast<std::size_t>(world.headcount.crews * lasts_s *
                                               world.options.haste / kShotEvery_s));
  Loop& loop = world.client.loop();
  loop.forget_lag();
  const Time began = now();
  Book book(began);
  world.client.write_into(&book);
  Part part;
  part.test = Test::load;
  const auto count = static_cast<double>(world.people.size());
  const double ramp_s = std::min(kBetweenPeople_s * count, lasts_s / 2);
  fmt::print(stderr, "load: {} people at work for {:.0f} s\n", world.people.size(), lasts_s);
  std::vector<Task<>> lives;
  for (std::size_t n = 0; n < world.people.size(); ++n) {
    const double late_s = ramp_s * static_cast<double>(n) / count;
    lives.push_back(life_of(world, world.people[n], began + seconds(late_s)));
  }
  lives.push_back(watch_server(world, began, part.samples));
  lives.push_back(show_progress(world, "load", began, lasts_s));
  loop.at(began + seconds(lasts_s), [&loop] { loop.stop(); });
  drive(world.client, all(std::move(lives)));
  world.client.write_into(nullptr);
  part.took_s = static_cast<double>(micros(now() - began)) / 1e6;
  part.generator_late_p95_ms = ms_of(loop.lag().percentile(95));
  part.generator_late_max_ms = ms_of(loop.lag().max());
  fill_figures(part, book);
  judge_requests(part);
  return part;
}

}  // namespace loadtest
