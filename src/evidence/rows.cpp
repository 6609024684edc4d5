#include "evidence/rows.h"

#include <stdexcept>
#include <unordered_map>

#include "base/limits.h"

namespace evidence {
namespace {

// From the ids on: PostgreSQL changes the order of no more than eight tables, and would read all
// photos before it came to an IN.
constexpr db::Sql<std::string> kRows{"evidence.rows", R"sql(
  SELECT p.id, j.code AS project_code, j.name AS project_name, j.time_zone, r.code AS route_code,
         r.name AS route_name, s.code AS section_code, s.name AS section_name,
         w.code AS work_type_code, w.name AS work_type_name, k.code AS checkpoint_code,
         v.name AS checkpoint_name, p.stage, p.slot_index, p.attempt, p.newest, p.extra, p.replaces,
         p.status, p.received, o.name AS owner_name, p.taken_at_ms, p.received_at_ms,
         p.withdrawn_at_ms, d.name AS decided_by_name, p.decided_at_ms, p.decision_comment,
         p.comment, p.lat, p.lon, p.accuracy_m, p.line_distance_m, p.chainage_m, p.flags,
         p.override_reason, p.device, p.file_name, p.media_type, p.size_bytes, p.sha256,
         p.original_key, p.display_key
  FROM json_each($1) wanted
  JOIN photos p ON p.id = wanted.value
  JOIN projects j ON j.id = p.project_id
  JOIN sections s ON s.id = p.section_id
  JOIN routes r ON r.id = s.route_id
  JOIN checkpoints k ON k.id = p.checkpoint_id
  JOIN work_types w ON w.id = k.work_type_id
  JOIN checkpoint_versions v
    ON v.checkpoint_id = p.checkpoint_id AND v.version = p.checkpoint_version
  JOIN users o ON o.id = p.owner_id
  LEFT JOIN users d ON d.id = p.decided_by
)sql"};

// In the order of `ids`.
std::vector<Row> read_rows(db::Tx& tx, const std::vector<PhotoId>& ids) {
  std::unordered_map<std::string_view, std::size_t> place;
  std::vector<std::string> keys;
  for (const PhotoId& id : ids) {
    place.emplace(id.text, place.size());
    keys.push_back(id.text);
  }
  std::vector<Row> rows(ids.size());
  for (Row& row : tx.list<Row>(kRows, json::to_text(keys))) {
    const auto at = place.at(row.id.text);
    rows[at] = std::move(row);
  }
  return rows;
}

}  // namespace

Rows::Rows(db::Database& db, photos::Photos& photos, Caller caller, photos::Filter filter)
    : db_(db), photos_(photos), caller_(std::move(caller)), filter_(std::move(filter)) {
  filter_.limit = ceilings::kPageMax;
  filter_.cursor.reset();
}

Result<void> Rows::begin() { return read_page(); }

Result<void> Rows::read_page() {
  auto page = db_.read([&](db::Tx& tx) -> Result<Page<Row>> {
    auto ids = photos_.list_ids(tx, caller_, filter_);
    if (!ids) return ids.error();
    return Page<Row>{read_rows(tx, ids->items), std::move(ids->next)};
  });
  if (!page) return page.error();
  page_ = std::move(page->items);
  at_ = 0;
  last_page_ = !page->next;
  filter_.cursor = std::move(page->next);
  return {};
}

const Row* Rows::next() {
  while (at_ == page_.size()) {
    if (last_page_) return nullptr;
    if (const auto fine = read_page(); !fine) throw std::runtime_error(fine.error().detail);
  }
  return &page_[at_++];
}

}  // namespace evidence
