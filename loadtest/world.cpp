#include "loadtest/world.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "loadtest/fields.h"

namespace loadtest {
namespace {

constexpr int kUsersUsual = 50;
constexpr int kUsersInField = 40;
constexpr int kUsersInCompany = 5'000;
constexpr double kPhotosPerHour = 180;
constexpr double kPhotosPerHourInCompany = 6;  // 48 in eight hours
constexpr std::size_t kPerProject = 100;       // people

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

// They are dealt out to the projects.
void cast(World& world, const std::string& role, int count) {
  const std::size_t projects = world.projects.size();
  for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
    Person person = new_person(world, role, n);
    person.project = n % projects;
    person.number = n / projects;
    Project& project = world.projects[person.project];
    if (role == "crew") ++project.crews;
    if (role == "reviewer") ++project.reviewers;
    world.people.push_back(std::move(person));
  }
}

}  // namespace

Headcount headcount_of(const Options& options) {
  const int users = options.users > 0                     ? options.users
                    : options.profile == Profile::field   ? kUsersInField
                    : options.profile == Profile::company ? kUsersInCompany
                                                          : kUsersUsual;
  Headcount count;
  if (options.profile == Profile::mix) count.crews = users * 2 / 5;
  if (options.profile == Profile::field) count.crews = users / 2;
  if (options.profile == Profile::company) count.crews = users * 33 / 50;
  count.reviewers = (users - count.crews + 1) / 2;
  count.viewers = users - count.crews - count.reviewers;
  return count;
}

double photos_per_hour_of(const Options& options) {
  if (options.photos_per_hour > 0) return options.photos_per_hour;
  return options.profile == Profile::company ? kPhotosPerHourInCompany : kPhotosPerHour;
}

World::World(Client& with, const Options& with_options)
    : client(with),
      options(with_options),
      chance(std::random_device()()),
      shots(options.photos, options.megapixels, chance),
      headcount(headcount_of(options)),
      tag(new_id().substr(28)) {  // its random end: two may begin in the same millisecond
  admin.email = options.admin;
  admin.password = options.password;
  admin.role = "admin";
  admin.browser = std::make_unique<Browser>(client, "loadtest admin");
  projects.resize((static_cast<std::size_t>(headcount.all()) + kPerProject - 1) / kPerProject);
  for (std::size_t n = 0; n < projects.size(); ++n)
    projects[n].code = "LOAD-" + tag + (n == 0 ? "" : fmt::format("-{}", n + 1));
  cast(*this, "crew", headcount.crews);
  cast(*this, "reviewer", headcount.reviewers);
  cast(*this, "viewer", headcount.viewers);
}

Person new_person(World& world, const std::string& role, std::size_t number) {
  Person person;
  person.role = role;
  person.email = fmt::format("load-{}-{}-{}@loadtest.invalid", world.tag, role, number + 1);
  person.password = new_password();
  person.browser = std::make_unique<Browser>(world.client, "loadtest " + person.email);
  return person;
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

}  // namespace loadtest
