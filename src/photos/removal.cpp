// Deleting a photo: rare, by admins only, and never a hole in a record (product rule 9).
#include <sstream>

#include "photos/photos.h"

namespace photos {
namespace {

struct Doomed {
  PhotoId id;
  ProjectId project_id;
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  UserId owner_id;
  Status status = Status::pending;
  bool extra = false;
  std::string sha256;
  std::string original_key;
  std::optional<std::string> display_key;
  std::optional<std::string> thumb_key;
  std::int64_t version = 1;

  SlotKey slot() const { return {section_id, checkpoint_id, stage, slot_index}; }
};
BOOST_DESCRIBE_STRUCT(Doomed, (),
                      (id, project_id, section_id, checkpoint_id, stage, slot_index, owner_id,
                       status, extra, sha256, original_key, display_key, thumb_key, version))

constexpr db::Sql<PhotoId> kDoomed{"photos.find_doomed", R"sql(
  SELECT id, project_id, section_id, checkpoint_id, stage, slot_index, owner_id, status, extra,
         sha256, original_key, display_key, thumb_key, version
  FROM photos WHERE id = $1
)sql"};

// The anchor: a decision or a new attempt that comes first leaves nothing to delete.
constexpr db::Sql<PhotoId, std::int64_t> kDelete{"photos.delete", R"sql(
  DELETE FROM photos
  WHERE id = $1 AND version = $2 AND newest AND replaces IS NULL AND status <> 'approved'
)sql"};

constexpr db::Sql<PhotoId, std::int64_t, std::string> kRemember{"photos.remember_deleted", R"sql(
  INSERT INTO deleted_photos (id, deleted_at_ms, blob_keys) VALUES ($1, $2, $3)
)sql"};

constexpr db::Sql<PhotoId> kBlobKeys{"photos.blob_keys_of_deleted", R"sql(
  SELECT blob_keys FROM deleted_photos WHERE id = $1
)sql"};

struct DeletedBody {
  std::string sha256;
  Status status = Status::pending;
  SectionId section_id;
};
BOOST_DESCRIBE_STRUCT(DeletedBody, (), (sha256, status, section_id))

std::string blob_keys(const Doomed& photo) {
  return fmt::format("{} {} {}", photo.original_key, photo.display_key.value_or(""),
                     photo.thumb_key.value_or(""));
}

}  // namespace

Result<void> Photos::remove(const Caller& caller, const PhotoId& id) {
  const auto now_ms = clock_.now_ms();
  return db_.write([&](db::Tx& tx) -> Result<void> {
    const auto admin = accounts_.recheck(tx, caller, accounts::kAdmin);
    if (!admin) return admin.error();
    const auto photo = tx.find<Doomed>(kDoomed, id);
    if (!photo) return error_of(problems::kNotFound);
    if (tx.exec(kDelete, id, photo->version) == 0) return error_of(kCannotDelete);
    tx.run(kRemember, id, now_ms, blob_keys(*photo));
    events_.append(
        tx, {.kind = "photo.deleted",
             .subject_id = id.text,
             .actor_id = caller.user_id.text,
             .project_id = photo->project_id.text,
             .body = json::to_text(DeletedBody{photo->sha256, photo->status, photo->section_id}),
             .at_ms = now_ms});
    jobs_.add(tx, "remove-blobs", id.text);
    Tally tally;
    if (photo->extra) {
      tally.extra(photo->slot(), -1);
    } else {
      tally.holds(photo->slot(), photo->status, -1);
    }
    tally.taken(photo->project_id, photo->owner_id, -1);
    tally.settle(tx);
    return {};
  });
}

jobs::Outcome Photos::remove_blobs(const jobs::Job& job) {
  const auto keys = db_.read([&](db::Tx& tx) -> Result<std::optional<std::string>> {
    return tx.find<std::string>(kBlobKeys, PhotoId{job.subject_id});
  });
  if (!keys) return jobs::Retry{keys.error().detail};
  std::istringstream words(keys->value_or(""));
  for (std::string key; words >> key;)
    if (const auto gone = blobs_.remove(key); !gone) return jobs::Later{gone.error().detail};
  return jobs::Done{};
}

}  // namespace photos
