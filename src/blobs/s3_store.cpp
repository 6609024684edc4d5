#include "blobs/s3_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <unordered_set>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "blobs/key.h"
#include "blobs/s3_behaviour.h"

namespace blobs::s3 {
namespace {
namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kPatience(1'000);  // of a read, when too many are under way

Error does_not_answer(std::string_view what) {
  Error error = error_of(problems::kUnavailable, std::string(what));
  error.retry_after_s = 5;
  return error;
}

Error spool_full() {
  Error error = error_of(problems::kStorageFull,
                         "The store is away, and the room for what waits for it is full. "
                         "Nothing was kept. Tell an admin; try again later.");
  error.retry_after_s = 60;
  return error;
}

Handle open_for_reading(const fs::path& path) {
  Handle opened(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC), 0);
  struct stat facts{};
  if (opened.fd() < 0 || fstat(opened.fd(), &facts) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
  return {opened.release(), static_cast<std::uint64_t>(facts.st_size)};
}

}  // namespace

BucketStore::BucketStore(Target target, const fs::path& local, const S3Settings& settings)
    : settings_(settings),
      client_(std::move(target), settings.keys, {settings.connect_ms, settings.stall_s},
              settings.part_bytes),
      local_(open_folder(local)),
      cache_(local / "cache", settings.cache_bytes_max),
      spooled_(settings.spool_bytes_max),
      puts_(settings.at_once),
      reads_(settings.at_once) {
  const Told behaves = check_behaviour(client_, spool_dir());
  const auto where = fmt::format("{}/{}", client_.target().origin, client_.target().bucket);
  if (behaves.outcome == Outcome::refused)
    throw std::runtime_error(fmt::format("The bucket at {}: {}", where, behaves.why));
  trusted_ = static_cast<bool>(behaves);
  if (!behaves) {
    trouble_ = behaves.why;
    log_warn("the bucket does not answer: what is put is spooled on this machine until it does",
             {{"bucket", where}, {"reason", behaves.why}});
  }
  look_for_spooled();
  keeper_ = std::jthread([this](const std::stop_token& stop) { keep_moving(stop); });
}

BucketStore::~BucketStore() {
  client_.hang_up();
  keeper_.request_stop();
  bell_.notify_all();
}

Result<Kept> BucketStore::put(std::string_view key, const fs::path& file, std::string_view sha256) {
  check_key(key);
  const auto turn = turns_.of(key);
  // The same again: what waits already is compared and made sure of where it is.
  if (spooled_.has(key)) {
    const auto kept = local_->put(key, file, sha256);
    if (!kept) return kept.error();
    return Kept::spooled;
  }
  const Told stored = put_into_bucket(key, file, sha256);
  if (stored) {
    cache_.keep(key, file, sha256);
    std::error_code gone;  // into the cache, perhaps
    fs::remove(file, gone);
    return Kept::s3;
  }
  if (stored.outcome == Outcome::other)
    throw std::runtime_error(fmt::format("other bytes are already kept as {}", key));
  if (stored.outcome == Outcome::damaged)
    throw std::runtime_error(fmt::format("{} could not be kept: {}", key, stored.why));
  return spool(key, file, sha256);
}

Told BucketStore::put_into_bucket(std::string_view key, const fs::path& file,
                                  std::string_view sha256) {
  if (is_away()) return {Outcome::away, "it did not answer lately"};
  const auto pass = puts_.enter(milliseconds(0));
  if (!pass) return {Outcome::away, "too much is on its way to it"};
  const Handle opened = open_for_reading(file);
  Told stored =
      client_.put({std::string(key), opened.fd(), opened.size_bytes(), std::string(sha256)},
                  Existing::keep, settings_.deadline_ms);
  if (!stored) {
    log_warn("the bucket did not take a blob", {{"key", key}, {"reason", stored.why}});
    const std::lock_guard lock(mutex_);
    trouble_ = stored.why;
  }
  return stored;
}

Result<Kept> BucketStore::spool(std::string_view key, const fs::path& file,
                                std::string_view sha256) {
  const auto size = fs::file_size(file);
  if (!spooled_.reserve(key, size, SystemClock().now_ms())) return spool_full();
  try {
    const auto kept = local_->put(key, file, sha256);
    if (!kept) {
      spooled_.drop(key);
      return kept.error();
    }
  } catch (...) {
    spooled_.drop(key);
    throw;
  }
  bell_.notify_all();
  return Kept::spooled;
}

Result<Kept> BucketStore::put_bytes(std::string_view key, std::string_view bytes) {
  const SpoolFile file = spool_file();
  if (Disk().write_all(file.fd(), bytes) != 0) return error_of(problems::kStorageFull);
  return put(key, file.path(), sha256_hex(bytes));
}

Kept BucketStore::where(std::string_view key) {
  return spooled_.has(key) ? Kept::spooled : Kept::s3;
}

Result<std::optional<Handle>> BucketStore::open(std::string_view key) {
  const auto at_hand = [&]() -> std::optional<Handle> {
    auto waits = local_->open(key);
    if (waits && *waits) return *std::move(waits);
    return cache_.open(key);
  };
  if (auto blob = at_hand()) return blob;
  const auto turn = turns_.of(key);  // whoever was here before has perhaps fetched it
  if (auto blob = at_hand()) return blob;
  const auto pass = reads_.enter(kPatience);
  if (!pass) return does_not_answer("Too much is asked of the store. Try again.");
  return fetch(key);
}

Result<std::optional<Handle>> BucketStore::fetch(std::string_view key) {
  const SpoolFile file = spool_file();
  std::string sha256;
  const Told got =
      client_.get(std::string(key), file.fd(), promised_hash(key), settings_.deadline_ms, sha256);
  if (got.outcome == Outcome::absent) return std::optional<Handle>();
  if (got.outcome == Outcome::damaged) {
    log_error("the bucket gives other bytes than were put", {{"key", key}});
    return error_of(kBlobDamaged);
  }
  if (!got) {
    log_warn("the bucket did not give a blob", {{"key", key}, {"reason", got.why}});
    return does_not_answer("The store does not answer. Try again in a moment.");
  }
  Handle blob = open_for_reading(file.path());
  cache_.keep(key, file.path(), sha256);
  return std::optional<Handle>(std::move(blob));
}

Result<void> BucketStore::remove(std::string_view key) {
  check_key(key);
  const auto turn = turns_.of(key);
  // The bucket first, even for what waits here: a put that seemed to fail may have arrived.
  const Told gone = client_.remove(std::string(key), settings_.deadline_ms);
  if (!gone) return does_not_answer("The store does not answer: " + gone.why);
  cache_.drop(key);
  const auto forgotten = local_->remove(key);
  if (!forgotten) return forgotten.error();
  spooled_.drop(key);
  return {};
}

void BucketStore::list(const std::function<bool(const Entry&)>& see) {
  // What waits comes first: what is moved meanwhile has then been told.
  std::unordered_set<std::string> told_already;
  bool more = true;
  local_->list([&](const Entry& entry) {
    told_already.insert(entry.key);
    more = see(entry);
    return more;
  });
  if (!more) return;
  const Told listed = client_.list(
      "",
      [&](const Entry& entry) {
        return !is_key(entry.key) || told_already.contains(entry.key) || see(entry);
      },
      settings_.move_ms);
  if (!listed) throw std::runtime_error("the bucket cannot be listed: " + listed.why);
}

// Only what is named as ours are: a depot may lie below the same prefix.
Result<Leftovers> BucketStore::remove_unfinished(std::int64_t before_ms,
                                                 const std::function<bool()>& go_on) {
  if (is_away()) return does_not_answer("The store does not answer. Try again later.");
  Leftovers left;
  const Told cleared =
      client_.remove_unfinished({"", is_key, before_ms, go_on, settings_.deadline_ms}, left);
  if (cleared) return left;
  return does_not_answer("The store did not clear away uploads that were cut off: " + cleared.why);
}

Health BucketStore::probe() {
  Health health = local_->probe();
  const bool disk_is_well = health.ok;
  const auto totals = spooled_.totals();
  health.kind = "s3";
  health.away = is_away();
  health.latency_ms = client_.latency_ms();
  health.spooled = totals.count;
  health.spooled_bytes = totals.size_bytes;
  health.oldest_spooled_at_ms = totals.oldest_at_ms;
  health.ok = !health.away || (disk_is_well && spooled_.has_room(1));
  if (health.away) {
    const std::lock_guard lock(mutex_);
    health.reason = fmt::format("the bucket is away ({}); {} wait{}", trouble_, totals.count,
                                health.ok ? "" : ", and there is no room for more");
  } else if (totals.stuck > 0) {
    health.reason = fmt::format("{} spooled blobs cannot be moved: see the log", totals.stuck);
  }
  return health;
}

}  // namespace blobs::s3

namespace blobs {

std::unique_ptr<Store> open_store(std::string_view url, const std::filesystem::path& local,
                                  const S3Settings& settings) {
  constexpr std::string_view kFile = "file:";
  if (url.starts_with(kFile)) return open_folder(url.substr(kFile.size()));
  auto target = s3::target_from(url);
  if (settings.keys.access.empty() || settings.keys.secret.empty())
    throw std::invalid_argument("A bucket needs S3_ACCESS_KEY and S3_SECRET_KEY.");
  return std::make_unique<s3::BucketStore>(std::move(target), local, settings);
}

}  // namespace blobs
