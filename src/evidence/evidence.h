// Handing over: what a list shows, as files that stand for themselves. Owns no table.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "blobs/blobs.h"
#include "events/events.h"
#include "photos/photos.h"

namespace evidence {

using photos::ProjectId;

inline constexpr Problem kDownloadsBusy{"downloads-busy", Code::unavailable,
                                        "Too many downloads are under way",
                                        "Wait until one has ended, or cancel one of yours."};

enum class Pictures { original, display };
BOOST_DESCRIBE_ENUM(Pictures, original, display)

// A file that is made while somebody takes it, in slices. Ends when it is dropped.
class Download {
 public:
  virtual ~Download() = default;
  // Appends the next bytes, about a slice. False: that was all. Throws when it breaks off.
  virtual bool next(std::string& into) = 0;
};

struct OpenDownload {
  std::string file_name;  // of plain letters
  std::unique_ptr<Download> download;
};

// How many downloads there are at once, in all and of one person.
class Turns {
 public:
  // Null: it is not their turn.
  std::shared_ptr<void> take(const UserId& person);

 private:
  void give_back(const UserId& person);

  std::mutex mutex_;  // guards all below
  int all_ = 0;
  std::map<std::string, int> of_person_;
};

class Evidence {
 public:
  // All references outlive this object, and this object its downloads.
  Evidence(db::Database& db, Events& events, blobs::Store& blobs, photos::Photos& photos,
           const Clock& clock)
      : db_(db), events_(events), blobs_(blobs), photos_(photos), clock_(clock) {}

  // Both leave an event that says who took what, and cost a page of rows and a slice of memory,
  // however many photos there are.
  //   not-found (as the list), downloads-busy

  // One line per photo.
  Result<OpenDownload> open_table(const Caller& caller, const photos::FilterQuery& which);

  // A zip of the pictures, photos.csv with a line for each photo, and SHA256SUMS, by which
  // `sha256sum -c` checks all of it. Each original is compared with the hash it was received with;
  // what is missing or damaged is named in the table and left out.
  Result<OpenDownload> open_archive(const Caller& caller, const photos::FilterQuery& which,
                                    Pictures pictures);

 private:
  struct Opening;
  Result<Opening> open(const Caller& caller, const photos::FilterQuery& which,
                       std::string_view file, std::optional<Pictures> pictures);

  db::Database& db_;
  Events& events_;
  blobs::Store& blobs_;
  photos::Photos& photos_;
  const Clock& clock_;
  Turns turns_;
};

}  // namespace evidence
