#include <arpa/inet.h>
#include <netdb.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/json.h"
#include "loadtest/stage.h"

namespace loadtest {
namespace {

constexpr rlim_t kFilesPerPerson =
    3;  // a connection, and libcurl's own two; some have more at times
constexpr rlim_t kFilesBeside = 200;

bool is_loopback(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
  }
  if (address->sa_family != AF_INET6) return false;
  return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
}

// All addresses of the name are this machine's own.
bool is_this_machine(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return false;
  bool here = true;
  for (const addrinfo* each = found; each; each = each->ai_next) here &= is_loopback(each->ai_addr);
  freeaddrinfo(found);
  return here;
}

std::string host_of(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), curl_url_cleanup);
  char* host = nullptr;
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      curl_url_get(parts.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK)
    throw std::runtime_error(url + " is no address of a server: http://… or https://…");
  std::string name(host);
  curl_free(host);
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  return name;
}

void need_permission(const Options& options) {
  if (options.own_server || is_this_machine(host_of(options.url))) return;
  throw std::runtime_error(
      "That is not this machine. A load test makes people, a project and much work on the server "
      "it is pointed at: say --i-own-this-server when it is yours.");
}

std::string without_end_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Part run_part(World& world, Test test) {
  if (test == Test::load) return run_load(world);
  if (test == Test::stress) return run_stress(world);
  return run_session(world);
}

void write_file(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error(path + " cannot be written.");
}

void leave(World& world) {
  if (world.options.keep)
    fmt::print(stderr,
               "The people load-{0}-…@loadtest.invalid and the projects LOAD-{0} stay. Disable and "
               "archive them in the app: People, and the project's settings.\n",
               world.tag);
  else
    drive(world.client, put_away(world));
}

// After a fault, which is told and not this one.
void try_to_leave(World& world) {
  try {
    leave(world);
  } catch (const std::exception& fault) {
    fmt::print(stderr, "What was made could not be put away: {}\n", fault.what());
  }
}

// Each person has connections of their own. Throws when this account may not open so many.
void need_open_files(std::size_t people) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t needed = people * kFilesPerPerson + kFilesBeside;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < needed)
    throw std::runtime_error(
        fmt::format("{} people need {} open files, and this account may have {}: ulimit -n {}.",
                    people, needed, limit.rlim_max, needed));
}

void run_parts(World& world, Result& result) {
  for (const Test test : {Test::load, Test::stress, Test::session}) {
    if (world.options.test != Test::all && world.options.test != test) continue;
    if (world.client.loop().interrupted()) break;
    result.parts.push_back(run_part(world, test));
    result.verdict = std::max(result.verdict, result.parts.back().verdict);
    world.client.loop().resume();
  }
}

}  // namespace

Ended run(const Options& options) {
  need_permission(options);
  need_open_files(static_cast<std::size_t>(headcount_of(options).all()));
  const SystemClock clock;
  Loop loop;
  Client client(loop, {without_end_slash(options.url), options.ca_file});
  World world(client, options);
  Result result{.url = client.target().url, .started_at_ms = clock.now_ms()};
  result.profile = options.profile;
  result.haste = options.haste;
  result.photos_per_hour = photos_per_hour_of(options);
  result.crews = world.headcount.crews;
  result.reviewers = world.headcount.reviewers;
  result.viewers = world.headcount.viewers;
  result.photo_bytes = static_cast<std::int64_t>(world.shots.mean_bytes());
  fmt::print(
      stderr, "Preparing {} people and {} on {} …\n", world.people.size(),
      world.projects.size() == 1 ? "a project" : fmt::format("{} projects", world.projects.size()),
      result.url);
  try {
    drive(client, prepare(world));
    result.version = world.version;
    result.engine = world.engine;
    result.http = client.http();
    run_parts(world, result);
  } catch (const std::exception&) {
    try_to_leave(world);
    throw;
  }
  leave(world);
  result.finished_at_ms = clock.now_ms();
  result.interrupted = loop.interrupted();
  if (result.parts.empty()) result.verdict = Verdict::fail;
  fmt::print("{}", print_result(result));
  write_file(options.json_file, json::to_text(result) + "\n");
  write_file(options.html_file, print_page(result));
  return {result.verdict, result.version, result.finished_at_ms, !result.interrupted};
}

}  // namespace loadtest
