#include "server/loadtest_verb.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "base/json.h"
#include "ops/doctor.h"
#include "server/operator.h"

namespace server {
namespace {

using loadtest::Options;
using loadtest::Profile;
using loadtest::Test;

template <class E>
void add_choice(CLI::App& verb, const std::string& name, E& choice, const std::string& help,
                bool required = false) {
  std::map<std::string, E> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto each) { names.emplace(each.name, each.value); });
  verb.add_option(name, choice, help)
      ->transform(CLI::CheckedTransformer(names).description(""))
      ->required(required);
}

std::string first_line(std::istream& from) {
  std::string line;
  std::getline(from, line);
  return line;
}

// Not from the command line: every account of the machine can read that.
std::string password_for(const LoadTestVerb& chosen) {
  if (chosen.password_file == "-") return first_line(std::cin);
  if (!chosen.password_file.empty()) {
    std::ifstream file(chosen.password_file);
    if (!file) throw std::runtime_error(chosen.password_file + " cannot be read.");
    return first_line(file);
  }
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program writes the environment
  if (const char* password = std::getenv("LOADTEST_PASSWORD")) return password;
  throw std::runtime_error(
      "The admin's password: --password-file FILE (- is standard input), or "
      "LOADTEST_PASSWORD in the environment.");
}

void keep_verdict(const std::string& settings_file, const loadtest::Ended& ended) {
  const Config config = config_from(settings_file);
  become_owner_of(*config.data_dir);
  const ops::LoadTest kept{ended.version, ended.verdict == loadtest::Verdict::pass && ended.whole,
                           ended.finished_at_ms};
  const std::string path = *config.data_dir + "/load-test.json";
  std::ofstream file(path);
  file << json::to_text(kept) << '\n';
  if (!file.flush()) throw std::runtime_error(path + " cannot be written.");
}

}  // namespace

void add_loadtest_verb(CLI::App& cli, LoadTestVerb& chosen) {
  chosen.verb = cli.add_subcommand(
      "loadtest", "people at work on a server, and a verdict: load, stress, session, all");
  CLI::App& verb = *chosen.verb;
  Options& options = chosen.options;
  add_choice(verb, "test", options.test,
             "load: people at work. stress: more and more until a bar breaks. session: does "
             "anybody see another's things? all: the three in turn",
             true);
  verb.add_option("url", options.url, "the server, http://… or https://…")->required();
  verb.add_option("--admin", options.admin,
                  "email of an admin there: people and a project are made")
      ->required();
  verb.add_option("--password-file", chosen.password_file,
                  "the admin's password is its first line; -: standard input; else "
                  "LOADTEST_PASSWORD in the environment");
  verb.add_flag("--i-own-this-server", options.own_server, "needed when it is another machine");
  verb.add_option("--ca", options.ca_file, "certificates to trust, PEM; else the system's");
  verb.add_option("--users", options.users,
                  "people at the same time (50; 40 of field, 5000 of company)")
      ->check(CLI::Range(1, 20'000));
  add_choice(verb, "--profile", options.profile,
             "mix: crews and office; field: half of them crews on 2 Mbit/s; office: no crews; "
             "company: an ordinary day of thousands, who are signed in already");
  verb.add_option("--photos-per-hour", options.photos_per_hour, "of each crew (180; 6 of company)")
      ->check(CLI::Range(0.1, 3'600.0));
  verb.add_option("--duration", options.duration_s, "of load, in seconds (60)")
      ->check(CLI::Range(1.0, 86'400.0));
  verb.add_option("--haste", options.haste, "people of load think so many times less (1)")
      ->check(CLI::Range(0.1, 1'000.0));
  verb.add_option("--photos", options.photos, "a folder of JPEG files to send; else they are made");
  verb.add_option("--megapixels", options.megapixels, "of the photos that are made (12: 2 to 5 MB)")
      ->check(CLI::Range(0.05, 50.0));
  verb.add_option("--step", options.step_s, "of stress: seconds at each rate (5)")
      ->check(CLI::Range(0.5, 600.0));
  verb.add_option("--start-rate", options.start_rate, "of stress: requests a second at first (50)")
      ->check(CLI::Range(1.0, 100'000.0));
  verb.add_option("--most-rate", options.most_rate, "of stress: and at most (20000)")
      ->check(CLI::Range(1.0, 1'000'000.0));
  verb.add_option("--json", options.json_file, "write the result there");
  verb.add_option("--html", options.html_file, "write the report there: one page, all inside");
  verb.add_flag("--keep", options.keep, "leave the people active and the project open");
  verb.add_flag("--record", chosen.record,
                "keep the verdict in DATA_DIR for asbuilt doctor; on the server's own machine");
}

int run_loadtest_verb(const std::string& settings_file, LoadTestVerb& chosen) {
  chosen.options.password = password_for(chosen);
  const loadtest::Ended ended = loadtest::run(chosen.options);
  if (chosen.record) keep_verdict(settings_file, ended);
  return ended.verdict == loadtest::Verdict::fail ? 1 : 0;
}

}  // namespace server
