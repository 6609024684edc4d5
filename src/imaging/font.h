// Inside imaging: the one font, drawn from memory by FreeType.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "imaging/picture.h"

namespace imaging {

// Text is UTF-8; a byte that is not is drawn as the box for "no such letter". Left to right only,
// one glyph a code point.
class Font {
 public:
  Font();  // throws std::runtime_error
  ~Font();

  void set_size(int px);                         // of the em square
  double width_of(std::string_view text) const;  // px

  // `text` if it fits into `px`, else its beginning and "…"; empty if not even that fits.
  std::string elided(std::string_view text, double px) const;

  struct Colour {
    std::uint8_t red, green, blue;
  };
  // Draws with the left edge at `x` and the letters standing on `baseline`; parts outside the
  // picture are left out.
  void draw(Picture& onto, std::string_view text, double x, int baseline, Colour colour) const;

 private:
  struct Face;
  std::unique_ptr<Face> face_;
};

}  // namespace imaging
