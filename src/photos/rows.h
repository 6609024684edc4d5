// Rows of lists: how a photo is read for a list, and how it is shown.
#pragma once

#include <string>

#include "photos/keys.h"
#include "photos/model.h"
#include "photos/rules.h"

namespace photos {

// A row of the view listed_photos.
struct StoredRow {
  PhotoId id;
  ProjectId project_id;
  SectionId section_id;
  std::string section_code;
  std::string section_name;
  RouteId route_id;
  std::string route_name;
  CheckpointId checkpoint_id;
  std::string checkpoint_code;
  std::string checkpoint_name;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  Status status = Status::pending;
  std::int64_t attempt = 1;
  bool newest = true;
  bool extra = false;
  Received received = Received::original;
  Develop develop = Develop::waiting;
  UserId owner_id;
  std::string owner_name;
  std::int64_t taken_at_ms = 0;
  std::int64_t received_at_ms = 0;
  std::optional<std::int64_t> decided_at_ms;
  std::optional<std::int64_t> withdrawn_at_ms;
  std::optional<std::string> thumb_key;
  std::string flags;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(StoredRow, (),
                      (id, project_id, section_id, section_code, section_name, route_id, route_name,
                       checkpoint_id, checkpoint_code, checkpoint_name, stage, slot_index, status,
                       attempt, newest, extra, received, develop, owner_id, owner_name, taken_at_ms,
                       received_at_ms, decided_at_ms, withdrawn_at_ms, thumb_key, flags, version))

PhotoRow shown(StoredRow row);

}  // namespace photos
