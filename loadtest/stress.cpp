// The stress test: more and more arrivals until a bar breaks, then a burst beyond that, and how
// long it takes until all is well again.
#include <algorithm>
#include <deque>

#include <fmt/format.h>

#include "loadtest/fields.h"
#include "loadtest/stage.h"

namespace loadtest {
namespace {

constexpr double kGrowth = 1.5;
constexpr std::size_t kUnderWayMost = 400;  // a server may close its door to one address beyond 500
constexpr int kInARow = 32;                 // arrivals that are due, before sockets have their turn
constexpr double kBurst = 3;                // times the knee
constexpr double kBurstSteps = 0.6;         // as long as so many steps
constexpr double kAfterwardsSteps = 2.4;
constexpr double kRecoveryPass_s = 10;
constexpr std::string_view kComment = R"({"text":"Seen, thank you."})";

// What everybody of a project asks for, whoever they are.
struct Pictures {
  std::vector<std::string> photos;  // ids
  std::vector<std::string> thumbnails;
};

// What a browser sends in the course of a day, about as often as it does; reads, and a few
// comments.
Call any_call(World& world, const Person& person, const Pictures& pictures, Time due) {
  const Project& of = world.project_of(person);
  const std::string project = "project_id=" + of.id;
  const auto dice = world.chance() % 100;
  const auto any = [&](const auto& list) { return list[world.chance() % list.size()]; };
  if (dice < 5 && person.role != "viewer" && !pictures.photos.empty())
    return post("POST /api/photos/{id}/comments",
                "/api/photos/" + any(pictures.photos) + "/comments", std::string(kComment), due);
  if (dice < 20) return get("GET /api/dashboard", "/api/dashboard?" + project, due);
  if (dice < 40 && person.role == "reviewer")
    return get("GET /api/review/queue", "/api/review/queue?limit=50&" + project, due);
  if (dice < 40)
    return get("GET /api/sections/{id}/slots", "/api/sections/" + any(of.sections) + "/slots", due);
  if (dice < 60) return get("GET /api/photos", "/api/photos?limit=50&" + project, due);
  if (dice < 85 && !pictures.thumbnails.empty())
    return get("GET thumbnail", any(pictures.thumbnails), due);
  if (dice < 95 && !pictures.photos.empty())
    return get("GET /api/photos/{id}", "/api/photos/" + any(pictures.photos), due);
  return get("GET /api/auth/me", "/api/auth/me", due);
}

class Storm {
 public:
  // `pictures`: of each project.
  Storm(World& world, std::vector<Pictures> pictures)
      : world_(world), pictures_(std::move(pictures)) {}

  // So many arrivals a second for so long. What is under way at its end goes on.
  Task<> blow(double rate_per_s, double lasts_s) {
    Loop& loop = world_.client.loop();
    Arrivals arrivals(now(), rate_per_s, world_.chance);
    const Time end = now() + seconds(lasts_s);
    int in_a_row = 0;
    late_ = {};
    bool held_up = false;
    for (Time due = arrivals.next(); due < end; due = arrivals.next()) {
      if (due > now() || ++in_a_row % kInARow == 0)
        if (!co_await loop.until(due)) co_return;
      while (world_.client.under_way() >= kUnderWayMost) {
        held_up = true;
        if (!co_await loop.until(now() + std::chrono::milliseconds(1))) co_return;
      }
      if (!held_up) late_.add(micros(now() - due));
      while (!under_way_.empty() && under_way_.front().done()) under_way_.pop_front();
      under_way_.push_back(ask(due));
    }
  }

  // How late arrivals began, in µs, for as long as the server held none of them up.
  const Histogram& late() const { return late_; }

  Task<> settle() {
    for (Task<>& each : under_way_) co_await each;
    under_way_.clear();
  }

 private:
  Task<> ask(Time due) {
    Person& person = world_.people[world_.chance() % world_.people.size()];
    co_await person.browser->send(any_call(world_, person, pictures_[person.project], due));
  }

  World& world_;
  const std::vector<Pictures> pictures_;
  Histogram late_;
  std::deque<Task<>> under_way_;
};

Task<> sign_in_all(World& world, std::size_t from, std::size_t step) {
  for (std::size_t n = from; n < world.people.size() && !world.client.loop().stopped(); n += step) {
    Person& person = world.people[n];
    if (!person.inside) co_await person.browser->send(sign_in_call(person, ""));
  }
}

Task<Pictures> find_pictures_of(World& world, const Project& project) {
  const Answer list =
      co_await world.admin.browser->send(get("", "/api/photos?limit=200&project_id=" + project.id));
  const Json rows = list.json();
  Pictures pictures;
  for (const Json& row : items_of(rows)) {
    pictures.photos.push_back(text_of(row, "id"));
    const std::string thumbnail = text_of(row, "thumb_url");
    if (!thumbnail.empty()) pictures.thumbnails.push_back(thumbnail);
  }
  co_return pictures;
}

Task<std::vector<Pictures>> find_pictures(World& world) {
  std::vector<Pictures> all;
  for (const Project& project : world.projects)
    all.push_back(co_await find_pictures_of(world, project));
  co_return all;
}

Step step_of(double rate, double lasts_s, const Book& book, const Histogram& late) {
  const Tally total = book.total();
  Step step;
  step.rate_per_s = rate;
  step.answered_per_s = static_cast<double>(total.ok) / lasts_s;
  step.p50_ms = ms_of(total.latency.percentile(50));
  step.p95_ms = ms_of(total.latency.percentile(95));
  step.error_share = total.error_share();
  step.generator_late_ms = ms_of(late.percentile(95));
  step.held = total.count() > 0 && total.latency.percentile(95) < kInTimeMicros &&
              step.error_share < kErrorsMost;
  return step;
}

void say(const Step& step) {
  fmt::print(stderr, "stress {:>6.0f} a second: P95 {:.1f} ms, errors {:.2f} %{}\n",
             step.rate_per_s, step.p95_ms, step.error_share * 100,
             step.held ? "" : ": a bar breaks");
}

// The seconds until the last one in which a bar was broken; nothing when that was the last of all.
std::optional<double> seconds_to_recover(const Book& book) {
  double bad_until_s = 0;
  for (std::size_t n = 0; n < book.seconds().size(); ++n) {
    const Second& second = book.seconds()[n];
    const double all = second.ok + second.refused + second.failed;
    const bool errors = second.refused + second.failed > kErrorsMost * all;
    if (errors || second.latency.percentile(95) >= kInTimeMicros)
      bad_until_s = static_cast<double>(n + 1);
  }
  if (bad_until_s >= static_cast<double>(book.seconds().size())) return std::nullopt;
  return bad_until_s;
}

struct Stress {
  World& world;
  Storm& storm;
  Part& part;
  std::vector<std::unique_ptr<Book>> books;  // of what may still be under way

