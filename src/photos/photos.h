// Photos, from the shot to the record: intake, developing, lists, slots, counters. Owns photos,
// deleted_photos, section_counters, route_counters, person_counters, waivers, acceptances and
// outboxes.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "accounts/accounts.h"
#include "base/cache.h"
#include "base/limits.h"
#include "blobs/blobs.h"
#include "catalogue/catalogue.h"
#include "db/db.h"
#include "events/events.h"
#include "imaging/imaging.h"
#include "jobs/jobs.h"
#include "photos/acceptance.h"
#include "photos/counters.h"
#include "photos/filter.h"
#include "photos/model.h"
#include "photos/outboxes.h"
#include "photos/slots.h"
#include "photos/waivers.h"

namespace photos {

inline constexpr Problem kPhotoTooLarge{"photo-too-large", Code::too_large,
                                        "The photo is too large",
                                        "Choose a smaller picture, or ask an admin to raise "
                                        "MAX_UPLOAD_MB."};
inline constexpr Problem kHashMismatch{"hash-mismatch", Code::unprocessable,
                                       "The bytes are not the ones the phone announced",
                                       "Something changed them on the way. Send the photo again."};
inline constexpr Problem kPhotoIdTaken{"photo-id-taken", Code::conflict,
                                       "This id belongs to another photo",
                                       "Send the photo with an id of its own."};
inline constexpr Problem kPhotoDeleted{"photo-deleted", Code::gone, "This photo was deleted",
                                       "An admin deleted it. Take a new one if it is still due."};
inline constexpr Problem kWrongStage{"wrong-stage", Code::unprocessable,
                                     "The checkpoint belongs to another stage",
                                     "Load the section again and choose from what is due."};
inline constexpr Problem kCaptureRule{"capture-rule", Code::unprocessable,
                                      "The photo breaks a capture rule of the project",
                                      "Take it again as the rule asks, or send it with a reason."};
inline constexpr Problem kHoldPoint{"hold-point", Code::conflict,
                                    "An earlier stage waits for approval",
                                    "Wait until the hold point is approved, then take the photo."};
inline constexpr Problem kSectionArchived{"section-archived", Code::conflict,
                                          "The section is archived",
                                          "Ask an admin to bring it back, or choose another."};
inline constexpr Problem kCommentRequired{"comment-required", Code::unprocessable,
                                          "A comment is needed",
                                          "Say what should change, or what was changed."};
inline constexpr Problem kOwnPhoto{"own-photo", Code::denied, "This is your own photo",
                                   "Somebody else has to decide on it."};
inline constexpr Problem kPhotoChanged{"photo-changed", Code::conflict,
                                       "The photo changed meanwhile",
                                       "Load it again and look at it before you decide."};
inline constexpr Problem kNotYours{"not-yours", Code::denied, "This photo is somebody else's",
                                   "Ask its taker or a reviewer."};
inline constexpr Problem kReopenDenied{"reopen-denied", Code::denied,
                                       "This decision is not yours to reopen",
                                       "Ask an admin; whoever decided can reopen it for a day."};
inline constexpr Problem kNotNewest{"not-newest", Code::conflict,
                                    "There is a newer attempt for this slot",
                                    "Open the newest attempt."};
inline constexpr Problem kOriginalMissing{"original-missing", Code::conflict,
                                          "The original has not arrived yet",
                                          "Wait until the phone has sent it, then approve."};
inline constexpr Problem kNotDeveloped{"photo-not-developed", Code::not_found,
                                       "The picture is not ready yet",
                                       "Ask for it again in a few seconds."};
inline constexpr Problem kCannotDelete{"photo-kept", Code::conflict, "This photo cannot be deleted",
                                       "Approved photos and links of an attempt chain stay."};

// The kind of job that makes a photo's pictures; its subject is the photo's id.
inline constexpr std::string_view kDevelopJob = "develop";

struct Settings {
  std::uint64_t upload_bytes_max = 10 * 1'048'576;
};

// A finished upload: bytes on disk with their hash. Borrowed for the call.
struct ShotFile {
  std::string_view path;  // moved away when the photo is kept
  int fd = -1;
  std::uint64_t size_bytes = 0;
  std::string_view sha256;
  std::string_view file_name;  // as the client named it; may be empty
};

struct Taken {
  Receipt receipt;
  bool fresh = true;  // false: this id and these bytes were here already
};

// Whether `replaces` must answer a photo that came back.
enum class Intent { shot, resubmission };

inline constexpr std::int64_t kReopenMs = 86'400'000;  // a decider's second thoughts

// One step of a photo's life.
struct Step {
  PhotoId photo_id;
  Status to = Status::approved;
  std::string comment;
  std::optional<std::int64_t> seen_version;  // of the photo, as the decider saw it
};
struct Advanced {
  PhotoId photo_id;
  Status status = Status::pending;
  std::int64_t version = 1;
};

// An open blob and how to send it.
struct Image {
  blobs::Handle blob;
  std::string identity;  // of the bytes: a good ETag
  std::string media_type;
  std::string attachment_name;  // originals only
};

// Where a photo goes that was taken for the wrong slot.
struct Move {
  PhotoId photo_id;
  SectionId section_id;  // of the same project
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t index = 1;
  std::string comment;                       // may be empty
  std::optional<std::int64_t> seen_version;  // of the photo, as the mover saw it
};

struct DevelopTask;

class Photos {
 public:
  // All references outlive this object.
  Photos(db::Database&, Events&, jobs::Jobs&, blobs::Store&, const blobs::Room&, imaging::Darkroom&,
         accounts::Accounts&, catalogue::Catalogue&, const Clock&, const Ids&, const Settings&);

