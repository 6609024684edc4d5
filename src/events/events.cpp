#include "events/events.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/hex.h"
#include "base/json.h"
#include "events/canonical.h"

namespace {
constexpr int kSealedAtOnce = 1'000;
constexpr int kSealMs = 100;

struct Unsealed {
  std::string id;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(Unsealed, (), (id, hash))

struct Head {
  std::int64_t seq;
  std::string chain;
};
BOOST_DESCRIBE_STRUCT(Head, (), (seq, chain))

// The id as a number plus one, in its last twelve hex digits; empty when these overflow.
std::string successor(std::string id) {
  for (std::size_t i = id.size(); i-- > 24;) {
    if (id[i] == 'f') {
      id[i] = '0';
      continue;
    }
    id[i] = id[i] == '9' ? 'a' : static_cast<char>(id[i] + 1);
    return id;
  }
  return {};
}

constexpr db::Sql<std::string, std::optional<std::int64_t>, std::int64_t,
                  std::optional<std::string>, std::string, std::string, std::optional<std::string>,
                  std::string, std::string, std::optional<std::string>>
    kAppend{"events.append", R"sql(
  INSERT INTO events (id, seq, at_ms, actor_id, kind, subject_id, project_id, body, hash, chain)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql"};

constexpr db::Sql<std::int64_t> kListUnsealed{"events.list_unsealed", R"sql(
  SELECT id, hash FROM events WHERE seq IS NULL ORDER BY id LIMIT $1
)sql"};

// Changes nothing, and yet makes every other sealer wait until this transaction ends.
constexpr db::Sql<> kLockChain{"events.lock_chain", R"sql(
  UPDATE event_chain SET seq = seq WHERE id = 1
)sql"};

constexpr db::Sql<> kGetHead{"events.get_head", R"sql(
  SELECT seq, chain FROM event_chain WHERE id = 1
)sql"};

// Of each event its id (36 characters), its chain (64) and its number, one after the other: one
// statement for all of them.
constexpr db::Sql<std::string> kSeal{"events.seal", R"sql(
  UPDATE events SET seq = CAST(SUBSTR(sealed.value, 101) AS BIGINT),
    chain = SUBSTR(sealed.value, 37, 64)
  FROM (SELECT value FROM json_each($1)) AS sealed
  WHERE events.seq IS NULL AND events.id = SUBSTR(sealed.value, 1, 36)
)sql"};

constexpr db::Sql<std::int64_t, std::string> kSetHead{"events.set_head", R"sql(
  UPDATE event_chain SET seq = $1, chain = $2 WHERE id = 1
)sql"};

constexpr db::Sql<std::string, std::int64_t> kListOfSubject{"events.list_of_subject", R"sql(
  SELECT id, seq, at_ms, actor_id, kind, subject_id, project_id, body, hash, chain FROM events
  WHERE subject_id = $1 ORDER BY id LIMIT $2
)sql"};

constexpr db::Sql<std::int64_t, std::int64_t> kListSince{"events.list_since", R"sql(
  SELECT id, seq, at_ms, actor_id, kind, subject_id, project_id, body, hash, chain FROM events
  WHERE seq > $1 ORDER BY seq LIMIT $2
)sql"};
}  // namespace

std::string Events::next_id() {
  const std::lock_guard lock(mutex_);
  std::string id = ids_.next_text();
  while (id <= last_id_) {  // the same millisecond, or the clock went back
    id = successor(last_id_);
    if (id.empty()) id = ids_.next_text();
  }
  return last_id_ = id;
}

std::string Events::append(db::Tx& tx, const Event& event) {
  EventRow row;
  row.id = next_id();
  row.at_ms = event.at_ms;
  row.actor_id = event.actor_id;
  row.kind = event.kind;
  row.subject_id = event.subject_id;
  row.project_id = event.project_id;
  row.body = event.body;
  row.hash = events::hash_of(row);
  if (numbers_at_once_) number(tx, row);
  tx.run(kAppend, row.id, row.seq, row.at_ms, row.actor_id, row.kind, row.subject_id,
         row.project_id, row.body, row.hash, row.chain);
  return row.id;
}

void Events::number(db::Tx& tx, EventRow& row) {
  const auto [seq, chain] = tx.get<Head>(kGetHead);
  row.seq = seq + 1;
  row.chain = events::link(chain, seq + 1, row.hash);
  tx.run(kSetHead, *row.seq, *row.chain);
  has_numbered_ = true;
}

int Events::seal(db::Tx& tx) {
  int sealed = 0;
  while (tx.find<Unsealed>(kListUnsealed, 1)) {
    tx.exec(kLockChain);
    auto [seq, chain] = tx.get<Head>(kGetHead);
    // Read after the lock: what another sealer has just sealed is not here any more.
    const auto rows = tx.list<Unsealed>(kListUnsealed, kSealedAtOnce);
    if (rows.empty()) break;
    std::vector<std::string> seals;
    for (const auto& [id, hash] : rows) {
      chain = events::link(chain, ++seq, hash);
      seals.push_back(fmt::format("{}{}{}", id, chain, seq));
    }
    if (tx.exec(kSeal, json::to_text(seals)) != std::ssize(rows))
      throw std::logic_error("an event that was to be sealed is gone");
    tx.exec(kSetHead, seq, chain);
    sealed += static_cast<int>(rows.size());
  }
  return sealed;
}

std::vector<EventRow> Events::list_of_subject(db::Tx& tx, std::string_view subject_id, int limit) {
  return tx.list<EventRow>(kListOfSubject, std::string(subject_id), limit);
}

std::vector<EventRow> Events::list_since(db::Tx& tx, std::int64_t seq, int limit) {
  return tx.list<EventRow>(kListSince, seq, limit);
}

std::int64_t Events::last_seq(db::Tx& tx) { return tx.get<Head>(kGetHead).seq; }

Sealer::Sealer(db::Database& database, Events& events) : database_(database), events_(events) {
  if (database.is_postgres()) {
    ticker_ = std::make_unique<Ticker>("sealer", kSealMs, [this] { (void)seal_now(); });
  } else {
    events.numbers_at_once_ = true;
    database.before_group_commit([&events](db::Tx& tx) {
      // Not numbered yet: what a command appended while no server ran.
      const bool sealed = events.seal(tx) > 0;
      if (std::exchange(events.has_numbered_, false) || sealed)
        tx.after_commit([&events] { events.sealed().ring(); });
    });
  }
}

Sealer::~Sealer() {
  if (ticker_) return;
  database_.before_group_commit({});
  events_.numbers_at_once_ = false;
}

Result<void> Sealer::seal_now() {
  const auto waiting = database_.read(
      [](db::Tx& tx) -> Result<bool> { return tx.find<Unsealed>(kListUnsealed, 1).has_value(); });
  if (!waiting) return waiting.error();
  if (!*waiting) return {};
  return database_.write([&](db::Tx& tx) -> Result<void> {
    if (events_.seal(tx) > 0) tx.after_commit([this] { events_.sealed().ring(); });
    return {};
  });
}
