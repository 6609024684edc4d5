// "My last decisions": what a reviewer looks back on, and may reopen for a day.
#include <limits>
#include <map>

#include "base/cursor.h"
#include "review/review.h"

namespace review {
namespace {

struct StoredDecision {
  DecisionId id;
  PhotoId photo_id;
  Decision decision = Decision::approved;
  std::optional<std::string> comment;
  std::int64_t decided_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(StoredDecision, (), (id, photo_id, decision, comment, decided_at_ms))

constexpr db::Sql<UserId, std::int64_t, DecisionId, std::int64_t> kOwn{"review.own_decisions",
                                                                       R"sql(
  SELECT id, photo_id, decision, comment, decided_at_ms FROM decisions
  WHERE reviewer_id = $1 AND (decided_at_ms, id) < ($2, $3)
  ORDER BY decided_at_ms DESC, id DESC LIMIT $4
)sql"};

std::string name_of_list(const UserId& reviewer) { return "decisions " + reviewer.text; }

}  // namespace

Result<Page<OwnDecision>> Review::list_own_decisions(const Caller& caller, int limit,
                                                     const std::optional<std::string>& cursor) {
  std::int64_t before_ms = std::numeric_limits<std::int64_t>::max();
  DecisionId before{"~"};
  if (cursor) {
    auto keys = read_cursor(name_of_list(caller.user_id), 2, cursor);
    if (!keys) return keys.error();
    if (!parse_scalar((*keys)[0], before_ms)) return error_of(problems::kCursor);
    before.text = std::move((*keys)[1]);
  }
  return db_.read([&](db::Tx& tx) -> Result<Page<OwnDecision>> {
    auto stored =
        tx.list<StoredDecision>(kOwn, caller.user_id, before_ms, before, std::int64_t{limit} + 1);
    const bool more = std::ssize(stored) > limit;
    if (more) stored.pop_back();
    std::vector<PhotoId> ids;
    for (const StoredDecision& one : stored) ids.push_back(one.photo_id);
    std::map<std::string, photos::PhotoRow> rows;
    for (auto& row : photos_.list_rows(tx, caller, ids)) rows.emplace(row.id.text, std::move(row));
    Page<OwnDecision> page;
    for (StoredDecision& one : stored) {
      const auto row = rows.find(one.photo_id.text);
      page.items.push_back({one.id, one.photo_id, one.decision, std::move(one.comment),
                            one.decided_at_ms,
                            row == rows.end() ? std::nullopt : std::optional(row->second)});
    }
    if (more)
      page.next = write_cursor(
          name_of_list(caller.user_id),
          {fmt::format("{}", page.items.back().decided_at_ms), page.items.back().id.text});
    return page;
  });
}

}  // namespace review
