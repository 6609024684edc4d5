// Which photos hold their slots. A slot that is not due, or closed as not applicable, is held by
// nobody: its photos are extras, shown and never counted.
#pragma once

#include "db/db.h"
#include "photos/counters.h"
#include "photos/model.h"
#include "photos/waivers.h"

namespace photos {

// The kind of job that holds a project's photos to its checklist; its subject is the project's id.
inline constexpr std::string_view kSettleJob = "settle-slots";

// Whoever holds the slot, and the attempts before it, become extras.
//   raced   somebody changed the photo just now
Result<void> close_slot(db::Tx& tx, const SlotKey& slot, Tally& tally);

// When nobody holds the slot, the first extra that lies there does, with the attempts before it.
//   raced
Result<void> open_slot(db::Tx& tx, const SlotKey& slot, Tally& tally);

// slot-photographed: somebody holds it, with a photo that did not come back.
Result<void> check_unphotographed(db::Tx& tx, const SlotKey& slot);

// A photo came for this slot. An open request for a waiver ends, and its id is returned; `closed`
// when the slot was closed as not applicable and stays so.
struct Met {
  std::optional<WaiverId> ended;
  bool closed = false;
};
Met meet_waiver(db::Tx& tx, const SlotKey& slot);

}  // namespace photos
