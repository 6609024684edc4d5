// From an original to what people look at: a display picture with the stamp, a thumbnail, and what
// the file says of itself. A job: never waited for, done again without harm.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/hex.h"
#include "base/limits.h"
#include "base/log.h"
#include "photos/keys.h"
#include "photos/photos.h"
#include "photos/rules.h"
#include "photos/stamp.h"

namespace photos {

struct UndevelopedShot : Shot {
  ProjectId project_id;
  SectionId section_id;
  CheckpointId checkpoint_id;
  std::int64_t checkpoint_version = 1;
  std::string original_key;
  std::string flags;
};
BOOST_DESCRIBE_STRUCT(UndevelopedShot, (Shot),
                      (project_id, section_id, checkpoint_id, checkpoint_version, original_key,
                       flags))

struct DevelopTask {
  PhotoId id;
  UndevelopedShot photo;
  catalogue::Place place;
  catalogue::Checkpoint checkpoint;
};

namespace {

constexpr db::Sql<PhotoId> kUndeveloped{"photos.find_undeveloped", R"sql(
  SELECT stage, slot_index, source, taken_at_ms, taken_offset_min, lat, lon, accuracy_m, chainage_m,
         override_reason, project_id, section_id, checkpoint_id, checkpoint_version, original_key,
         flags
  FROM photos WHERE id = $1
)sql"};

// These columns are facts of their own: what people saw of the photo when they decided has not
// changed, so neither does its version.
constexpr db::Sql<PhotoId, std::string, std::string, std::int64_t, std::int64_t, std::string,
                  std::string, std::string, std::string, std::optional<double>,
                  std::optional<double>, SectionId, CheckpointId, std::int64_t>
    kDeveloped{"photos.set_developed", R"sql(
  UPDATE photos
  SET develop = 'done', develop_error = NULL, display_key = $2, thumb_key = $3, width = $4,
      height = $5, perceptual_hash = $6, tiny = $7, claims = $8, flags = $9,
      line_distance_m = COALESCE(line_distance_m, $10), chainage_m = COALESCE(chainage_m, $11),
      revision = revision + 1
  WHERE id = $1 AND section_id = $12 AND checkpoint_id = $13 AND slot_index = $14
)sql"};

constexpr db::Sql<PhotoId, Develop, std::string, std::string> kNotDone{"photos.set_not_developed",
                                                                       R"sql(
  UPDATE photos
  SET develop = $2, develop_error = $3, flags = $4, revision = revision + 1
  WHERE id = $1
)sql"};

struct DevelopedBody {
  Develop develop = Develop::done;
  std::optional<std::string> display_sha256;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(DevelopedBody, (), (develop, display_sha256, reason))

// Nothing when the photo was deleted meanwhile.
Result<std::optional<DevelopTask>> read_task(db::Tx& tx, catalogue::Catalogue& catalogue,
                                             const PhotoId& id) {
  auto photo = tx.find<UndevelopedShot>(kUndeveloped, id);
  if (!photo) return std::optional<DevelopTask>();
  auto place = catalogue.find_place(tx, accounts::operator_caller(), photo->section_id);
  if (!place) return place.error();
  auto checkpoint = catalogue.find_checkpoint(tx, photo->checkpoint_id, photo->checkpoint_version);
  if (!checkpoint) return checkpoint.error();
  return std::optional(
      DevelopTask{id, *std::move(photo), *std::move(place), *std::move(checkpoint)});
}

std::string hash_of_file(int fd) {
  Sha256 hash;
  std::array<char, 64 * 1024> slice;
  for (off_t at = 0;;) {
    const ssize_t got = pread(fd, slice.data(), slice.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "read developed picture");
    if (got == 0) return hash.finish_hex();
    hash.update({slice.data(), static_cast<std::size_t>(got)});
    at += got;
  }
}

// The file's own position places a photo that the phone could not place.
std::optional<catalogue::OnLine> place_by_claims(const DevelopTask& task,
                                                 const imaging::Claims& claims) {
  if (task.photo.lat || !claims.lat || !claims.lon || !task.place.line) return {};
  return catalogue::nearest_on_line(*task.place.line, *claims.lat, *claims.lon);
}

std::string flags_after(const DevelopTask& task, const imaging::Claims& claims,
                        const std::optional<catalogue::OnLine>& on_line, bool damaged) {
  Flags flags = flags_developed(flags_from(task.photo.flags), task.photo.source,
                                task.photo.lat.has_value(), claims.lat && claims.lon, damaged);
  const auto limit = task.place.max_line_distance_m;
  if (on_line && limit && on_line->distance_m > *limit) flags.emplace(flag::kFarFromLine);
  return to_text(flags);
}

Event developed(const DevelopTask& task, const DevelopedBody& body, std::int64_t now_ms) {
  return {.kind = "photo.developed",
          .subject_id = task.id.text,
          .actor_id = {},
          .project_id = task.photo.project_id.text,
          .body = json::to_text(body),
          .at_ms = now_ms};
}

// Puts a developed picture into the store. Returns its hash.
Result<std::string> keep(blobs::Store& store, blobs::Orphans& orphans, Size size, const PhotoId& id,
                         const blobs::SpoolFile& file) {
  const auto sha256 = hash_of_file(file.fd());
  const auto key = blob_key(size, id, sha256);
  if (const auto claimed = orphans.claim(key); !claimed) return claimed.error();
  if (const auto kept = store.put(key, file.path(), sha256); !kept) return kept.error();
  return sha256;
}

}  // namespace

jobs::Outcome Photos::develop(const jobs::Job& job) {
  const auto task =
      db_.read([&](db::Tx& tx) { return read_task(tx, catalogue_, PhotoId{job.subject_id}); });
  if (!task) return jobs::Retry{task.error().detail};
  if (!*task) return jobs::Done{};
  const DevelopTask& found = **task;

  const auto opened = blobs_.open(found.photo.original_key);
  if (!opened) return jobs::Later{opened.error().detail};
  const auto& original = *opened;
  if (!original)
    return set_not_developed(found, Develop::failed, "The original is missing in the store.");
  const auto display = blobs_.spool_file();
  const auto thumb = blobs_.spool_file();
  const auto made = darkroom_.develop(original->fd(), display.fd(), thumb.fd(),
                                      stamp_of(found.photo, found.place, found.checkpoint));
  if (made.outcome == imaging::Outcome::damaged)
    return set_not_developed(found, Develop::damaged, made.reason);
  if (made.outcome == imaging::Outcome::failed && job.attempt < ceilings::kJobTries)
    return jobs::Retry{made.reason};
  if (made.outcome == imaging::Outcome::failed)
    return set_not_developed(found, Develop::failed, made.reason);
  return set_developed(found, made.developed, display, thumb);
}

// A damaged photo is kept and shown as such: the job has done what can be done.
jobs::Outcome Photos::set_not_developed(const DevelopTask& task, Develop state,
                                        const std::string& reason) {
  const bool damaged = state == Develop::damaged;
  const auto flags = flags_after(task, {}, {}, damaged);
  const auto noted = db_.write([&](db::Tx& tx) -> Result<void> {
    if (tx.exec(kNotDone, task.id, state, reason, flags) == 1)
      events_.append(tx, developed(task, {state, {}, reason}, clock_.now_ms()));
    return {};
  });
  if (!noted) return jobs::Retry{noted.error().detail};
  if (damaged) return jobs::Done{};
  return jobs::Failed{reason};
}

jobs::Outcome Photos::set_developed(const DevelopTask& task, const imaging::Developed& facts,
                                    const blobs::SpoolFile& display,
                                    const blobs::SpoolFile& thumb) {
  const auto display_sha256 = keep(blobs_, orphans_, Size::display, task.id, display);
  if (!display_sha256) return jobs::Later{display_sha256.error().detail};
  const auto thumb_sha256 = keep(blobs_, orphans_, Size::thumb, task.id, thumb);
  if (!thumb_sha256) return jobs::Later{thumb_sha256.error().detail};
  const auto display_key = blob_key(Size::display, task.id, *display_sha256);
  const auto thumb_key = blob_key(Size::thumb, task.id, *thumb_sha256);

  const auto on_line = place_by_claims(task, facts.claims);
  const auto flags = flags_after(task, facts.claims, on_line, false);
  std::optional<double> line_distance_m, chainage_m;
  if (on_line) {
    line_distance_m = on_line->distance_m;
    chainage_m = on_line->chainage_m;
  }
  enum class Found { there, moved, gone };
  const auto found = db_.write([&](db::Tx& tx) -> Result<Found> {
    if (tx.exec(kDeveloped, task.id, display_key, thumb_key, facts.width, facts.height,
                facts.perceptual_hash, facts.tiny, json::to_text(facts.claims), flags,
                line_distance_m, chainage_m, task.photo.section_id, task.photo.checkpoint_id,
                task.photo.slot_index) == 0)
      return tx.find<UndevelopedShot>(kUndeveloped, task.id) ? Found::moved : Found::gone;
    events_.append(tx, developed(task, {Develop::done, *display_sha256, {}}, clock_.now_ms()));
    return Found::there;
  });
  if (!found) return jobs::Retry{found.error().detail};
  if (*found == Found::moved) return jobs::Retry{"The photo was moved to another slot meanwhile."};
  if (*found == Found::gone)
    for (const auto& key : {display_key, thumb_key})
      if (const auto gone = blobs_.remove(key); !gone) return jobs::Later{gone.error().detail};
  return jobs::Done{};
}

}  // namespace photos
