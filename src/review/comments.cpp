// The thread under a photo.
#include "review/review.h"

namespace review {
namespace {

constexpr std::int64_t kThreadMax = 500;

struct StoredComment {
  CommentId id;
  UserId author_id;
  std::string author_name;
  std::string text;
  std::int64_t at_ms = 0;
  std::optional<Decision> decision;
  PhotoId photo_id;
};
BOOST_DESCRIBE_STRUCT(StoredComment, (),
                      (id, author_id, author_name, text, at_ms, decision, photo_id))

constexpr db::Sql<PhotoId, std::int64_t> kThread{"review.list_comments", R"sql(
  SELECT c.id, c.author_id, u.name AS author_name, c.text, c.created_at_ms AS at_ms, d.decision,
         c.photo_id
  FROM comments c JOIN users u ON u.id = c.author_id LEFT JOIN decisions d ON d.id = c.decision_id
  WHERE c.photo_id = $1
  ORDER BY c.created_at_ms DESC, c.id DESC LIMIT $2
)sql"};

constexpr db::Sql<CommentId> kFindComment{"review.find_comment", R"sql(
  SELECT c.id, c.author_id, u.name AS author_name, c.text, c.created_at_ms AS at_ms, d.decision,
         c.photo_id
  FROM comments c JOIN users u ON u.id = c.author_id LEFT JOIN decisions d ON d.id = c.decision_id
  WHERE c.id = $1
)sql"};

constexpr db::Sql<CommentId, PhotoId, UserId, std::string, std::int64_t> kInsertComment{
    "review.insert_comment", R"sql(
  INSERT INTO comments (id, photo_id, author_id, text, created_at_ms) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING
)sql"};

struct CommentedBody {
  CommentId comment_id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(CommentedBody, (), (comment_id, text))

Comment shown(StoredComment from) {
  return {std::move(from.id),
          std::move(from.author_id),
          std::move(from.author_name),
          std::move(from.text),
          from.at_ms,
          from.decision};
}

// The comment that has this id already, when it is the one that was sent now.
Result<Commented> find_same(db::Tx& tx, const CommentId& id, const PhotoId& photo,
                            const UserId& author, const std::string& text) {
  auto kept = tx.get<StoredComment>(kFindComment, id);
  const bool same = kept.author_id == author && kept.photo_id == photo && kept.text == text;
  if (!same) return error_of(kCommentIdTaken);
  return Commented{shown(std::move(kept)), false};
}

}  // namespace

Result<Items<Comment>> Review::list_comments(const Caller& caller, const PhotoId& id) {
  return db_.read([&](db::Tx& tx) -> Result<Items<Comment>> {
    if (const auto seen = photos_.check_visible(tx, caller, id); !seen) return seen.error();
    auto rows = tx.list<StoredComment>(kThread, id, kThreadMax);
    Items<Comment> thread;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row)
      thread.items.push_back(shown(std::move(*row)));
    return thread;
  });
}

Result<Commented> Review::add_comment(const Caller& caller, const PhotoId& photo,
                                      const std::optional<CommentId>& id, const std::string& text) {
  if (id && !is_uuid7(id->text))
    return field_error(problems::kInvalid, "id", "This must be a lower-case UUID of version 7.");
  const auto own = id ? *id : ids_.next<CommentTag>();
  const auto now_ms = clock_.now_ms();
  return db_.write([&](db::Tx& tx) -> Result<Commented> {
    // One journey; nothing is kept of it unless both answers are good.
    auto recheck = accounts_.ask_recheck(tx, caller, accounts::kPhotographers);
    auto visible = photos_.ask_visible(tx, caller, photo);
    const bool fresh = tx.exec(kInsertComment, own, photo, caller.user_id, text, now_ms) == 1;
    const auto still = recheck.take();
    if (!still) return still.error();
    if (!visible.take()) return error_of(problems::kNotFound);
    if (!fresh) return find_same(tx, own, photo, caller.user_id, text);
    events_.append(tx, {.kind = "photo.commented",
                        .subject_id = photo.text,
                        .actor_id = caller.user_id.text,
                        .project_id = {},
                        .body = json::to_text(CommentedBody{own, text}),
                        .at_ms = now_ms});
    return Commented{{own, caller.user_id, still->name, text, now_ms, {}}, true};
  });
}

}  // namespace review
