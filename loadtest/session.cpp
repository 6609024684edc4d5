// The session test: many lives at once, each of which knows what is its own. Nobody may ever see
// another's answer, and what was signed out must be dead.
#include <fmt/format.h>

#include "loadtest/fields.h"
#include "loadtest/stage.h"

namespace loadtest {
namespace {

constexpr int kRounds = 8;
constexpr std::size_t kDoors = 4;  // so many sign in at once: each is a hash on the server
constexpr double kThinkRound = 0.5;
constexpr double kCounted_s = 2;  // the server counts its sessions once a second

struct Seen {
  int lives = 0;
  int foreign = 0;     // answers that were somebody else's
  int lost = 0;        // signed out by itself
  int undead = 0;      // tokens that worked after the end of their session
  int not_listed = 0;  // sessions missing from, or staying in, the person's list
};

// One person, on two devices; every answer is compared with what is known of the person.
class Life {
 public:
  Life(World& world, const Person& me, bool shares, Seen& seen)
      : world_(world),
        me_(me),
        seen_(seen),
        phone_(device("phone", shares)),
        desk_(device("desk", shares)) {}

  Task<> arrive() {
    const bool phone_is_in = co_await enter(*phone_);
    if (!phone_is_in) co_return;
    const bool desk_is_in = co_await enter(*desk_);
    inside_ = desk_is_in;
    if (!desk_is_in) co_await leave(*phone_);
  }

  Task<> live(Pace pace) {
    if (!inside_) co_return;
    ++seen_.lives;
    for (int round = 0; round < kRounds && co_await pace.think(kThinkRound); ++round) {
      co_await look(*phone_);
      co_await look(*desk_);
    }
    const std::size_t before = co_await own_sessions(*phone_);
    co_await leave(*desk_);
    if (co_await own_sessions(*phone_) + 1 != before) ++seen_.not_listed;
    co_await leave(*phone_);
  }

 private:
  struct Device {
    std::string name;
    std::unique_ptr<Browser> browser;
  };

  std::unique_ptr<Device> device(std::string_view kind, bool shares) {
    auto made = std::make_unique<Device>();
    made->name = fmt::format("loadtest {} of {}", kind, me_.email);
    made->browser = std::make_unique<Browser>(world_.client, made->name, shares);
    return made;
  }

  Task<bool> enter(Device& device) {
    const Answer in = co_await device.browser->send(sign_in_call(me_, "POST /api/auth/login"));
    if (in.ok()) compare("POST /api/auth/login", text_of(in.json(), "id"), me_.id);
    co_return in.ok();
  }

  void compare(std::string_view route, const std::string& got, const std::string& own) {
    if (got == own) return;
    ++seen_.foreign;
    world_.client.book()->blame(route, "somebody else's answer");
  }

  Task<> look(Device& device) {
    const Answer who = co_await device.browser->send(get("GET /api/auth/me", "/api/auth/me"));
    if (who.status == 401) ++seen_.lost;
    if (who.ok()) compare("GET /api/auth/me", text_of(who.json(), "email"), me_.email);
    const Answer list = co_await device.browser->send(
        get("GET /api/photos?owner_id", "/api/photos?limit=20&owner_id=" + me_.id));
    const Json photos = list.json();
    for (const Json& photo : items_of(photos))
      compare("GET /api/photos?owner_id", text_of(photo, "owner_id"), me_.id);
    co_await own_sessions(device);
  }

  // How many the person has; the current one must be this device's.
  Task<std::size_t> own_sessions(Device& device) {
    const Answer answer =
        co_await device.browser->send(get("GET /api/auth/sessions", "/api/auth/sessions"));
    const Json list = answer.json();
    for (const Json& session : items_of(list)) {
      const Json* current = find(session, "current");
      if (current && current->is_bool() && current->get_bool())
        compare("GET /api/auth/sessions", text_of(session, "device"), device.name);
    }
    co_return items_of(list).size();
  }

  // Signs out, and tries what the browser had until then.
  Task<> leave(Device& device) {
    const auto cookies = device.browser->cookies();
    co_await device.browser->send(post("POST /api/auth/logout", "/api/auth/logout", ""));
    Browser thief(world_.client, device.name);
    for (const std::string& cookie : cookies) thief.add_cookie(cookie);
    const Answer answer = co_await thief.send(get("", "/api/auth/me"));
    if (answer.ok()) ++seen_.undead;
  }

