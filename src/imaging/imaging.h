// Pictures: what kind of file it is and whether its structure is whole (cheap, in this process),
// and everything that decodes (in a separate, locked-in process of the same binary).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/describe.h"
#include "base/result.h"

namespace imaging {

enum class Format { jpeg, png, webp, heic };
BOOST_DESCRIBE_ENUM(Format, jpeg, png, webp, heic)

std::string_view media_type_of(Format format);  // "image/jpeg"

inline constexpr Problem kNotAPhoto{"photo-type", Code::unsupported, "This is not a photo we take",
                                    "Send a JPEG, PNG, WebP or HEIC picture."};
inline constexpr Problem kDamaged{"photo-damaged", Code::unprocessable, "The photo is damaged",
                                  "The file is cut or broken. Take or choose the photo again."};

// Judges a file by its content, never by its name: magic bytes, then the whole structure (JPEG
// segments through EOI, PNG chunks with CRC through IEND, RIFF sizes, ISO boxes inside the file).
// Reads in slices; holds no more than 64 KiB. `fd` is a regular file, its position is not kept.
//   photo-type     not one of the four formats
//   photo-damaged  empty, cut, or its structure contradicts itself
Result<Format> inspect(int fd);

// What the stamp says. Lines are UTF-8; empty ones are left out.
struct Stamp {
  std::string left_1;   // code and name · stage · chainage
  std::string left_2;   // project › route › section
  std::string right_1;  // local time with offset, to the second
  std::string right_2;  // latitude, longitude ±m, or "no position"
  std::string note;     // third line: gallery or override
};
BOOST_DESCRIBE_STRUCT(Stamp, (), (left_1, left_2, right_1, right_2, note))

// What the file itself says: claims, never trusted, kept beside the phone's.
struct Claims {
  std::optional<std::string> make;
  std::optional<std::string> model;
  std::optional<std::string> taken_at;  // as written in the file: 2026-11-20T11:14:52
  std::optional<std::string> offset;    // -03:00
  std::optional<double> lat;            // degrees, WGS 84
  std::optional<double> lon;
  std::optional<double> altitude_m;
  std::optional<double> heading_deg;
  std::optional<int> orientation;       // EXIF 1–8
  std::optional<std::string> exposure;  // "1/640"
  std::optional<double> f_number;
  std::optional<int> iso;
  std::optional<double> focal_mm;
};
BOOST_DESCRIBE_STRUCT(Claims, (),
                      (make, model, taken_at, offset, lat, lon, altitude_m, heading_deg,
                       orientation, exposure, f_number, iso, focal_mm))

struct Developed {
  int width = 0;  // of the original, upright
  int height = 0;
  int display_width = 0;
  int display_height = 0;
  std::string perceptual_hash;  // 16 hex digits (dHash of the upright picture without stamp)
  std::string tiny;             // base64 of a WebP of ≤ 20 px, shown while loading
  double sharpness = 0;         // variance of the Laplacian of the display picture
  double brightness = 0;        // mean luma, 0–255
  Claims claims;
};
BOOST_DESCRIBE_STRUCT(Developed, (),
                      (width, height, display_width, display_height, perceptual_hash, tiny,
                       sharpness, brightness, claims))

enum class Outcome {
  done,
  damaged,  // the decoder refuses the file; trying again cannot help
  failed    // crash, hang, limit: may be tried again
};
BOOST_DESCRIBE_ENUM(Outcome, done, damaged, failed)

struct Development {
  Outcome outcome = Outcome::failed;
  std::string reason;  // when not done
  Developed developed;
  std::int64_t cpu_ms = 0;  // of the decoder process, user and system
  std::int64_t peak_memory_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Development, (), (outcome, reason, developed, cpu_ms, peak_memory_bytes))

struct DevelopLimits {
  // Address space of one decoder. A 50-megapixel HEIC of 10 bits needs 1.1 GiB, 0.6 GiB of it
  // filled.
  std::uint64_t memory_bytes = 1'536ull * 1'024 * 1'024;
  int cpu_s = 20;
  std::chrono::milliseconds wall{30'000};
  std::uint64_t pixels_max = 110'000'000;
};

// The darkroom: one forked process per picture, from a single-threaded zygote of this binary, with
// no file system, no network and bounded memory and time. Safe from any thread.
class Darkroom {
 public:
  // Forks the zygote. Call before any thread is started (a fork of a threaded process is not safe)
  // and before secrets are read (a decoder starts as a copy of this process). Throws
  // std::system_error; if the zygote cannot prepare itself it logs why and alive() turns false.
  static std::unique_ptr<Darkroom> open(const DevelopLimits& limits = {});

  virtual ~Darkroom() = default;

  // Decodes `original_fd`, writes the upright display picture (fits 1920×1920, JPEG, stamp burned
  // in, no metadata) to `display_fd` and the thumbnail (fits 480×480, JPEG, no metadata, no stamp)
  // to `thumb_fd`, both empty files. Blocks until done or past the wall limit; takes as many
  // callers at once as ceilings::kDevelopAtOnce, the others wait. A dead zygote is not raised
  // again: every call then fails at once.
  virtual Development develop(int original_fd, int display_fd, int thumb_fd,
                              const Stamp& stamp) = 0;

  // Is the zygote there? For /api/health.
  virtual bool alive() const = 0;
};

}  // namespace imaging
