#include "db/sqlite_gathering.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

namespace db::sqlite {
namespace {

// Sixteen pages of the log. At most 31: SQLite writes less than 128 KiB at once, and says of more
// that the disk is full.
constexpr int kPieceBytes = 16 * (4'096 + 24);

// What is not written yet, and where it belongs.
struct Piece {
  sqlite3_int64 at = 0;
  int size = 0;
  std::array<char, kPieceBytes> bytes;
};

// What SQLite gives us room for: this, and behind it the real file.
struct GatheredFile {
  sqlite3_file base;
  Piece* piece;
};

sqlite3_vfs* below = nullptr;

GatheredFile& gathered(sqlite3_file* file) { return *reinterpret_cast<GatheredFile*>(file); }
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<GatheredFile*>(file) + 1);
}

// A piece that could not be written is gone: SQLite undoes the transaction it belongs to.
int flush(sqlite3_file* file) {
  Piece& piece = *gathered(file).piece;
  if (piece.size == 0) return SQLITE_OK;
  const int size = piece.size;
  piece.size = 0;
  return real(file)->pMethods->xWrite(real(file), piece.bytes.data(), size, piece.at);
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  Piece& piece = *gathered(file).piece;
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

// Everything else is the real file's, once it holds all that was written.
template <auto method, class... Arguments>
int after_flush(sqlite3_file* file, Arguments... arguments) {
  if (const int failed = flush(file)) return failed;
  return (real(file)->pMethods->*method)(real(file), arguments...);
}

template <auto method, class... Arguments>
int at_once(sqlite3_file* file, Arguments... arguments) {
  return (real(file)->pMethods->*method)(real(file), arguments...);
}

int close(sqlite3_file* file) {
  const int flushed = flush(file);
  const int closed = real(file)->pMethods->xClose(real(file));
  delete gathered(file).piece;
  return flushed ? flushed : closed;
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 1,
    .xClose = close,
    .xRead = after_flush<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write,
    .xTruncate = after_flush<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = after_flush<&sqlite3_io_methods::xSync, int>,
    .xFileSize = after_flush<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = at_once<&sqlite3_io_methods::xLock, int>,
    .xUnlock = at_once<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = at_once<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = at_once<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = at_once<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = at_once<&sqlite3_io_methods::xDeviceCharacteristics>,
};

// Other files are opened as if we were not here.
int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* opened_flags) {
  if (!(flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_SUBJOURNAL)))
    return below->xOpen(below, name, file, flags, opened_flags);
  file->pMethods = nullptr;
  GatheredFile& ours = gathered(file);
  ours.piece = new (std::nothrow) Piece;
  if (!ours.piece) return SQLITE_NOMEM;
  const int opened = below->xOpen(below, name, real(file), flags, opened_flags);
  if (opened == SQLITE_OK) {
    file->pMethods = &kMethods;
  } else {
    delete ours.piece;
  }
  return opened;
}

sqlite3_vfs made() {
  below = sqlite3_vfs_find(nullptr);
  sqlite3_vfs vfs = *below;
  vfs.pNext = nullptr;
  vfs.zName = "asbuilt-gathering";
  vfs.szOsFile += static_cast<int>(sizeof(GatheredFile));
  vfs.xOpen = open;
  return vfs;
}

}  // namespace

const char* gathering_vfs() {
  static sqlite3_vfs vfs = made();
  [[maybe_unused]] static const int once = sqlite3_vfs_register(&vfs, 0);
  return vfs.zName;
}

}  // namespace db::sqlite
