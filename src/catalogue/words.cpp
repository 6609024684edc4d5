#include "catalogue/words.h"

#include <array>

namespace catalogue {
std::string folded(std::string_view text) {
  // U+00C0 to U+00FF without their accents; 0: no letter. The second s of ß is added below.
  static constexpr std::array<char, 64> kBase = {
      'a', 'a', 'a', 'a', 'a', 'a', 'a', 'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i',
      'd', 'n', 'o', 'o', 'o', 'o', 'o', 0,   'o', 'u', 'u', 'u', 'u', 'y', 'p', 's',
      'a', 'a', 'a', 'a', 'a', 'a', 'a', 'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i',
      'd', 'n', 'o', 'o', 'o', 'o', 'o', 0,   'o', 'u', 'u', 'u', 'u', 'y', 'p', 'y'};
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c + 32);
    } else if (c == '\xc3' && i + 1 < text.size() && kBase[text[i + 1] & 0x3f]) {
      const auto at = static_cast<std::size_t>(text[++i] & 0x3f);
      out += kBase[at];
      if (at == 0x1f) out += 's';
    } else {
      out += c;
    }
  }
  return out;
}

bool has_words(std::string_view text, const std::string& folded_words) {
  const auto in = folded(text);
  for (std::size_t from = 0; from < folded_words.size();) {
    auto to = folded_words.find(' ', from);
    if (to == std::string::npos) to = folded_words.size();
    if (in.find(folded_words.substr(from, to - from)) == std::string::npos) return false;
    from = to + 1;
  }
  return true;
}

}  // namespace catalogue
