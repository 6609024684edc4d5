#include "loadtest/world.h"

#include <chrono>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "base/ids.h"
#include "loadtest/fields.h"

namespace loadtest {
namespace {

constexpr int kUsersUsual = 50;
constexpr int kUsersInField = 40;
constexpr int kCheckpoints = 3;
constexpr int kPhotosDue = 12;
constexpr double kShotsPerMinute = 4;  // of a crew, at most
constexpr std::size_t kStockSections = 4;
constexpr std::size_t kStockPhotos = 60;
constexpr double kStockMegapixels = 0.5;
constexpr int kTries = 30;
constexpr auto kBetweenTries = std::chrono::milliseconds(500);
constexpr auto kDevelopPatience = std::chrono::seconds(30);

std::int64_t wall_ms() { return SystemClock().now_ms(); }

std::string new_id() {
  static const SystemClock clock;
  static SystemEntropy entropy;
  static const Ids ids(clock, entropy);
  return ids.next_text();
}

std::string new_password() {
  const std::string id = new_id() + new_id();
  return "Lt-" + id.substr(20, 16) + id.substr(60);
}

// Asks until it is a success: a server that is busy just then is asked again.
Task<Json> need(World& world, Call call) {
  for (int tries = 1;; ++tries) {
    Call copy = call;
    const Answer answer = co_await world.admin.browser->send(std::move(copy));
    if (answer.ok()) co_return answer.json();
    const Outcome outcome = answer.outcome();
    const bool again = outcome.ending == Ending::refused && tries < kTries;
    if (again && co_await world.client.loop().until(now() + kBetweenTries)) continue;
    throw std::runtime_error(
        fmt::format("{}: {} {}", call.path, outcome.kind, text_of(answer.json(), "detail")));
  }
}

void cast(World& world, const std::string& role, int count) {
  for (int n = 0; n < count; ++n) {
    Person person;
    person.role = role;
    person.number = static_cast<std::size_t>(n);
    person.email = fmt::format("load-{}-{}-{}@loadtest.invalid", world.tag, role, n + 1);
    person.password = new_password();
    person.browser = std::make_unique<Browser>(world.client, "loadtest " + person.email);
    world.people.push_back(std::move(person));
  }
}

Task<> add_people(World& world, std::size_t from, std::size_t step) {
  for (std::size_t n = from; n < world.people.size() && !world.client.loop().stopped(); n += step) {
    Person& person = world.people[n];
    std::string body = fmt::format(R"({{"email":"{}","name":"Load {} {}","role":"{}",)",
                                   person.email, person.role, person.number + 1, person.role);
    body += fmt::format(R"("password":"{}"}})", person.password);
    const Json added = co_await need(world, post("", "/api/users", std::move(body)));
    person.id = text_of(added, "id");
  }
}

// Sections of 100 m, end to end along one street.
std::string catalogue_csv(const World& world, std::size_t sections) {
  const std::string project = "LOAD-" + world.tag;
  std::string csv =
      "kind,project,route,section,work_type,checkpoint,name,stage,photos_due,line,email\n";
  csv += fmt::format("project,{0},,,,,Load test {1},,,,\nroute,{0},R1,,,,Street,,,,\n", project,
                     world.tag);
  for (std::size_t n = 0; n < sections; ++n) {
    const double from = -0.1266 + static_cast<double>(n % 1'000) * 0.00144;
    csv += fmt::format(
        "section,{},R1,S{},,,Lot {},,,\"{{\"\"type\"\":\"\"LineString\"\",\"\"coordinates\"\":"
        "[[{:.5f},51.5],[{:.5f},51.5]]}}\",\n",
        project, n + 1, n + 1, from, from + 0.00144);
  }
  csv += fmt::format("work_type,{},,,W,,Open trench,,,,\n", project);
  for (int n = 1; n <= kCheckpoints; ++n)
    csv += fmt::format("checkpoint,{},,,W,C{},Step {},during,{},,\n", project, n, n, kPhotosDue);
  for (const Person& person : world.people)
    csv += fmt::format("member,{},,,,,,,,,{}\n", project, person.email);
  return csv;
}

Task<> make_project(World& world) {
  const double shots =
      std::ceil(world.options.duration_s / 60 * world.options.haste * kShotsPerMinute) + 1;
  world.sections_per_crew =
      static_cast<std::size_t>(std::ceil(shots / (kCheckpoints * kPhotosDue)));
  const auto crews = static_cast<std::size_t>(world.headcount.crews);
  const std::size_t count = crews * world.sections_per_crew + kStockSections;
  Call import = post("", "/api/imports/catalogue?mode=commit", catalogue_csv(world, count));
  import.type = "text/csv";
  co_await need(world, std::move(import));
  for (std::string cursor, next = "/api/projects?limit=200"; !next.empty();) {
    const Json page = co_await need(world, get("", next));
    for (const Json& project : items_of(page)) {
      if (text_of(project, "code") != "LOAD-" + world.tag) continue;
      world.project_id = text_of(project, "id");
      world.project_version = number_of(project, "version");
    }
    cursor = text_of(page, "next");
    next = cursor.empty() ? "" : "/api/projects?limit=200&cursor=" + cursor;
  }
  const std::string list = "/api/sections?limit=200&project_id=" + world.project_id;
  for (std::string cursor, next = list; !next.empty();) {
    const Json page = co_await need(world, get("", next));
    for (const Json& section : items_of(page)) world.sections.push_back(text_of(section, "id"));
    cursor = text_of(page, "next");
    next = cursor.empty() ? "" : list + "&cursor=" + cursor;
  }
  if (world.sections.size() != count) throw std::runtime_error("The sections are not all there.");
}

// Something to review and to look at before the first crew has sent anything.
Task<> fill_stock(World& world) {
  Shots small("", kStockMegapixels, world.chance);
  const std::size_t first = world.sections.size() - kStockSections;
  const Json checkpoints =
      co_await need(world, get("", "/api/checkpoints?project_id=" + world.project_id));
  for (std::size_t n = 0; n < kStockPhotos && !world.client.loop().stopped(); ++n) {
    const Json& checkpoint = items_of(checkpoints).at(n / kStockSections % kCheckpoints);
    Place place;
    place.section_id = world.sections[first + n % kStockSections];
    place.checkpoint_id = text_of(checkpoint, "id");
    place.stage = text_of(checkpoint, "stage");
    place.index = static_cast<std::int64_t>(n / kStockSections / kCheckpoints) + 1;
    co_await need(world, upload_call(place, small.next(), "", now()));
  }
  for (const Time until = now() + kDevelopPatience; now() < until;) {
    const Json health = co_await need(world, get("", "/api/health"));
    const Json* develop = find(health, "develop");
    if (!develop || number_of(*develop, "waiting") == 0) break;
    if (!co_await world.client.loop().until(now() + std::chrono::milliseconds(200))) break;
  }
}

}  // namespace

Headcount headcount_of(const Options& options) {
  const int users = options.users > 0                   ? options.users
                    : options.profile == Profile::field ? kUsersInField
                                                        : kUsersUsual;
  Headcount count;
  if (options.profile == Profile::mix) count.crews = users * 2 / 5;
  if (options.profile == Profile::field) count.crews = users / 2;
  count.reviewers = (users - count.crews + 1) / 2;
  count.viewers = users - count.crews - count.reviewers;
  return count;
}

World::World(Client& with, const Options& with_options)
    : client(with),
      options(with_options),
      chance(std::random_device()()),
      shots(options.photos, options.megapixels, chance),
      headcount(headcount_of(options)),
      tag(new_id().substr(6, 7).erase(2, 1)) {
  admin.email = options.admin;
  admin.password = options.password;
  admin.role = "admin";
  admin.browser = std::make_unique<Browser>(client, "loadtest admin");
  cast(*this, "crew", headcount.crews);
  cast(*this, "reviewer", headcount.reviewers);
  cast(*this, "viewer", headcount.viewers);
}

Call get(std::string_view route, std::string path, Time due) {
  Call call;
  call.route = route;
  call.path = std::move(path);
  call.due = due;
  return call;
}

Call post(std::string_view route, std::string path, std::string body, Time due) {
  Call call = get(route, std::move(path), due);
  call.method = Method::post;
  call.body = std::move(body);
  return call;
}

Call sign_in_call(const Person& person, std::string_view route, Time due) {
  return post(
      route, "/api/auth/login",
      fmt::format(R"({{"email":{},"password":{}}})", quoted(person.email), quoted(person.password)),
      due);
}

Call upload_call(const Place& place, Shot shot, std::string_view route, Time due) {
  std::string meta = fmt::format(R"({{"id":"{}","section_id":"{}","checkpoint_id":"{}",)", new_id(),
                                 place.section_id, place.checkpoint_id);
  meta += fmt::format(R"("stage":"{}","index":{},"sha256":"{}","taken_at_ms":{},)", place.stage,
                      place.index, shot.sha256, wall_ms());
  meta += R"("taken_offset_min":0,"source":"camera"})";
  Form form = form_of(meta, shot);
  Call call = post(route, "/api/photos", std::move(form.body), due);
  call.type = std::move(form.type);
  return call;
}

Task<> prepare(World& world) {
  const Json health = co_await need(world, get("", "/api/health"));
  world.version = text_of(health, "version");
  if (const Json* database = find(health, "database")) world.engine = text_of(*database, "engine");
  co_await need(world, sign_in_call(world.admin, ""));
  std::vector<Task<>> adding;  // two at a time: each password is a hash
  adding.push_back(add_people(world, 0, 2));
  adding.push_back(add_people(world, 1, 2));
  co_await all(std::move(adding));
  co_await make_project(world);
  co_await fill_stock(world);
}

Task<> put_away(World& world) {
  for (const Person& person : world.people) {
    if (person.id.empty()) continue;
    Call call = post("", "/api/users/" + person.id, R"({"disabled":true})");
    call.method = Method::patch;
    co_await need(world, std::move(call));
  }
  if (world.project_id.empty()) co_return;
  Call call = post("", "/api/projects/" + world.project_id, R"({"archived":true})");
  call.method = Method::patch;
  co_await need(world, std::move(call));
}

}  // namespace loadtest
