// The photos of a download, each with what a table tells of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "photos/photos.h"

namespace evidence {

using photos::PhotoId;

struct Row {
  PhotoId id;
  std::string project_code;
  std::string project_name;
  std::string time_zone;
  std::string route_code;
  std::string route_name;
  std::string section_code;
  std::string section_name;
  std::string work_type_code;
  std::string work_type_name;
  std::string checkpoint_code;
  std::string checkpoint_name;
  photos::Stage stage = photos::Stage::during;
  std::int64_t slot_index = 1;
  std::int64_t attempt = 1;
  bool newest = true;
  bool extra = false;
  std::optional<PhotoId> replaces;
  photos::Status status = photos::Status::pending;
  photos::Received received = photos::Received::original;
  std::string owner_name;
  std::int64_t taken_at_ms = 0;
  std::int64_t received_at_ms = 0;
  std::optional<std::int64_t> withdrawn_at_ms;
  std::optional<std::string> decided_by_name;
  std::optional<std::int64_t> decided_at_ms;
  std::optional<std::string> decision_comment;
  std::optional<std::string> comment;
  std::optional<double> lat;
  std::optional<double> lon;
  std::optional<double> accuracy_m;
  std::optional<double> line_distance_m;
  std::optional<double> chainage_m;
  std::string flags;
  std::optional<std::string> override_reason;
  std::optional<std::string> device;
  std::optional<std::string> file_name;
  std::string media_type;
  std::int64_t size_bytes = 0;
  std::string sha256;
  std::string original_key;
  std::optional<std::string> display_key;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, project_code, project_name, time_zone, route_code, route_name,
                       section_code, section_name, work_type_code, work_type_name, checkpoint_code,
                       checkpoint_name, stage, slot_index, attempt, newest, extra, replaces, status,
                       received, owner_name, taken_at_ms, received_at_ms, withdrawn_at_ms,
                       decided_by_name, decided_at_ms, decision_comment, comment, lat, lon,
                       accuracy_m, line_distance_m, chainage_m, flags, override_reason, device,
                       file_name, media_type, size_bytes, sha256, original_key, display_key))

// Reads page after page: each photo is told as it is when its page is read, and a photo that comes
// meanwhile is not among them. Holds one page.
class Rows {
 public:
  // All references outlive this object.
  Rows(db::Database& db, photos::Photos& photos, Caller caller, photos::Filter filter);

  // The first page, whose errors are the list's: not-found.
  Result<void> begin();
  // Null after the last. Throws when a page can no longer be read.
  const Row* next();

 private:
  Result<void> read_page();

  db::Database& db_;
  photos::Photos& photos_;
  const Caller caller_;
  photos::Filter filter_;
  std::vector<Row> page_;
  std::size_t at_ = 0;
  bool last_page_ = false;
};

}  // namespace evidence
