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
constexpr double kCompanyOffice = 0.8;    // one screen in 10 s

Task<> life_of(World& world, Person& person, Time first) {
  const Profile profile = world.options.profile;
  const bool crew = person.role == "crew";
  const bool calm = profile == Profile::company && !crew;
  const Pace pace(world.client.loop(), first, world.chance,
                  world.options.haste * (calm ? kCompanyOffice : 1), person.inside);
  if (crew) return crew_life(world, person, pace, profile == Profile::mix ? kMixLine : kFieldLine);
  if (person.role == "reviewer") return reviewer_life(world, person, pace);
  return viewer_life(world, person, pace);
}

// When the first and the last come, in seconds between them. Who is inside is at work at once.
double ramp_of(const World& world) {
  if (world.options.profile == Profile::company) return 0;
  return std::min(kBetweenPeople_s * static_cast<double>(world.people.size()),
                  world.options.duration_s / 2);
}

}  // namespace

Part run_load(World& world) {
  const double lasts_s = world.options.duration_s;
  world.shots.prepare(
      static_cast<std::size_t>(world.headcount.crews * lasts_s / 3'600 * world.options.haste *
                               photos_per_hour_of(world.options)));
  if (world.options.profile == Profile::company) drive(world.client, let_in(world));
  Loop& loop = world.client.loop();
  loop.forget_lag();
  const Time began = now();
  Book book(began);
  world.client.write_into(&book);
  Part part;
  part.test = Test::load;
  const auto count = static_cast<double>(world.people.size());
  const double ramp_s = ramp_of(world);
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
