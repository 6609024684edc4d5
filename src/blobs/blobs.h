// Immutable bytes by key, durable when put() returns.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace blobs {

inline constexpr Problem kStorageFull{"storage-full", Code::storage_full,
                                      "The server's photo storage is full",
                                      "Keep the photo on the phone; tell an admin to make room."};
inline constexpr Problem kStorageAway{"storage-away", Code::unavailable,
                                      "The photo storage does not answer",
                                      "Keep the photo on the phone; it is sent again by itself."};

// An open blob, for reading. Closes its file.
struct Blob {
  int fd = -1;
  std::uint64_t size_bytes = 0;

  Blob() = default;
  Blob(int open_fd, std::uint64_t size) : fd(open_fd), size_bytes(size) {}
  Blob(Blob&& other) noexcept;
  Blob& operator=(Blob&& other) noexcept;
  ~Blob();
  int release();  // the caller closes it
};

struct Vitals {
  std::string kind;  // "folder"
  bool ok = false;
  std::uint64_t free_bytes = 0;
};

// Keys are "<kind>/<name>", lower-case letters, digits, '-', '.', at most 120 characters.
class Store {
 public:
  virtual ~Store() = default;

  // Moves a finished file of the spool folder into the store: fdatasync, rename, fsync of the
  // folder. The same key again with the same bytes is fine. storage-full, storage-away: nothing was
  // stored.
  virtual Result<void> put(std::string_view key, const std::string& spooled_path) = 0;
  // not-found when there is none.
  virtual Result<Blob> open(std::string_view key) = 0;
  virtual bool exists(std::string_view key) = 0;
  virtual void remove(std::string_view key) = 0;  // fine when there is none

  // Where uploads are written before they are put; emptied at start.
  virtual const std::string& spool_dir() const = 0;
  // A new empty file in the spool folder, open for writing; its path in `path`.
  virtual int make_spool_file(std::string& path) = 0;

  virtual Vitals vitals() = 0;
};

// file:FOLDER
std::unique_ptr<Store> open_folder(const std::string& folder);

}  // namespace blobs
