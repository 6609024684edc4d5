// For the tests of imaging: real photos (tools/dev/fixtures.sh gathers them), files in memory, and
// what came out of the darkroom.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/decode.h"
#include "imaging/imaging.h"

namespace imaging::test {

inline std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(ASBUILT_SOURCE_DIR) / "build" / "fixtures" / name;
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("no such photo: " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

// All files of a fixture folder, in order of their names.
inline std::vector<std::filesystem::path> all_of(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(fixture(folder)))
    if (entry.is_regular_file()) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes = {}) : fd_(::memfd_create("photo", MFD_CLOEXEC)) {
    if (::write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
      throw std::runtime_error("memfd");
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;

  int fd() const { return fd_; }
  void cut_to(std::size_t bytes) {
    if (::ftruncate(fd_, static_cast<off_t>(bytes)) != 0) throw std::runtime_error("ftruncate");
  }
  std::string bytes() const {
    std::string out(static_cast<std::size_t>(::lseek(fd_, 0, SEEK_END)), '\0');
    if (::pread(fd_, out.data(), out.size(), 0) != static_cast<ssize_t>(out.size()))
      throw std::runtime_error("pread");
    return out;
  }

 private:
  int fd_;
};

struct Made {
  Development development;
  std::string display;
  std::string thumb;
};

inline Made develop(Darkroom& darkroom, std::string_view original, const Stamp& stamp = {}) {
  const MemoryFile in(original);
  const MemoryFile display;
  const MemoryFile thumb;
  auto development = darkroom.develop(in.fd(), display.fd(), thumb.fd(), stamp);
  return {std::move(development), display.bytes(), thumb.bytes()};
}

// A picture that was made, seen again. In this process: what the darkroom writes is trusted here.
inline Picture seen(std::string_view file) {
  static std::once_flag started;
  std::call_once(started, start_decoders);
  return rgb_of(decode(file, 1920, 100'000'000).planes);
}

// Mean difference of two pictures' bytes, 0–255; 255 if their sizes differ.
inline double difference(const Picture& a, const Picture& b) {
  if (a.width != b.width || a.height != b.height) return 255;
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
  return sum / static_cast<double>(a.rgb.size());
}

}  // namespace imaging::test
