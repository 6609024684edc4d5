#include "photos/waivers.h"

#include <limits>

#include "base/cursor.h"
#include "photos/acceptance.h"
#include "photos/photos.h"
#include "photos/settle.h"
#include "photos/slot.h"

namespace photos {
namespace {

struct StoredWaiver {
  WaiverId id;
  ProjectId project_id;
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  WaiverStatus status = WaiverStatus::pending;
  UserId owner_id;
  std::optional<UserId> decided_by;
  std::optional<std::int64_t> decided_at_ms;
  std::int64_t version = 1;

  SlotKey slot() const { return {section_id, checkpoint_id, stage, slot_index}; }
};
BOOST_DESCRIBE_STRUCT(StoredWaiver, (),
                      (id, project_id, section_id, checkpoint_id, stage, slot_index, status,
                       owner_id, decided_by, decided_at_ms, version))

constexpr db::Sql<WaiverId> kStored{"photos.find_stored_waiver", R"sql(
  SELECT id, project_id, section_id, checkpoint_id, stage, slot_index, status, owner_id, decided_by,
         decided_at_ms, version
  FROM waivers WHERE id = $1
)sql"};

constexpr db::Sql<WaiverId> kShown{"photos.find_waiver", R"sql(
  SELECT * FROM listed_waivers w
  WHERE w.id = $1
)sql"};

constexpr db::Sql<ProjectId, WaiverStatus, std::optional<UserId>, std::int64_t, WaiverId,
                  std::int64_t>
    kList{"photos.list_waivers", R"sql(
  SELECT * FROM listed_waivers w
  WHERE w.project_id = $1 AND w.status = $2 AND (w.created_at_ms, w.id) > ($4, $5)
    AND ($3 IS NULL OR EXISTS (
      SELECT 1 FROM section_access a WHERE a.user_id = $3 AND a.section_id = w.section_id))
  ORDER BY w.created_at_ms, w.id LIMIT $6
)sql"};

constexpr db::Sql<WaiverId, ProjectId, SectionId, CheckpointId, Stage, std::int64_t, std::string,
                  UserId, std::int64_t>
    kInsert{"photos.insert_waiver", R"sql(
  INSERT INTO waivers (id, project_id, section_id, checkpoint_id, stage, slot_index, reason, status,
    owner_id, created_at_ms, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9, 1)
  ON CONFLICT DO NOTHING
)sql"};

// The anchor: of two who decide, or a decision and a photo that comes, one changes the row.
constexpr db::Sql<WaiverId, std::int64_t, WaiverStatus, WaiverStatus, std::optional<UserId>,
                  std::optional<std::int64_t>, std::optional<std::string>>
    kStep{"photos.step_waiver", R"sql(
  UPDATE waivers SET status = $4, decided_by = $5, decided_at_ms = $6, decision_comment = $7,
         version = version + 1
  WHERE id = $1 AND version = $2 AND status = $3
)sql"};

struct WaiverBody {
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t index = 1;
  std::string comment;
};
BOOST_DESCRIBE_STRUCT(WaiverBody, (), (section_id, checkpoint_id, stage, index, comment))

Event event_of(std::string_view act, const WaiverId& id, const ProjectId& project,
               const SlotKey& slot, const std::string& comment, const UserId& actor,
               std::int64_t now_ms) {
  return {.kind = fmt::format("waiver.{}", act),
          .subject_id = id.text,
          .actor_id = actor.text,
          .project_id = project.text,
          .body = json::to_text(
              WaiverBody{slot.section_id, slot.checkpoint_id, slot.stage, slot.index, comment}),
          .at_ms = now_ms};
}

std::string_view act_of(WaiverStatus to) {
  return to == WaiverStatus::pending ? "reopened" : name_of(to);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \n\t") == std::string_view::npos;
}

// Who may take this step, and whether the request still stands where the step begins.
Result<void> check_step(const StoredWaiver& waiver, const Caller& by, const WaiverStep& step,
                        std::int64_t now_ms) {
  const bool own = waiver.owner_id == by.user_id;
  if (step.to == WaiverStatus::withdrawn) {
    if (!own) return error_of(kNotYours, "Its asker takes it back; a reviewer decides on it.");
  } else if (own) {
    return error_of(kOwnPhoto, "You asked for this. Somebody else has to decide on it.");
  }
  const bool reopens = step.to == WaiverStatus::pending;
  const bool stands =
      reopens ? waiver.status == WaiverStatus::approved : waiver.status == WaiverStatus::pending;
  if (!stands || (step.seen_version && *step.seen_version != waiver.version))
    return error_of(kWaiverChanged);
  if (!reopens || by.has(accounts::kAdmin)) return {};
  const bool in_time = waiver.decided_at_ms && now_ms < *waiver.decided_at_ms + kReopenMs;
  if (waiver.decided_by == by.user_id && in_time) return {};
  return error_of(kReopenDenied);
}

// What the step does to the slot and its photos.
Result<void> follow(db::Tx& tx, const StoredWaiver& waiver, WaiverStatus to, Tally& tally) {
  const SlotKey slot = waiver.slot();
  if (to == WaiverStatus::approved) {
    if (const auto free = check_unphotographed(tx, slot); !free) return free;
    tally.not_applicable(slot, 1);
    return close_slot(tx, slot, tally);
  }
  if (to == WaiverStatus::pending) {
    if (const auto open = check_not_accepted(tx, slot.section_id); !open) return open;
    tally.not_applicable(slot, -1);
    return open_slot(tx, slot, tally);
  }
  return {};
}

}  // namespace

Result<Waiver> Photos::ask_waiver(const Caller& caller, const WaiverWish& wish) {
  if (is_blank(wish.reason))
    return field_error(kCommentRequired, "reason", "Say why no photo is needed here.");
  const WaiverId id = ids_.next<WaiverTag>();
  return db_.write([&](db::Tx& tx) -> Result<Waiver> {
    const auto person = accounts_.recheck(tx, caller, accounts::kPhotographers);
    if (!person) return person.error();
    const auto place = catalogue_.find_place(tx, caller, wish.section_id);
    if (!place) return place.error();
    if (place->archived_at_ms) return error_of(kSectionArchived);
    const auto checkpoint = catalogue_.find_checkpoint(tx, wish.checkpoint_id, {});
    if (!checkpoint || checkpoint->project_id != place->project_id)
      return error_of(problems::kNotFound, "This checkpoint is not part of the project.");
    if (wish.index > catalogue::slots_due(*checkpoint, place->length_m))
      return field_error(problems::kInvalid, "index", "No photo is due there.");
    const SlotKey slot{wish.section_id, wish.checkpoint_id, checkpoint->stage, wish.index};
    if (const auto free = check_unphotographed(tx, slot); !free) return free.error();
    const auto now_ms = clock_.now_ms();
    if (tx.exec(kInsert, id, place->project_id, slot.section_id, slot.checkpoint_id, slot.stage,
                slot.index, wish.reason, caller.user_id, now_ms) == 0)
      return error_of(kWaiverOpen);
    events_.append(tx, event_of("requested", id, place->project_id, slot, wish.reason,
                                caller.user_id, now_ms));
    return tx.get<Waiver>(kShown, id);
  });
}

Result<Waiver> Photos::step_waiver(const Caller& caller, const WaiverStep& step) {
  const bool speaks = step.to == WaiverStatus::retake || step.to == WaiverStatus::pending;
  if (speaks && is_blank(step.comment)) return field_error(kCommentRequired, "comment", "Say why.");
  const auto write = [&](db::Tx& tx) -> Result<Waiver> {
    const auto may =
        step.to == WaiverStatus::withdrawn ? accounts::kPhotographers : accounts::kDeciders;
    const auto person = accounts_.recheck(tx, caller, may);
    if (!person) return person.error();
    const auto waiver = tx.find<StoredWaiver>(kStored, step.id);
    if (!waiver || !catalogue_.sees(tx, caller, waiver->section_id))
      return error_of(problems::kNotFound);
    const auto now_ms = clock_.now_ms();
    if (const auto fine = check_step(*waiver, caller, step, now_ms); !fine) return fine.error();
    const bool decides = step.to == WaiverStatus::approved || step.to == WaiverStatus::retake;
    if (tx.exec(kStep, step.id, waiver->version, waiver->status, step.to,
                decides ? std::optional(caller.user_id) : std::nullopt,
                decides ? std::optional(now_ms) : std::nullopt,
                step.comment.empty() ? std::nullopt : std::optional(step.comment)) == 0)
      return error_of(kWaiverChanged);
    Tally tally;
    if (const auto followed = follow(tx, *waiver, step.to, tally); !followed)
      return followed.error();
    events_.append(tx, event_of(act_of(step.to), step.id, waiver->project_id, waiver->slot(),
                                step.comment, caller.user_id, now_ms));
    tally.settle(tx);
    return tx.get<Waiver>(kShown, step.id);
  };
  return until_unraced([&] { return db_.write(write); });
}

Result<Page<Waiver>> Photos::list_waivers(const Caller& caller, const WaiverFilter& filter) {
  const auto list = fmt::format("waivers {} {}", filter.project_id.text, name_of(filter.status));
  std::int64_t after_ms = -1;
  WaiverId after;
  if (filter.cursor) {
    auto keys = read_cursor(list, 2, filter.cursor);
    if (!keys) return keys.error();
    if (!parse_scalar((*keys)[0], after_ms)) return error_of(problems::kCursor);
    after.text = std::move((*keys)[1]);
  }
  return db_.read([&](db::Tx& tx) -> Result<Page<Waiver>> {
    if (!catalogue_.sees_project(tx, caller, filter.project_id))
      return error_of(problems::kNotFound);
    const auto viewer = caller.has(accounts::kAdmin) ? std::nullopt : std::optional(caller.user_id);
    Page<Waiver> page{tx.list<Waiver>(kList, filter.project_id, filter.status, viewer, after_ms,
                                      after, std::int64_t{filter.limit} + 1),
                      {}};
    if (std::ssize(page.items) > filter.limit) {
      page.items.pop_back();
      const Waiver& last = page.items.back();
      page.next = write_cursor(list, {fmt::format("{}", last.created_at_ms), last.id.text});
    }
    return page;
  });
}

}  // namespace photos
