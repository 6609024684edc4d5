#include "photos/hold.h"

#include <algorithm>

namespace photos {
namespace {

struct ApprovedSlot {
  CheckpointId checkpoint_id;
  std::int64_t slot_index = 1;
};
BOOST_DESCRIBE_STRUCT(ApprovedSlot, (), (checkpoint_id, slot_index))

// What is not applicable holds nobody up. At most one row per slot, and a section has no more slots
// than its checklist asks for.
constexpr db::Sql<SectionId> kApprovedSlots{"photos.approved_slots", R"sql(
  SELECT checkpoint_id, slot_index FROM photos
  WHERE section_id = $1 AND newest AND NOT extra AND status = 'approved'
  UNION ALL
  SELECT checkpoint_id, slot_index FROM waivers WHERE section_id = $1 AND status = 'approved'
)sql"};

}  // namespace

Approvals read_approvals(db::Tx& tx, const catalogue::Place& place,
                         const std::vector<catalogue::Checkpoint>& checkpoints) {
  Approvals approvals;
  if (std::ranges::none_of(checkpoints, &catalogue::Checkpoint::hold_point)) return approvals;
  std::unordered_map<CheckpointId, std::int64_t> due;
  for (const auto& checkpoint : checkpoints)
    due[checkpoint.id] = catalogue::slots_due(checkpoint, place.length_m);
  for (const auto& slot : tx.list<ApprovedSlot>(kApprovedSlots, place.section_id))
    if (slot.slot_index <= due[slot.checkpoint_id]) ++approvals[slot.checkpoint_id];
  return approvals;
}

const catalogue::Checkpoint* find_hold(const std::vector<catalogue::Checkpoint>& checkpoints,
                                       const Approvals& approvals, const catalogue::Place& place,
                                       const catalogue::Checkpoint& next) {
  const auto holds = [&](const catalogue::Checkpoint& earlier) {
    if (!earlier.hold_point || earlier.work_type_id != next.work_type_id) return false;
    if (earlier.stage >= next.stage) return false;
    const auto approved = approvals.find(earlier.id);
    return (approved == approvals.end() ? 0 : approved->second) <
           catalogue::slots_due(earlier, place.length_m);
  };
  const auto found = std::ranges::find_if(checkpoints, holds);
  return found == checkpoints.end() ? nullptr : &*found;
}

}  // namespace photos
