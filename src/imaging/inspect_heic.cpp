// HEIC: boxes of ISO/IEC 14496-12 that fit in the file, and inside `meta` the item locations,
// which must lie inside it too: a file cut after the last full box is told by them alone.
#include "imaging/inspect.h"

namespace imaging {
namespace {

constexpr std::uint64_t kItemsMax = 65'536;

struct Box {
  std::uint64_t name = 0;
  std::uint64_t data = 0;  // where its content begins
  std::uint64_t end = 0;   // 0: there is no whole box here
};

Box box_at(Slices& file, std::uint64_t at, std::uint64_t outer_end) {
  std::uint64_t size = file.big(at, 4);
  const std::uint64_t name = file.big(at + 4, 4);
  std::uint64_t head = 8;
  if (size == 1) {
    size = file.big(at + 8, 8);
    head = 16;
  } else if (size == 0) {
    size = outer_end - at;  // to the end
  }
  if (file.cut() || size < head || size > outer_end - at) return {};
  return {name, at + head, at + size};
}

// Where the bytes of every item are: `iloc`, ISO/IEC 14496-12 section 8.11.3.
class Locations {
 public:
  Locations(Slices& file, const Box& box) : file_(file), at_(box.data), end_(box.end) {}

  bool are_inside() {
    const auto version = take(1);
    take(3);
    if (version > 2) return false;
    const auto sizes = take(2);
    offset_bytes_ = static_cast<int>(sizes >> 12 & 15);
    length_bytes_ = static_cast<int>(sizes >> 8 & 15);
    base_bytes_ = static_cast<int>(sizes >> 4 & 15);
    index_bytes_ = version == 0 ? 0 : static_cast<int>(sizes & 15);
    const auto items = take(version < 2 ? 2 : 4);
    if (items == 0 || items > kItemsMax) return false;
    for (std::uint64_t i = 0; i < items; ++i)
      if (!item_is_inside(version)) return false;
    return !bad_;
  }

 private:
  std::uint64_t take(int bytes) {
    if (bytes == 0) return 0;
    bad_ |= bytes > 8 || at_ + static_cast<std::uint64_t>(bytes) > end_;
    if (bad_) return 0;
    const auto value = file_.big(at_, bytes);
    at_ += static_cast<std::uint64_t>(bytes);
    return value;
  }

  bool item_is_inside(std::uint64_t version) {
    take(version < 2 ? 2 : 4);  // item
    const auto method = version == 0 ? 0 : take(2) & 15;
    take(2);  // data reference
    const auto base = take(base_bytes_);
    auto extents = take(2);
    // Extents without any bytes must not buy a loop of 65,535 turns each.
    if (index_bytes_ + offset_bytes_ + length_bytes_ == 0 && extents > 1) extents = 1;
    for (std::uint64_t i = 0; i < extents && !bad_; ++i) {
      take(index_bytes_);
      const auto offset = take(offset_bytes_);
      const auto length = take(length_bytes_);
      if (method != 0) continue;  // inside another box, not at a place in the file
      const auto size = file_.size();
      if (base > size || offset > size - base || length > size - base - offset) return false;
    }
    return !bad_;
  }

  Slices& file_;
  std::uint64_t at_;
  std::uint64_t end_;
  int offset_bytes_ = 0;
  int length_bytes_ = 0;
  int base_bytes_ = 0;
  int index_bytes_ = 0;
  bool bad_ = false;
};

bool meta_is_whole(Slices& file, const Box& meta) {
  for (std::uint64_t at = meta.data + 4; at < meta.end;) {  // after version and flags
    const Box box = box_at(file, at, meta.end);
    if (box.end == 0) return false;
    if (box.name == tag("iloc")) return Locations(file, box).are_inside();
    at = box.end;
  }
  return false;
}

}  // namespace

bool is_whole_heic(Slices& file) {
  bool meta = false;
  bool data = false;
  for (std::uint64_t at = 0; at < file.size();) {
    const Box box = box_at(file, at, file.size());
    if (box.end == 0) return false;
    if (box.name == tag("meta")) meta = meta_is_whole(file, box);
    data |= box.name == tag("mdat");
    at = box.end;
  }
  return meta && data;
}

}  // namespace imaging
