// Archives as other programs read them.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "evidence/zip.h"
#include "kit/folder.h"

namespace evidence {
namespace {

const LocalTime kNoon{.year = 2026, .month = 11, .day = 22, .hour = 12, .minute = 5, .second = 8};

// A zip file on disk, written as a client writes what it is sent.
class File {
 public:
  explicit File(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "wb")) {}
  ~File() { close(); }
  void append(std::string_view bytes) const {
    REQUIRE(std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size());
  }
  // Bytes nobody looks at, without writing them.
  void skip(std::int64_t bytes) const { REQUIRE(::fseeko(file_, bytes, SEEK_CUR) == 0); }
  void finish(ZipWriter& zip) {
    zip.directory().flush();
    std::string slice;
    for (std::uint64_t at = 0; read_some(zip.directory().fd(), at, 65'536, slice) > 0;
         at += slice.size(), slice.clear())
      append(slice);
    append(zip.end());
    close();
  }

 private:
  void close() {
    if (file_) std::fclose(file_);
    file_ = nullptr;
  }
  std::string path_;
  std::FILE* file_;
};

ZipEntry entry(const std::string& name, std::string_view bytes) {
  Digester digester;
  digester.update(bytes);
  const auto digest = digester.finish();
  return {name, digest.size_bytes, digest.crc, kNoon};
}

// What a command writes; its exit code behind it.
std::string run(const std::string& command) {
  std::string said;
  std::FILE* const pipe = ::popen((command + " 2>&1; echo \"[$?]\"").c_str(), "r");
  REQUIRE(pipe);
  char buffer[4'096];
  while (const auto count = std::fread(buffer, 1, sizeof buffer, pipe)) said.append(buffer, count);
  ::pclose(pipe);
  return said;
}

struct Bench {
  kit::Folder folder;
  std::unique_ptr<blobs::Store> store = blobs::open_folder(folder.path() / "store");
  std::string path = (folder.path() / "a.zip").string();
};

}  // namespace

TEST_CASE("other programs find every entry whole, with its name and time") {
  Bench bench;
  {
    ZipWriter zip(*bench.store);
    File file(bench.path);
    for (const auto& [name, bytes] : {std::pair("photos/Süd-1.jpg", "jpeg bytes"),
                                      std::pair("photos.csv", "a,b\r\n"), std::pair("empty", "")}) {
      file.append(zip.begin_entry(entry(name, bytes)));
      file.append(bytes);
    }
    file.finish(zip);
  }
  const auto tested = run("unzip -t " + bench.path);
  CHECK_MESSAGE(tested.ends_with("[0]\n"), tested);
  CHECK(run("unzip -p " + bench.path + " photos/S*d-1.jpg") == "jpeg bytes[0]\n");
  const auto listed = run("unzip -l " + bench.path);
  CHECK(listed.find("photos/Süd-1.jpg") != std::string::npos);
  CHECK(listed.find("2026-11-22 12:05") != std::string::npos);
  CHECK(listed.find("3 files") != std::string::npos);
}

TEST_CASE("more entries than the old format counts, and entries beyond four gigabytes, are read") {
  Bench bench;
  {
    ZipWriter zip(*bench.store);
    File file(bench.path);
    constexpr std::int64_t kFiveGb = 5LL << 30;
    file.append(zip.begin_entry({"huge", kFiveGb, 0, kNoon}));
    file.skip(kFiveGb);
    for (int n = 0; n < 66'000; ++n) {
      const auto bytes = std::to_string(n);
      file.append(zip.begin_entry(entry("n" + bytes, bytes)));
      file.append(bytes);
    }
    file.finish(zip);
  }
  CHECK(run("unzip -p " + bench.path + " n0") == "0[0]\n");
  CHECK(run("unzip -p " + bench.path + " n65999") == "65999[0]\n");
  const auto listed = run("unzip -l " + bench.path + " | tail -1");
  CHECK_MESSAGE(listed.find("66001 files") != std::string::npos, listed);
}

TEST_CASE("what a download keeps on disk is gone with it") {
  Bench bench;
  const auto left = [&] {
    return std::distance(std::filesystem::directory_iterator(bench.store->spool_dir()), {});
  };
  {
    Spill spill(*bench.store);
    spill.append("something");
    spill.flush();
    CHECK(left() == 1);
    CHECK(digest_of(spill.fd()).sha256 == spill.digest().sha256);
  }
  CHECK(left() == 0);
}

}  // namespace evidence
