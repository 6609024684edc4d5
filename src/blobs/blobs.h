// Bytes that never change once they are there, by key. Files in a folder now; the interface is
// small so that an object store can stand behind it. Owns `orphans`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "db/db.h"

namespace blobs {

// A file descriptor that closes itself.
class Handle {
 public:
  Handle(int fd, std::uint64_t size_bytes) : fd_(fd), size_bytes_(size_bytes) {}
  Handle(Handle&& other) noexcept : fd_(other.release()), size_bytes_(other.size_bytes_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle();

  int fd() const { return fd_; }
  std::uint64_t size_bytes() const { return size_bytes_; }
  int release() {  // the caller closes it
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }

 private:
  int fd_;
  std::uint64_t size_bytes_;
};

// A file in the spool, open for reading and writing; removed at the end unless it was put.
class SpoolFile {
 public:
  SpoolFile(int fd, std::filesystem::path path) : handle_(fd, 0), path_(std::move(path)) {}
  SpoolFile(SpoolFile&&) = default;
  ~SpoolFile();

  int fd() const { return handle_.fd(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  Handle handle_;
  std::filesystem::path path_;
};

struct Health {
  std::string kind;  // "folder"
  bool ok = false;
  std::uint64_t free_bytes = 0;
  std::string reason;  // when not ok
};

// One thing that lies in a store or a depot.
struct Entry {
  std::string key;
  std::uint64_t size_bytes = 0;
  std::int64_t stored_at_ms = 0;  // by the clock of whoever keeps it
};

// Keys are "<kind>/<name>": kind of a–z, name of a–z 0–9 - _ and at most 150 characters; any other
// key is a fault. Safe from any thread.
class Store {
 public:
  virtual ~Store() = default;

  // Moves a finished spool file to its key; when it returns the bytes survive a power cut. `sha256`
  // is the hash of its bytes. The same key with the same bytes is fine; with others it is a fault.
  //   storage-full  no room
  //   unavailable   the disk failed; the file is gone, and must be sent again from its source
  virtual Result<void> put(std::string_view key, const std::filesystem::path& spooled,
                           std::string_view sha256) = 0;

  // The same for bytes in memory.
  virtual Result<void> put_bytes(std::string_view key, std::string_view bytes) = 0;

  // For reading; absent when there is no such blob.
  virtual std::optional<Handle> open(std::string_view key) = 0;
  virtual bool exists(std::string_view key) = 0;
  virtual void remove(std::string_view key) = 0;  // no matter whether it was there

  // Every blob that was there before the call and still is, in no order; those that come or go
  // meanwhile may be told or not. Ends early when `see` returns false.
  virtual void list(const std::function<bool(const Entry&)>& see) = 0;

  virtual Health probe() = 0;

  // Where uploads are written until they are put. Files left by a dead process go after a day.
  virtual const std::filesystem::path& spool_dir() const = 0;
  virtual SpoolFile spool_file() = 0;
};

// What the store does to the disk and may fail: tests put faults in here. As the system calls:
// 0, or -1 with errno.
class Disk {
 public:
  virtual ~Disk() = default;
  virtual int write_all(int fd, std::string_view bytes);
  virtual int sync_file(int fd);
  virtual int sync_folder(int fd);
  virtual int move_new(const char* from, int folder_fd, const char* to);  // EEXIST: it is there
};

// Files under `root`: blobs/00 … blobs/ff, and spool. Makes the folders durably when missing;
// throws when it cannot.
std::unique_ptr<Store> open_folder(const std::filesystem::path& root,
                                   std::unique_ptr<Disk> disk = std::make_unique<Disk>());

// Whether new photos are taken in. The watch over the disk closes and opens it; uploads ask. Safe
// from any thread.
class Room {
 public:
  void open();
  void close(const Error& why);
  Result<void> enter() const;  // the error it was closed with

 private:
  mutable std::mutex mutex_;
  std::optional<Error> closed_;
};

// Blobs that no row names, as the sweep has noted them. A blob is taken away a day after it was
// first seen so; who puts one meanwhile says so first.
class Orphans {
 public:
  explicit Orphans(db::Database& database) : database_(database) {}  // outlives this object

  // Before a put: from now on the key is no orphan. Errors: unavailable (it is being removed now).
  Result<void> claim(std::string_view key);

  // For the sweep. Notes what it sees; what was noted keeps the time of its first look.
  void note(db::Tx&, const std::vector<Entry>&, std::int64_t now_ms);
  // First seen before `first_ms` and still there at the look of `look_ms`, or being removed.
  std::vector<std::string> list_due(db::Tx&, std::int64_t first_ms, std::int64_t look_ms);
  // From now on claim() refuses. False: somebody has claimed it.
  bool begin_removal(db::Tx&, std::string_view key);
  void forget(db::Tx&, std::string_view key);
  // Those that the look of `look_ms` did not meet: they have found an owner, or are gone.
  void forget_unmet(db::Tx&, std::int64_t look_ms);
  std::int64_t count(db::Tx&);

 private:
  db::Database& database_;
};

// Files by name somewhere else, for backups: a folder or a bucket. Names are paths of parts of
// a–z 0–9 - _ . between slashes, no part beginning with a dot; any other name is a fault. What
// fails throws, with a line for the operator. Safe from any thread.
class Depot {
 public:
  virtual ~Depot() = default;
  virtual void put(std::string_view name, const std::filesystem::path& file) = 0;  // replaces
  virtual void fetch(std::string_view name, const std::filesystem::path& into) = 0;
  virtual std::optional<Entry> find(std::string_view name) = 0;
  // All whose names begin with `prefix`, in no order. Ends early when `see` returns false.
  virtual void list(std::string_view prefix, const std::function<bool(const Entry&)>& see) = 0;
  virtual void remove(std::string_view name) = 0;  // no matter whether it was there
};

// "file:FOLDER", which is made when missing. What was put survives a power cut.
std::unique_ptr<Depot> open_depot(std::string_view url);

}  // namespace blobs