  const Settings& settings() const { return settings_; }
  const std::filesystem::path& spool_dir() const { return blobs_.spool_dir(); }
  CacheLoad cache_load() const { return kept_rows_.load(); }
  bool remote() const { return blobs_.remote(); }  // open_image() may wait for the network
  // Takes over the jobs `develop`, `settle-slots` and `remove-blobs`.
  void handle_jobs(jobs::Runner& runner);

  // May a photo of this person come in now? Asked before its bytes are read.
  //   denied  viewers take no photos        unavailable, storage-full  there is no room for it
  Result<void> admit(const Caller& caller);

  // Keeps a shot: original durable first, then its row, its event, its counters and its develop
  // job in one transaction. The same owner, id and bytes get the same receipt again.
  //   invalid         a field is wrong            not-found        section or checkpoint
  //   hash-mismatch   other bytes than announced  photo-type, photo-damaged
  //   photo-id-taken  other bytes, owner or slot  photo-deleted    the id was deleted
  //   wrong-stage, capture-rule, hold-point, section-archived, comment-required
  //   photo-changed, not-newest                   `replaces` cannot be answered any more
  Result<Taken> receive(const Caller& caller, const PhotoMeta& meta, const ShotFile& file,
                        Intent intent = Intent::shot);

  // A page of photos the caller may see. cursor-invalid; not-found for a section or project that
  // is hidden from the caller.
  Result<Page<RowText>> list(const Caller& caller, const Filter& filter);
  Result<Photo> find(const Caller& caller, const PhotoId& id);
  Result<Items<HistoryEntry>> history(const Caller& caller, const PhotoId& id);
  // not-found; photo-not-developed while there is no such picture yet.
  Result<Image> open_image(const Caller& caller, const PhotoId& id, Size size);
  // Only admins; never an approved photo, never a link of a chain. Its blobs go by a job.
  Result<void> remove(const Caller& caller, const PhotoId& id);

  // Product rule 5. Each keeps what was in the history, and counters right.
  // The taker takes back his own photo, which nobody has decided on: the attempt before it is the
  // newest again.
  //   not-found  not-yours  photo-changed  not-newest
  Result<void> withdraw(const Caller& caller, const PhotoId& id,
                        const std::optional<std::int64_t>& seen_version);
  // Undoes it: the photo is the newest attempt of its slot again, or an extra of an approved one.
  //   not-found  not-yours  photo-changed (it was not withdrawn)  section-archived
  Result<void> restore(const Caller& caller, const PhotoId& id);
  // A reviewer moves a pending photo, its taker his own. Its picture gets a new stamp by a job.
  //   not-found (photo, section, checkpoint)  not-yours  photo-changed  not-newest
  //   wrong-stage  section-archived  invalid: it is there already, or not of the same project
  Result<void> move(const Caller& caller, const Move& move);

