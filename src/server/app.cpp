#include "server/app.h"

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "accounts/routes.h"
#include "base/log.h"
#include "embedded/migrations.h"
#include "evidence/routes.h"
#include "insights/routes.h"
#include "ops/routes.h"
#include "photos/routes.h"
#include "review/routes.h"
#include "server/alarms.h"
#include "server/conditions.h"
#include "server/ops_commands.h"
#include "server/settings.h"
#include "server/version.h"

namespace server {
namespace {

constexpr std::uint64_t kMb = 1'048'576;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr int kHousekeepingMs = 60'000;
constexpr int kAlarmsMs = 60'000;
constexpr int kWatchMs = 500;

// Photos are data, scripts and styles are ours: nothing else is loaded, and nobody frames us.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

constexpr http::Access kAnyone{.signed_in = false, .roles = 0, .words = "anyone"};

bool on_postgres(const Config& config) { return config.database_url.value.starts_with("postgres"); }

// One SQLite file has one server. Instances on PostgreSQL may share a folder or have their own.
void take_lock(DataDir& data_dir, const Config& config) {
  const auto holder = fmt::format("pid {}, port {}", getpid(), config.port.value.value);
  if (on_postgres(config) || data_dir.lock(holder)) return;
  throw std::runtime_error(fmt::format(
      "{} is in use by another asbuilt ({}). Stop that one first, or set DATABASE_URL to a "
      "PostgreSQL database to run several.",
      *config.data_dir, data_dir.holder()));
}

// Before the schema of a SQLite file in use changes, the file is copied. A migration of PostgreSQL
// is one transaction under a lock, and a copy may take hours: what undoes it is the last backup.
void keep_a_copy(db::Database& database, const DataDir& data_dir, int number) {
  if (!database.is_postgres()) return ops::copy_before(database, data_dir.file(""), number);
  log_warn("the schema of PostgreSQL changes without a copy; the last backup is what there is",
           {{"migration", number}});
}

std::unique_ptr<db::Database> open_database(const Config& config, DataDir& data_dir,
                                            std::span<const db::Migration> migrations,
                                            const Clock& clock) {
  take_lock(data_dir, config);
  auto database = db::Database::open(database_settings(config, data_dir), clock);
  const int applied = db::migrate(*database, migrations, clock,
                                  [&](int number) { keep_a_copy(*database, data_dir, number); });
  if (applied > 0) log_info("the schema is up to date", {{"migrations_applied", applied}});
  return database;
}

std::vector<std::string> session_secrets(const Config& config, const DataDir& data_dir,
                                         Entropy& entropy) {
  auto secrets = split_list(*config.session_secret);
  if (secrets.empty()) secrets = {data_dir.own_secret(entropy)};
  return secrets;
}

ops::BackupSettings backup_settings(const Config& config, const DataDir& data_dir,
                                    std::span<const db::Migration> migrations) {
  ops::BackupSettings settings;
  settings.url = *config.backup_url;
  settings.s3 = s3_settings(config);
  settings.at = *config.backup_at;
  settings.keep_days = static_cast<int>(*config.backup_keep_days);
  settings.keep_weeks = static_cast<int>(*config.backup_keep_weeks);
  settings.program = kVersion;
  settings.work_folder = data_dir.file("work");
  settings.database = database_settings(config, data_dir);
  settings.migrations = migrations;
  return settings;
}

ops::WatchSettings disk_watch_settings(const Config& config, const DataDir& data_dir,
                                       const blobs::Store& store) {
  namespace fs = std::filesystem;
  ops::WatchSettings settings;
  settings.warn_bytes = static_cast<std::uint64_t>(*config.disk_warn_mb) * kMb;
  settings.stop_bytes = static_cast<std::uint64_t>(*config.disk_stop_mb) * kMb;
  settings.reserve_bytes = static_cast<std::uint64_t>(*config.disk_reserve_mb) * kMb;
  std::string_view url = *config.database_url;
  fs::path database = data_dir.file("");
  if (url.starts_with("sqlite:")) {
    url.remove_prefix(url.starts_with("sqlite://") ? 9 : 7);
    database = fs::absolute(url).parent_path();
  }
  settings.reserve = database / "reserve";
  settings.places = {{"database", std::move(database)}, {"spool", store.spool_dir()}};
  const std::string_view photos = *config.blob_url;
  if (photos.empty() || photos.starts_with("file:"))
    settings.places.emplace_back(
        "photos", photos.empty() ? fs::path(data_dir.file("photos")) : fs::path(photos.substr(5)));
  return settings;
}

accounts::Settings account_settings(const Config& config, const DataDir& data_dir,
                                    Entropy& entropy) {
  accounts::Settings settings;
  settings.session_secrets = session_secrets(config, data_dir, entropy);
  settings.session_idle_ms = *config.session_ttl_days * kDayMs;
  settings.signup = *config.signup;
  settings.signup_domain = *config.signup_domain;
  settings.password_min_length = static_cast<int>(*config.password_min_length);
  settings.password_hash = *config.password_hash;
  settings.bcrypt_rounds = static_cast<int>(*config.bcrypt_salt_rounds);
  settings.public_url = config.public_url.value.empty()
                            ? fmt::format("http://localhost:{}", config.port.value.value)
                            : *config.public_url;
  settings.https_only = config.production();
  settings.upload_bytes_max = static_cast<std::uint64_t>(*config.max_upload_mb) * kMb;
  return settings;
}

// A quarter of a small machine's memory is for developing photos; that has processes of its own.
WatchSettings watch_settings(const Config& config) {
  constexpr std::int64_t kForDeveloping = 1024 * static_cast<std::int64_t>(kMb);
  const std::int64_t all = memory_limit_bytes();
  WatchSettings settings;
  settings.memory_limit_bytes = all - std::min(all / 4, kForDeveloping);
  const auto restart = *config.memory_restart_mb * static_cast<std::int64_t>(kMb);
  settings.memory_restart_bytes = std::min(restart, settings.memory_limit_bytes * 8 / 10);
  return settings;
}

// Names of counts are keyed like tokens; a new secret starts the counts anew.
limits::Settings limits_of(const Config& config, const accounts::Settings& accounts) {
  auto settings = limit_settings(config);
  settings.secret = accounts.session_secrets.front();
  settings.device_cookie = accounts::device_cookie_name(accounts);
  return settings;
}

http::ServerSettings http_settings(const Config& config, bool postgres) {
  http::ServerSettings settings;
  settings.hosts = hosts_of(config);
  settings.port = static_cast<std::uint16_t>(*config.port);
  settings.reads_wait = postgres;
  if (postgres) settings.wait_threads = static_cast<int>(*config.db_pool_max);
  settings.trusted_proxies = static_cast<int>(*config.trust_proxy);
  settings.proxies = *http::AddressList::parse(*config.trust_proxy_from);
  settings.connections_per_address = static_cast<int>(*config.connections_per_address);
  settings.uncapped = *http::AddressList::parse(settings.trusted_proxies > 0
                                                    ? "127.0.0.0/8,::1," + *config.trust_proxy_from
                                                    : std::string("127.0.0.0/8,::1"));
  settings.hash_threads = accounts::kHashThreads;
  settings.public_url = *config.public_url;
  settings.json_bytes_max = static_cast<std::size_t>(*config.max_json_mb) * kMb;
  settings.log_requests = *config.log_requests;
  settings.content_security_policy = kContentSecurityPolicy;
  return settings;
}

}  // namespace

db::Settings database_settings(const Config& config, const DataDir& data_dir) {
  db::Settings settings;
  settings.url = config.database_url.value.empty() ? "sqlite:" + data_dir.file("asbuilt.db")
                                                   : *config.database_url;
  settings.pool_max = static_cast<int>(*config.db_pool_max);
  settings.pool_idle_ms = static_cast<int>(*config.db_pool_idle_ms);
  settings.pool_connect_ms = static_cast<int>(*config.db_pool_connect_ms);
  return settings;
}

blobs::S3Settings s3_settings(const Config& config) {
  blobs::S3Settings settings;
  settings.keys = {*config.s3_access_key, *config.s3_secret_key};
  settings.spool_bytes_max = static_cast<std::uint64_t>(*config.s3_spool_mb) * kMb;
  settings.cache_bytes_max = static_cast<std::uint64_t>(*config.s3_cache_mb) * kMb;
  // Puts and reads wait on the pool that decisions need too: a quarter of it stays free of them.
  const auto waiting =
      on_postgres(config) ? static_cast<int>(*config.db_pool_max) : ceilings::kWaitThreads;
  settings.at_once = std::max(1, waiting * 3 / 8);
  return settings;
}

std::unique_ptr<blobs::Store> open_store(const Config& config, const DataDir& data_dir) {
  const std::string url =
      config.blob_url.value.empty() ? "file:" + data_dir.file("photos") : *config.blob_url;
  return blobs::open_store(url, data_dir.file("s3"), s3_settings(config));
}

App::App(const Config& config, const Clock& clock, imaging::Darkroom& darkroom)
    : config_(config),
      clock_(clock),
      ids_(clock, entropy_),
      data_dir_(*config.data_dir),
      migrations_(db::migrations_from(migrations::files())),
      database_(open_database(config, data_dir_, migrations_, clock)),
      events_(ids_),
      sealer_(*database_, events_),
      blobs_(open_store(config, data_dir_)),
      jobs_(ids_, clock),
      limits_(*database_, limits_of(config, account_settings(config, data_dir_, entropy_)), clock),
      accounts_(accounts::Accounts::open(*database_, events_, limits_, clock, ids_, entropy_,
                                         account_settings(config, data_dir_, entropy_))),
      catalogue_(catalogue::Catalogue::open(*database_, *accounts_, events_, jobs_, clock, ids_)),
      pictures_(*database_, *accounts_, *catalogue_, events_, *blobs_, darkroom, clock, ids_),
      photos_(*database_, events_, jobs_, *blobs_, room_, darkroom, *accounts_, *catalogue_, clock,
              ids_, {static_cast<std::uint64_t>(*config.max_upload_mb) * kMb}),
      review_(*database_, events_, *accounts_, *catalogue_, photos_, clock, ids_),
      insights_(*database_, events_, *catalogue_, photos_, clock),
      evidence_(*database_, events_, *blobs_, photos_, clock),
      alarms_(*database_, jobs_, clock, ids_,
              alarm_settings(
                  config, account_settings(config, data_dir_, entropy_).session_secrets.front())),
      backups_(*database_, events_, jobs_, *blobs_, clock, ids_,
               backup_settings(config, data_dir_, migrations_)),
      disk_watch_(*database_, *blobs_, room_, clock,
                  disk_watch_settings(config, data_dir_, *blobs_)),
      sweeps_(*database_, jobs_, *blobs_, *accounts_, clock),
      watch_(*database_, *blobs_, jobs_, *accounts_, darkroom, disk_watch_, backups_, alarms_,
             clock, watch_settings(config)),
      metrics_(watch_, clock, [this] { return cache_loads(); }),
      health_(watch_, metrics_, clock, *config.metrics_token),
      audit_(*database_),
      gate_(*accounts_) {
  add_routes();
}

void App::add_routes() {
  health_.add_routes(router_);
  accounts::add_routes(router_, *accounts_);
  catalogue::add_routes(router_, *catalogue_, pictures_);
  photos::add_routes(router_, photos_);
  review::add_routes(router_, review_);
  insights::add_routes(router_, insights_);
  evidence::add_routes(router_, evidence_);
  ops::add_routes(router_, backups_);
  audit_.add_routes(router_);
  visits_.add_routes(router_);
  add_settings_route(router_, config_);
  add_alarms_route(router_, alarms_);
  router_.add(http::Method::get, "/api/openapi.json", kAnyone, limits::free, http::Weight::heavy,
              [this](const Caller&) -> Result<http::Reply> {
                return http::Reply{.body = http::openapi(router_, kVersion)};
              });
}

CacheLoads App::cache_loads() const {
  return {{"sessions", accounts_->cache_load()},
          {"photo_rows", photos_.cache_load()},
          {"layouts", insights_.layouts_load()},
          {"tallies", insights_.tallies_load()}};
}

void App::serve(std::span<const embedded::File> web, std::vector<int> sockets,
                std::function<void()> too_much_memory) {
  if (std::filesystem::exists(data_dir_.file(kRestoreMark)))
    throw std::runtime_error(
        fmt::format("a restore into {} did not come to its end. Run it again, or empty the folder.",
                    *config_.data_dir));
  runner_ = std::make_unique<jobs::Runner>(
      *database_, jobs_, clock_,
      jobs::RunnerSettings{.threads = static_cast<int>(*config_.develop_workers)});
  photos_.handle_jobs(*runner_);
  alarms_.handle_jobs(*runner_);
  runner_->start();
  ops_runner_ = std::make_unique<jobs::Runner>(
      *database_, jobs_, clock_,
      jobs::RunnerSettings{.threads = 1, .poll_ms = 2'000, .backoff_ms = 15'000});
  backups_.take_over();
  backups_.handle_jobs(*ops_runner_);
  sweeps_.handle_jobs(*ops_runner_);
  ops_runner_->start();
  insights_.start();
  housekeeping_ = std::make_unique<Ticker>("housekeeping", kHousekeepingMs, [this] {
    limits_.sweep();
    backups_.look();
    disk_watch_.sample();
    sweeps_.look();
  });
  disk_watch_.look();
  watch_.look();
  watching_ = std::make_unique<Ticker>("disk watch", kWatchMs, [this] { disk_watch_.look(); });
  auto settings = http_settings(config_, database_->is_postgres());
  settings.sockets = std::move(sockets);
  if (!database_->is_postgres()) settings.writes = &writes_.emplace(*database_);
  http_ = http::Server::open(router_, gate_, limits_, metrics_, web, settings, clock_);
  watch_.start(*http_, std::move(too_much_memory));
  sampler_ =
      std::make_unique<Ticker>("samples", Metrics::kSampleMs, [this] { metrics_.take_sample(); });
  alarm_watch_ = std::make_unique<Ticker>("alarms", kAlarmsMs, [this] { look_for_alarms(); });
  control_.emplace(data_dir_.file(control_name(config_)),
                   [this](const Command& command) { return answer(command); });
  say_who_is_admin();
}

// A link is a secret: it is shown to who works on the program, and never put into a log.
void App::say_who_is_admin() {
  if (config_.production()) {
    if (const auto has = accounts_->has_admin(); has && !*has)
      log_warn("there is no admin yet; asbuilt user add EMAIL --role admin makes one");
    return;
  }
  const auto link = accounts_->create_first_admin_link();
  if (link && *link)
    fmt::print(stderr, "There is no admin yet. Make yourself one with this link, once:\n  {}\n",
               (*link)->url);
}

void App::unready(int delay_ms) {
  health_.draining();
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(delay_ms);
  while (!hurry_ && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

void App::hurry() {
  hurry_ = true;
  http_->hurry();
}

void App::stop(int grace_ms, int idle_ms) {
  unready(0);
  http_->stop(grace_ms, idle_ms);
  alarm_watch_.reset();
  sampler_.reset();
  watch_.stop();
  ops_runner_->stop();
  runner_->stop();
}

void App::look_for_alarms() { alarms_.look(conditions_of(*watch_.signs(), watch_.silent_ms())); }

Spoken App::answer(const Command& command) {
  if (command.verb == "doctor") return {true, json::to_text(ops::Diagnosis{examine()})};
  if (const auto spoken = run_alarm_command(alarms_, command)) return *spoken;
  if (const auto spoken = run_ops_command(*this, command)) return *spoken;
  return run_command(*accounts_, command);
}

std::vector<ops::Finding> App::examine() {
  return check_up(config_, {session_secrets(config_, data_dir_, entropy_), data_dir_.path(),
                            http_->port(), *database_, *blobs_, jobs_, clock_, visits_});
}

std::vector<std::string> App::settle_restored(const ops::Manifest& manifest) {
  const auto ended = accounts_->end_all_sessions();
  if (!ended) throw std::runtime_error("the sessions could not be ended: " + ended.error().detail);
  const auto held = ops::settle_restored(*database_, events_, manifest, clock_.now_ms());
  if (!held) throw std::runtime_error("the restore could not be noted: " + held.error().detail);
  return ops::find_losses(*database_, events_, *blobs_, manifest);
}

std::string App::address() const {
  if (!config_.public_url.value.empty()) return *config_.public_url;
  return fmt::format("http://localhost:{}", http_->port());
}

}  // namespace server
