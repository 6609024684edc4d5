#include "photos/rows.h"

namespace photos {

PhotoRow shown(StoredRow row) {
  PhotoRow out;
  out.thumb_url = image_url_of_key(row.id, Size::thumb, row.thumb_key);
  out.id = std::move(row.id);
  out.project_id = std::move(row.project_id);
  out.section_id = std::move(row.section_id);
  out.section_code = std::move(row.section_code);
  out.section_name = std::move(row.section_name);
  out.route_name = std::move(row.route_name);
  out.checkpoint_id = std::move(row.checkpoint_id);
  out.checkpoint_code = std::move(row.checkpoint_code);
  out.checkpoint_name = std::move(row.checkpoint_name);
  out.stage = row.stage;
  out.index = row.slot_index;
  out.status = row.status;
  out.attempt = row.attempt;
  out.newest = row.newest;
  out.extra = row.extra;
  out.received = row.received;
  out.develop = row.develop;
  out.owner_id = std::move(row.owner_id);
  out.owner_name = std::move(row.owner_name);
  out.taken_at_ms = row.taken_at_ms;
  out.received_at_ms = row.received_at_ms;
  out.decided_at_ms = row.decided_at_ms;
  out.withdrawn_at_ms = row.withdrawn_at_ms;
  out.flags = flag_list(row.flags);
  out.version = row.version;
  return out;
}

}  // namespace photos
