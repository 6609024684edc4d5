// What is done around a restore and before a migration.
#include <sys/statvfs.h>

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "base/log.h"
#include "ops/sets.h"

namespace ops {
namespace {
namespace fs = std::filesystem;

constexpr std::size_t kCopiesKept = 3;
constexpr std::uint64_t kRoomBeside = 64 * 1'048'576;  // for the migration itself
constexpr std::size_t kNamedLosses = 20;

constexpr db::Sql<std::string, std::int64_t> kHoldSweep{"ops.hold_sweep", R"sql(
  INSERT INTO sweep_holds (id, why, since_ms) VALUES (1, $1, $2) ON CONFLICT DO NOTHING
)sql"};

struct KeysOfRow {
  std::string id;
  std::string original_key;
  std::optional<std::string> display_key;
  std::optional<std::string> thumb_key;
};
BOOST_DESCRIBE_STRUCT(KeysOfRow, (), (id, original_key, display_key, thumb_key))

constexpr db::Sql<std::string> kListPhotoKeys{"ops.list_photo_keys", R"sql(
  SELECT id, original_key, display_key, thumb_key FROM photos
  WHERE id > $1 ORDER BY id LIMIT 1000
)sql"};

struct RestoredBody {
  std::string set;
  std::string program;
  std::int64_t mark_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(RestoredBody, (), (set, program, mark_at_ms))

void add(std::vector<std::string>& losses, std::string loss) {
  if (losses.size() < kNamedLosses) losses.push_back(std::move(loss));
}

// Is it there? A bucket is asked once for all it has: each blob opened would be a blob fetched.
class Known {
 public:
  explicit Known(blobs::Store& store) : store_(store) {
    if (store.remote())
      store.list([&](const blobs::Entry& entry) { return keys_.insert(entry.key), true; });
  }
  bool has(const std::string& key) const {
    if (store_.remote()) return keys_.contains(key);
    const auto found = store_.open(key);
    return found && *found;
  }

 private:
  blobs::Store& store_;
  std::unordered_set<std::string> keys_;
};

void find_lost_blobs(db::Database& database, blobs::Store& store, const Manifest& manifest,
                     std::vector<std::string>& losses) {
  const Known known(store);
  const auto look = [&](const std::string& key) {
    if (!known.has(key) && std::ranges::find(manifest.gone, key) == manifest.gone.end())
      add(losses, key + " is missing");
  };
  for (std::string after;;) {
    const auto rows = database.read([&](db::Tx& tx) -> Result<std::vector<KeysOfRow>> {
      return tx.list<KeysOfRow>(kListPhotoKeys, after);
    });
    if (!rows) throw std::runtime_error(rows.error().detail);
    if (rows->empty()) return;
    for (const KeysOfRow& row : *rows) {
      look(row.original_key);
      if (row.display_key) look(*row.display_key);
      if (row.thumb_key) look(*row.thumb_key);
    }
    after = rows->back().id;
  }
}
}  // namespace

Result<void> settle_restored(db::Database& database, Events& events, const Manifest& manifest,
                             std::int64_t now_ms) {
  return database.write([&](db::Tx& tx) -> Result<void> {
    tx.run(kHoldSweep, fmt::format("restored from {}", manifest.set), now_ms);
    events.append(
        tx,
        {.kind = "server.restored",
         .subject_id = manifest.set,
         .actor_id = {},
         .project_id = {},
         .body = json::to_text(RestoredBody{manifest.set, manifest.program, manifest.mark_at_ms}),
         .at_ms = now_ms});
    return {};
  });
}

std::vector<std::string> find_losses(db::Database& database, Events& events, blobs::Store& store,
                                     const Manifest& manifest) {
  std::vector<std::string> losses = database.find_flaws();
  const auto verdict = events.verify(database);
  if (!verdict) throw std::runtime_error(verdict.error().detail);
  if (verdict->first_bad_seq)
    add(losses, fmt::format("event {}: {}", *verdict->first_bad_seq, verdict->reason));
  find_lost_blobs(database, store, manifest, losses);
  return losses;
}

void copy_before(db::Database& database, const fs::path& data_dir, int number) {
  database.checkpoint(true);
  const fs::path file = data_dir / fmt::format("before-{:04}.db", number);
  const fs::path unfinished = file.string() + ".part";
  struct statvfs disk{};
  if (statvfs(data_dir.c_str(), &disk) != 0) throw std::runtime_error("cannot ask the disk");
  const auto needed = fs::file_size(data_dir / "asbuilt.db") + kRoomBeside;
  if (disk.f_bavail * disk.f_frsize < needed)
    throw std::runtime_error(fmt::format(
        "the schema must change, and there is no room for a copy of the database first: {} MB "
        "must be free in {}. Nothing was changed.",
        needed / 1'048'576 + 1, data_dir.string()));
  database.snapshot(unfinished, [](std::int64_t, std::int64_t) { return true; });
  fs::rename(unfinished, file);
  log_info("the database was copied before its schema changes", {{"file", file.string()}});
  std::vector<fs::path> copies;
  for (const auto& entry : fs::directory_iterator(data_dir))
    if (entry.path().filename().string().starts_with("before-") &&
        entry.path().extension() == ".db")
      copies.push_back(entry.path());
  std::ranges::sort(copies, std::greater());
  for (std::size_t i = kCopiesKept; i < copies.size(); ++i) fs::remove(copies[i]);
}

}  // namespace ops
