// Does a set keep what it promises? The database is made and asked, the blobs are read.
#include <fcntl.h>

#include <fmt/format.h>

#include "ops/sets.h"

namespace ops {
namespace {
namespace fs = std::filesystem;

constexpr std::size_t kNamedProblems = 20;
constexpr std::int64_t kRowsAtOnce = 1'000;

struct Keys {
  std::string id;
  std::int64_t size_bytes = 0;
  std::string original_key;
  std::optional<std::string> display_key;
  std::optional<std::string> thumb_key;
};
BOOST_DESCRIBE_STRUCT(Keys, (), (id, size_bytes, original_key, display_key, thumb_key))

constexpr db::Sql<std::string, std::int64_t> kListKeys{"ops.list_keys", R"sql(
  SELECT id, size_bytes, original_key, display_key, thumb_key FROM photos
  WHERE id > $1 ORDER BY id LIMIT $2
)sql"};
constexpr db::Sql<std::int64_t> kChainAt{"ops.chain_at", R"sql(
  SELECT chain FROM events WHERE seq = $1
)sql"};

class Verifier {
 public:
  Verifier(blobs::Depot& depot, const Manifest& manifest, const Workshop& workshop,
           const Progress& progress)
      : depot_(depot), manifest_(manifest), workshop_(workshop), progress_(progress) {}

  Findings run(std::optional<std::int64_t> blobs_at_most) {
    make_empty(workshop_.folder);
    found_.set = manifest_.set;
    found_.blobs = manifest_.blobs;
    found_.database_bytes = manifest_.database.size_bytes;
    for (const std::string& key : manifest_.damaged)
      complain(fmt::format("{} was damaged before it was copied", key));
    if (guarded([&] { fetch_file(depot_, manifest_.blob_list, list_); })) {
      guarded([&] { read_list(); });
      guarded([&] { check_presence(); });
    }
    if (guarded([&] {
          need_room(workshop_.folder, manifest_.database.size_bytes);
          fetch_file(depot_, manifest_.database, database_);
        }))
      guarded([&] { check_database(); });
    if (fs::exists(list_)) guarded([&] { read_blobs(blobs_at_most); });
    fs::remove_all(workshop_.folder);
    return std::move(found_);
  }

 private:
  void complain(std::string problem) {
    if (found_.problems.size() < kNamedProblems) found_.problems.push_back(std::move(problem));
  }

  template <class F>
  bool guarded(F&& step) {
    try {
      step();
      return true;
    } catch (const Ended&) {
      throw;
    } catch (const std::exception& fault) {
      complain(fault.what());
      return false;
    }
  }

  void go_on(Phase phase, std::int64_t done, std::int64_t total) {
    if (!progress_(phase, done, total)) throw Ended("the check was ended");
  }

  void read_list() {
    std::int64_t blobs = 0;
    each_listed(list_, [&](const Listed& blob) {
      named_.add(blob.key);
      sized_.add(blob.key, blob.size_bytes);
      ++blobs;
      return true;
    });
    for (const std::string& key : manifest_.gone) named_.add(key);
    for (const std::string& key : manifest_.gone) gone_.add(key);
    named_.sort();
    sized_.sort();
    gone_.sort();
    if (blobs != manifest_.blobs)
      complain(fmt::format("the list names {} blobs, the manifest {}", blobs, manifest_.blobs));
  }

  void check_presence() {
    Fingerprints there;
    depot_.list(kBlobs, [&](const blobs::Entry& entry) {
      there.add(entry.key, entry.size_bytes);
      return true;
    });
    there.sort();
    each_listed(list_, [&](const Listed& blob) {
      if (!there.has(depot_name(blob.key), blob.size_bytes))
        complain(fmt::format("{} is missing, or of another size", blob.key));
      return true;
    });
  }

