// Product rule 5: a shot that should not be, or not there. What was stays in the history.
#include "photos/hold.h"
#include "photos/photos.h"
#include "photos/rules.h"
#include "photos/slot.h"

namespace photos {
namespace {

struct Misplaced {
  PhotoId id;
  ProjectId project_id;
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  UserId owner_id;
  Status status = Status::pending;
  bool newest = true;
  std::int64_t version = 1;
  std::optional<std::int64_t> withdrawn_at_ms;
  std::optional<double> lat;
  std::optional<double> lon;
  std::string flags;

  SlotKey slot() const { return {section_id, checkpoint_id, stage, slot_index}; }
};
BOOST_DESCRIBE_STRUCT(Misplaced, (),
                      (id, project_id, section_id, checkpoint_id, stage, slot_index, owner_id,
                       status, newest, version, withdrawn_at_ms, lat, lon, flags))

constexpr db::Sql<PhotoId> kFindMisplaced{"photos.find_misplaced", R"sql(
  SELECT id, project_id, section_id, checkpoint_id, stage, slot_index, owner_id, status, newest,
         version, withdrawn_at_ms, lat, lon, flags
  FROM photos WHERE id = $1
)sql"};

Result<Misplaced> find_misplaced(db::Tx& tx, catalogue::Catalogue& catalogue, const Caller& caller,
                                 const PhotoId& id) {
  auto photo = tx.find<Misplaced>(kFindMisplaced, id);
  if (!photo || !catalogue.sees(tx, caller, photo->section_id))
    return error_of(problems::kNotFound);
  return *std::move(photo);
}

// Nobody has decided on it, and it is as the caller saw it.
Result<void> check_open(const Misplaced& photo, const std::optional<std::int64_t>& seen_version) {
  if (photo.withdrawn_at_ms) return error_of(kPhotoChanged, "It was withdrawn already.");
  if (photo.status != Status::pending)
    return error_of(kPhotoChanged, "It was decided on meanwhile. Ask for it to be reopened.");
  if (!photo.newest) return error_of(kNotNewest);
  if (seen_version && *seen_version != photo.version) return error_of(kPhotoChanged);
  return {};
}

struct Slot {
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t index = 1;
};
BOOST_DESCRIBE_STRUCT(Slot, (), (section_id, checkpoint_id, stage, index))

Slot written(const SlotKey& slot) {
  return {slot.section_id, slot.checkpoint_id, slot.stage, slot.index};
}

struct MovedBody {
  Slot from;
  Slot to;
  std::int64_t attempt = 1;
  bool extra = false;
  std::string comment;
};
BOOST_DESCRIBE_STRUCT(MovedBody, (), (from, to, attempt, extra, comment))

struct RestoredBody {
  std::int64_t attempt = 1;
  bool extra = false;
};
BOOST_DESCRIBE_STRUCT(RestoredBody, (), (attempt, extra))

struct BecauseOf {
  PhotoId photo_id;
};
BOOST_DESCRIBE_STRUCT(BecauseOf, (), (photo_id))

// Writes the audit trail of one correction.
struct Log {
  db::Tx& tx;
  Events& events;
  const Caller& caller;
  const Misplaced& photo;
  std::int64_t now_ms;

