#include "photos/receipts.h"

namespace photos {
namespace {

struct Kept {
  PhotoId id;
  UserId owner_id;
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  std::string sha256;
  std::int64_t size_bytes = 0;
  std::string media_type;
  std::int64_t received_at_ms = 0;
  Status status = Status::pending;
  std::int64_t attempt = 1;
  bool extra = false;
  std::int64_t version = 1;
  std::optional<std::int64_t> moved_at_ms;
};
BOOST_DESCRIBE_STRUCT(Kept, (),
                      (id, owner_id, section_id, checkpoint_id, stage, slot_index, sha256,
                       size_bytes, media_type, received_at_ms, status, attempt, extra, version,
                       moved_at_ms))

constexpr db::Sql<PhotoId> kKept{"photos.find_kept", R"sql(
  SELECT id, owner_id, section_id, checkpoint_id, stage, slot_index, sha256, size_bytes, media_type,
         received_at_ms, status, attempt, extra, version, moved_at_ms
  FROM photos WHERE id = $1
)sql"};

constexpr db::Sql<PhotoId> kDeleted{"photos.find_deleted", R"sql(
  SELECT id FROM deleted_photos WHERE id = $1
)sql"};

struct Double {
  PhotoId photo_id;
  SectionId section_id;
  std::string section_name;
  std::string checkpoint_name;
  Status status = Status::pending;
  bool visible = false;
};
BOOST_DESCRIBE_STRUCT(Double, (),
                      (photo_id, section_id, section_name, checkpoint_name, status, visible))

constexpr db::Sql<std::string_view, PhotoId, UserId> kDoubles{"photos.find_doubles", R"sql(
  SELECT p.id AS photo_id, p.section_id, s.name AS section_name, v.name AS checkpoint_name,
         p.status,
         EXISTS (SELECT 1 FROM section_access a
                 WHERE a.user_id = $3 AND a.section_id = p.section_id) AS visible
  FROM photos p
  JOIN sections s ON s.id = p.section_id
  JOIN checkpoint_versions v
    ON v.checkpoint_id = p.checkpoint_id AND v.version = p.checkpoint_version
  WHERE p.sha256 = $1 AND p.id <> $2
  ORDER BY p.received_at_ms, p.id LIMIT 10
)sql"};

// A phone that sends again does not know where a reviewer has moved the photo since.
bool is_same(const Kept& kept, const Caller& caller, const PhotoMeta& meta) {
  const bool same_slot = kept.section_id == meta.section_id &&
                         kept.checkpoint_id == meta.checkpoint_id && kept.stage == meta.stage &&
                         kept.slot_index == meta.index;
  return kept.owner_id == caller.user_id && kept.sha256 == meta.sha256 &&
         (same_slot || kept.moved_at_ms);
}

}  // namespace

Result<std::optional<Receipt>> find_receipt(db::Tx& tx, const Caller& caller,
                                            const PhotoMeta& meta) {
  if (tx.find<std::string>(kDeleted, meta.id)) return error_of(kPhotoDeleted);
  const auto kept = tx.find<Kept>(kKept, meta.id);
  if (!kept) return std::optional<Receipt>();
  if (!is_same(*kept, caller, meta)) return error_of(kPhotoIdTaken);
  return std::optional(Receipt{
      .id = kept->id,
      .sha256 = kept->sha256,
      .size_bytes = kept->size_bytes,
      .media_type = kept->media_type,
      .received_at_ms = kept->received_at_ms,
      .durable = true,
      .status = kept->status,
      .attempt = kept->attempt,
      .extra = kept->extra,
      .version = kept->version,
      .duplicates = find_doubles(tx, caller, kept->sha256, kept->id).visible,
  });
}

Doubles find_doubles(db::Tx& tx, const Caller& caller, std::string_view sha256,
                     const PhotoId& but_not) {
  Doubles doubles;
  for (Double& row : tx.list<Double>(kDoubles, sha256, but_not, caller.user_id)) {
    doubles.any = true;
    if (!row.visible && !caller.has(accounts::kAdmin)) continue;
    doubles.visible.push_back({std::move(row.photo_id), std::move(row.section_id),
                               std::move(row.section_name), std::move(row.checkpoint_name),
                               row.status});
  }
  return doubles;
}

}  // namespace photos
