#include "imaging/develop.h"

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "imaging/claims.h"
#include "imaging/decode.h"
#include "imaging/encode.h"
#include "imaging/measure.h"
#include "imaging/resize_plane.h"
#include "imaging/stamp.h"

namespace imaging {
namespace {

constexpr int kDisplaySide = 1920;
constexpr int kThumbSide = 480;
constexpr int kTinySide = 20;
constexpr int kDisplayQuality = 78;
constexpr int kThumbQuality = 75;
constexpr int kTinyQuality = 40;

void write_all(int fd, const Bytes& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const auto wrote =
        ::pwrite(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) throw std::system_error(errno, std::system_category(), "write of a picture");
    done += static_cast<std::size_t>(wrote);
  }
}

Planes fitted(const Planes& planes, int side) { return shrink(planes, fit(planes.size(), side)); }

Developed develop(const Task& task, Font& font) {
  Decoded decoded = decode(task.original, kDisplaySide, task.limits.pixels_max);
  Planes& picture = decoded.planes;
  Developed out;
  out.width = decoded.original.width;
  out.height = decoded.original.height;
  out.display_width = picture.luma.width;
  out.display_height = picture.luma.height;
  out.claims = claims_of(decoded.exif);
  const Quality quality = quality_of(picture.luma);
  out.sharpness = quality.sharpness;
  out.brightness = quality.brightness;
  // Everything that must not show the stamp comes before it is burned in.
  const Planes thumb = fitted(picture, kThumbSide);
  out.perceptual_hash = perceptual_hash_of(thumb.luma);
  out.tiny = base64_of(to_webp(rgb_of(fitted(thumb, kTinySide)), kTinyQuality));
  write_all(task.thumb_fd, to_jpeg(thumb, kThumbQuality));
  burn(task.stamp, picture, font);
  write_all(task.display_fd, to_jpeg(std::move(picture), kDisplayQuality));
  return out;
}

}  // namespace

Work prepare_develop() {
  start_decoders();
  return [font = std::make_shared<Font>()](const Task& task) {
    Development out;
    try {
      out.developed = develop(task, *font);
      out.outcome = Outcome::done;
    } catch (const Refused& refused) {
      out.outcome = Outcome::damaged;
      out.reason = refused.what();
    } catch (const std::exception& fault) {
      out.outcome = Outcome::failed;
      out.reason = fault.what();
    }
    return out;
  };
}

}  // namespace imaging