  void check_database() {
    go_on(Phase::database, 0, manifest_.database.size_bytes);
    const bool postgres = manifest_.engine == "postgresql";
    if (postgres) db::read_through(database_);
    // A dump needs a server to be brought back; without one it was read to its end.
    if (postgres && !workshop_.database.url.starts_with("postgres")) return;
    db::Settings like = workshop_.database;
    if (!postgres) like.url = "sqlite:";
    db::Trial trial(database_, like, workshop_.clock);
    db::migrate(*trial, workshop_.migrations, workshop_.clock);
    for (const std::string& flaw : (*trial).find_flaws()) complain("the database: " + flaw);
    check_events(*trial);
    check_rows(*trial);
    found_.brought_back = true;
    go_on(Phase::database, manifest_.database.size_bytes, manifest_.database.size_bytes);
  }

  void check_events(db::Database& database) {
    SystemEntropy entropy;
    const Ids ids(workshop_.clock, entropy);
    Events events(ids);
    const auto verdict = events.verify(database);
    if (!verdict) throw std::runtime_error(verdict.error().detail);
    found_.events_checked = verdict->checked;
    if (verdict->first_bad_seq)
      complain(fmt::format("event {}: {}", *verdict->first_bad_seq, verdict->reason));
    const auto chain = database.read([&](db::Tx& tx) -> Result<std::optional<std::string>> {
      return tx.find<std::string>(kChainAt, manifest_.events_seq);
    });
    if (manifest_.events_seq > 0 && (!chain || *chain != manifest_.events_chain))
      complain(
          fmt::format("event {} is not the one that the manifest names", manifest_.events_seq));
  }

  void check_rows(db::Database& database) {
    for (std::string after;;) {
      const auto rows = database.read([&](db::Tx& tx) -> Result<std::vector<Keys>> {
        return tx.list<Keys>(kListKeys, after, kRowsAtOnce);
      });
      if (!rows) throw std::runtime_error(rows.error().detail);
      if (rows->empty()) return;
      for (const Keys& row : *rows) check_row(row);
      found_.photos += static_cast<std::int64_t>(rows->size());
      after = rows->back().id;
    }
  }

  void check_row(const Keys& row) {
    const auto original_size = static_cast<std::uint64_t>(row.size_bytes);
    if (!sized_.has(row.original_key, original_size) && !gone_.has(row.original_key))
      complain(fmt::format("photo {} is without its original", row.id));
    for (const auto& key : {row.display_key, row.thumb_key})
      if (key && !named_.has(*key)) complain(fmt::format("photo {} is without {}", row.id, *key));
  }

  void read_blobs(std::optional<std::int64_t> at_most) {
    const std::int64_t every =
        at_most ? std::max<std::int64_t>(1, manifest_.blobs / std::max<std::int64_t>(1, *at_most))
                : 1;
    // Another part of them every time.
    std::int64_t n = workshop_.clock.now_ms() % every, bytes = 0;
    each_listed(list_, [&](const Listed& blob) {
      bytes += static_cast<std::int64_t>(blob.size_bytes);
      if (n++ % every != 0) return true;
      go_on(Phase::blobs, bytes, manifest_.blob_bytes);
      guarded([&] { read_blob(blob); });
      return true;
    });
  }

  void read_blob(const Listed& blob) {
    const fs::path file = workshop_.folder / "blob";
    depot_.fetch(depot_name(blob.key), file);
    const blobs::Handle opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC), 0);
    const auto hash = hash_in_key(blob.key);
    ++found_.blobs_read;
    if (fs::file_size(file) != blob.size_bytes ||
        (!hash.empty() && hash_of_file(opened.fd()) != hash))
      complain(fmt::format("{} is damaged", blob.key));
  }

  blobs::Depot& depot_;
  const Manifest& manifest_;
  const Workshop& workshop_;
  const Progress& progress_;
  const fs::path list_ = workshop_.folder / "blobs.txt";
  const fs::path database_ = workshop_.folder / "database";
  Fingerprints named_, sized_, gone_;
  Findings found_;
};
}  // namespace

Findings verify_set(blobs::Depot& depot, const Manifest& manifest, const Workshop& workshop,
                    std::optional<std::int64_t> blobs_at_most, const Progress& progress) {
  return Verifier(depot, manifest, workshop, progress).run(blobs_at_most);
}

}  // namespace ops