  template <class Subject>
  void append(std::string kind, const Subject& subject, std::string body) const {
    events.append(tx, {.kind = std::move(kind),
                       .subject_id = subject.text,
                       .actor_id = caller.user_id.text,
                       .project_id = photo.project_id.text,
                       .body = std::move(body),
                       .at_ms = now_ms});
  }
  // The attempt whose turn it is now that the photo has left its slot.
  void left(const std::optional<PhotoId>& freed) const {
    if (freed) append("photo.newest_again", *freed, json::to_text(BecauseOf{photo.id}));
  }
  // What ended when the photo took its seat.
  void took(const Seat& seat) const {
    if (seat.replaces) append("photo.replaced", *seat.replaces, json::to_text(BecauseOf{photo.id}));
    if (seat.ended_waiver)
      append("waiver.withdrawn", *seat.ended_waiver, json::to_text(BecauseOf{photo.id}));
  }
};

constexpr db::Sql<PhotoId, std::int64_t> kWithdraw{"photos.withdraw", R"sql(
  UPDATE photos SET withdrawn_at_ms = $2, revision = revision + 1 WHERE id = $1
)sql"};

constexpr db::Sql<PhotoId, std::int64_t, std::int64_t, std::optional<PhotoId>, bool> kRestore{
    "photos.restore", R"sql(
  UPDATE photos
  SET withdrawn_at_ms = NULL, newest = TRUE, attempt = $3, replaces = $4, extra = $5,
      version = version + 1, revision = revision + 1
  WHERE id = $1 AND version = $2 AND withdrawn_at_ms IS NOT NULL
)sql"};

constexpr db::Sql<PhotoId, SectionId, CheckpointId, std::int64_t, Stage, std::int64_t, std::int64_t,
                  std::optional<PhotoId>, bool, std::optional<double>, std::optional<double>,
                  std::string, std::int64_t>
    kMove{"photos.move", R"sql(
  UPDATE photos
  SET section_id = $2, checkpoint_id = $3, checkpoint_version = $4, stage = $5, slot_index = $6,
      attempt = $7, replaces = $8, extra = $9, line_distance_m = $10, chainage_m = $11,
      flags = $12, moved_at_ms = $13, newest = TRUE, revision = revision + 1
  WHERE id = $1
)sql"};

// The slot a photo is to go to, as the checklist holds now.
struct Target {
  catalogue::Place place;
  catalogue::Checkpoint checkpoint;
  bool beyond_due = false;
};

Result<Target> find_target(db::Tx& tx, catalogue::Catalogue& catalogue, const Caller& caller,
                           const Misplaced& photo, const SlotKey& slot) {
  auto place = catalogue.find_place(tx, caller, slot.section_id);
  if (!place) return place.error();
  if (place->project_id != photo.project_id)
    return field_error(problems::kInvalid, "section_id", "Choose a section of the same project.");
  if (place->archived_at_ms) return error_of(kSectionArchived);
  auto checkpoint = catalogue.find_checkpoint(tx, slot.checkpoint_id, {});
  if (!checkpoint) return checkpoint.error();
  if (checkpoint->project_id != photo.project_id)
    return error_of(problems::kNotFound, "This checkpoint is not part of the project.");
  if (checkpoint->stage != slot.stage) return error_of(kWrongStage);
  const bool beyond_due = slot.index > catalogue::slots_due(*checkpoint, place->length_m);
  return Target{*std::move(place), *std::move(checkpoint), beyond_due};
}

// How the photo lies to its new section's line; developing fills in what only the file knows.
struct Lie {
  std::optional<double> line_distance_m;
  std::optional<double> chainage_m;
  std::string flags;
};

Lie lie_of(const Misplaced& photo, const catalogue::Place& place) {
  Flags flags = flags_from(photo.flags);
  flags.erase(std::string(flag::kFarFromLine));
  Lie lie;
  if (photo.lat && photo.lon && place.line)
    if (const auto on_line = catalogue::nearest_on_line(*place.line, *photo.lat, *photo.lon)) {
      lie.line_distance_m = on_line->distance_m;
      lie.chainage_m = on_line->chainage_m;
      const auto limit = place.max_line_distance_m;
      if (limit && on_line->distance_m > *limit) flags.emplace(flag::kFarFromLine);
    }
  lie.flags = to_text(flags);
  return lie;
}

}  // namespace

Result<void> Photos::withdraw(const Caller& caller, const PhotoId& id,
                              const std::optional<std::int64_t>& seen_version) {
  const auto correct = [&](db::Tx& tx) -> Result<void> {
    const auto person = accounts_.recheck(tx, caller, accounts::kPhotographers);
    if (!person) return person.error();
    const auto photo = find_misplaced(tx, catalogue_, caller, id);
    if (!photo) return photo.error();
    if (photo->owner_id != caller.user_id) return error_of(kNotYours);
    if (const auto open = check_open(*photo, seen_version); !open) return open;
    Tally tally;
    const auto freed = leave_seat(tx, id, photo->version, tally);
    if (!freed) return freed.error();
    const auto now_ms = clock_.now_ms();
    tx.run(kWithdraw, id, now_ms);
    const Log log{tx, events_, caller, *photo, now_ms};
    log.append("photo.withdrawn", id, "{}");
    log.left(*freed);
    tally.taken(photo->project_id, photo->owner_id, -1);
    tally.settle(tx);
    return {};
  };
  return until_unraced([&] { return db_.write(correct); });
}

Result<void> Photos::restore(const Caller& caller, const PhotoId& id) {
  const auto correct = [&](db::Tx& tx) -> Result<void> {
    const auto person = accounts_.recheck(tx, caller, accounts::kPhotographers);
    if (!person) return person.error();
    const auto photo = find_misplaced(tx, catalogue_, caller, id);
    if (!photo) return photo.error();
    if (photo->owner_id != caller.user_id) return error_of(kNotYours);
    if (!photo->withdrawn_at_ms) return error_of(kPhotoChanged, "It is not withdrawn.");
    const auto target = find_target(tx, catalogue_, caller, *photo, photo->slot());
    if (!target) return target.error();
    Tally tally;
    const auto seat = take_seat(tx, photo->slot(), {}, target->beyond_due, tally);
    if (!seat) return seat.error();
    if (tx.exec(kRestore, id, photo->version, seat->attempt, seat->replaces, seat->extra) == 0)
      return error_of(kRaced);
    const Log log{tx, events_, caller, *photo, clock_.now_ms()};
    log.append("photo.restored", id, json::to_text(RestoredBody{seat->attempt, seat->extra}));
    log.took(*seat);
    tally.taken(photo->project_id, photo->owner_id, 1);
    tally.settle(tx);
    return {};
  };
  return until_unraced([&] { return db_.write(correct); });
}

Result<void> Photos::move(const Caller& caller, const Move& move) {
  const SlotKey to{move.section_id, move.checkpoint_id, move.stage, move.index};
  const auto correct = [&](db::Tx& tx) -> Result<void> {
    const auto person = accounts_.recheck(tx, caller, accounts::kPhotographers);
    if (!person) return person.error();
    const auto photo = find_misplaced(tx, catalogue_, caller, move.photo_id);
    if (!photo) return photo.error();
    if (photo->owner_id != caller.user_id && !caller.has(accounts::kDeciders))
      return error_of(kNotYours);
    if (const auto open = check_open(*photo, move.seen_version); !open) return open;
    if (photo->slot() == to)
      return field_error(problems::kInvalid, "index", "The photo is in this slot already.");
    const auto target = find_target(tx, catalogue_, caller, *photo, to);
    if (!target) return target.error();
    Tally tally;
    const auto freed = leave_seat(tx, photo->id, photo->version, tally);
    if (!freed) return freed.error();
    const auto seat = take_seat(tx, to, {}, target->beyond_due, tally);
    if (!seat) return seat.error();
    const auto now_ms = clock_.now_ms();
    const Lie lie = lie_of(*photo, target->place);
    tx.exec(kMove, photo->id, to.section_id, to.checkpoint_id, target->checkpoint.version, to.stage,
            to.index, seat->attempt, seat->replaces, seat->extra, lie.line_distance_m,
            lie.chainage_m, lie.flags, now_ms);
    const Log log{tx, events_, caller, *photo, now_ms};
    log.append("photo.moved", photo->id,
               json::to_text(MovedBody{written(photo->slot()), written(to), seat->attempt,
                                       seat->extra, move.comment}));
    log.left(*freed);
    log.took(*seat);
    jobs_.again(tx, kDevelopJob, photo->id.text);  // the stamp names another place now
    tally.settle(tx);
    return {};
  };
  return until_unraced([&] { return db_.write(correct); });
}

}  // namespace photos
