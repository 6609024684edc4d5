#include "imaging/font.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <cmath>
#include <stdexcept>

extern "C" const unsigned char asbuilt_font[];
extern "C" const unsigned char asbuilt_font_end[];

namespace imaging {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr char32_t kNoLetter = 0xfffd;

// Takes the first code point off `text`, which is not empty.
char32_t take_letter(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  char32_t letter = length == 1 ? first : first & (0x7f >> length);
  bool fine = (first < 0x80 || first >= 0xc2) && length <= text.size();
  for (std::size_t i = 1; fine && i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    fine = (next & 0xc0) == 0x80;
    letter = letter << 6 | (next & 0x3f);
  }
  text.remove_prefix(fine ? length : 1);
  return fine ? letter : kNoLetter;
}

double advance_of(FT_GlyphSlot glyph) {
  return static_cast<double>(glyph->linearHoriAdvance) / 65536;
}

std::uint8_t mix(int below, int above, int cover) {
  return static_cast<std::uint8_t>((below * (255 - cover) + above * cover + 127) / 255);
}

void blend(Picture& onto, const FT_Bitmap& bitmap, int left, int top, Font::Colour colour) {
  const int rows = static_cast<int>(bitmap.rows);
  const int columns = static_cast<int>(bitmap.width);
  for (int y = std::max(0, -top); y < rows && top + y < onto.height; ++y) {
    const unsigned char* cover = bitmap.buffer + y * bitmap.pitch;
    std::uint8_t* row = onto.row(top + y);
    for (int x = std::max(0, -left); x < columns && left + x < onto.width; ++x) {
      std::uint8_t* pixel = row + 3 * (left + x);
      pixel[0] = mix(pixel[0], colour.red, cover[x]);
      pixel[1] = mix(pixel[1], colour.green, cover[x]);
      pixel[2] = mix(pixel[2], colour.blue, cover[x]);
    }
  }
}

}  // namespace

struct Font::Face {
  FT_Library library = nullptr;
  FT_Face face = nullptr;

  ~Face() {
    if (face) FT_Done_Face(face);
    if (library) FT_Done_FreeType(library);
  }

  // Glyph 0 is the box for what the font does not have.
  bool load(char32_t letter, FT_Int32 flags) const {
    return FT_Load_Glyph(face, FT_Get_Char_Index(face, letter), flags) == 0;
  }
};

Font::Font() : face_(std::make_unique<Face>()) {
  const auto size = static_cast<FT_Long>(asbuilt_font_end - asbuilt_font);
  if (FT_Init_FreeType(&face_->library) != 0 ||
      FT_New_Memory_Face(face_->library, asbuilt_font, size, 0, &face_->face) != 0)
    throw std::runtime_error("the font of the stamp cannot be read");
  set_size(16);
}

Font::~Font() = default;

void Font::set_size(int px) { FT_Set_Pixel_Sizes(face_->face, 0, static_cast<FT_UInt>(px)); }

double Font::width_of(std::string_view text) const {
  double width = 0;
  while (!text.empty())
    if (face_->load(take_letter(text), FT_LOAD_NO_HINTING)) width += advance_of(face_->face->glyph);
  return width;
}

std::string Font::elided(std::string_view text, double px) const {
  if (width_of(text) <= px) return std::string(text);
  double room = px - width_of(kEllipsis);
  if (room < 0) return {};
  std::string_view rest = text;
  std::string_view kept;
  while (!rest.empty()) {
    if (face_->load(take_letter(rest), FT_LOAD_NO_HINTING)) room -= advance_of(face_->face->glyph);
    if (room < 0) break;
    kept = text.substr(0, text.size() - rest.size());
  }
  while (kept.ends_with(' ')) kept.remove_suffix(1);
  return std::string(kept).append(kEllipsis);
}

void Font::draw(Picture& onto, std::string_view text, double x, int baseline, Colour colour) const {
  while (!text.empty()) {
    // The fraction of a pixel goes into the outline, so that letters stand evenly.
    FT_Vector shift{static_cast<FT_Pos>((x - std::floor(x)) * 64), 0};
    FT_Set_Transform(face_->face, nullptr, &shift);
    const bool drawn = face_->load(take_letter(text), FT_LOAD_NO_HINTING | FT_LOAD_RENDER);
    FT_Set_Transform(face_->face, nullptr, nullptr);
    if (!drawn) continue;
    const FT_GlyphSlot glyph = face_->face->glyph;
    blend(onto, glyph->bitmap, static_cast<int>(std::floor(x)) + glyph->bitmap_left,
          baseline - glyph->bitmap_top, colour);
    x += advance_of(glyph);
  }
}

}  // namespace imaging
