// A table of photos as CSV (RFC 4180, UTF-8) that a spreadsheet opens and takes for text.
#pragma once

#include <string>
#include <string_view>

#include "evidence/rows.h"

namespace evidence {

// What stands in the table of a photo's file; empty where there is none.
struct FileFacts {
  std::string_view name;
  std::string_view sha256;  // of the file in the archive
  std::string_view note;    // why there is none
};

// The first line, with the mark by which spreadsheets know UTF-8.
std::string table_head();
std::string table_line(const Row& row, const FileFacts& file);

// A cell with text that people wrote. What a spreadsheet would run as a formula gets an apostrophe
// in front (OWASP ASVS 4.0, 1.2.10).
std::string text_cell(std::string_view text);

}  // namespace evidence
