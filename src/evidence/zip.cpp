// The format is PKWARE's APPNOTE.TXT 6.3.10: 4.3.7 local header, 4.3.12 directory, 4.3.14 to 4.3.16
// its end, 4.5.3 the Zip64 extra field.
#include "evidence/zip.h"

#include <algorithm>

namespace evidence {
namespace {

constexpr std::uint64_t kNarrow = 0xFFFFFFFF;  // "look into the Zip64 field"
constexpr std::uint64_t kFew = 0xFFFF;
constexpr std::uint16_t kPlainReader = 20;  // version 2.0
constexpr std::uint16_t kZip64Reader = 45;
constexpr std::uint16_t kMadeOnUnix = 3 << 8 | kZip64Reader;
constexpr std::uint16_t kNameIsUtf8 = 1 << 11;
constexpr std::uint16_t kStored = 0;
constexpr std::uint32_t kPlainFile = 0100644U << 16;  // rw-r--r--

// Little-endian numbers one after the other.
class Record {
 public:
  Record& two(std::uint64_t n) { return put(n, 2); }
  Record& four(std::uint64_t n) { return put(n, 4); }
  Record& eight(std::uint64_t n) { return put(n, 8); }
  Record& text(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  Record& put(std::uint64_t n, int width) {
    for (int i = 0; i < width; ++i) bytes_ += static_cast<char>(n >> (8 * i) & 0xFF);
    return *this;
  }
  std::string bytes_;
};

std::uint64_t narrow(std::uint64_t n) { return std::min(n, kNarrow); }

// The format knows 1980 to 2107, and even seconds.
std::uint64_t dos_date(const LocalTime& at) {
  const auto year = static_cast<unsigned>(std::clamp(at.year, 1980, 2107));
  return (year - 1980) << 9 | at.month << 5 | at.day;
}
std::uint64_t dos_time(const LocalTime& at) {
  return static_cast<unsigned>(at.hour) << 11 | static_cast<unsigned>(at.minute) << 5 |
         static_cast<unsigned>(at.second) / 2;
}

// What did not fit into four bytes, in the order the format wants.
std::string zip64_field(std::initializer_list<std::uint64_t> wide) {
  Record values;
  for (const auto n : wide)
    if (n >= kNarrow) values.eight(n);
  if (values.bytes().empty()) return {};
  return Record().two(1).two(values.bytes().size()).text(values.bytes()).bytes();
}

// Both sizes stand in a local header's field, or none.
std::string local_field(std::uint64_t size) {
  return size < kNarrow ? std::string() : zip64_field({size, size});
}

Record& common(Record& record, const ZipEntry& entry, std::size_t extra_bytes, bool wide) {
  return record.two(wide ? kZip64Reader : kPlainReader)
      .two(kNameIsUtf8)
      .two(kStored)
      .two(dos_time(entry.modified))
      .two(dos_date(entry.modified))
      .four(entry.crc)
      .four(narrow(entry.size_bytes))
      .four(narrow(entry.size_bytes))
      .two(entry.name.size())
      .two(extra_bytes);
}

}  // namespace

std::string ZipWriter::begin_entry(const ZipEntry& entry) {
  const auto size = entry.size_bytes;
  const auto local_extra = local_field(size);
  Record local;
  common(local.four(0x04034b50), entry, local_extra.size(), !local_extra.empty())
      .text(entry.name)
      .text(local_extra);
  const auto extra = zip64_field({size, size, offset_});
  Record central;
  common(central.four(0x02014b50).two(kMadeOnUnix), entry, extra.size(), !extra.empty())
      .two(0)  // comment
      .two(0)  // disk
      .two(0)  // internal attributes
      .four(kPlainFile)
      .four(narrow(offset_))
      .text(entry.name)
      .text(extra);
  directory_.append(central.bytes());
  offset_ += local.bytes().size() + size;
  ++entries_;
  return local.bytes();
}

std::string ZipWriter::end() const {
  const auto size = directory_.size_bytes();
  Record end;
  if (entries_ >= kFew || offset_ >= kNarrow || size >= kNarrow)
    end.four(0x06064b50)
        .eight(44)  // of what follows
        .two(kMadeOnUnix)
        .two(kZip64Reader)
        .four(0)
        .four(0)
        .eight(entries_)
        .eight(entries_)
        .eight(size)
        .eight(offset_)
        .four(0x07064b50)
        .four(0)
        .eight(offset_ + size)
        .four(1);
  const auto few = std::min(entries_, kFew);
  end.four(0x06054b50)
      .two(0)
      .two(0)
      .two(few)
      .two(few)
      .four(narrow(size))
      .four(narrow(offset_))
      .two(0);
  return end.bytes();
}

}  // namespace evidence
