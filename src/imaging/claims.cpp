#include "imaging/claims.h"

#include <libexif/exif-data.h>

#include <memory>

#include <fmt/format.h>

namespace imaging {
namespace {

constexpr std::size_t kTextMax = 64;

// One picture's EXIF, in its byte order.
// Tags are int: libexif has those of GPS as plain numbers, since they overlap the others.
class Exif {
 public:
  explicit Exif(std::string_view block) : data_(exif_data_new(), exif_data_unref) {
    if (!data_) return;
    // By default libexif adds what the standard demands, today's date among it.
    exif_data_unset_option(data_.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_load_data(data_.get(), reinterpret_cast<const unsigned char*>(block.data()),
                        static_cast<unsigned>(block.size()));
  }

  explicit operator bool() const { return data_ != nullptr; }

  // Printable ASCII only: what cameras write, and nothing that could be taken for markup of ours.
  std::optional<std::string> text(ExifIfd ifd, int tag) const {
    const ExifEntry* entry = find(ifd, tag, EXIF_FORMAT_ASCII, 1);
    if (!entry) return std::nullopt;
    std::string text;
    for (unsigned i = 0; i < entry->size && entry->data[i] != 0 && text.size() < kTextMax; ++i)
      if (entry->data[i] >= 0x20 && entry->data[i] < 0x7f)
        text += static_cast<char>(entry->data[i]);
    while (text.ends_with(' ')) text.pop_back();
    if (text.empty()) return std::nullopt;
    return text;
  }

  std::optional<double> rational(ExifIfd ifd, int tag, unsigned index = 0) const {
    const ExifEntry* entry = find(ifd, tag, EXIF_FORMAT_RATIONAL, index + 1);
    if (!entry) return std::nullopt;
    const ExifRational value = exif_get_rational(entry->data + 8 * index, order());
    if (value.denominator == 0) return std::nullopt;
    return static_cast<double>(value.numerator) / value.denominator;
  }

  std::optional<int> whole(ExifIfd ifd, int tag) const {
    if (const ExifEntry* entry = find(ifd, tag, EXIF_FORMAT_SHORT, 1))
      return exif_get_short(entry->data, order());
    if (const ExifEntry* entry = find(ifd, tag, EXIF_FORMAT_LONG, 1))
      return static_cast<int>(exif_get_long(entry->data, order()) & 0x7fffffff);
    return std::nullopt;
  }

  std::optional<int> byte(ExifIfd ifd, int tag) const {
    const ExifEntry* entry = find(ifd, tag, EXIF_FORMAT_BYTE, 1);
    if (!entry) return std::nullopt;
    return entry->data[0];
  }

 private:
  ExifByteOrder order() const { return exif_data_get_byte_order(data_.get()); }

  const ExifEntry* find(ExifIfd ifd, int tag, ExifFormat format, unsigned components) const {
    const ExifEntry* entry = exif_content_get_entry(data_->ifd[ifd], static_cast<ExifTag>(tag));
    if (!entry || !entry->data || entry->format != format || entry->components < components)
      return nullptr;
    return entry->size >= components * exif_format_get_size(format) ? entry : nullptr;
  }

  std::unique_ptr<ExifData, void (*)(ExifData*)> data_;
};

// Does `text` look like `pattern`, where 9 stands for any digit and + for either sign?
bool looks_like(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool fits = pattern[i] == '9'   ? c >= '0' && c <= '9'
                      : pattern[i] == '+' ? c == '+' || c == '-'
                                          : c == pattern[i];
    if (!fits) return false;
  }
  return true;
}

std::optional<std::string> taken_at(const Exif& exif) {
  for (const ExifTag tag : {EXIF_TAG_DATE_TIME_ORIGINAL, EXIF_TAG_DATE_TIME_DIGITIZED}) {
    auto text = exif.text(EXIF_IFD_EXIF, tag);
    if (!text || !looks_like(*text, "9999:99:99 99:99:99") || text->starts_with("0000")) continue;
    (*text)[4] = (*text)[7] = '-';
    (*text)[10] = 'T';
    return text;
  }
  return std::nullopt;
}

std::optional<std::string> offset(const Exif& exif) {
  auto text = exif.text(EXIF_IFD_EXIF, EXIF_TAG_OFFSET_TIME_ORIGINAL);
  return text && looks_like(*text, "+99:99") ? text : std::nullopt;
}

// Degrees, minutes and seconds as three rationals, with a letter for the half of the globe.
std::optional<double> degrees(const Exif& exif, int tag, int half_tag, char negative,
                              double limit) {
  const auto half = exif.text(EXIF_IFD_GPS, half_tag);
  const auto whole = exif.rational(EXIF_IFD_GPS, tag, 0);
  const auto minutes = exif.rational(EXIF_IFD_GPS, tag, 1);
  const auto seconds = exif.rational(EXIF_IFD_GPS, tag, 2);
  if (!half || !whole || !minutes) return std::nullopt;
  const double value = *whole + *minutes / 60 + seconds.value_or(0) / 3600;
  if (value > limit) return std::nullopt;
  return half->starts_with(negative) ? -value : value;
}

std::optional<double> altitude(const Exif& exif) {
  const auto metres = exif.rational(EXIF_IFD_GPS, EXIF_TAG_GPS_ALTITUDE);
  if (!metres || *metres > 20'000) return std::nullopt;
  return exif.byte(EXIF_IFD_GPS, EXIF_TAG_GPS_ALTITUDE_REF) == 1 ? -*metres : *metres;
}

std::optional<std::string> exposure(const Exif& exif) {
  const auto seconds = exif.rational(EXIF_IFD_EXIF, EXIF_TAG_EXPOSURE_TIME);
  if (!seconds || *seconds <= 0 || *seconds > 3600) return std::nullopt;
  if (*seconds < 0.3) return fmt::format("1/{:.0f}", 1 / *seconds);
  return fmt::format("{:.3g}", *seconds);
}

template <class T>
std::optional<T> between(std::optional<T> value, T low, T high) {
  return value && *value >= low && *value <= high ? value : std::nullopt;
}

Claims read(const Exif& exif) {
  Claims claims;
  claims.make = exif.text(EXIF_IFD_0, EXIF_TAG_MAKE);
  claims.model = exif.text(EXIF_IFD_0, EXIF_TAG_MODEL);
  claims.taken_at = taken_at(exif);
  claims.offset = offset(exif);
  claims.lat = degrees(exif, EXIF_TAG_GPS_LATITUDE, EXIF_TAG_GPS_LATITUDE_REF, 'S', 90);
  claims.lon = degrees(exif, EXIF_TAG_GPS_LONGITUDE, EXIF_TAG_GPS_LONGITUDE_REF, 'W', 180);
  if (!claims.lat || !claims.lon) claims.lat = claims.lon = std::nullopt;
  claims.altitude_m = altitude(exif);
  claims.heading_deg = between(exif.rational(EXIF_IFD_GPS, EXIF_TAG_GPS_IMG_DIRECTION), 0.0, 360.0);
  claims.orientation = between(exif.whole(EXIF_IFD_0, EXIF_TAG_ORIENTATION), 1, 8);
  claims.exposure = exposure(exif);
  claims.f_number = between(exif.rational(EXIF_IFD_EXIF, EXIF_TAG_FNUMBER), 0.1, 256.0);
  claims.iso = between(exif.whole(EXIF_IFD_EXIF, EXIF_TAG_ISO_SPEED_RATINGS), 1, 10'000'000);
  claims.focal_mm = between(exif.rational(EXIF_IFD_EXIF, EXIF_TAG_FOCAL_LENGTH), 0.1, 10'000.0);
  return claims;
}

}  // namespace

Claims claims_of(std::string_view exif) {
  using namespace std::string_view_literals;
  constexpr auto kHead = "Exif\0\0"sv;
  // PNG, WebP and HEIC keep the block without the head that JPEG puts before it.
  const std::string block =
      exif.starts_with(kHead) ? std::string(exif) : std::string(kHead).append(exif);
  if (block.size() <= kHead.size() + 8) return {};
  const Exif data(block);
  return data ? read(data) : Claims{};
}

}  // namespace imaging
