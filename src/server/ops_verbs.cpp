// The command line's side of backups: it goes through the running server where there is one.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "base/json_read.h"
#include "base/log.h"
#include "embedded/migrations.h"
#include "server/app.h"
#include "server/operator.h"
#include "server/ops_commands.h"
#include "server/version.h"

namespace server {
namespace {
namespace fs = std::filesystem;

constexpr auto kAskEvery = std::chrono::milliseconds(300);

int give_up(const std::string& line) {
  fmt::print(stderr, "asbuilt: {}\n", line);
  return 1;
}

std::string megabytes(std::int64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

// One line that grows on a terminal; a line per phase and tenth elsewhere.
class Bar {
 public:
  ~Bar() {
    if (on_terminal_ && told_ >= 0) fmt::print(stderr, "\n");
  }
  void show(ops::Phase phase, std::int64_t done, std::int64_t total) {
    const auto percent = static_cast<int>(total > 0 ? std::min(done, total) * 100 / total : 0);
    const int step = static_cast<int>(phase) * 1'000 + (on_terminal_ ? percent : percent / 10);
    if (step == told_) return;
    told_ = step;
    const std::string filled(static_cast<std::size_t>(percent) * 3 / 10, '#');
    if (on_terminal_)
      fmt::print(stderr, "\r{:<9} [{:<30}] {:>3} %  {} of {}   ", name_of(phase), filled, percent,
                 megabytes(done), megabytes(total));
    else
      fmt::print(stderr, "{} {} %\n", name_of(phase), percent);
  }

 private:
  const bool on_terminal_ = isatty(STDERR_FILENO) == 1;
  int told_ = -1;
};

int tell_end(const ops::BackupRun& run) {
  if (run.state == ops::RunState::cancelled) return give_up("The backup was ended by somebody.");
  if (run.state == ops::RunState::failed)
    return give_up("The backup failed: " + run.problem.value_or("see the log"));
  fmt::print("Backup {} is made: database {}, {} files of {}; copied {} files of {}.\n",
             run.set_name, megabytes(run.database_bytes), run.blobs, megabytes(run.blob_bytes),
             run.copied_blobs, megabytes(run.copied_bytes));
  if (run.problem) return give_up(*run.problem);
  return 0;
}

std::optional<ops::BackupStatus> ask_status(const std::string& socket) {
  const auto spoken = ask_server(socket, {.verb = "backup-status"});
  if (!spoken || !spoken->fine) return std::nullopt;
  auto status = json::read<ops::BackupStatus>(spoken->text);
  if (!status) return std::nullopt;
  return *std::move(status);
}

// Asks the running server for one and looks on.
int back_up_there(const DataDir& data_dir, const std::string& url) {
  const std::string socket = data_dir.file("control.sock");
  const std::string silent = "A server has the data folder (" + data_dir.holder() +
                             ") and does not answer. Stop it and try again.";
  const auto before = ask_status(socket);
  if (!before) return give_up(silent);
  const auto asked = ask_server(socket, {.verb = "backup", .url = url});
  if (!asked) return give_up(silent);
  if (!asked->fine) return give_up(asked->text.substr(0, asked->text.find('\n')));
  const std::string known = before->last ? before->last->id : "";
  Bar bar;
  for (;;) {
    std::this_thread::sleep_for(kAskEvery);
    const auto status = ask_status(socket);
    if (!status) return give_up("The server went away; it makes the backup when it is back.");
    if (status->running)
      bar.show(status->running->phase, status->running->done_bytes, status->running->total_bytes);
    if (status->last && status->last->id != known) return tell_end(*status->last);
  }
}

int back_up_here(const Config& config, const std::string& url) {
  const auto darkroom = imaging::Darkroom::open();
  const SystemClock clock;
  App app(config, clock, *darkroom);
  app.backups().take_over();
  const std::string to = url.empty() ? *config.backup_url : url;
  if (to.empty()) return give_up(std::string(ops::kNoDepot.remedy) + " Or name one with --to.");
  Bar bar;
  const auto run = app.backups().run(
      to, false, [] { return true; },
      [&](ops::Phase phase, std::int64_t done, std::int64_t total) {
        bar.show(phase, done, total);
        return true;
      });
  if (!run) return give_up(run.error().detail);
  return tell_end(*run);
}

int back_up(const Config& config, const OpsOptions& options) {
  const DataDir data_dir(*config.data_dir);
  if (data_dir.in_use()) return back_up_there(data_dir, options.url);
  become_owner_of(*config.data_dir);
  return back_up_here(config, options.url);
}

std::string depot_url(const Config& config, const OpsOptions& options) {
  const std::string url = options.url.empty() ? *config.backup_url : options.url;
  if (url.empty()) throw std::runtime_error("Name the place with --from, or set BACKUP_URL.");
  return url;
}

int list_backups(const Config& config, const OpsOptions& options) {
  const auto depot = blobs::open_depot(depot_url(config, options), s3_settings(config));
  const auto sets = ops::list_sets(*depot);
  for (const ops::Manifest& set : sets)
    fmt::print("{:<26} {:<10} schema {:04}  database {:>10}  {:>8} files {:>12}\n", set.set,
               set.engine, set.schema, megabytes(set.database.size_bytes), set.blobs,
               megabytes(set.blob_bytes));
  if (sets.empty()) fmt::print("No backup yet.\n");
  return 0;
}

ops::Manifest choose_set(blobs::Depot& depot, const std::string& name) {
  auto sets = ops::list_sets(depot);
  if (sets.empty()) throw std::runtime_error("There is no backup there.");
  if (name.empty()) return sets.front();
  for (ops::Manifest& set : sets)
    if (set.set == name) return std::move(set);
  throw std::runtime_error("There is no backup of that name. List them with: asbuilt backups");
}

ops::Workshop workshop_in(const std::string& folder, const db::Settings& database,
                          std::span<const db::Migration> migrations, const Clock& clock) {
  return {folder, database, migrations, clock};
}

int verify(const Config& config, const OpsOptions& options) {
  const auto depot = blobs::open_depot(depot_url(config, options), s3_settings(config));
  const ops::Manifest set = choose_set(*depot, options.set);
  std::string folder = (fs::temp_directory_path() / "asbuilt-verify-XXXXXX").string();
  if (!mkdtemp(folder.data())) return give_up("The folder for temporary files cannot be written.");
  const SystemClock clock;
  const DataDir data_dir(folder);
  const auto migrations = db::migrations_from(migrations::files());
  Bar bar;
  const auto found = ops::verify_set(
      *depot, set,
      workshop_in(folder + "/work", database_settings(config, data_dir), migrations, clock),
      std::nullopt, [&](ops::Phase phase, std::int64_t done, std::int64_t total) {
        bar.show(phase, done, total);
        return true;
      });
  fs::remove_all(folder);
  for (const std::string& problem : found.problems) fmt::print(stderr, "asbuilt: {}\n", problem);
  fmt::print("{}: {} photos, {} events, {} of {} files read; the database {}. {}\n", set.set,
             found.photos, found.events_checked, found.blobs_read, found.blobs,
             found.brought_back ? "was brought back and checked" : "was read to its end",
             found.fine() ? "All is well." : "It is NOT whole.");
  return found.fine() ? 0 : 1;
}

int sweep(const Config& config, const OpsOptions& options) {
  const Command command{.verb = options.confirm ? "sweep-confirm" : "sweep-status"};
  const DataDir data_dir(*config.data_dir);
  std::optional<Spoken> spoken;
  if (data_dir.in_use()) {
    spoken = ask_server(data_dir.file("control.sock"), command);
  } else {
    become_owner_of(*config.data_dir);
    const auto darkroom = imaging::Darkroom::open();
    const SystemClock clock;
    App app(config, clock, *darkroom);
    spoken = run_ops_command(app, command);
  }
  if (!spoken) return give_up("A server has the data folder and does not answer.");
  if (!spoken->fine) return give_up(spoken->text);
  fmt::print("{}", spoken->text);
  return 0;
}

// A folder is empty when nothing lies in it but what a server that never had data leaves.
void need_empty(const DataDir& data_dir, const std::string& path, const std::string& set) {
  const std::string mark = data_dir.file(kRestoreMark);
  if (std::ifstream unfinished(mark); unfinished) {
    std::string of;
    std::getline(unfinished, of);
    if (of == set) return;  // go on with it
    throw std::runtime_error("A restore of " + of + " into " + path +
                             " did not come to its end. Run that one again, or empty the folder.");
  }
  const std::set<std::string> harmless{"lock", "session-secret", "control.sock"};
  for (const auto& entry : fs::directory_iterator(path))
    if (!harmless.contains(entry.path().filename()))
      throw std::runtime_error(fmt::format(
          "{} is not empty ({} is there). A restore needs an empty folder: move this one away, or "
          "name another with --into. Nothing was changed.",
          path, entry.path().filename().string()));
}

void fetch_all(const Config& config, DataDir& data_dir, const ops::Manifest& set,
               blobs::Depot& depot, const SystemClock& clock) {
  if (!data_dir.lock("a restore"))
    throw std::runtime_error(*config.data_dir + " is in use (" + data_dir.holder() + ").");
  need_empty(data_dir, *config.data_dir, set.set);
  const db::Settings database = database_settings(config, data_dir);
  if (!db::is_empty(database) && !fs::exists(data_dir.file(kRestoreMark)))
    throw std::runtime_error("The database to restore into is not empty. Nothing was changed.");
  std::ofstream(data_dir.file(kRestoreMark)) << set.set << '\n';
  if (!db::is_empty(database)) return;  // all came, and what follows was cut off
  const auto store = open_store(config, data_dir);
  Bar bar;
  ops::restore_set(depot, set, workshop_in(data_dir.file("work"), database, {}, clock), *store,
                   [&](ops::Phase phase, std::int64_t done, std::int64_t total) {
                     bar.show(phase, done, total);
                     return true;
                   });
}

// Fresh data as a server finds it: sessions ended, the trail told. → what is missing
std::vector<std::string> settle(const Config& config, const SystemClock& clock,
                                const ops::Manifest& set) {
  const auto darkroom = imaging::Darkroom::open();
  App app(config, clock, *darkroom);
  return app.settle_restored(set);
}

// Root may have to read the set, which may be of another machine's account; the server of this one
// has to open what is made of it.
void give_to_server(const Config& config, const std::string& installed) {
  const DataDir data_dir(*config.data_dir);
  give_to_owner_of(installed, *config.data_dir);
  const std::string& photos = *config.blob_url;
  if (photos.starts_with("file:")) give_to_owner_of(installed, photos.substr(5));
  const std::string database = database_settings(config, data_dir).url;
  if (!database.starts_with("sqlite:")) return;
  for (const char* part : {"", "-wal", "-shm"})
    give_to_owner_of(installed, database.substr(7) + part);
}

int restore(Config& config, const OpsOptions& options) {
  if (options.url.empty()) throw std::runtime_error("Name the place with --from.");
  const std::string installed = *config.data_dir;
  if (!options.into.empty()) config.data_dir.value = options.into;
  const auto depot = blobs::open_depot(options.url, s3_settings(config));
  const ops::Manifest set = choose_set(*depot, options.set);
  const SystemClock clock;
  {
    DataDir data_dir(*config.data_dir);
    fetch_all(config, data_dir, set, *depot, clock);
  }
  const auto losses = settle(config, clock, set);
  give_to_server(config, installed);
  fs::remove(DataDir(*config.data_dir).file(kRestoreMark));
  for (const std::string& loss : losses) fmt::print(stderr, "asbuilt: {}\n", loss);
  fmt::print(
      "{} is restored into {}. Everybody has to sign in again.\nFiles that no photo names stay "
      "until you have looked and say: asbuilt sweep --confirm\n",
      set.set, *config.data_dir);
  return losses.empty() ? 0 : 1;
}

}  // namespace

void add_ops_verbs(CLI::App& cli, OpsOptions& options) {
  const auto add = [&](const char* verb, const char* help) {
    CLI::App* sub = cli.add_subcommand(verb, help);
    sub->callback([&options, verb] { options.verb = verb; });
    return sub;
  };
  CLI::App* backup = add("backup", "make a backup now; the server may go on serving");
  backup->add_option("--to", options.url, "file:FOLDER or s3://…; else BACKUP_URL");
  CLI::App* backups = add("backups", "list the backups there are");
  backups->add_option("--from", options.url, "file:FOLDER or s3://…; else BACKUP_URL");
  CLI::App* restore_verb = add("restore", "bring a backup back into an empty data folder");
  restore_verb->add_option("--from", options.url, "file:FOLDER or s3://…")->required();
  restore_verb->add_option("--set", options.set, "which; else the newest");
  restore_verb->add_option("--into", options.into, "the data folder; else DATA_DIR");
  CLI::App* sweep_verb = add("sweep", "what was swept; after a restore, sweep blobs again");
  sweep_verb->add_flag("--confirm", options.confirm, "all photos are there: sweep again");
  CLI::App* verify_verb = add("verify", "bring a backup to life elsewhere and read all of it");
  verify_verb->add_option("--from", options.url, "file:FOLDER or s3://…; else BACKUP_URL");
  verify_verb->add_option("--set", options.set, "which; else the newest");
}

int run_ops_verb(Config config, const OpsOptions& options) {
  logging::set_threshold(logging::Level::warn);
  if (options.verb == "backup") return back_up(config, options);
  if (options.verb == "backups") return list_backups(config, options);
  if (options.verb == "verify") return verify(config, options);
  if (options.verb == "sweep") return sweep(config, options);
  return restore(config, options);
}

}  // namespace server
