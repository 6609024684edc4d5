#include "blobs/blobs.h"

namespace blobs {
namespace {
constexpr int kDueAtOnce = 200;

constexpr db::Sql<std::string_view> kFind{"blobs.find_orphan", R"sql(
  SELECT removing FROM orphans WHERE key = $1
)sql"};
constexpr db::Sql<std::string_view> kClaim{"blobs.claim_orphan", R"sql(
  DELETE FROM orphans WHERE key = $1 AND NOT removing
)sql"};
constexpr db::Sql<std::string_view, std::int64_t, std::int64_t> kNote{"blobs.note_orphan", R"sql(
  INSERT INTO orphans (key, size_bytes, seen_at_ms, look_at_ms, removing)
  VALUES ($1, $2, $3, $3, FALSE)
  ON CONFLICT (key) DO UPDATE SET look_at_ms = excluded.look_at_ms
)sql"};
constexpr db::Sql<std::int64_t, std::int64_t, int> kListDue{"blobs.list_due_orphans", R"sql(
  SELECT key FROM orphans WHERE removing OR (seen_at_ms < $1 AND look_at_ms >= $2)
  ORDER BY key LIMIT $3
)sql"};
constexpr db::Sql<std::string_view> kBeginRemoval{"blobs.begin_removal", R"sql(
  UPDATE orphans SET removing = TRUE WHERE key = $1
)sql"};
constexpr db::Sql<std::string_view> kForget{"blobs.forget_orphan",
                                            "DELETE FROM orphans WHERE key = $1"};
constexpr db::Sql<std::int64_t> kForgetUnmet{"blobs.forget_unmet", R"sql(
  DELETE FROM orphans WHERE look_at_ms < $1 AND NOT removing
)sql"};
constexpr db::Sql<> kCount{"blobs.count_orphans", "SELECT COUNT(*) FROM orphans"};
}  // namespace

void Room::open() {
  const std::lock_guard lock(mutex_);
  closed_.reset();
}

void Room::close(const Error& why) {
  const std::lock_guard lock(mutex_);
  closed_ = why;
}

Result<void> Room::enter() const {
  const std::lock_guard lock(mutex_);
  if (closed_) return *closed_;
  return {};
}

// The row is nearly never there: one look, and a write only when it is.
Result<void> Orphans::claim(std::string_view key) {
  const auto noted = database_.read(
      [&](db::Tx& tx) -> Result<bool> { return tx.find<bool>(kFind, key).has_value(); });
  if (!noted) return noted.error();
  if (!*noted) return {};
  return database_.write([&](db::Tx& tx) -> Result<void> {
    if (tx.exec(kClaim, key) == 1 || !tx.find<bool>(kFind, key)) return {};
    Error busy = error_of(problems::kUnavailable);
    busy.retry_after_s = 5;
    return busy;
  });
}

void Orphans::note(db::Tx& tx, const std::vector<Entry>& entries, std::int64_t now_ms) {
  for (const Entry& entry : entries)
    tx.run(kNote, entry.key, static_cast<std::int64_t>(entry.size_bytes), now_ms);
}

std::vector<std::string> Orphans::list_due(db::Tx& tx, std::int64_t first_ms,
                                           std::int64_t look_ms) {
  return tx.list<std::string>(kListDue, first_ms, look_ms, kDueAtOnce);
}

bool Orphans::begin_removal(db::Tx& tx, std::string_view key) {
  return tx.exec(kBeginRemoval, key) == 1;
}

void Orphans::forget(db::Tx& tx, std::string_view key) { tx.run(kForget, key); }

void Orphans::forget_unmet(db::Tx& tx, std::int64_t look_ms) { tx.run(kForgetUnmet, look_ms); }

std::int64_t Orphans::count(db::Tx& tx) { return tx.get<std::int64_t>(kCount); }

}  // namespace blobs
