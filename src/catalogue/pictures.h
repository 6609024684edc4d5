// The example picture of a checkpoint: what a good photo of it looks like. Kept small, as JPEG and
// without what the file said of where it was taken.
#pragma once

#include "blobs/blobs.h"
#include "catalogue/catalogue.h"
#include "imaging/imaging.h"

namespace catalogue {

inline constexpr Problem kPictureType{"picture-type", Code::unsupported,
                                      "This is not a picture we take",
                                      "Send a JPEG, PNG or WebP picture."};
inline constexpr Problem kPictureTooLarge{"picture-too-large", Code::too_large,
                                          "The picture is too large", "Send a smaller one."};

class Pictures {
 public:
  // All references outlive this object.
  Pictures(db::Database&, accounts::Accounts&, Catalogue&, Events&, blobs::Store&,
           imaging::Darkroom&, const Clock&, const Ids&);

  std::string spool_dir() const { return blobs_.spool_dir(); }
  bool remote() const { return blobs_.remote(); }  // open() may wait for the network

  // Admins only. `fd` is the file as it came. denied, not-found, picture-type, photo-damaged,
  // storage-full, unavailable.
  Result<Checkpoint> put(const Caller&, const CheckpointId&, int fd);
  Result<Checkpoint> remove(const Caller&, const CheckpointId&);

  struct Picture {
    blobs::Handle blob;  // JPEG
    std::string id;
  };
  // For whoever sees the project. not-found.
  Result<Picture> open(const Caller&, const CheckpointId&);

 private:
  void forget(const std::string& key);
  Result<std::string> make_small(int fd);
  Result<Checkpoint> set(const Caller&, const CheckpointId&,
                         const std::optional<std::string>& picture_id);

  db::Database& db_;
  accounts::Accounts& accounts_;
  Catalogue& catalogue_;
  Events& events_;
  blobs::Store& blobs_;
  imaging::Darkroom& darkroom_;
  const Clock& clock_;
  const Ids& ids_;
};

}  // namespace catalogue
