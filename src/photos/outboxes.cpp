#include "photos/outboxes.h"

#include "photos/photos.h"

namespace photos {

constexpr db::Sql<UserId, std::string, std::int64_t, std::int64_t, std::optional<std::int64_t>,
                  std::int64_t>
    kTellOutbox{"photos.tell_outbox", R"sql(
  INSERT INTO outboxes (owner_id, device, waiting, failed, oldest_at_ms, told_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (owner_id, device) DO UPDATE SET
    waiting = excluded.waiting, failed = excluded.failed, oldest_at_ms = excluded.oldest_at_ms,
    told_at_ms = excluded.told_at_ms
)sql"};

// Those not heard from for longest go: a device's name is free to choose, their number is not.
constexpr db::Sql<UserId, std::int64_t> kForgetOutboxes{"photos.forget_outboxes", R"sql(
  DELETE FROM outboxes WHERE owner_id = $1 AND device NOT IN (
    SELECT device FROM outboxes WHERE owner_id = $1 ORDER BY told_at_ms DESC, device LIMIT $2)
)sql"};

Result<void> Photos::tell_outbox(const Caller& caller, const OutboxWord& word) {
  if (word.owner_id != caller.user_id)
    return error_of(problems::kDenied, "These photos are another account's.");
  return db_.write([&](db::Tx& tx) -> Result<void> {
    tx.run(kTellOutbox, word.owner_id, word.device, word.waiting, word.failed, word.oldest_at_ms,
           clock_.now_ms());
    tx.run(kForgetOutboxes, word.owner_id, std::int64_t{ceilings::kOutboxesPerPerson});
    return {};
  });
}

}  // namespace photos
