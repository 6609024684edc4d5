// Slots that need no photo ("not applicable"): asked for with a reason, decided like a photo,
// counted apart.
#pragma once

#include <optional>
#include <string>

#include "photos/model.h"

namespace photos {

using WaiverId = Id<struct WaiverTag>;

// retake: refused, the photo is due again. withdrawn: by its asker, or by a photo that came.
enum class WaiverStatus { pending, approved, retake, withdrawn };
BOOST_DESCRIBE_ENUM(WaiverStatus, pending, approved, retake, withdrawn)

struct Waiver {
  WaiverId id;
  ProjectId project_id;
  SectionId section_id;
  std::string section_code;
  std::string section_name;
  CheckpointId checkpoint_id;
  std::string checkpoint_code;
  std::string checkpoint_name;
  Stage stage = Stage::during;
  std::int64_t index = 1;
  std::string reason;
  WaiverStatus status = WaiverStatus::pending;
  UserId owner_id;
  std::string owner_name;
  std::int64_t created_at_ms = 0;
  std::optional<std::string> decided_by_name;
  std::optional<std::int64_t> decided_at_ms;
  std::optional<std::string> comment;  // of the decision
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Waiver, (),
                      (id, project_id, section_id, section_code, section_name, checkpoint_id,
                       checkpoint_code, checkpoint_name, stage, index, reason, status, owner_id,
                       owner_name, created_at_ms, decided_by_name, decided_at_ms, comment, version))

struct WaiverWish {
  SectionId section_id;
  CheckpointId checkpoint_id;
  std::int64_t index = 1;
  std::string reason;
};

// One person's word on a waiver.
struct WaiverStep {
  WaiverId id;
  WaiverStatus to = WaiverStatus::approved;  // pending: taken back
  std::string comment;
  std::optional<std::int64_t> seen_version;  // as the decider saw it
};

struct WaiverFilter {
  ProjectId project_id;
  WaiverStatus status = WaiverStatus::pending;
  int limit = 50;
  std::optional<std::string> cursor;
};

inline constexpr Problem kSlotPhotographed{"slot-photographed", Code::conflict,
                                           "There is a photo in this slot",
                                           "Withdraw the photo first, or leave the slot as it is."};
inline constexpr Problem kWaiverOpen{"waiver-open", Code::conflict, "Somebody asked already",
                                     "The slot waits for a decision, or is closed. Load it again."};
inline constexpr Problem kWaiverChanged{"waiver-changed", Code::conflict,
                                        "The request changed meanwhile",
                                        "Load it again before you decide."};

}  // namespace photos
