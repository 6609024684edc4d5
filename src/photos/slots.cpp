// What is due on a section: slots worked out from the checklist, each with its newest photo.
#include <algorithm>
#include <array>

#include "photos/hold.h"
#include "photos/keys.h"
#include "photos/photos.h"

namespace photos {
namespace {

struct Holder {
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  PhotoId id;
  Status status = Status::pending;
  std::int64_t attempt = 1;
  UserId owner_id;
  std::string owner_name;
  std::int64_t received_at_ms = 0;
  std::optional<std::string> thumb_key;
  std::optional<std::string> decision_comment;
  std::optional<std::string> decided_by_name;
  std::optional<std::int64_t> decided_at_ms;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Holder, (),
                      (checkpoint_id, stage, slot_index, id, status, attempt, owner_id, owner_name,
                       received_at_ms, thumb_key, decision_comment, decided_by_name, decided_at_ms,
                       version))

// At most one row per slot (unique index), and a checklist bounds the slots.
constexpr db::Sql<SectionId> kHolders{"photos.slot_holders", R"sql(
  SELECT p.checkpoint_id, p.stage, p.slot_index, p.id, p.status, p.attempt, p.owner_id,
         u.name AS owner_name, p.received_at_ms, p.thumb_key, p.decision_comment,
         d.name AS decided_by_name, p.decided_at_ms, p.version
  FROM photos p JOIN users u ON u.id = p.owner_id LEFT JOIN users d ON d.id = p.decided_by
  WHERE p.section_id = $1 AND p.newest AND NOT p.extra
)sql"};

// Extras are no slots: only the counters know how many there are.
constexpr db::Sql<SectionId> kExtras{"photos.extras_of_section", R"sql(
  SELECT CAST(COALESCE(SUM(extras), 0) AS BIGINT) AS extras
  FROM section_counters WHERE section_id = $1
)sql"};

constexpr db::Sql<SectionId> kWaivers{"photos.waivers_of_section", R"sql(
  SELECT * FROM listed_waivers w
  WHERE w.section_id = $1 AND w.status <> 'withdrawn'
  ORDER BY w.created_at_ms DESC, w.id DESC
)sql"};

using SlotOf = std::tuple<std::string, Stage, std::int64_t>;
using Holders = std::map<SlotOf, Holder>;
using Waivers = std::map<SlotOf, Waiver>;

Holders read_holders(db::Tx& tx, const SectionId& section) {
  Holders holders;
  for (Holder& holder : tx.list<Holder>(kHolders, section)) {
    SlotOf key{holder.checkpoint_id.text, holder.stage, holder.slot_index};
    holders.emplace(std::move(key), std::move(holder));
  }
  return holders;
}

// The newest of each slot.
Waivers read_waivers(db::Tx& tx, const SectionId& section) {
  Waivers waivers;
  for (Waiver& waiver : tx.list<Waiver>(kWaivers, section)) {
    SlotOf key{waiver.checkpoint_id.text, waiver.stage, waiver.index};
    waivers.emplace(std::move(key), std::move(waiver));
  }
  return waivers;
}

SlotPhoto shown(const Holder& from) {
  return {.id = from.id,
          .status = from.status,
          .attempt = from.attempt,
          .owner_id = from.owner_id,
          .owner_name = from.owner_name,
          .received_at_ms = from.received_at_ms,
          .thumb_url = image_url_of_key(from.id, Size::thumb, from.thumb_key),
          .comment = from.decision_comment,
          .decided_by_name = from.decided_by_name,
          .decided_at_ms = from.decided_at_ms,
          .version = from.version};
}

SlotState state_of(Status status) { return *from_name<SlotState>(name_of(status)); }

SlotState state_of(const Slot& slot) {
  const auto waiver = slot.waiver ? slot.waiver->status : WaiverStatus::withdrawn;
  if (waiver == WaiverStatus::approved) return SlotState::not_applicable;
  if (waiver == WaiverStatus::pending) return SlotState::waiver_pending;
  return slot.photo ? state_of(slot.photo->status) : SlotState::due;
}

struct Found {
  Holders holders;
  Waivers waivers;
};

std::vector<Slot> slots_of(const catalogue::Checkpoint& checkpoint, const catalogue::Place& place,
                           bool hold_blocked, const Found& found) {
  std::vector<Slot> slots;
  const auto due = catalogue::slots_due(checkpoint, place.length_m);
  for (std::int64_t index = 1; index <= due; ++index) {
    Slot slot{.checkpoint_id = checkpoint.id,
              .checkpoint_code = checkpoint.code,
              .checkpoint_name = checkpoint.name,
              .work_type_name = checkpoint.work_type_name,
              .guidance = checkpoint.guidance,
              .stage = checkpoint.stage,
              .index = index,
              .chainage_m = catalogue::slot_chainage_m(checkpoint, place.length_m, index),
              .hold_blocked = hold_blocked,
              .state = SlotState::due,
              .photo = {},
              .waiver = {}};
    const SlotOf key{checkpoint.id.text, checkpoint.stage, index};
    if (const auto holder = found.holders.find(key); holder != found.holders.end()) {
      slot.photo = shown(holder->second);
      slot.hold_blocked = false;
    }
    if (const auto waiver = found.waivers.find(key); waiver != found.waivers.end())
      slot.waiver = waiver->second;
    slot.state = state_of(slot);
    slots.push_back(std::move(slot));
  }
  return slots;
}

// What came back is on top, then what is due, what waits, what is done.
int urgency(const Slot& slot) {
  switch (slot.state) {
    case SlotState::retake:
    case SlotState::nonconforming:
      return 0;
    case SlotState::due:
      return 1;
    case SlotState::pending:
    case SlotState::waiver_pending:
      return 2;
    case SlotState::approved:
    case SlotState::not_applicable:
      break;
  }
  return 3;
}

void count(Counts& counts, const Slot& slot) {
  ++counts.due;
  counts.not_applicable += slot.state == SlotState::not_applicable;
  if (!slot.photo) return;
  ++counts.taken;
  counts.pending += slot.photo->status == Status::pending;
  counts.approved += slot.photo->status == Status::approved;
  counts.retake += slot.photo->status == Status::retake;
  counts.nonconforming += slot.photo->status == Status::nonconforming;
}

}  // namespace

Result<SectionSlots> Photos::slots(const Caller& caller, const SectionId& id) {
  return db_.read([&](db::Tx& tx) -> Result<SectionSlots> {
    const auto place = catalogue_.find_place(tx, caller, id);
    if (!place) return place.error();
    auto section = catalogue_.find_section(tx, caller, id);
    if (!section) return section.error();
    auto project = catalogue_.find_project(tx, caller, place->project_id);
    if (!project) return project.error();
    SectionSlots out{{*std::move(section), {}, {}, {}}, *std::move(project), {}};

    const auto checkpoints = catalogue_.list_checkpoints(tx, place->project_id);
    const auto approvals = read_approvals(tx, *place, checkpoints);
    const Found found{read_holders(tx, id), read_waivers(tx, id)};
    for (const auto& checkpoint : checkpoints) {
      const bool blocked = find_hold(checkpoints, approvals, *place, checkpoint) != nullptr;
      for (Slot& slot : slots_of(checkpoint, *place, blocked, found)) {
        count(out.section.counts, slot);
        out.items.push_back(std::move(slot));
      }
    }
    std::ranges::stable_sort(out.items, {}, urgency);
    // What holds a slot that is no longer due is about to become an extra.
    out.section.counts.extras =
        std::ssize(found.holders) - out.section.counts.taken + tx.get<std::int64_t>(kExtras, id);
    if (auto accepted = find_acceptance(tx, id)) {
      out.section.accepted_at_ms = accepted->accepted_at_ms;
      out.section.accepted_by_name = std::move(accepted->accepted_by_name);
    }
    return out;
  });
}

}  // namespace photos
