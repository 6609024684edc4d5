// CSV as spreadsheets write it: RFC 4180 with comma, semicolon or tab, a byte order mark or none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"

namespace catalogue {

struct CsvRow {
  std::int64_t line = 0;  // where it begins in the file, from 1
  std::vector<std::string> cells;
};

// Rows that have at least one cell with text; blanks around cells are taken off. What is wrong with
// the file (encoding, quotes, size) is added to `errors`, and then the rows may be incomplete.
std::vector<CsvRow> read_csv(std::string_view text, std::vector<ImportError>& errors);

}  // namespace catalogue
