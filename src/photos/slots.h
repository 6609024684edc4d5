// The photos due of a section, worked out from the checklist, on the wire.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "photos/model.h"
#include "photos/waivers.h"

namespace photos {

struct SlotPhoto {
  PhotoId id;
  Status status = Status::pending;
  std::int64_t attempt = 1;
  UserId owner_id;
  std::string owner_name;
  std::int64_t received_at_ms = 0;
  std::optional<std::string> thumb_url;
  std::optional<std::string> comment;  // of the newest decision
  std::optional<std::string> decided_by_name;
  std::optional<std::int64_t> decided_at_ms;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(SlotPhoto, (),
                      (id, status, attempt, owner_id, owner_name, received_at_ms, thumb_url,
                       comment, decided_by_name, decided_at_ms, version))

// waiver_pending: somebody says that no photo is needed, and nobody has decided yet.
enum class SlotState {
  due,
  pending,
  approved,
  retake,
  nonconforming,
  waiver_pending,
  not_applicable
};
BOOST_DESCRIBE_ENUM(SlotState, due, pending, approved, retake, nonconforming, waiver_pending,
                    not_applicable)

struct Slot {
  CheckpointId checkpoint_id;
  std::string checkpoint_code;
  std::string checkpoint_name;
  std::string work_type_name;
  std::string guidance;
  Stage stage = Stage::during;
  std::int64_t index = 1;
  std::optional<double> chainage_m;
  bool hold_blocked = false;  // waits for the approval of a hold point of an earlier stage
  SlotState state = SlotState::due;
  std::optional<SlotPhoto> photo;
  std::optional<Waiver> waiver;  // the newest, unless it was withdrawn
};
BOOST_DESCRIBE_STRUCT(Slot, (),
                      (checkpoint_id, checkpoint_code, checkpoint_name, work_type_name, guidance,
                       stage, index, chainage_m, hold_blocked, state, photo, waiver))

// Numbers of slots; extras are photos beyond them.
struct Counts {
  std::int64_t due = 0;    // all slots
  std::int64_t taken = 0;  // those with a photo, whatever its status
  std::int64_t pending = 0;
  std::int64_t approved = 0;
  std::int64_t retake = 0;
  std::int64_t nonconforming = 0;
  std::int64_t extras = 0;
  std::int64_t not_applicable = 0;  // closed without a photo
};
BOOST_DESCRIBE_STRUCT(Counts, (),
                      (due, taken, pending, approved, retake, nonconforming, extras,
                       not_applicable))

struct SlotSection : catalogue::Section {
  Counts counts;
  std::optional<std::int64_t> accepted_at_ms;
  std::optional<std::string> accepted_by_name;
};
BOOST_DESCRIBE_STRUCT(SlotSection, (catalogue::Section), (counts, accepted_at_ms, accepted_by_name))

struct SectionSlots {
  SlotSection section;
  catalogue::Project project;
  std::vector<Slot> items;
};
BOOST_DESCRIBE_STRUCT(SectionSlots, (), (section, project, items))

}  // namespace photos
