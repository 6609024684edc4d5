#include "db/sqlite_gathering.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "kit/folder.h"

namespace {

// A file that is gathered, as SQLite holds it; a log is one too, but needs a database beside it.
class Gathered {
 public:
  explicit Gathered(std::string path)
      : path_(std::move(path)), vfs_(sqlite3_vfs_find(db::sqlite::gathering_vfs())) {
    REQUIRE(vfs_);
    memory_.resize(static_cast<std::size_t>(vfs_->szOsFile) / sizeof(std::max_align_t) + 1);
    const int flags = SQLITE_OPEN_SUBJOURNAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    REQUIRE(vfs_->xOpen(vfs_, path_.c_str(), file(), flags, nullptr) == SQLITE_OK);
  }
  ~Gathered() { CHECK(does().xClose(file()) == SQLITE_OK); }
  Gathered(const Gathered&) = delete;

  const sqlite3_io_methods& does() { return *file()->pMethods; }
  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }

  std::string seen_by_others() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  const std::string path_;
  sqlite3_vfs* const vfs_;
  std::vector<std::max_align_t> memory_;
};

}  // namespace

TEST_CASE("a gathered file holds what was written, for its writer at once, for all after a sync") {
  const kit::Folder folder;
  Gathered gathered((folder / "undo").string());
  std::string expected;
  std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): the same each time
  const auto below = [&](std::size_t end) { return random() % end; };
  for (int step = 0; step < 20'000; ++step) {
    const auto what = below(20);
    if (what < 14) {  // mostly behind the last, in pieces as SQLite's
      const std::size_t at = below(8) ? expected.size() : below(expected.size() + 1);
      const std::size_t sizes[] = {24, 4'096, 1 + below(100), 1 + below(300'000)};
      const std::string bytes(sizes[below(100) ? below(3) : 3], static_cast<char>('a' + below(26)));
      if (expected.size() < at + bytes.size()) expected.resize(at + bytes.size());
      expected.replace(at, bytes.size(), bytes);
      REQUIRE(gathered.does().xWrite(gathered.file(), bytes.data(), static_cast<int>(bytes.size()),
                                     static_cast<sqlite3_int64>(at)) == SQLITE_OK);
    } else if (what < 17) {
      const std::size_t at = below(expected.size() + 1);
      std::string bytes(std::min<std::size_t>(expected.size() - at, 4'096), '\0');
      REQUIRE(gathered.does().xRead(gathered.file(), bytes.data(), static_cast<int>(bytes.size()),
                                    static_cast<sqlite3_int64>(at)) == SQLITE_OK);
      REQUIRE(bytes == expected.substr(at, bytes.size()));
    } else if (what < 18) {
      sqlite3_int64 size = 0;
      REQUIRE(gathered.does().xFileSize(gathered.file(), &size) == SQLITE_OK);
      REQUIRE(size == static_cast<sqlite3_int64>(expected.size()));
    } else if (below(20) == 0) {
      expected.resize(below(expected.size() + 1));
      REQUIRE(gathered.does().xTruncate(gathered.file(),
                                        static_cast<sqlite3_int64>(expected.size())) == SQLITE_OK);
    } else if (below(20) == 0) {
      REQUIRE(gathered.does().xSync(gathered.file(), SQLITE_SYNC_NORMAL) == SQLITE_OK);
      REQUIRE(gathered.seen_by_others() == expected);
    }
  }
}