  // A due slot that needs no photo: asked for by who should take it, decided like a photo.
  //   comment-required  there is no reason       slot-photographed  there is a photo to judge
  //   invalid           nothing is due there     waiver-open        somebody asked already
  //   not-found, denied, section-archived
  Result<Waiver> ask_waiver(const Caller& caller, const WaiverWish& wish);
  // A reviewer closes the slot or refuses; the asker withdraws; the decider (for a day) or an admin
  // opens it again. A photo that had come back is an extra while the slot is closed.
  //   not-found, comment-required, not-yours, own-photo, reopen-denied
  //   waiver-changed     somebody was quicker, or a photo came
  //   slot-photographed  there is a photo to judge    section-accepted  reopening
  Result<Waiver> step_waiver(const Caller& caller, const WaiverStep& step);
  // Oldest first. not-found, cursor-invalid.
  Result<Page<Waiver>> list_waivers(const Caller& caller, const WaiverFilter& filter);

  // Sign-off by a reviewer or admin, once every slot is approved or not applicable.
  //   not-found, denied, section-open, section-accepted
  Result<Acceptance> accept_section(const Caller& caller, const SectionId& id,
                                    const std::string& comment);
  // Admins only. not-found, comment-required, section-open: it was not accepted.
  Result<void> reopen_section(const Caller& caller, const SectionId& id,
                              const std::string& comment);

  // Keeps a phone's last word; of one person, those of the kOutboxesPerPerson phones heard last.
  //   denied  these are another account's photos
  Result<void> tell_outbox(const Caller& caller, const OutboxWord& word);

  Result<SectionSlots> slots(const Caller& caller, const SectionId& id);

  // The only writer of a photo's status: moves it, notes who decided, appends the event. Counters
  // are the caller's to settle at the end of its transaction. A step to pending reopens.
  //   not-found  own-photo  original-missing  not-newest
  //   photo-changed  it is not pending, or not as it was seen: says who decided what and when
  //   reopen-denied  somebody else decided, or a day has passed, and the caller is no admin
  //   section-accepted  reopening would undo what was signed off
  Result<Advanced> advance(db::Tx& tx, const Caller& by, const Step& step, Tally& tally);

  // For other features' transactions.

  // The rows of these photos that the caller may see, in no order.
  std::vector<PhotoRow> list_rows(db::Tx& tx, const Caller& caller,
                                  const std::vector<PhotoId>& ids);
  // A page of list(), as ids.
  Result<Page<PhotoId>> list_ids(db::Tx& tx, const Caller& caller, const Filter& filter);
  // not-found when the caller may not see the photo.
  Result<void> check_visible(db::Tx& tx, const Caller& caller, const PhotoId& id);
  // The same in two steps: a row, when the photo is there to be seen.
  db::Later<PhotoId> ask_visible(db::Tx& tx, const Caller& caller, const PhotoId& id);

 private:
  jobs::Outcome develop(const jobs::Job& job);
  jobs::Outcome set_not_developed(const DevelopTask& task, Develop state,
                                  const std::string& reason);
  jobs::Outcome set_developed(const DevelopTask& task, const imaging::Developed& facts,
                              const blobs::SpoolFile& display, const blobs::SpoolFile& thumb);
  jobs::Outcome settle_slots(const jobs::Job& job);
  jobs::Outcome remove_blobs(const jobs::Job& job);

  db::Database& db_;
  Events& events_;
  jobs::Jobs& jobs_;
  blobs::Store& blobs_;
  const blobs::Room& room_;
  blobs::Orphans orphans_;
  imaging::Darkroom& darkroom_;
  accounts::Accounts& accounts_;
  catalogue::Catalogue& catalogue_;
  const Clock& clock_;
  const Ids& ids_;
  const Settings settings_;
  Cache<KeptRow> kept_rows_{ceilings::kKeptRows};
};

}  // namespace photos
