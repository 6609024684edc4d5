#include "server/cli.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <thread>

#include "base/log.h"
#include "server/app.h"
#include "server/checkup.h"
#include "server/loadtest_verb.h"
#include "server/notify.h"
#include "server/operator.h"
#include "server/ops_commands.h"
#include "server/process.h"
#include "server/setup.h"
#include "server/supervise.h"
#include "server/version.h"

namespace server {
namespace {

constexpr int kGraceMs = 30'000;
constexpr int kIdleMs = 3'000;

// One line for the operator, and the exit status that goes with it.
int refuse(const std::string& line) {
  fmt::print(stderr, "asbuilt: {}\n", line);
  return 1;
}

// SIGTERM and SIGINT are waited for on the main thread; every other thread is born with them
// blocked.
sigset_t block_stop_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// A socket or a file each: as many as the system lets us have.
void raise_open_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Whoever signals once more does not want to wait.
void hurry_at_signal(App& app, const std::stop_token& stop) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  constexpr timespec kLook{0, 50'000'000};
  while (!stop.stop_requested()) {
    if (sigtimedwait(&signals, nullptr, &kLook) < 0) continue;
    log_info("hurrying");
    app.hurry();
    return;
  }
}

int serve(const Config& config, std::span<const embedded::File> web) {
  keep_heap_small();
  const auto darkroom = imaging::Darkroom::open();  // forks: before any thread is started
  const sigset_t signals = block_stop_signals();
  raise_open_files();
  logging::set_threshold(static_cast<logging::Level>(*config.log_level));
  const SystemClock clock;
  // No core file, and no other process of the account, gets at keys and passwords.
  if (config.production()) prctl(PR_SET_DUMPABLE, 0);
  std::atomic_flag ends;
  App app(config, clock, *darkroom);
  app.serve(web, handed_sockets(), [&ends] {
    if (!ends.test_and_set()) kill(getpid(), SIGTERM);  // twice would be a hurry
  });
  let_go_of_libraries();
  notify_ready("serving " + app.address());
  const auto alive = watchdog(*config.host, app.port());
  log_info("ready", {{"address", app.address()}, {"port", app.port()}, {"version", kVersion}});
  int signal = 0;
  sigwait(&signals, &signal);
  ends.test_and_set();
  notify_stopping();
  log_info("stopping", {{"signal", signal}});
  const std::jthread second([&](const std::stop_token& stop) { hurry_at_signal(app, stop); });
  app.unready(static_cast<int>(*config.drain_delay_ms));
  app.stop(kGraceMs, kIdleMs);
  log_info("stopped");
  return 0;
}

// The password stands on standard input, so that no process list or shell history keeps it.
std::string password_from_stdin() {
  if (isatty(STDIN_FILENO)) fmt::print(stderr, "Password (shown as you type; empty for none): ");
  std::string line;
  std::getline(std::cin, line);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

int say(const Spoken& spoken) {
  fmt::print(spoken.fine ? stdout : stderr, "{}{}", spoken.fine ? "" : "asbuilt: ", spoken.text);
  return spoken.fine ? 0 : 1;
}

int run_in_server(const Config& config, const Command& command) {
  const DataDir data_dir(*config.data_dir);
  if (data_dir.in_use()) {
    const auto spoken = ask_server(data_dir.file("control.sock"), command);
    if (spoken) return say(*spoken);
    return refuse("A server has " + *config.data_dir + " (" + data_dir.holder() +
                  ") and does not answer. Stop it and try again.");
  }
  become_owner_of(*config.data_dir);
  logging::set_threshold(logging::Level::warn);
  const auto darkroom = imaging::Darkroom::open();
  const SystemClock clock;
  App app(config, clock, *darkroom);
  return say(app.answer(command));
}

// What the program prints about itself needs its routes, not its data: it opens a throw-away
// folder.
template <class Print>
int print_contract(Print print) {
  char folder[] = "/tmp/asbuilt-print-XXXXXX";
  if (!mkdtemp(folder)) return refuse("/tmp cannot be written.");
  logging::set_threshold(logging::Level::error);
  Config config;
  config.data_dir.value = folder;
  const auto darkroom = imaging::Darkroom::open();
  const SystemClock clock;
  fmt::print("{}\n", print(App(config, clock, *darkroom).router()));
  std::filesystem::remove_all(folder);
  return 0;
}

void add_user_verb(CLI::App& user, const std::string& verb, const std::string& help,
                   Command& command, bool takes_role) {
  CLI::App* sub = user.add_subcommand(verb, help);
  if (verb != "list") sub->add_option("email", command.email, "whose account")->required();
  if (takes_role)
    sub->add_option("--role,role", command.role, "crew, reviewer, admin or viewer")
        ->required(verb == "role");
  if (verb == "add") sub->add_option("--name", command.name, "as shown to others");
  sub->callback([&command, verb] {
    command.verb = verb;
    if (verb == "add" || verb == "password") command.password = password_from_stdin();
  });
}

std::vector<std::string> serve_args(const std::string& file) {
  if (file.empty()) return {"serve"};
  return {"--config", file, "serve"};
}

CLI::App* add_setup_verb(CLI::App& cli, Setup& setup) {
  CLI::App* verb = cli.add_subcommand("setup", "settings, https and the first admin of a machine");
  verb->add_option("--domain", setup.domain, "name under which people open it");
  verb->add_option("--mail", setup.mail, "the first admin's address; the certificate's contact");
  verb->add_option("--backup-to", setup.backup_to, "a folder, s3://… or none");
  verb->add_option("--users", setup.users, "people this is meant for (40)");
  verb->add_option("--port", setup.port, "port of the program behind the web server (5000)");
  verb->add_option("--set", setup.more, "a further setting, KEY=VALUE; may be repeated");
  verb->add_option("--certificate", setup.certificate, "a certificate of your own, with its chain");
  verb->add_option("--key", setup.key, "and its key");
  verb->add_option("--acme-server", setup.acme_server, "another than Let's Encrypt's");
  verb->add_option("--root", setup.root, "write below this folder, and run nothing");
  verb->add_flag("!--no-questions", setup.ask, "ask nothing");
  return verb;
}

}  // namespace

int run_cli(int argc, char** argv, std::span<const embedded::File> web) {
  umask(077);  // what the program writes is for its own account
  CLI::App cli("Asbuilt: field photo evidence, from the phone to the approved record.", "asbuilt");
  cli.set_version_flag("--version", std::string(kVersion));
  cli.require_subcommand(1);
  std::string file;
  cli.add_option("--config", file,
                 "a file of KEY=value lines; the environment wins over it. Without it, and without "
                 "DATA_DIR in the environment: /etc/asbuilt/asbuilt.conf when that is there");

  CLI::App* serve_verb = cli.add_subcommand("serve", "serve the app until SIGTERM");
  bool supervised = false;
  serve_verb->add_flag("--supervise", supervised,
                       "start the server again whenever it ends; SIGHUP replaces it");
  CLI::App* config_verb = cli.add_subcommand("config", "list every setting, its value and source");
  bool markdown = false;
  config_verb->add_flag("--markdown", markdown, "the defaults, as docs/config.md");
  CLI::App* limits_verb =
      cli.add_subcommand("limits", "list every rate limit and whether it is in force");
  CLI::App* openapi_verb = cli.add_subcommand("openapi", "print the OpenAPI document");
  CLI::App* types_verb = cli.add_subcommand("types", "print the API as TypeScript types");

  Setup setup;
  CLI::App* setup_verb = add_setup_verb(cli, setup);

  CLI::App* doctor_verb = cli.add_subcommand("doctor", "look whether all of it is well");
  bool as_json = false;
  doctor_verb->add_flag("--json", as_json, "the findings as JSON");

  OpsOptions ops;
  add_ops_verbs(cli, ops);

  LoadTestVerb load_test;
  add_loadtest_verb(cli, load_test);

  Command command;
  CLI::App* user = cli.add_subcommand("user", "people: add, list, role, password, disable, link");
  user->require_subcommand(1);
  add_user_verb(*user, "add", "add a person; the password on standard input", command, true);
  add_user_verb(*user, "list", "list everybody", command, false);
  add_user_verb(*user, "role", "change a role", command, true);
  add_user_verb(*user, "password", "set a password, from standard input", command, false);
  add_user_verb(*user, "disable", "sign out everywhere and keep out", command, false);
  add_user_verb(*user, "enable", "let in again", command, false);
  add_user_verb(*user, "link", "print a link that signs in once", command, false);

  CLI::App* alarms = cli.add_subcommand("alarms", "alarms by mail or webhook: test, secret");
  alarms->require_subcommand(1);
  for (const auto& each : {std::pair("test", "send a test message and say how it went"),
                           std::pair("secret", "print what signs the webhook's messages")})
    alarms->add_subcommand(each.first, each.second)->callback([&command, verb = each.first] {
      command.verb = std::string("alarms-") + verb;
    });

  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : 2;
  }
  try {
    if (*openapi_verb)
      return print_contract([](const http::Router& r) { return http::openapi(r, kVersion); });
    if (*types_verb) return print_contract(http::typescript);
    if (*setup_verb) return run_setup(setup);
    if (*doctor_verb) return run_doctor(file, as_json);
    if (*load_test.verb) return run_loadtest_verb(file, load_test);
    if (markdown) return fmt::print("{}", config_markdown()), 0;
    const Config config = config_from(file);
    if (*config_verb) return fmt::print("{}", print_config(config)), 0;
    if (supervised) return supervise(config, serve_args(file));
    if (*limits_verb) return fmt::print("{}", print_limits(config)), 0;
    if (*serve_verb) return serve(config, web);
    if (!ops.verb.empty()) return run_ops_verb(config, ops);
    return run_in_server(config, command);
  } catch (const std::exception& fault) {
    return refuse(fault.what());
  }
}

}  // namespace server
