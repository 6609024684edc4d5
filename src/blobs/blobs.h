// Bytes that never change once they are there, by key: files in a folder, or objects in a bucket.
// Owns `orphans`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/describe.h"
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

// Where bytes survive a power cut: in the folder, in the bucket, or on this machine's disk until
// the bucket can be reached again.
enum class Kept { folder, s3, spooled };
BOOST_DESCRIBE_ENUM(Kept, folder, s3, spooled)

struct Health {
  std::string kind;           // "folder" or "s3"
  bool ok = false;            // it takes and keeps what is put
  std::string reason;         // when not ok, or away
  bool away = false;          // the bucket does not answer: what is put is spooled
  double latency_ms = 0;      // of the bucket's last answer
  std::uint64_t spooled = 0;  // blobs that wait for the bucket
  std::uint64_t spooled_bytes = 0;
  std::int64_t oldest_spooled_at_ms = 0;  // 0: none waits
};

// One thing that lies in a store or a depot.
struct Entry {
  std::string key;
  std::uint64_t size_bytes = 0;
  std::int64_t stored_at_ms = 0;  // by the clock of whoever keeps it
};

// What puts that were cut off had left, and was taken away.
struct Leftovers {
  std::int64_t removed = 0;
  std::string why_none;  // the bucket does not tell of them, or keeps us from removing them
};

inline constexpr Problem kBlobDamaged{"blob-damaged", Code::unavailable,
                                      "The stored file is not the one that was put",
                                      "Tell an admin: the store gave other bytes back."};

// Keys are "<kind>/<name>": kind of a–z, name of a–z 0–9 - _ and at most 150 characters; any other
// key is a fault. A name that ends in - and a SHA-256 tells what its bytes are. Safe from any
// thread.
class Store {
 public:
  virtual ~Store() = default;

  // Moves a finished spool file to its key; when it returns the bytes survive a power cut. `sha256`
  // is the hash of its bytes. The same key with the same bytes is fine; with others it is a fault.
  //   storage-full  no room
  //   unavailable   the disk failed; the file is gone, and must be sent again from its source
  virtual Result<Kept> put(std::string_view key, const std::filesystem::path& spooled,
                           std::string_view sha256) = 0;

  // The same for bytes in memory.
  virtual Result<Kept> put_bytes(std::string_view key, std::string_view bytes) = 0;

  // Where a blob is that was put; cheap, and not whether it was.
  virtual Kept where(std::string_view key) = 0;

  // For reading; absent when there is no such blob.
  //   unavailable   the bucket cannot be reached, and the blob is not at hand
  //   blob-damaged  the bucket has other bytes than were put
  virtual Result<std::optional<Handle>> open(std::string_view key) = 0;
  // Does open() ask over the network? Then never on a network thread.
  virtual bool remote() const = 0;

  // No matter whether it was there.
  //   unavailable  the bucket cannot be reached: try again later
  virtual Result<void> remove(std::string_view key) = 0;

  // Every blob that was there before the call and still is, in no order; those that come or go
  // meanwhile may be told or not. Ends early when `see` returns false. Throws when it cannot look.
  virtual void list(const std::function<bool(const Entry&)>& see) = 0;

  // Uploads in parts that began before `before_ms`, by the bucket's clock, and did not end: their
  // parts lie there, cost room, and are seen in no list. A folder has none. Ends early when `go_on`
  // returns false.
  //   unavailable  the bucket cannot be reached, or refused it: see the log
  virtual Result<Leftovers> remove_unfinished(std::int64_t before_ms,
                                              const std::function<bool()>& go_on) = 0;

  virtual Health probe() = 0;  // at once, whatever the bucket does

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

struct S3Keys {
  std::string access;
  std::string secret;
};

struct S3Settings {
  S3Keys keys;
  std::uint64_t spool_bytes_max = 4'096ULL << 20;  // waiting on this machine for the bucket
  std::uint64_t cache_bytes_max = 1'024ULL << 20;  // read lately, kept on this machine
  int at_once = 24;          // puts that somebody waits for, and as many reads
  int deadline_ms = 20'000;  // of what somebody waits for
  int move_ms = 600'000;     // of what nobody waits for
  int connect_ms = 2'000;
  int stall_s = 5;                      // less than 1 KB/s for so long, and it is cut
  std::uint64_t part_bytes = 16 << 20;  // larger ones go in parts
};

// A folder ("file:FOLDER") or a bucket ("s3://BUCKET/PREFIX?endpoint=…&region=…"; then `local` is
// for what waits and for what was read lately). A bucket that does not keep the promises we rest on
// is refused: throws with a line for the operator. One that does not answer yet is opened all the
// same, and what is put is spooled.
std::unique_ptr<Store> open_store(std::string_view url, const std::filesystem::path& local,
                                  const S3Settings& settings);

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
  // What puts under `prefix` have left that began before `before_ms` and were cut off. Never while
  // a put is under way that may take so long. Ends early when `go_on` returns false.
  virtual Leftovers remove_unfinished(std::string_view prefix, std::int64_t before_ms,
                                      const std::function<bool()>& go_on) = 0;
};

// "file:FOLDER", which is made when missing, or "s3://BUCKET/PREFIX?…" as above. What was put
// survives a power cut.
std::unique_ptr<Depot> open_depot(std::string_view url, const S3Settings& settings = {});

}  // namespace blobs
