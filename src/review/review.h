// Decisions on photos and the comments around them. Owns decisions and comments.
#pragma once

#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "catalogue/catalogue.h"
#include "db/db.h"
#include "events/events.h"
#include "photos/photos.h"

namespace review {

using photos::PhotoId;
using CommentId = Id<struct CommentTag>;
using DecisionId = Id<struct DecisionTag>;

enum class Decision { approved, retake, nonconforming };
BOOST_DESCRIBE_ENUM(Decision, approved, retake, nonconforming)

// One person's word on some photos.
struct Verdict {
  std::vector<PhotoId> photo_ids;  // 1 to ceilings::kBulkPhotos, each once
  Decision decision = Decision::approved;
  std::string comment;                      // needed unless approved; a phrase will do
  std::vector<std::int64_t> seen_versions;  // of the photos, as the reviewer saw them; or empty
};

struct OutcomeProblem {
  std::string code;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(OutcomeProblem, (), (code, detail))

struct DecisionOutcome {
  PhotoId photo_id;
  bool ok = false;
  std::optional<photos::Status> status;
  std::optional<std::int64_t> version;
  std::optional<OutcomeProblem> problem;
};
BOOST_DESCRIBE_STRUCT(DecisionOutcome, (), (photo_id, ok, status, version, problem))

struct Outcomes {
  std::vector<DecisionOutcome> outcomes;  // in the order of the photos given
};
BOOST_DESCRIBE_STRUCT(Outcomes, (), (outcomes))

// A decision as its maker looks back on it.
struct OwnDecision {
  DecisionId id;
  PhotoId photo_id;
  Decision decision = Decision::approved;
  std::optional<std::string> comment;
  std::int64_t decided_at_ms = 0;
  std::optional<photos::PhotoRow> photo;  // as it is now; absent when it is hidden from the maker
};
BOOST_DESCRIBE_STRUCT(OwnDecision, (), (id, photo_id, decision, comment, decided_at_ms, photo))

struct Comment {
  CommentId id;
  UserId author_id;
  std::string author_name;
  std::string text;
  std::int64_t at_ms = 0;
  std::optional<Decision> decision;  // that it came with
};
BOOST_DESCRIBE_STRUCT(Comment, (), (id, author_id, author_name, text, at_ms, decision))

struct Commented {
  Comment comment;
  bool fresh = true;  // false: this id and text were here already
};

inline constexpr Problem kCommentIdTaken{"comment-id-taken", Code::conflict,
                                         "This id belongs to another comment",
                                         "Send the comment with an id of its own."};

class Review {
 public:
  // All references outlive this object.
  Review(db::Database&, Events&, accounts::Accounts&, catalogue::Catalogue&, photos::Photos&,
         const Clock&, const Ids&);

  // Decides on each photo in one transaction: status, decision, comment, event and counters of a
  // photo all change, or nothing of it does. One photo's refusal does not hold up the others; a
  // photo alone is refused with the error itself.
  //   invalid           no photos, too many, one twice, or versions that do not match them
  //   comment-required  retake and nonconforming say what should change
  //   denied            the caller is no reviewer any more
  //   and per photo what photos::advance says
  Result<Outcomes> decide(const Caller& reviewer, const Verdict& verdict);

  // Takes a decision back: the photo waits again. The decision and the reason stay in the history.
  //   comment-required, and what photos::advance says of reopening
  Result<photos::Advanced> reopen(const Caller& reviewer, const PhotoId& id,
                                  const std::string& comment,
                                  const std::optional<std::int64_t>& seen_version);

  // The caller's own decisions, newest first. cursor-invalid.
  Result<Page<OwnDecision>> list_own_decisions(const Caller& caller, int limit,
                                               const std::optional<std::string>& cursor);

  // not-found; the newest 500, oldest first.
  Result<Items<Comment>> list_comments(const Caller& caller, const PhotoId& id);
  // The same id again gives the same comment. not-found, denied (viewers), comment-id-taken.
  Result<Commented> add_comment(const Caller& caller, const PhotoId& photo,
                                const std::optional<CommentId>& id, const std::string& text);

  photos::Photos& photos() { return photos_; }

 private:
  Result<photos::Advanced> decide_one(db::Tx& tx, const Caller& reviewer, const Verdict& verdict,
                                      std::size_t index, photos::Tally& tally);
  std::vector<DecisionOutcome> decide_each(db::Tx& tx, const Caller& reviewer,
                                           const Verdict& verdict, photos::Tally& tally);

  db::Database& db_;
  Events& events_;
  accounts::Accounts& accounts_;
  photos::Photos& photos_;
  const Clock& clock_;
  const Ids& ids_;
};

}  // namespace review
