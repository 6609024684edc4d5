// JPEG as ITU-T T.81 annex B lays it out: markers, segments with lengths, scans, EOI.
#include "imaging/inspect.h"

namespace imaging {
namespace {

constexpr int kStartOfImage = 0xd8;
constexpr int kEndOfImage = 0xd9;
constexpr int kStartOfScan = 0xda;

bool stands_alone(int marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7); }

bool is_frame(int marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

// Reads the marker at `at` (fill bytes allowed) and moves behind it; 0 if there is none.
int next_marker(Slices& file, std::uint64_t& at) {
  if (file.big(at++, 1) != 0xff) return 0;
  int marker = 0xff;
  while (marker == 0xff && !file.cut()) marker = static_cast<int>(file.big(at++, 1));
  return file.cut() ? 0 : marker;
}

// Moves over coded picture data to the 0xff of the next real marker; false at the end of the file.
bool skip_scan(Slices& file, std::uint64_t& at) {
  for (auto data = file.view(at); !data.empty(); data = file.view(at)) {
    const auto found = data.find('\xff');
    at += found == data.npos ? data.size() : found;
    if (found == data.npos) continue;
    const auto marker = static_cast<int>(file.big(at + 1, 1));
    if (file.cut()) return false;
    if (marker != 0 && !stands_alone(marker)) return true;
    at += 2;
  }
  return false;
}

bool has_pixels(Slices& file, std::uint64_t frame) {
  // A height of 0, told by a DNL segment after the first scan, is refused: no camera writes it.
  return file.big(frame + 3, 2) > 0 && file.big(frame + 5, 2) > 0 && file.big(frame + 7, 1) > 0;
}

}  // namespace

bool is_whole_jpeg(Slices& file) {
  std::uint64_t at = 2;
  bool frame = false;
  bool scan = false;
  while (!file.cut()) {
    const int marker = next_marker(file, at);
    if (marker == kEndOfImage) return scan;
    if (marker == 0 || marker == kStartOfImage) return false;
    if (stands_alone(marker)) continue;
    const std::uint64_t length = file.big(at, 2);
    if (length < 2 || at + length > file.size()) return false;
    if (is_frame(marker)) frame = has_pixels(file, at);
    if (marker == kStartOfScan && !frame) return false;
    at += length;
    if (marker != kStartOfScan) continue;
    scan = true;
    if (!skip_scan(file, at)) return false;
  }
  return false;
}

}  // namespace imaging
