// One backup: the database as it is at one moment, then every blob that was there afterwards. Blobs
// never change and a photo's is durable before its row, so that the set is whole.
#include <chrono>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "base/json.h"
#include "base/log.h"
#include "ops/sets.h"

namespace ops {
namespace {
namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kLongestPause = std::chrono::milliseconds(50);
constexpr std::size_t kNamedDamage = 100;
// A photo may have been deleted by a clock a little behind ours.
constexpr std::int64_t kClockSlackMs = 60'000;

struct Head {
  std::int64_t seq = 0;
  std::string chain;
};
BOOST_DESCRIBE_STRUCT(Head, (), (seq, chain))

constexpr db::Sql<> kHead{"ops.events_head", "SELECT seq, chain FROM event_chain WHERE id = 1"};
constexpr db::Sql<std::int64_t> kDeletedSince{"ops.deleted_since", R"sql(
  SELECT blob_keys FROM deleted_photos WHERE deleted_at_ms >= $1 ORDER BY id LIMIT 10000
)sql"};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error("the database is busy: " + result.error().detail);
  return *std::move(result);
}

class Maker {
 public:
  Maker(const Source& source, blobs::Depot& depot, const Progress& progress)
      : source_(source), depot_(depot), progress_(progress) {}

  Made make(const std::string& set) {
    make_empty(source_.folder);
    Manifest& manifest = made_.manifest;
    manifest.set = set;
    manifest.program = source_.program;
    manifest.engine = source_.database.is_postgres() ? "postgresql" : "sqlite";
    copy_database();
    list_blobs();
    copy_blobs();
    finish();
    return std::move(made_);
  }

 private:
  void go_on(Phase phase, std::int64_t done, std::int64_t total) const {
    if (!progress_(phase, done, total)) throw Ended("the backup was ended");
  }

  void copy_database() {
    Manifest& manifest = made_.manifest;
    manifest.schema = db::schema_of(source_.database);
    const Head head =
        must(source_.database.read([](db::Tx& tx) -> Result<Head> { return tx.get<Head>(kHead); }));
    manifest.events_seq = head.seq;
    manifest.events_chain = head.chain;
    manifest.mark_at_ms = source_.clock.now_ms();
    const fs::path copy = source_.folder / "database";
    bool wanted = true;
    try {
      source_.database.snapshot(copy, [&](std::int64_t done, std::int64_t total) {
        need_room(source_.folder, total - done);
        return wanted = progress_(Phase::database, done, total);
      });
    } catch (const std::exception&) {
      if (!wanted) throw Ended("the backup was ended");
      throw;
    }
    manifest.database = put_file(depot_, database_name(manifest.set), copy);
    fs::remove(copy);
  }

  // What the depot has, and what the store has: the one in little memory, the other in a file.
  void list_blobs() {
    depot_.list(kBlobs, [&](const blobs::Entry& entry) {
      there_.add(entry.key, entry.size_bytes);
      return true;
    });
    there_.sort();
    std::ofstream file(seen_);
    source_.store.list([&](const blobs::Entry& entry) {
      file << entry.key << ' ' << entry.size_bytes << '\n';
      seen_bytes_ += static_cast<std::int64_t>(entry.size_bytes);
      return true;
    });
    if (!file.flush()) throw std::runtime_error("cannot write " + seen_.string());
  }

  void copy_blobs() {
    const fs::path list = source_.folder / "blobs.txt";
    std::ofstream file(list);
    std::int64_t done = 0;
    each_listed(seen_, [&](const Listed& blob) {
      go_on(Phase::blobs, done, seen_bytes_);
      done += static_cast<std::int64_t>(blob.size_bytes);
      const std::string name = depot_name(blob.key);
      if (!there_.has(name, blob.size_bytes) && !copy(blob, name)) return true;
      file << blob.key << ' ' << blob.size_bytes << '\n';
      ++made_.manifest.blobs;
      made_.manifest.blob_bytes += static_cast<std::int64_t>(blob.size_bytes);
      return true;
    });
    if (!file.flush()) throw std::runtime_error("cannot write " + list.string());
    file.close();
    made_.manifest.blob_list = put_file(depot_, blob_list_name(made_.manifest.set), list);
  }

  // False: it went meanwhile.
  bool copy(const Listed& blob, const std::string& name) {
    const auto began = SteadyClock::now();
    const auto found = source_.store.open(blob.key);
    if (!found) throw std::runtime_error(fmt::format("{}: {}", blob.key, found.error().detail));
    const auto& opened = *found;
    if (!opened) return false;
    const auto hash = hash_in_key(blob.key);
    const bool damaged = opened->size_bytes() != blob.size_bytes ||
                         (!hash.empty() && hash_of_file(opened->fd()) != hash);
    if (damaged) {
      log_error("a blob is not what its name says", {{"key", blob.key}});
      if (made_.manifest.damaged.size() < kNamedDamage) made_.manifest.damaged.push_back(blob.key);
    }
    depot_.put(name, fmt::format("/proc/self/fd/{}", opened->fd()));
    ++made_.copied_blobs;
    made_.copied_bytes += static_cast<std::int64_t>(blob.size_bytes);
    if (source_.gently)
      std::this_thread::sleep_for(
          std::min<SteadyClock::duration>(SteadyClock::now() - began, kLongestPause));
    return true;
  }

  void finish() {
    Manifest& manifest = made_.manifest;
    go_on(Phase::finish, 0, 1);
    const auto deleted =
        must(source_.database.read([&](db::Tx& tx) -> Result<std::vector<std::string>> {
          return tx.list<std::string>(kDeletedSince, manifest.mark_at_ms - kClockSlackMs);
        }));
    for (const std::string& keys : deleted) add_words(keys, manifest.gone);
    manifest.finished_at_ms = source_.clock.now_ms();
    const fs::path file = source_.folder / "manifest.json";
    std::ofstream(file) << json::to_text(manifest);
    depot_.put(manifest_name(manifest.set), file);
    go_on(Phase::finish, 1, 1);
  }

  static void add_words(const std::string& words, std::vector<std::string>& to) {
    std::istringstream each(words);
    for (std::string word; each >> word;) to.push_back(word);
  }

  const Source& source_;
  blobs::Depot& depot_;
  const Progress& progress_;
  const fs::path seen_ = source_.folder / "seen.txt";
  Fingerprints there_;
  std::int64_t seen_bytes_ = 0;
  Made made_;
};
}  // namespace

Made make_set(const Source& source, blobs::Depot& depot, const std::string& set,
              const Progress& progress) {
  return Maker(source, depot, progress).make(set);
}

}  // namespace ops
