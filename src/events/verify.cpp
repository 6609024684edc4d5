#include <fmt/format.h>

#include "base/hex.h"
#include "base/json.h"
#include "events/canonical.h"

namespace events {

std::string hash_of(const EventRow& row) {
  std::string text = "[";
  json::append(text, row.id);
  text += fmt::format(",{},", row.at_ms);
  json::append(text, row.actor_id);
  text += ',';
  json::append(text, row.kind);
  text += ',';
  json::append(text, row.subject_id);
  text += ',';
  json::append(text, row.project_id);
  text += ',';
  json::append(text, row.body);
  text += ']';
  return sha256_hex(text);
}

std::string link(std::string_view chain_before, std::int64_t seq, std::string_view hash) {
  return sha256_hex(fmt::format("{}:{}:{}", chain_before, seq, hash));
}

}  // namespace events

namespace {
constexpr int kChunk = 1'000;

// Why this row does not follow the one with `seq` and `chain`; empty when it does.
std::string flaw(const EventRow& row, std::int64_t seq, const std::string& chain) {
  if (row.seq != seq + 1) return fmt::format("the row with seq {} is missing", seq + 1);
  if (events::hash_of(row) != row.hash) return "its content does not match its hash";
  if (events::link(chain, seq + 1, row.hash) != row.chain) return "its chain does not follow";
  return {};
}
}  // namespace

Result<Events::Verdict> Events::verify(db::Database& database) {
  // Rows sealed after this moment are not looked at: the end is known from here.
  const auto last = database.read([&](db::Tx& tx) -> Result<std::int64_t> { return last_seq(tx); });
  if (!last) return last.error();
  Verdict verdict;
  std::string chain;
  const auto bad = [&](std::string why) {
    verdict.first_bad_seq = verdict.checked + 1;
    verdict.reason = std::move(why);
    return verdict;
  };
  while (verdict.checked < *last) {
    const auto rows = database.read([&](db::Tx& tx) -> Result<std::vector<EventRow>> {
      return list_since(tx, verdict.checked, kChunk);
    });
    if (!rows) return rows.error();
    if (rows->empty()) return bad("the end of the log is missing");
    for (const EventRow& row : *rows) {
      if (auto why = flaw(row, verdict.checked, chain); !why.empty()) return bad(std::move(why));
      chain = *row.chain;
      ++verdict.checked;
    }
  }
  return verdict;
}
