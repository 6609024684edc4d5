#include "catalogue/pictures.h"

#include <unistd.h>

#include <array>
#include <system_error>

#include "base/log.h"
#include "catalogue/store.h"

namespace catalogue {
namespace {

std::string key_of(const std::string& picture_id) { return "picture/" + picture_id; }

std::string bytes_of(int fd) {
  std::string bytes;
  std::array<char, 64 * 1024> slice;
  while (true) {
    const ssize_t got = pread(fd, slice.data(), slice.size(), static_cast<off_t>(bytes.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "read picture");
    if (got == 0) return bytes;
    bytes.append(slice.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Pictures::Pictures(db::Database& db, accounts::Accounts& accounts, Catalogue& catalogue,
                   Events& events, blobs::Store& blobs, imaging::Darkroom& darkroom,
                   const Clock& clock, const Ids& ids)
    : db_(db),
      accounts_(accounts),
      catalogue_(catalogue),
      events_(events),
      blobs_(blobs),
      darkroom_(darkroom),
      clock_(clock),
      ids_(ids) {}

Result<std::string> Pictures::make_small(int fd) {
  const auto format = imaging::inspect(fd);
  if (!format && format.error().problem != &imaging::kNotAPhoto) return format.error();
  if (!format || *format == imaging::Format::heic) return error_of(kPictureType);
  const auto display = blobs_.spool_file();
  const auto thumb = blobs_.spool_file();
  const auto made = darkroom_.develop(fd, display.fd(), thumb.fd(), {});
  if (made.outcome == imaging::Outcome::damaged) return error_of(imaging::kDamaged);
  if (made.outcome == imaging::Outcome::failed)
    return error_of(problems::kUnavailable, "The picture could not be opened. Try again.");
  return bytes_of(display.fd());
}

constexpr db::Sql<CheckpointId, std::optional<std::string>> kSetPicture{"catalogue.set_picture",
                                                                        R"sql(
  UPDATE checkpoints SET picture_id = $2 WHERE id = $1
)sql"};

Result<Checkpoint> Pictures::set(const Caller& caller, const CheckpointId& id,
                                 const std::optional<std::string>& picture_id) {
  return db_.write([&](db::Tx& tx) -> Result<Checkpoint> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    const auto found = catalogue_.find_checkpoint(tx, id);
    if (!found || !lock_project(tx, found->project_id)) return no_such("id", "checkpoint");
    const auto before = *catalogue_.find_checkpoint(tx, id);  // under the lock
    if (before.picture_id == picture_id) return before;
    tx.run(kSetPicture, id, picture_id);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    pen.record(picture_id ? "checkpoint.picture_set" : "checkpoint.picture_removed", id.text,
               before.project_id, before.code, before.name);
    if (before.picture_id)
      tx.after_commit([this, key = key_of(*before.picture_id)] { forget(key); });
    return catalogue_.find_checkpoint(tx, id);
  });
}

// Nothing names it any more: what cannot be removed now lies there as an orphan.
void Pictures::forget(const std::string& key) {
  if (!blobs_.remove(key)) log_warn("a picture could not be removed", {{"key", key}});
}

Result<Checkpoint> Pictures::put(const Caller& caller, const CheckpointId& id, int fd) {
  const auto there = db_.read([&](db::Tx& tx) { return catalogue_.find_checkpoint(tx, id); });
  if (!there) return no_such("id", "checkpoint");
  const auto picture = make_small(fd);
  if (!picture) return picture.error();
  const auto picture_id = ids_.next_text();
  // A transaction that fails from here on leaves a blob that nothing names: harmless.
  if (const auto kept = blobs_.put_bytes(key_of(picture_id), *picture); !kept) return kept.error();
  return set(caller, id, picture_id);
}

Result<Checkpoint> Pictures::remove(const Caller& caller, const CheckpointId& id) {
  return set(caller, id, std::nullopt);
}

Result<Pictures::Picture> Pictures::open(const Caller& caller, const CheckpointId& id) {
  const auto checkpoint = db_.read([&](db::Tx& tx) -> Result<Checkpoint> {
    auto found = catalogue_.find_checkpoint(tx, id);
    if (!found || !catalogue_.sees_project(tx, caller, found->project_id))
      return no_such("id", "checkpoint");
    return found;
  });
  if (!checkpoint) return checkpoint.error();
  if (!checkpoint->picture_id)
    return error_of(problems::kNotFound, "This checkpoint has no example picture.");
  auto blob = blobs_.open(key_of(*checkpoint->picture_id));
  if (!blob) return blob.error();
  if (!*blob) return error_of(problems::kNotFound, "The picture's file is missing in the store.");
  return Picture{**std::move(blob), *checkpoint->picture_id};
}

}  // namespace catalogue
