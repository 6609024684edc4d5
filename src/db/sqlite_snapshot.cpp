// The whole of a SQLite file, copied while it is written: one read transaction keeps the moment,
// and the write-ahead log grows meanwhile, as the checkpoint cannot pass it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "db/sqlite.h"
#include "db/sqlite_gathering.h"

namespace db::sqlite {
namespace {
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t kPageBytes = 4'096;  // as SQLite makes them unless told otherwise
constexpr int kStepPages = 256;             // 1 MB
constexpr int kRestsPerStep = 2;  // the disk and the cores are those that the server serves with
constexpr auto kLongestPause = std::chrono::milliseconds(50);
constexpr int kBusyMs = 5'000;
constexpr int kTruncateBusyMs = 50;  // writers wait as long as this at most

struct CloseHandle {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;

[[noreturn]] void fail(sqlite3* handle, std::string_view doing) {
  throw Failure(Trouble::lost, fmt::format("{}: {}", doing, sqlite3_errmsg(handle)));
}

Handle open_raw(const std::string& path, int flags, int busy_ms) {
  configure_library();
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Handle handle(raw);
  if (opened != SQLITE_OK) fail(raw, "cannot open " + path);
  sqlite3_busy_timeout(raw, busy_ms);
  return handle;
}

void run(sqlite3* handle, const char* text) {
  if (sqlite3_exec(handle, text, nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle, text);
}

std::vector<std::string> ask(sqlite3* handle, const char* text) {
  std::vector<std::string> rows;
  const auto add = [](void* to, int columns, char** values, char**) {
    std::string row;
    for (int i = 0; i < columns; ++i)
      row += fmt::format("{}{}", i ? " " : "", values[i] ? values[i] : "");
    static_cast<std::vector<std::string>*>(to)->push_back(std::move(row));
    return 0;
  };
  if (sqlite3_exec(handle, text, add, &rows, nullptr) != SQLITE_OK) fail(handle, text);
  return rows;
}

// A file descriptor beside SQLite's own, to make durable what it wrote.
class Syncer {
 public:
  explicit Syncer(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Syncer() {
    if (fd_ >= 0) ::close(fd_);
  }
  Syncer(const Syncer&) = delete;
  // What was written goes to the disk now: a commit of somebody else's need not wait for it, as it
  // does on file systems that order data before their journal.
  void write_out() const {
    ::sync_file_range(
        fd_, 0, 0,
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  }
  void sync() const {
    if (fd_ < 0 || ::fsync(fd_) != 0)
      throw Failure(Trouble::lost, "a copy of the database could not be made durable");
  }

 private:
  int fd_;
};

class Copy {
 public:
  Copy(sqlite3* from, sqlite3* to) : backup_(sqlite3_backup_init(to, "main", from, "main")) {
    if (!backup_) fail(to, "cannot begin to copy the database");
  }
  ~Copy() { sqlite3_backup_finish(backup_); }
  Copy(const Copy&) = delete;

  bool step() const {  // false: all is copied
    const int code = sqlite3_backup_step(backup_, kStepPages);
    if (code == SQLITE_DONE) return false;
    if (code == SQLITE_OK) return true;
    throw Failure((code & 0xff) == SQLITE_FULL ? Trouble::full : Trouble::lost,
                  fmt::format("cannot copy the database: {}", sqlite3_errstr(code)));
  }
  std::int64_t total() const { return sqlite3_backup_pagecount(backup_); }
  std::int64_t done() const { return total() - sqlite3_backup_remaining(backup_); }

 private:
  sqlite3_backup* backup_;
};
}  // namespace

void SqliteDatabase::snapshot(const std::filesystem::path& into, const GoOn& go_on) {
  std::filesystem::remove(into);
  const Handle from = open_raw(path_, SQLITE_OPEN_READWRITE, kBusyMs);
  run(from.get(), "PRAGMA query_only=ON; BEGIN; SELECT COUNT(*) FROM sqlite_master");
  Handle to = open_raw(into.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, kBusyMs);
  run(to.get(), "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
  {
    const Copy copy(from.get(), to.get());
    const Syncer syncer(into.string());
    for (;;) {
      const auto began = SteadyClock::now();
      const bool more = copy.step();
      syncer.write_out();
      if (!go_on(copy.done() * kPageBytes, copy.total() * kPageBytes))
        throw Failure(Trouble::busy, "the copy was ended");
      if (!more) break;
      std::this_thread::sleep_for(std::min<SteadyClock::duration>(
          (SteadyClock::now() - began) * kRestsPerStep, kLongestPause));
    }
  }
  to.reset();
  Syncer(into.string()).sync();
}

std::vector<std::string> SqliteDatabase::find_flaws() {
  const Handle handle = open_raw(path_, SQLITE_OPEN_READWRITE, kBusyMs);
  std::vector<std::string> flaws = ask(handle.get(), "PRAGMA integrity_check(10)");
  if (flaws == std::vector<std::string>{"ok"}) flaws.clear();
  for (const std::string& row : ask(handle.get(), "PRAGMA foreign_key_check"))
    if (flaws.size() < 20) flaws.push_back("a key points nowhere: " + row);
  return flaws;
}

std::int64_t SqliteDatabase::checkpoint(bool truncate) {
  const Handle handle = open_raw(path_, SQLITE_OPEN_READWRITE, kTruncateBusyMs);
  run(handle.get(), "SELECT COUNT(*) FROM sqlite_master");  // joins the log
  sqlite3_wal_checkpoint_v2(handle.get(), "main",
                            truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
                            nullptr, nullptr);  // busy: the next one does it
  struct stat log{};
  return ::stat((path_ + "-wal").c_str(), &log) == 0 ? log.st_size : 0;
}

void SqliteDatabase::optimize() {
  writer_.run_script("PRAGMA analysis_limit=400; PRAGMA optimize;");
}

}  // namespace db::sqlite