  Book& new_book() {
    books.push_back(std::make_unique<Book>());
    world.client.write_into(books.back().get());
    return *books.back();
  }

  Task<Step> try_rate(double rate) {
    const double lasts_s = world.options.step_s;
    const Book& book = new_book();
    co_await storm.blow(rate, lasts_s);
    co_await storm.settle();
    const Step step = step_of(rate, lasts_s, book, storm.late());
    for (const auto& [route, tally] : book.routes()) routes[route].add(tally);
    part.steps.push_back(step);
    say(step);
    co_return step;
  }

  // The highest rate that was borne; 0 when the first one was too much already.
  Task<double> find_knee() {
    double borne = 0;
    double rate = world.options.start_rate;
    for (; rate <= world.options.most_rate; rate *= kGrowth) {
      const Step step = co_await try_rate(rate);
      if (world.client.loop().stopped() || !step.held) break;
      borne = rate;
    }
    if (borne == 0 || rate > world.options.most_rate || world.client.loop().stopped())
      co_return borne;
    const double between = (borne + rate) / 2;
    const Step step = co_await try_rate(between);
    co_return step.held ? between : borne;
  }

  Task<> burst(double knee) {
    const double burst_s = world.options.step_s * kBurstSteps;
    fmt::print(stderr, "stress: {:.0f} a second for {:.1f} s, then {:.0f}\n", knee * kBurst,
               burst_s, knee / 2);
    new_book();
    co_await storm.blow(knee * kBurst, burst_s);
    const Book& after = new_book();
    co_await storm.blow(knee / 2, world.options.step_s * kAfterwardsSteps);
    co_await storm.settle();
    if (world.client.loop().stopped()) co_return;
    part.recovery_s = seconds_to_recover(after);
    burst_was_made = true;
  }

  std::map<std::string_view, Tally> routes{};
  bool burst_was_made = false;
};

Task<> run_steps(World& world, Stress& stress) {
  const double knee = co_await stress.find_knee();
  stress.part.knee_per_s = knee;
  if (knee > 0 && !world.client.loop().stopped()) co_await stress.burst(knee);
  world.client.loop().stop();  // and with it what looks on
}

void judge_recovery(Part& part, double rate) {
  if (!part.recovery_s)
    return add_finding(part, Verdict::fail,
                       fmt::format("After a burst of {:.0f} a second it did not get well.", rate));
  const double took_s = *part.recovery_s;
  add_finding(part, took_s <= kRecoveryPass_s ? Verdict::pass : Verdict::fail,
              fmt::format("After a burst of {:.0f} a second all is well {}.", rate,
                          took_s > 0 ? fmt::format("within {:.0f} s", took_s) : "at once"));
}

void judge(Part& part, double start_rate, bool burst_was_made) {
  const double knee = part.knee_per_s.value_or(0);
  if (knee == 0)
    return add_finding(part, Verdict::fail,
                       fmt::format("It does not bear {:.0f} requests a second.", start_rate));
  const bool open = part.steps.back().held;
  add_finding(part, Verdict::pass,
              fmt::format("It bears {}{:.0f} requests a second within the bars.",
                          open ? "at least " : "", knee));
  if (burst_was_made) judge_recovery(part, knee * kBurst);
}

}  // namespace

Part run_stress(World& world) {
  std::vector<Task<>> signing_in;
  for (std::size_t n = 0; n < 4; ++n) signing_in.push_back(sign_in_all(world, n, 4));
  drive(world.client, all(std::move(signing_in)));
  Task<std::vector<Pictures>> finding = find_pictures(world);
  world.client.loop().run([&] { return finding.done(); });
  Storm storm(world, finding.result());
  Part part;
  part.test = Test::stress;
  const Time began = now();
  Stress stress{world, storm, part};
  std::vector<Task<>> running;
  running.push_back(watch_server(world, began, part.samples));
  running.push_back(run_steps(world, stress));
  drive(world.client, all(std::move(running)));
  world.client.write_into(nullptr);
  part.took_s = static_cast<double>(micros(now() - began)) / 1e6;
  for (const auto& [route, tally] : stress.routes)
    part.routes.push_back(figures_of(std::string(route), tally));
  Tally total;
  for (const auto& [route, tally] : stress.routes) total.add(tally);
  part.total = figures_of("all", total);
  for (const Step& step : part.steps)
    if (step.held)
      part.generator_late_p95_ms = std::max(part.generator_late_p95_ms, step.generator_late_ms);
  part.generator_late_max_ms = part.generator_late_p95_ms;
  judge(part, world.options.start_rate, stress.burst_was_made);
  return part;
}

}  // namespace loadtest
