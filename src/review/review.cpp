#include "review/review.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "base/limits.h"

namespace review {
namespace {

constexpr db::Sql<DecisionId, PhotoId, UserId, Decision, std::optional<std::string>, std::int64_t>
    kInsertDecision{"review.insert_decision", R"sql(
  INSERT INTO decisions (id, photo_id, reviewer_id, decision, comment, decided_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr db::Sql<CommentId, PhotoId, UserId, std::string, std::optional<DecisionId>, std::int64_t>
    kInsertDecisionComment{"review.insert_decision_comment", R"sql(
  INSERT INTO comments (id, photo_id, author_id, text, decision_id, created_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \n\t") == std::string_view::npos;
}

// Product rule 3, and what a list of photos must be.
Result<void> check(const Verdict& verdict) {
  if (verdict.photo_ids.empty() || verdict.photo_ids.size() > ceilings::kBulkPhotos)
    return field_error(problems::kInvalid, "photo_ids",
                       fmt::format("Name 1 to {} photos.", ceilings::kBulkPhotos));
  if (std::set(verdict.photo_ids.begin(), verdict.photo_ids.end()).size() !=
      verdict.photo_ids.size())
    return field_error(problems::kInvalid, "photo_ids", "Name each photo once.");
  if (!verdict.seen_versions.empty() && verdict.seen_versions.size() != verdict.photo_ids.size())
    return field_error(problems::kInvalid, "seen_versions",
                       "Give one version for each photo, or none.");
  if (verdict.decision != Decision::approved && is_blank(verdict.comment))
    return field_error(photos::kCommentRequired, "comment", "Say what should change.");
  return {};
}

// Locks are taken in the order of ids, so that two bulk decisions never wait for each other.
std::vector<std::size_t> in_order_of_ids(const std::vector<PhotoId>& ids) {
  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t index) -> const PhotoId& { return ids[index]; });
  return order;
}

DecisionOutcome outcome_of(const PhotoId& id, const Result<photos::Advanced>& advanced) {
  if (advanced) return {id, true, advanced->status, advanced->version, {}};
  const Error& error = advanced.error();
  return {id, false, {}, {}, OutcomeProblem{std::string(error.problem->slug), error.detail}};
}

}  // namespace

Review::Review(db::Database& db, Events& events, accounts::Accounts& accounts,
               catalogue::Catalogue&, photos::Photos& photos, const Clock& clock, const Ids& ids)
    : db_(db), events_(events), accounts_(accounts), photos_(photos), clock_(clock), ids_(ids) {}

Result<photos::Advanced> Review::decide_one(db::Tx& tx, const Caller& reviewer,
                                            const Verdict& verdict, std::size_t index,
                                            photos::Tally& tally) {
  photos::Step step{.photo_id = verdict.photo_ids[index],
                    .to = *from_name<photos::Status>(name_of(verdict.decision)),
                    .comment = verdict.comment,
                    .seen_version = {}};
  if (!verdict.seen_versions.empty()) step.seen_version = verdict.seen_versions[index];
  const auto moved = photos_.advance(tx, reviewer, step, tally);
  if (!moved) return moved;
  const auto now_ms = clock_.now_ms();
  const auto id = ids_.next<DecisionTag>();
  const bool silent = is_blank(verdict.comment);
  tx.run(kInsertDecision, id, step.photo_id, reviewer.user_id, verdict.decision,
         silent ? std::nullopt : std::optional(verdict.comment), now_ms);
  if (!silent)
    tx.run(kInsertDecisionComment, ids_.next<CommentTag>(), step.photo_id, reviewer.user_id,
           verdict.comment, id, now_ms);
  return moved;
}

// Each photo by itself: what one of them is refused does not hold up the others.
std::vector<DecisionOutcome> Review::decide_each(db::Tx& tx, const Caller& reviewer,
                                                 const Verdict& verdict, photos::Tally& tally) {
  std::vector<DecisionOutcome> outcomes(verdict.photo_ids.size());
  for (const std::size_t index : in_order_of_ids(verdict.photo_ids)) {
    // An attempt that is undone must leave no trace in the counters either.
    photos::Tally with_this = tally;
    const auto moved =
        tx.attempt([&] { return decide_one(tx, reviewer, verdict, index, with_this); });
    if (moved) tally = std::move(with_this);
    outcomes[index] = outcome_of(verdict.photo_ids[index], moved);
  }
  return outcomes;
}

Result<Outcomes> Review::decide(const Caller& reviewer, const Verdict& verdict) {
  if (const auto fine = check(verdict); !fine) return fine.error();
  return db_.write([&](db::Tx& tx) -> Result<Outcomes> {
    auto recheck = accounts_.ask_recheck(tx, reviewer, accounts::kDeciders);
    Outcomes all;
    photos::Tally tally;
    if (verdict.photo_ids.size() == 1) {
      const auto moved = decide_one(tx, reviewer, verdict, 0, tally);
      // The answer came with the photo's row; nothing is done before both are looked at.
      if (const auto still = recheck.take(); !still) return still.error();
      if (!moved) return moved.error();
      all.outcomes = {outcome_of(verdict.photo_ids[0], moved)};
    } else {
      if (const auto still = recheck.take(); !still) return still.error();
      all.outcomes = decide_each(tx, reviewer, verdict, tally);
    }
    tally.settle(tx);
    return all;
  });
}

Result<photos::Advanced> Review::reopen(const Caller& reviewer, const PhotoId& id,
                                        const std::string& comment,
                                        const std::optional<std::int64_t>& seen_version) {
  if (is_blank(comment))
    return field_error(photos::kCommentRequired, "comment", "Say why it is looked at again.");
  return db_.write([&](db::Tx& tx) -> Result<photos::Advanced> {
    const auto still = accounts_.recheck(tx, reviewer, accounts::kDeciders);
    if (!still) return still.error();
    photos::Tally tally;
    const auto moved =
        photos_.advance(tx, reviewer, {id, photos::Status::pending, comment, seen_version}, tally);
    if (!moved) return moved;
    tx.run(kInsertDecisionComment, ids_.next<CommentTag>(), id, reviewer.user_id, comment,
           std::nullopt, clock_.now_ms());
    tally.settle(tx);
    return moved;
  });
}

}  // namespace review