  World& world_;
  const Person& me_;
  Seen& seen_;
  std::unique_ptr<Device> phone_;
  std::unique_ptr<Device> desk_;
  bool inside_ = false;
};

Task<> enter_by(std::vector<std::unique_ptr<Life>>& lives, std::size_t door) {
  for (std::size_t n = door; n < lives.size(); n += kDoors) co_await lives[n]->arrive();
}

Task<> live_all(World& world, Seen& seen) {
  std::vector<std::unique_ptr<Life>> lives;
  for (const Person& person : world.people) {
    const bool shares = lives.size() % 2 == 0;
    lives.push_back(std::make_unique<Life>(world, person, shares, seen));
  }
  std::vector<Task<>> entering;
  for (std::size_t door = 0; door < kDoors; ++door) entering.push_back(enter_by(lives, door));
  co_await all(std::move(entering));
  std::vector<Task<>> living;
  for (const auto& life : lives)
    living.push_back(life->live(Pace(world.client.loop(), now(), world.chance)));
  co_await all(std::move(living));
  world.client.loop().stop();  // and with it what looks on
}

Task<std::optional<double>> count_after_a_while(World& world) {
  co_await world.client.loop().until(now() + seconds(kCounted_s));
  co_return co_await count_sessions(world);
}

std::optional<double> sessions_now(World& world) {
  auto counting = count_after_a_while(world);
  world.client.loop().run([&] { return counting.done(); });
  return counting.result();
}

void judge_sessions(Part& part, const Seen& seen) {
  const auto verdict = [](int bad) { return bad == 0 ? Verdict::pass : Verdict::fail; };
  add_finding(part, seen.lives == 0 ? Verdict::fail : Verdict::pass,
              fmt::format("{} people lived at the same time, each on two devices.", seen.lives));
  add_finding(part, verdict(seen.foreign),
              fmt::format("{} answers were somebody else's.", seen.foreign));
  add_finding(part, verdict(seen.lost),
              fmt::format("{} times somebody was signed out by itself.", seen.lost));
  add_finding(part, verdict(seen.undead),
              fmt::format("{} sessions worked after they were signed out.", seen.undead));
  add_finding(part, verdict(seen.not_listed),
              fmt::format("{} sessions were missing from, or stayed in, a person's list.",
                          seen.not_listed));
}

// Others may come and go meanwhile; that as many stay as lived here is no chance.
void judge_leak(Part& part, std::optional<double> before, std::optional<double> after, int lives) {
  if (!before || !after)
    return add_finding(part, Verdict::pass, "The server's own count of sessions was not told.");
  const bool leaks = lives > 0 && *after - *before >= std::max(1, lives / 20);
  add_finding(part, leaks ? Verdict::fail : Verdict::pass,
              fmt::format("{:.0f} sessions were open before, {:.0f} after.", *before, *after));
}

}  // namespace

Part run_session(World& world) {
  Part part;
  part.test = Test::session;
  const auto before = sessions_now(world);
  Loop& loop = world.client.loop();
  loop.forget_lag();
  const Time began = now();
  Book book(began);
  world.client.write_into(&book);
  Seen seen;
  std::vector<Task<>> running;
  running.push_back(watch_server(world, began, part.samples));
  running.push_back(live_all(world, seen));
  drive(world.client, all(std::move(running)));
  world.client.write_into(nullptr);
  part.took_s = static_cast<double>(micros(now() - began)) / 1e6;
  part.generator_late_p95_ms = ms_of(loop.lag().percentile(95));
  part.generator_late_max_ms = ms_of(loop.lag().max());
  loop.resume();
  const auto after = sessions_now(world);
  fill_figures(part, book);
  judge_sessions(part, seen);
  judge_leak(part, before, after, seen.lives);
  if (part.total.error_share >= kErrorsMost)
    add_finding(part, Verdict::fail,
                fmt::format("{:.2f} % of the requests were not answered "
                            "rightly.",
                            part.total.error_share * 100));
  return part;
}

}  // namespace loadtest
