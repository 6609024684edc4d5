#include "db/sqlite_gathering.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <stdexcept>

#include "db/sqlite_pages.h"

namespace db::sqlite {
namespace {

// Sixteen pages of the log. At most 31: SQLite writes less than 128 KiB at once, and says of more
// that the disk is full.
constexpr int kPieceBytes = 16 * (4'096 + 24);

// What a savepoint needs to undo one ordinary closure stays in memory: a decision changes some
// twenty-five pages, and once one has gone to a temporary file the rest of its group follows.
// SQLite goes to the file in one write of as much as this.
constexpr int kUndoInMemoryBytes = 512 * 1024;

// What is not written yet, and where it belongs.
struct Piece {
  sqlite3_int64 at = 0;
  int size = 0;
  std::array<char, kPieceBytes> bytes;
};

// What SQLite gives us room for: this, and behind it the real file.
struct OurFile {
  sqlite3_file base;
  Piece* piece;         // of a log or an undo file
  sqlite3_file* other;  // of a database its log, of a log its database; null if there is none
};

sqlite3_vfs* below = nullptr;

OurFile& ours(sqlite3_file* file) { return *reinterpret_cast<OurFile*>(file); }
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<OurFile*>(file) + 1);
}

template <auto method, class... Arguments>
auto at_once(sqlite3_file* file, Arguments... arguments) {
  return (real(file)->pMethods->*method)(real(file), arguments...);
}

// A piece that could not be written is gone: SQLite undoes the transaction it belongs to.
int flush(sqlite3_file* file) {
  Piece& piece = *ours(file).piece;
  if (piece.size == 0) return SQLITE_OK;
  const int size = piece.size;
  piece.size = 0;
  return real(file)->pMethods->xWrite(real(file), piece.bytes.data(), size, piece.at);
}

template <auto method, class... Arguments>
int after_flush(sqlite3_file* file, Arguments... arguments) {
  if (const int failed = flush(file)) return failed;
  return at_once<method>(file, arguments...);
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  Piece& piece = *ours(file).piece;
  const char* from = static_cast<const char*>(bytes);
  while (size > 0) {
    if (at != piece.at + piece.size || piece.size == kPieceBytes) {
      if (const int failed = flush(file)) return failed;
      piece.at = at;
    }
    const int part = std::min(size, kPieceBytes - piece.size);
    std::memcpy(piece.bytes.data() + piece.size, from, static_cast<std::size_t>(part));
    piece.size += part;
    from += part;
    at += part;
    size -= part;
  }
  return SQLITE_OK;
}

// What is left is of a transaction that was undone: its place may be another's by now.
int close_gathered(sqlite3_file* file) {
  delete ours(file).piece;
  if (ours(file).other) ours(ours(file).other).other = nullptr;
  return at_once<&sqlite3_io_methods::xClose>(file);
}

// Behind a lock that is let go another process may write where this one did.
int lock_database(sqlite3_file* file, int at, int count, int flags) {
  sqlite3_file* const log = ours(file).other;
  if ((flags & SQLITE_SHM_UNLOCK) && log) (void)flush(log);  // a commit was synced: nothing is lost
  return at_once<&sqlite3_io_methods::xShmLock>(file, at, count, flags);
}

constexpr sqlite3_io_methods kPassing = {
    .iVersion = 3,
    .xClose = at_once<&sqlite3_io_methods::xClose>,
    .xRead = at_once<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = at_once<&sqlite3_io_methods::xWrite, const void*, int, sqlite3_int64>,
    .xTruncate = at_once<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = at_once<&sqlite3_io_methods::xSync, int>,
    .xFileSize = at_once<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = at_once<&sqlite3_io_methods::xLock, int>,
    .xUnlock = at_once<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = at_once<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = at_once<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = at_once<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = at_once<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = at_once<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    .xShmLock = at_once<&sqlite3_io_methods::xShmLock, int, int, int>,
    .xShmBarrier = at_once<&sqlite3_io_methods::xShmBarrier>,
    .xShmUnmap = at_once<&sqlite3_io_methods::xShmUnmap, int>,
    .xFetch = at_once<&sqlite3_io_methods::xFetch, sqlite3_int64, int, void**>,
    .xUnfetch = at_once<&sqlite3_io_methods::xUnfetch, sqlite3_int64, void*>,
};

// The log and what undoes.
constexpr sqlite3_io_methods kGathered = [] {
  sqlite3_io_methods methods = kPassing;
  methods.iVersion = 1;  // neither is mapped
  methods.xClose = close_gathered;
  methods.xRead = after_flush<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>;
  methods.xWrite = write;
  methods.xTruncate = after_flush<&sqlite3_io_methods::xTruncate, sqlite3_int64>;
  methods.xSync = after_flush<&sqlite3_io_methods::xSync, int>;
  methods.xFileSize = after_flush<&sqlite3_io_methods::xFileSize, sqlite3_int64*>;
  return methods;
}();

// The database itself, for the sake of its locks.
constexpr sqlite3_io_methods kDatabase = [] {
  sqlite3_io_methods methods = kPassing;
  methods.xShmLock = lock_database;
  return methods;
}();

int open_real(const char* name, sqlite3_file* file, int flags, int* opened_flags,
              const sqlite3_io_methods& methods) {
  const int opened = below->xOpen(below, name, real(file), flags, opened_flags);
  file->pMethods = opened == SQLITE_OK ? &methods : nullptr;
  return opened;
}

int open_gathered(const char* name, sqlite3_file* file, int flags, int* opened_flags) {
  file->pMethods = nullptr;
  ours(file).other = nullptr;
  ours(file).piece = new (std::nothrow) Piece;
  if (!ours(file).piece) return SQLITE_NOMEM;
  const int opened = open_real(name, file, flags, opened_flags, kGathered);
  if (opened != SQLITE_OK) delete ours(file).piece;
  return opened;
}

// Other files are opened as if we were not here.
int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* opened_flags) {
  if (flags & SQLITE_OPEN_MAIN_DB) {
    ours(file).other = nullptr;
    return open_real(name, file, flags, opened_flags, kDatabase);
  }
  if (flags & SQLITE_OPEN_SUBJOURNAL) return open_gathered(name, file, flags, opened_flags);
  if (!(flags & SQLITE_OPEN_WAL)) return below->xOpen(below, name, file, flags, opened_flags);
  const int opened = open_gathered(name, file, flags, opened_flags);
  if (opened != SQLITE_OK) return opened;
  ours(file).other = sqlite3_database_file_object(name);
  ours(ours(file).other).other = file;
  return SQLITE_OK;
}

sqlite3_vfs made() {
  below = sqlite3_vfs_find(nullptr);
  sqlite3_vfs vfs = *below;
  vfs.pNext = nullptr;
  vfs.zName = "asbuilt-gathering";
  vfs.szOsFile += static_cast<int>(sizeof(OurFile));
  vfs.xOpen = open;
  return vfs;
}

}  // namespace

void configure_library() {
  // Its count of its own memory takes one lock for all connections at every allocation, and nothing
  // here asks for it.
  static const int failed = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) |
                            sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, kUndoInMemoryBytes) |
                            keep_pages_apart();
  if (failed) throw std::logic_error("SQLite was used before it was configured");
}

const char* gathering_vfs() {
  configure_library();
  static sqlite3_vfs vfs = made();
  [[maybe_unused]] static const int once = sqlite3_vfs_register(&vfs, 0);
  return vfs.zName;
}

}  // namespace db::sqlite
