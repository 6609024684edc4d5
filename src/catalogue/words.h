// Finding by words, the same on both databases: case does not matter, nor do accents of Latin
// letters.
#pragma once

#include <string>
#include <string_view>

namespace catalogue {

// Lower case, without the accents of Latin-1 letters (ö is o, é is e, ß is ss).
std::string folded(std::string_view text);

// Does `text` have each of these words (folded, separated by blanks) somewhere?
bool has_words(std::string_view text, const std::string& folded_words);

}  // namespace catalogue
