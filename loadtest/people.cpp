#include "loadtest/people.h"

#include <algorithm>

#include <fmt/format.h>

#include "loadtest/fields.h"

namespace loadtest {
namespace {

// Mean seconds, each half more or less.
constexpr double kThinkAgain = 5;           // before another try to sign in
constexpr double kThinkList = 4;            // at the capture list, before the camera
constexpr double kLookEvery = 60;           // at the list that the phone shows
constexpr double kThinkScreen = 8;          // at a dashboard or a list
constexpr double kThinkPhoto = 4;           // at a photo, before a decision
constexpr std::size_t kPicturesAtOnce = 6;  // as browsers
constexpr int kPhotosInARow = 8;            // that a reviewer decides before looking round

bool once_in(World& world, unsigned n) { return world.chance() % n == 0; }

// What the app asks for when somebody signs in. Who is inside stays there.
Task<bool> sign_in(World& world, Person& me, Pace& pace) {
  if (!co_await pace.arrive()) co_return false;
  if (me.inside) co_return true;
  for (;;) {
    const Answer in =
        co_await me.browser->send(sign_in_call(me, "POST /api/auth/login", pace.due()));
    const Answer who = co_await me.browser->send(get("GET /api/auth/me", "/api/auth/me"));
    if (in.ok() && text_of(who.json(), "id") == me.id) co_return true;
    if (who.ok()) world.client.book()->blame("GET /api/auth/me", "somebody else");
    if (!co_await pace.think(kThinkAgain)) co_return false;
  }
}

Task<> fetch_pictures(Person& me, std::vector<std::string>& wanted) {
  while (!wanted.empty()) {
    const std::string address = std::move(wanted.back());
    wanted.pop_back();
    const Answer picture = co_await me.browser->send(get("GET thumbnail", address));
    if (picture.ok()) me.pictures_kept.insert(address);
  }
}

// The thumbnails of a list that the browser does not have.
Task<> show_pictures(Person& me, const Json& list) {
  std::vector<std::string> wanted;
  for (const Json& row : items_of(list)) {
    std::string address = text_of(row, "thumb_url");
    if (!address.empty() && !me.pictures_kept.contains(address))
      wanted.push_back(std::move(address));
  }
  std::vector<Task<>> fetching;
  for (std::size_t n = 0; n < kPicturesAtOnce; ++n) fetching.push_back(fetch_pictures(me, wanted));
  co_await all(std::move(fetching));
}

Task<> look_at_dashboard(World& world, Person& me, Time due) {
  co_await me.browser->send(
      get("GET /api/dashboard", "/api/dashboard?project_id=" + world.project_of(me).id, due));
}

// The first place of the section where a photo is due.
Task<std::optional<Place>> find_place(Person& me, const std::string& section, Time due) {
  const Answer answer = co_await me.browser->send(
      get("GET /api/sections/{id}/slots", "/api/sections/" + section + "/slots", due));
  const Json list = answer.json();
  for (const Json& slot : items_of(list)) {
    if (text_of(slot, "state") != "due") continue;
    Place place;
    place.section_id = section;
    place.checkpoint_id = text_of(slot, "checkpoint_id");
    place.stage = text_of(slot, "stage");
    place.index = number_of(slot, "index");
    co_return place;
  }
  co_return std::nullopt;
}

Task<std::string> take_photo(World& world, Person& me, const Place& place, Pace& pace,
                             double line_bytes_per_s) {
  Call call = upload_call(place, world.shots.next(), "POST /api/photos", pace.due());
  call.bytes_per_s = line_bytes_per_s;
  pace.spend(static_cast<double>(call.body.size()) / line_bytes_per_s);
  const Answer receipt = co_await me.browser->send(std::move(call));
  co_return text_of(receipt.json(), "id");
}

Task<> comment(Person& me, const std::string& photo, Time due) {
  co_await me.browser->send(post("POST /api/photos/{id}/comments",
                                 "/api/photos/" + photo + "/comments",
                                 R"({"text":"Seen on site, depth is right."})", due));
}

Task<> open_photo(Person& me, const Json& row, Time due) {
  const std::string path = "/api/photos/" + text_of(row, "id");
  const Answer photo = co_await me.browser->send(get("GET /api/photos/{id}", path, due));
  const std::string display = text_of(photo.json(), "display_url");
  if (display.empty() || me.pictures_kept.contains(display)) co_return;
  const Answer picture = co_await me.browser->send(get("GET display picture", display));
  if (picture.ok()) me.pictures_kept.insert(display);
}

Task<> decide(World& world, Person& me, const Json& row, Time due) {
  const bool approved = !once_in(world, 8);
  const std::string body =
      fmt::format(R"({{"photo_ids":["{}"],"decision":"{}","comment":"{}","seen_versions":[{}]}})",
                  text_of(row, "id"), approved ? "approved" : "retake",
                  approved ? "" : "Show the whole staff", number_of(row, "version"));
  co_await me.browser->send(post("POST /api/decisions", "/api/decisions", body, due));
}

// Reviewers share the sections out, so that nobody decides what another is looking at.
std::vector<Json> own_share(World& world, const Person& me, const Json& queue) {
  std::vector<Json> own;
  for (const Json& row : items_of(queue)) {
    const auto section = std::hash<std::string>{}(text_of(row, "section_id"));
    if (section % world.project_of(me).reviewers == me.number) own.push_back(row);
  }
  return own;
}

Task<Json> open_queue(World& world, Person& me, Time due) {
  const std::string project = "project_id=" + world.project_of(me).id;
  const Answer queue = co_await me.browser->send(
      get("GET /api/review/queue", "/api/review/queue?limit=50&" + project, due));
  co_await me.browser->send(get("GET /api/review/summary", "/api/review/summary?" + project));
  Json list = queue.json();
  co_await show_pictures(me, list);
  co_return list;
}

// To the next place. On a long way the phone asks now and then for the list that it shows.
Task<bool> walk(World& world, Person& me, Pace& pace, const std::string& section) {
  Loop& loop = world.client.loop();
  pace.put_off(3'600 / photos_per_hour_of(world.options) - kThinkList);
  Time look = now() + seconds(std::uniform_real_distribution(0.0, kLookEvery)(world.chance));
  for (; look < pace.due(); look += seconds(kLookEvery)) {
    if (!co_await loop.until(look)) co_return false;
    co_await find_place(me, section, look);
  }
  co_return co_await pace.arrive();
}

}  // namespace

Task<> crew_life(World& world, Person& me, Pace pace, double line_bytes_per_s) {
  if (!co_await sign_in(world, me, pace)) co_return;
  const Project& project = world.project_of(me);
  if (!me.inside)
    co_await me.browser->send(
        get("GET /api/sections", "/api/sections?limit=20&project_id=" + project.id));
  std::size_t section = me.number * world.sections_per_crew;
  const std::size_t last = section + world.sections_per_crew - 1;
  while (co_await walk(world, me, pace, project.sections[section])) {
    const auto place = co_await find_place(me, project.sections[section], pace.due());
    if (!place) {
      section = std::min(section + 1, last);
      continue;
    }
    if (!co_await pace.think(kThinkList)) break;
    const std::string photo = co_await take_photo(world, me, *place, pace, line_bytes_per_s);
    if (!photo.empty() && once_in(world, 10)) co_await comment(me, photo, now());
  }
}

Task<> reviewer_life(World& world, Person& me, Pace pace) {
  if (!co_await sign_in(world, me, pace)) co_return;
  if (!me.inside) co_await look_at_dashboard(world, me, now());
  while (co_await pace.think(kThinkScreen)) {
    const Json queue = co_await open_queue(world, me, pace.due());
    int decided = 0;
    for (const Json& row : own_share(world, me, queue)) {
      if (++decided > kPhotosInARow || !co_await pace.think(kThinkPhoto)) break;
      co_await open_photo(me, row, pace.due());
      if (!co_await pace.think(kThinkPhoto)) break;
      co_await decide(world, me, row, pace.due());
      if (once_in(world, 5)) co_await comment(me, text_of(row, "id"), now());
    }
    if (!co_await pace.think(kThinkScreen)) break;
    co_await look_at_dashboard(world, me, pace.due());
  }
}

Task<> viewer_life(World& world, Person& me, Pace pace) {
  if (!co_await sign_in(world, me, pace)) co_return;
  const std::string list = "/api/photos?limit=50&project_id=" + world.project_of(me).id;
  while (co_await pace.think(kThinkScreen)) {
    co_await look_at_dashboard(world, me, pace.due());
    if (!co_await pace.think(kThinkScreen)) break;
    const Answer page = co_await me.browser->send(get("GET /api/photos", list, pace.due()));
    const Json rows = page.json();
    co_await show_pictures(me, rows);
    if (items_of(rows).empty() || !co_await pace.think(kThinkScreen)) continue;
    const Json& row = items_of(rows).at(world.chance() % items_of(rows).size());
    co_await open_photo(me, row, pace.due());
    co_await me.browser->send(
        get("GET /api/photos/{id}/comments", "/api/photos/" + text_of(row, "id") + "/comments"));
  }
}

}  // namespace loadtest
