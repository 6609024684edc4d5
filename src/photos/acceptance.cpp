#include "photos/acceptance.h"

#include "photos/photos.h"
#include "photos/slot.h"

namespace photos {
namespace {

constexpr db::Sql<SectionId> kHold{"photos.hold_section", R"sql(
  UPDATE section_counters SET pending = pending WHERE section_id = $1
)sql"};

constexpr db::Sql<SectionId> kFindAcceptance{"photos.find_acceptance", R"sql(
  SELECT a.section_id, a.accepted_by, u.name AS accepted_by_name, a.accepted_at_ms, a.comment
  FROM acceptances a JOIN users u ON u.id = a.accepted_by WHERE a.section_id = $1
)sql"};

constexpr db::Sql<SectionId, ProjectId, RouteId, UserId, std::int64_t, std::optional<std::string>>
    kAccept{"photos.accept_section", R"sql(
  INSERT INTO acceptances (section_id, project_id, route_id, accepted_by, accepted_at_ms, comment)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
)sql"};

constexpr db::Sql<SectionId> kReopen{"photos.reopen_section", R"sql(
  DELETE FROM acceptances WHERE section_id = $1
)sql"};

constexpr db::Sql<SectionId> kCount{"photos.count_of_section", R"sql(
  SELECT CAST(COALESCE(SUM(pending), 0) AS BIGINT) AS pending,
         CAST(COALESCE(SUM(approved), 0) AS BIGINT) AS approved,
         CAST(COALESCE(SUM(retake), 0) AS BIGINT) AS retake,
         CAST(COALESCE(SUM(nonconforming), 0) AS BIGINT) AS nonconforming,
         CAST(COALESCE(SUM(extras), 0) AS BIGINT) AS extras,
         CAST(COALESCE(SUM(not_applicable), 0) AS BIGINT) AS not_applicable
  FROM section_counters WHERE section_id = $1
)sql"};

struct CommentBody {
  std::string comment;
};
BOOST_DESCRIBE_STRUCT(CommentBody, (), (comment))

Result<void> check_complete(const Count& count, std::int64_t due) {
  const auto done = count.approved + count.not_applicable;
  if (due > 0 && done == due) return {};
  if (due == 0) return error_of(kSectionOpen, "The checklist asks for nothing here.");
  const auto back = count.retake + count.nonconforming;
  return error_of(kSectionOpen,
                  fmt::format("{} of {} are approved or not applicable. Left: {} not taken, {} "
                              "pending, {} came back.",
                              done, due, due - done - count.pending - back, count.pending, back));
}

}  // namespace

void hold_section(db::Tx& tx, const SectionId& section) { tx.exec(kHold, section); }

std::optional<Acceptance> find_acceptance(db::Tx& tx, const SectionId& section) {
  return tx.find<Acceptance>(kFindAcceptance, section);
}

Result<void> check_not_accepted(db::Tx& tx, const SectionId& section) {
  hold_section(tx, section);
  const auto found = find_acceptance(tx, section);
  if (!found) return {};
  return error_of(kSectionAccepted,
                  fmt::format("{} accepted the section on {}. Ask an admin to reopen it first.",
                              found->accepted_by_name, time_words(found->accepted_at_ms)));
}

Result<Acceptance> Photos::accept_section(const Caller& caller, const SectionId& id,
                                          const std::string& comment) {
  return db_.write([&](db::Tx& tx) -> Result<Acceptance> {
    const auto person = accounts_.recheck(tx, caller, accounts::kDeciders);
    if (!person) return person.error();
    const auto place = catalogue_.find_place(tx, caller, id);
    if (!place) return place.error();
    if (const auto open = check_not_accepted(tx, id); !open) return open.error();
    std::int64_t due = 0;
    for (const auto& checkpoint : catalogue_.list_checkpoints(tx, place->project_id))
      due += catalogue::slots_due(checkpoint, place->length_m);
    if (const auto fine = check_complete(tx.get<Count>(kCount, id), due); !fine)
      return fine.error();
    const auto now_ms = clock_.now_ms();
    if (tx.exec(kAccept, id, place->project_id, place->route_id, caller.user_id, now_ms,
                comment.empty() ? std::nullopt : std::optional(comment)) == 0)
      return error_of(kSectionAccepted);
    events_.append(tx, {.kind = "section.accepted",
                        .subject_id = id.text,
                        .actor_id = caller.user_id.text,
                        .project_id = place->project_id.text,
                        .body = json::to_text(CommentBody{comment}),
                        .at_ms = now_ms});
    return *find_acceptance(tx, id);
  });
}

Result<void> Photos::reopen_section(const Caller& caller, const SectionId& id,
                                    const std::string& comment) {
  if (comment.find_first_not_of(" \n\t") == std::string::npos)
    return field_error(kCommentRequired, "comment", "Say why the section is opened again.");
  return db_.write([&](db::Tx& tx) -> Result<void> {
    const auto admin = accounts_.recheck(tx, caller, accounts::kAdmin);
    if (!admin) return admin.error();
    const auto place = catalogue_.find_place(tx, caller, id);
    if (!place) return place.error();
    if (tx.exec(kReopen, id) == 0)
      return error_of(kSectionOpen, "The section was not accepted: there is nothing to reopen.");
    events_.append(tx, {.kind = "section.reopened",
                        .subject_id = id.text,
                        .actor_id = caller.user_id.text,
                        .project_id = place->project_id.text,
                        .body = json::to_text(CommentBody{comment}),
                        .at_ms = clock_.now_ms()});
    return {};
  });
}

}  // namespace photos
