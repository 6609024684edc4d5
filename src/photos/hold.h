// Hold points: the later stages of a work type wait until an earlier checkpoint is approved.
#pragma once

#include <unordered_map>
#include <vector>

#include "catalogue/catalogue.h"
#include "db/db.h"
#include "photos/model.h"

namespace photos {

// How many due slots of each checkpoint are approved on one section.
using Approvals = std::unordered_map<CheckpointId, std::int64_t>;

// Reads nothing when no checkpoint is a hold point.
Approvals read_approvals(db::Tx& tx, const catalogue::Place& place,
                         const std::vector<catalogue::Checkpoint>& checkpoints);

// The hold point of the same work type and an earlier stage that `next` waits for; null when none.
const catalogue::Checkpoint* find_hold(const std::vector<catalogue::Checkpoint>& checkpoints,
                                       const Approvals& approvals, const catalogue::Place& place,
                                       const catalogue::Checkpoint& next);

}  // namespace photos
