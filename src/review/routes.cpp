#include "review/routes.h"

#include "base/limits.h"
#include "limits/limits.h"

namespace review {
namespace {

using http::Answer;
using http::Method;
using http::Weight;

constexpr http::Access kSignedIn{true, 0, "anyone signed in"};
constexpr http::Access kReviewers{true, accounts::kDeciders, "reviewer or admin"};
constexpr http::Access kCommenters{true, accounts::kPhotographers, "crew, reviewer or admin"};

struct QueueQuery {
  std::optional<photos::ProjectId> project_id;
  std::optional<photos::RouteId> route_id;
  std::optional<photos::SectionId> section_id;
  std::optional<photos::Status> status;  // pending
  std::optional<photos::Order> order;    // oldest
  std::optional<Number<1, ceilings::kPageMax>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(QueueQuery, (),
                      (project_id, route_id, section_id, status, order, limit, cursor))

struct DecideIn {
  std::vector<PhotoId> photo_ids;
  Decision decision = Decision::approved;
  std::optional<Text<0, 2'000>> comment;
  std::optional<std::vector<std::int64_t>> seen_versions;
};
BOOST_DESCRIBE_STRUCT(DecideIn, (), (photo_ids, decision, comment, seen_versions))

struct OwnDecisionsQuery {
  std::optional<Number<1, ceilings::kPageMax>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(OwnDecisionsQuery, (), (limit, cursor))

struct ReopenIn {
  PhotoId photo_id;  // of the address
  Text<0, 2'000> comment;
  std::optional<std::int64_t> seen_version;
};
BOOST_DESCRIBE_STRUCT(ReopenIn, (), (photo_id, comment, seen_version))

struct ThreadKey {
  PhotoId photo_id;
};
BOOST_DESCRIBE_STRUCT(ThreadKey, (), (photo_id))

struct CommentIn {
  PhotoId photo_id;  // of the address
  std::optional<CommentId> id;
  Text<1, 2'000> text;
};
BOOST_DESCRIBE_STRUCT(CommentIn, (), (photo_id, id, text))

photos::Filter queue_of(const QueueQuery& in) {
  photos::Filter filter;
  filter.project_id = in.project_id;
  filter.route_id = in.route_id;
  filter.section_id = in.section_id;
  filter.status = in.status.value_or(photos::Status::pending);
  filter.newest_only = true;
  filter.order = in.order.value_or(photos::Order::oldest);
  filter.limit = in.limit ? static_cast<int>(in.limit->value) : ceilings::kPageDefault;
  filter.cursor = in.cursor;
  return filter;
}

Verdict verdict_of(const DecideIn& in) {
  return {in.photo_ids, in.decision, in.comment ? in.comment->value : std::string(),
          in.seen_versions.value_or(std::vector<std::int64_t>())};
}

}  // namespace

void add_routes(http::Router& router, Review& review) {
  router.explain({&kCommentIdTaken});
  router.add(
      Method::get, "/api/review/queue", kReviewers, limits::api, Weight::inline_,
      [&review](const Caller& caller, const QueueQuery& in) -> Result<Page<photos::RowText>> {
        return review.photos().list(caller, queue_of(in));
      });
  router.add(Method::post, "/api/decisions", kReviewers, limits::api, Weight::write,
             [&review](const Caller& caller, const DecideIn& in) -> Result<Outcomes> {
               return review.decide(caller, verdict_of(in));
             });
  router.add(
      Method::get, "/api/decisions", kReviewers, limits::api, Weight::inline_,
      [&review](const Caller& caller, const OwnDecisionsQuery& in) -> Result<Page<OwnDecision>> {
        const int limit = in.limit ? static_cast<int>(in.limit->value) : ceilings::kPageDefault;
        return review.list_own_decisions(caller, limit, in.cursor);
      });
  router.add(Method::post, "/api/photos/{photo_id}/reopen", kReviewers, limits::api, Weight::wait,
             [&review](const Caller& caller, const ReopenIn& in) -> Result<photos::Photo> {
               const auto done =
                   review.reopen(caller, in.photo_id, in.comment.value, in.seen_version);
               if (!done) return done.error();
               return review.photos().find(caller, in.photo_id);
             });
  router.add(Method::get, "/api/photos/{photo_id}/comments", kSignedIn, limits::api,
             Weight::inline_,
             [&review](const Caller& caller, const ThreadKey& in) -> Result<Items<Comment>> {
               return review.list_comments(caller, in.photo_id);
             });
  router.add(Method::post, "/api/photos/{photo_id}/comments", kCommenters, limits::api,
             Weight::write,
             [&review](const Caller& caller, const CommentIn& in) -> Result<Answer<Comment>> {
               auto made = review.add_comment(caller, in.photo_id, in.id, in.text);
               if (!made) return made.error();
               return Answer<Comment>{std::move(made->comment), made->fresh ? 201 : 200, {}};
             });
}

}  // namespace review
