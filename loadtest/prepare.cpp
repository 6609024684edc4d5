// What a load test needs on the server, made before and put away after it.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "loadtest/fields.h"
#include "loadtest/world.h"

namespace loadtest {
namespace {

constexpr double kShotsSpare = 4.0 / 3;  // so many times the mean a crew may need
constexpr int kCheckpoints = 3;
constexpr int kPhotosDue = 12;
constexpr std::size_t kPerClerk = 1'500;  // people: making and disabling them is within his quota
constexpr std::size_t kDoors = 4;         // so many come and go at once
constexpr std::size_t kStockSections = 4;
constexpr std::size_t kStockPhotos = 60;     // of all projects together, but
constexpr std::size_t kStockOfProject = 12;  // at least of each
constexpr double kStockMegapixels = 0.5;
constexpr int kTries = 30;
constexpr auto kBetweenTries = std::chrono::milliseconds(500);
constexpr auto kDevelopPatience = std::chrono::seconds(30);

// Asks until it is a success: a server that is busy just then is asked again.
Task<Json> need(World& world, Call call, Person* by = nullptr) {
  Person& asks = by ? *by : world.admin;
  for (int tries = 1;; ++tries) {
    Call copy = call;
    const Answer answer = co_await asks.browser->send(std::move(copy));
    if (answer.ok()) co_return answer.json();
    const Outcome outcome = answer.outcome();
    const bool again = outcome.ending == Ending::refused && tries < kTries;
    if (again && co_await world.client.loop().until(now() + kBetweenTries)) continue;
    throw std::runtime_error(
        fmt::format("{}: {} {}", call.path, outcome.kind, text_of(answer.json(), "detail")));
  }
}

Person* clerk_of(World& world, std::size_t n) {
  return n < kPerClerk ? nullptr : &world.clerks[n / kPerClerk - 1];
}

Task<> add_person(World& world, Person& person, Person* by = nullptr) {
  const std::string name = "Load " + person.email.substr(5, person.email.find('@') - 5);
  std::string body =
      fmt::format(R"({{"email":"{}","name":"{}","role":"{}",)", person.email, name, person.role);
  body += fmt::format(R"("password":"{}"}})", person.password);
  const Json added = co_await need(world, post("", "/api/users", std::move(body)), by);
  person.id = text_of(added, "id");
}

Task<> add_people(World& world, std::size_t from, std::size_t step) {
  for (std::size_t n = from; n < world.people.size() && !world.client.loop().stopped(); n += step)
    co_await add_person(world, world.people[n], clerk_of(world, n));
}

Task<> hire_clerks(World& world) {
  for (std::size_t n = 0; n < (world.people.size() - 1) / kPerClerk; ++n)
    world.clerks.push_back(new_person(world, "admin", n));
  for (Person& clerk : world.clerks) {
    co_await add_person(world, clerk);
    co_await need(world, sign_in_call(clerk, ""), &clerk);
  }
}

// Sections of 100 m, end to end along one street.
std::string catalogue_csv(const World& world, std::size_t number, std::size_t sections) {
  const std::string& project = world.projects[number].code;
  std::string csv =
      "kind,project,route,section,work_type,checkpoint,name,stage,photos_due,line,email\n";
  csv += fmt::format("project,{0},,,,,Load test {1},,,,\nroute,{0},R1,,,,Street,,,,\n", project,
                     project.substr(5));
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
    if (person.project == number)
      csv += fmt::format("member,{},,,,,,,,,{}\n", project, person.email);
  return csv;
}

// All pages of a list; `path` has its question mark already.
Task<std::vector<Json>> need_all(World& world, std::string path) {
  std::vector<Json> rows;
  for (std::string cursor, next = path; !next.empty();) {
    const Json page = co_await need(world, get("", next));
    for (const Json& row : items_of(page)) rows.push_back(row);
    cursor = text_of(page, "next");
    next = cursor.empty() ? "" : path + "&cursor=" + cursor;
  }
  co_return rows;
}

Task<> import_projects(World& world) {
  for (std::size_t n = 0; n < world.projects.size() && !world.client.loop().stopped(); ++n) {
    const std::size_t count = world.projects[n].crews * world.sections_per_crew + kStockSections;
    Call import = post("", "/api/imports/catalogue?mode=commit", catalogue_csv(world, n, count));
    import.type = "text/csv";
    co_await need(world, std::move(import));
  }
}

Task<> make_projects(World& world) {
  const double shots = std::ceil(world.options.duration_s / 3'600 * world.options.haste *
                                 photos_per_hour_of(world.options) * kShotsSpare) +
                       1;
  world.sections_per_crew =
      static_cast<std::size_t>(std::ceil(shots / (kCheckpoints * kPhotosDue)));
  co_await import_projects(world);
  for (const Json& row : co_await need_all(world, "/api/projects?limit=200")) {
    const auto found = std::ranges::find(world.projects, text_of(row, "code"), &Project::code);
    if (found != world.projects.end()) found->id = text_of(row, "id");
  }
  for (Project& project : world.projects) {
    const std::string list = "/api/sections?limit=200&project_id=" + project.id;
    for (const Json& row : co_await need_all(world, list))
      project.sections.push_back(text_of(row, "id"));
    if (project.sections.size() != project.crews * world.sections_per_crew + kStockSections)
      throw std::runtime_error("The sections are not all there.");
  }
}

Task<> fill_stock_of(World& world, const Project& project, Shots& small, std::size_t photos) {
  const std::size_t first = project.sections.size() - kStockSections;
  const Json checkpoints =
      co_await need(world, get("", "/api/checkpoints?project_id=" + project.id));
  for (std::size_t n = 0; n < photos && !world.client.loop().stopped(); ++n) {
    const Json& checkpoint = items_of(checkpoints).at(n / kStockSections % kCheckpoints);
    Place place;
    place.section_id = project.sections[first + n % kStockSections];
    place.checkpoint_id = text_of(checkpoint, "id");
    place.stage = text_of(checkpoint, "stage");
    place.index = static_cast<std::int64_t>(n / kStockSections / kCheckpoints) + 1;
    co_await need(world, upload_call(place, small.next(), "", now()));
  }
}

// Something to review and to look at before the first crew has sent anything.
Task<> fill_stock(World& world) {
  Shots small("", kStockMegapixels, world.chance);
  const std::size_t photos = std::max(kStockOfProject, kStockPhotos / world.projects.size());
  for (const Project& project : world.projects)
    co_await fill_stock_of(world, project, small, photos);
  for (const Time until = now() + kDevelopPatience; now() < until;) {
    const Json health = co_await need(world, get("", "/api/health"));
    const Json* develop = find(health, "develop");
    if (!develop || number_of(*develop, "waiting") == 0) break;
    if (!co_await world.client.loop().until(now() + std::chrono::milliseconds(200))) break;
  }
}

Task<> let_in_by(World& world, const std::vector<std::set<std::string>>& pictures,
                 std::size_t door) {
  for (std::size_t n = door; n < world.people.size() && !world.client.loop().stopped();
       n += kDoors) {
    Person& person = world.people[n];
    co_await need(world, sign_in_call(person, ""), &person);
    person.inside = true;
    if (person.role != "crew") person.pictures_kept = pictures[person.project];
  }
}

Task<> disable(World& world, const Person& person, Person* by = nullptr) {
  Call call = post("", "/api/users/" + person.id, R"({"disabled":true})");
  call.method = Method::patch;
  co_await need(world, std::move(call), by);
}

Task<> let_go_by(World& world, std::size_t door) {
  for (std::size_t n = door; n < world.people.size(); n += kDoors)
    if (!world.people[n].id.empty()) co_await disable(world, world.people[n], clerk_of(world, n));
}

}  // namespace

Task<> prepare(World& world) {
  const Json health = co_await need(world, get("", "/api/health"));
  world.version = text_of(health, "version");
  if (const Json* database = find(health, "database")) world.engine = text_of(*database, "engine");
  co_await need(world, sign_in_call(world.admin, ""));
  co_await hire_clerks(world);
  std::vector<Task<>> adding;  // two at a time: each password is a hash
  adding.push_back(add_people(world, 0, 2));
  adding.push_back(add_people(world, 1, 2));
  co_await all(std::move(adding));
  co_await make_projects(world);
  co_await fill_stock(world);
}

Task<> let_in(World& world) {
  std::vector<std::set<std::string>> pictures;
  for (const Project& project : world.projects) {
    const Json page =
        co_await need(world, get("", "/api/photos?limit=200&project_id=" + project.id));
    auto& kept = pictures.emplace_back();
    for (const Json& row : items_of(page)) kept.insert(text_of(row, "thumb_url"));
  }
  std::vector<Task<>> entering;
  for (std::size_t door = 0; door < kDoors; ++door)
    entering.push_back(let_in_by(world, pictures, door));
  co_await all(std::move(entering));
}

Task<> put_away(World& world) {
  std::vector<Task<>> leaving;
  for (std::size_t door = 0; door < kDoors; ++door) leaving.push_back(let_go_by(world, door));
  co_await all(std::move(leaving));
  for (const Person& clerk : world.clerks)
    if (!clerk.id.empty()) co_await disable(world, clerk);
  for (const Project& project : world.projects) {
    if (project.id.empty()) continue;
    Call call = post("", "/api/projects/" + project.id, R"({"archived":true})");
    call.method = Method::patch;
    co_await need(world, std::move(call));
  }
}

}  // namespace loadtest
