// The one place where a photo's status changes.
#include "photos/acceptance.h"
#include "photos/photos.h"
#include "photos/settle.h"
#include "photos/slot.h"

namespace photos {

Photos::Photos(db::Database& db, Events& events, jobs::Jobs& jobs, blobs::Store& blobs,
               const blobs::Room& room, imaging::Darkroom& darkroom, accounts::Accounts& accounts,
               catalogue::Catalogue& catalogue, const Clock& clock, const Ids& ids,
               const Settings& settings)
    : db_(db),
      events_(events),
      jobs_(jobs),
      blobs_(blobs),
      room_(room),
      orphans_(db),
      darkroom_(darkroom),
      accounts_(accounts),
      catalogue_(catalogue),
      clock_(clock),
      ids_(ids),
      settings_(settings) {}

void Photos::handle_jobs(jobs::Runner& runner) {
  runner.handle(std::string(kDevelopJob), [this](const jobs::Job& job) { return develop(job); });
  runner.handle(std::string(catalogue::kSettleJob),
                [this](const jobs::Job& job) { return settle_slots(job); });
  runner.handle("remove-blobs", [this](const jobs::Job& job) { return remove_blobs(job); });
}

namespace {

struct Standing {
  PhotoId id;
  ProjectId project_id;
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  UserId owner_id;
  Status status = Status::pending;
  bool newest = true;
  bool extra = false;
  Received received = Received::original;
  std::int64_t version = 1;
  std::optional<std::int64_t> decided_at_ms;
  std::optional<UserId> decided_by;
  std::optional<std::string> decided_by_name;
  std::optional<std::int64_t> withdrawn_at_ms;
  RouteId route_id;
};
BOOST_DESCRIBE_STRUCT(Standing, (),
                      (id, project_id, section_id, checkpoint_id, stage, slot_index, owner_id,
                       status, newest, extra, received, version, decided_at_ms, decided_by,
                       decided_by_name, withdrawn_at_ms, route_id))

// Whose access counts; nobody's for an admin, who sees all.
using Viewer = std::optional<UserId>;

Viewer viewer_of(const Caller& caller) {
  return caller.has(accounts::kAdmin) ? Viewer() : Viewer(caller.user_id);
}

constexpr db::Sql<PhotoId, Viewer> kStanding{"photos.find_standing", R"sql(
  SELECT p.id, p.project_id, p.section_id, p.checkpoint_id, p.stage, p.slot_index, p.owner_id,
         p.status, p.newest, p.extra, p.received, p.version, p.decided_at_ms, p.decided_by,
         d.name AS decided_by_name, p.withdrawn_at_ms, s.route_id
  FROM photos p JOIN sections s ON s.id = p.section_id LEFT JOIN users d ON d.id = p.decided_by
  WHERE p.id = $1 AND ($2 IS NULL OR EXISTS (
    SELECT 1 FROM section_access a WHERE a.user_id = $2 AND a.section_id = p.section_id))
)sql"};

constexpr db::Sql<PhotoId, std::int64_t, Status, Status, std::optional<std::int64_t>,
                  std::optional<UserId>, std::optional<std::string>>
    kAdvance{"photos.advance", R"sql(
  UPDATE photos
  SET status = $4, decided_at_ms = $5, decided_by = $6, decision_comment = $7,
      version = version + 1, revision = revision + 1
  WHERE id = $1 AND version = $2 AND status = $3 AND newest
)sql"};

struct DecidedBody {
  Status from = Status::pending;
  Status to = Status::approved;
  std::string comment;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(DecidedBody, (), (from, to, comment, version))

Error changed(const Standing& photo) {
  if (photo.withdrawn_at_ms) return error_of(kPhotoChanged, "Its taker withdrew it.");
  if (photo.status != Status::pending)
    return error_of(kPhotoChanged, decided_words(photo.status, photo.decided_by_name.value_or("?"),
                                                 photo.decided_at_ms.value_or(0)));
  return error_of(kPhotoChanged);
}

// Product rule 4, but for what only the anchor can tell.
Result<void> check_decision(const Standing& photo, const Step& step) {
  if (photo.status != Status::pending) return changed(photo);
  if (step.to == Status::approved && photo.received != Received::original)
    return error_of(kOriginalMissing);
  return {};
}

// Product rule 5: whoever decided has a day for second thoughts; an admin always may.
Result<void> check_reopening(const Standing& photo, const Caller& by, std::int64_t now_ms) {
  if (photo.status == Status::pending)
    return error_of(kPhotoChanged, "It waits for a decision: there is nothing to reopen.");
  const bool decider = photo.decided_by == by.user_id;
  const bool in_time = photo.decided_at_ms && now_ms < *photo.decided_at_ms + kReopenMs;
  if (by.has(accounts::kAdmin) || (decider && in_time)) return {};
  return error_of(kReopenDenied,
                  decider ? "You decided more than a day ago. Ask an admin to reopen it."
                          : decided_words(photo.status, photo.decided_by_name.value_or("?"),
                                          photo.decided_at_ms.value_or(0)) +
                                " They can reopen it for a day, an admin always.");
}

Result<void> check_step(const Standing& photo, const Caller& by, const Step& step,
                        std::int64_t now_ms) {
  if (photo.owner_id == by.user_id) return error_of(kOwnPhoto);
  const auto fine =
      step.to == Status::pending ? check_reopening(photo, by, now_ms) : check_decision(photo, step);
  if (!fine) return fine;
  if (photo.withdrawn_at_ms) return changed(photo);
  if (!photo.newest) return error_of(kNotNewest);
  if (step.seen_version && *step.seen_version != photo.version) return changed(photo);
  return {};
}

}  // namespace

Result<Advanced> Photos::advance(db::Tx& tx, const Caller& by, const Step& step, Tally& tally) {
  const auto photo = tx.find<Standing>(kStanding, step.photo_id, viewer_of(by));
  if (!photo) return error_of(problems::kNotFound);
  const auto now_ms = clock_.now_ms();
  if (const auto fine = check_step(*photo, by, step, now_ms); !fine) return fine.error();
  const bool reopens = step.to == Status::pending;
  if (reopens)
    if (const auto open = check_not_accepted(tx, photo->section_id); !open) return open.error();
  const auto unless_reopened = [&](auto value) {
    return reopens ? std::nullopt : std::optional(std::move(value));
  };
  if (tx.exec(kAdvance, step.photo_id, photo->version, photo->status, step.to,
              unless_reopened(now_ms), unless_reopened(by.user_id),
              unless_reopened(step.comment)) == 0) {
    // Between reading and anchoring somebody else was there: say what they did.
    const auto meanwhile = tx.find<Standing>(kStanding, step.photo_id, viewer_of(by));
    if (!meanwhile) return error_of(problems::kNotFound);
    if (!meanwhile->newest && meanwhile->status == Status::pending && !meanwhile->withdrawn_at_ms)
      return error_of(kNotNewest);
    return changed(*meanwhile);
  }
  if (!reopens) tally.decided(photo->project_id, by.user_id, step.to);
  if (!photo->extra) {
    const SlotKey slot{photo->section_id, photo->checkpoint_id, photo->stage, photo->slot_index};
    tally.lies_on(photo->section_id, photo->route_id);
    tally.holds(slot, photo->status, -1);
    tally.holds(slot, step.to, 1);
  }
  events_.append(
      tx,
      {.kind = fmt::format("photo.{}", reopens ? "reopened" : name_of(step.to)),
       .subject_id = step.photo_id.text,
       .actor_id = by.user_id.text,
       .project_id = photo->project_id.text,
       .body = json::to_text(DecidedBody{photo->status, step.to, step.comment, photo->version + 1}),
       .at_ms = now_ms});
  return Advanced{step.photo_id, step.to, photo->version + 1};
}

constexpr db::Sql<PhotoId, Viewer> kVisible{"photos.find_visible", R"sql(
  SELECT p.id FROM photos p
  WHERE p.id = $1 AND ($2 IS NULL OR EXISTS (
    SELECT 1 FROM section_access a WHERE a.user_id = $2 AND a.section_id = p.section_id))
)sql"};

db::Later<PhotoId> Photos::ask_visible(db::Tx& tx, const Caller& caller, const PhotoId& id) {
  return tx.later<PhotoId>(kVisible, id, viewer_of(caller));
}

Result<void> Photos::check_visible(db::Tx& tx, const Caller& caller, const PhotoId& id) {
  if (!ask_visible(tx, caller, id).take()) return error_of(problems::kNotFound);
  return {};
}

}  // namespace photos
