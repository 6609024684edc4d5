#include "photos/settle.h"

#include "photos/photos.h"
#include "photos/slot.h"

namespace photos {
namespace {

struct Seated {
  PhotoId id;
  Status status = Status::pending;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Seated, (), (id, status, version))

constexpr db::Sql<SectionId, CheckpointId, Stage, std::int64_t> kHolder{"photos.find_holder",
                                                                        R"sql(
  SELECT id, status, version FROM photos
  WHERE section_id = $1 AND checkpoint_id = $2 AND stage = $3 AND slot_index = $4
    AND newest AND NOT extra
)sql"};

constexpr db::Sql<SectionId, CheckpointId, Stage, std::int64_t> kFirstExtra{
    "photos.find_first_extra", R"sql(
  SELECT id, status, version FROM photos
  WHERE section_id = $1 AND checkpoint_id = $2 AND stage = $3 AND slot_index = $4
    AND newest AND extra
  ORDER BY received_at_ms, id LIMIT 1
)sql"};

constexpr db::Sql<PhotoId, std::int64_t, bool> kSeat{"photos.seat", R"sql(
  UPDATE photos SET extra = $3, version = version + 1, revision = revision + 1
  WHERE id = $1 AND version = $2 AND newest
)sql"};

// An older attempt; gives the one before it.
constexpr db::Sql<PhotoId, bool> kSeatOlder{"photos.seat_older", R"sql(
  UPDATE photos SET extra = $2, revision = revision + 1
  WHERE id = (SELECT replaces FROM photos WHERE id = $1)
  RETURNING id
)sql"};

constexpr db::Sql<SectionId, CheckpointId, Stage, std::int64_t> kMeet{"photos.meet_waiver", R"sql(
  UPDATE waivers
  SET status = CASE WHEN status = 'pending' THEN 'withdrawn' ELSE status END, version = version + 1
  WHERE section_id = $1 AND checkpoint_id = $2 AND stage = $3 AND slot_index = $4
    AND status IN ('pending', 'approved')
  RETURNING id, status
)sql"};

struct MetWaiver {
  WaiverId id;
  WaiverStatus status = WaiverStatus::withdrawn;
};
BOOST_DESCRIBE_STRUCT(MetWaiver, (), (id, status))

// The whole chain of attempts is on one side or the other: whichever becomes the newest again
// counts as its successor did.
Result<void> seat(db::Tx& tx, const Seated& photo, bool extra) {
  if (tx.exec(kSeat, photo.id, photo.version, extra) == 0) return error_of(kRaced);
  for (auto older = tx.find<PhotoId>(kSeatOlder, photo.id, extra); older;)
    older = tx.find<PhotoId>(kSeatOlder, *older, extra);
  return {};
}

}  // namespace

Result<void> close_slot(db::Tx& tx, const SlotKey& slot, Tally& tally) {
  const auto holder =
      tx.find<Seated>(kHolder, slot.section_id, slot.checkpoint_id, slot.stage, slot.index);
  if (!holder) return {};
  if (const auto done = seat(tx, *holder, true); !done) return done;
  tally.holds(slot, holder->status, -1);
  tally.extra(slot, 1);
  return {};
}

Result<void> open_slot(db::Tx& tx, const SlotKey& slot, Tally& tally) {
  if (tx.find<Seated>(kHolder, slot.section_id, slot.checkpoint_id, slot.stage, slot.index))
    return {};
  const auto first =
      tx.find<Seated>(kFirstExtra, slot.section_id, slot.checkpoint_id, slot.stage, slot.index);
  if (!first) return {};
  if (const auto done = seat(tx, *first, false); !done) return done;
  tally.extra(slot, -1);
  tally.holds(slot, first->status, 1);
  return {};
}

Result<void> check_unphotographed(db::Tx& tx, const SlotKey& slot) {
  const auto holder =
      tx.find<Seated>(kHolder, slot.section_id, slot.checkpoint_id, slot.stage, slot.index);
  if (!holder || holder->status == Status::retake || holder->status == Status::nonconforming)
    return {};
  return error_of(kSlotPhotographed);
}

Met meet_waiver(db::Tx& tx, const SlotKey& slot) {
  const auto met =
      tx.find<MetWaiver>(kMeet, slot.section_id, slot.checkpoint_id, slot.stage, slot.index);
  if (!met) return {};
  if (met->status == WaiverStatus::approved) return {{}, true};
  return {met->id, false};
}

}  // namespace photos
