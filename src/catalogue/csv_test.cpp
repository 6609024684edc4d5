#include "catalogue/csv.h"

#include <doctest/doctest.h>

#include "catalogue/words.h"

namespace catalogue {
namespace {

using Cells = std::vector<std::vector<std::string>>;

Cells cells_of(std::string_view text) {
  std::vector<ImportError> errors;
  Cells cells;
  for (auto& row : read_csv(text, errors)) cells.push_back(std::move(row.cells));
  CHECK(errors.empty());
  return cells;
}

ImportError error_of_file(std::string_view text) {
  std::vector<ImportError> errors;
  read_csv(text, errors);
  REQUIRE(errors.size() >= 1);
  return errors.front();
}

}  // namespace

TEST_CASE("rows are read as every spreadsheet writes them") {
  const Cells expected{{"a", "b"}, {"1", "2"}};
  CHECK(cells_of("a,b\n1,2\n") == expected);
  CHECK(cells_of("a,b\r\n1,2") == expected);
  CHECK(cells_of("\xef\xbb\xbf"
                 "a;b\r\n1;2\r\n") == expected);
  CHECK(cells_of("a\tb\n1\t2\n") == expected);
  CHECK(cells_of(" a , b \n\n,\n1,2\n") == expected);
  CHECK(cells_of("a,b\r1,2\r") == expected);
}

TEST_CASE("quotes hold separators, line ends and quotes") {
  CHECK(cells_of("a,b\n\"x,\"\"y\"\"\nz\",2\n") == Cells{{"a", "b"}, {"x,\"y\"\nz", "2"}});
  CHECK(cells_of("\"a;;\",b\n") == Cells{{"a;;", "b"}});
  CHECK(cells_of("a,b\n\"\",2\n") == Cells{{"a", "b"}, {"", "2"}});
}

TEST_CASE("a row knows the line it begins on, also after a cell of several lines") {
  std::vector<ImportError> errors;
  const auto rows = read_csv("a,b\n\"x\ny\",1\nz,2\n", errors);
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].line == 2);
  CHECK(rows[2].line == 4);
}

TEST_CASE("what cannot be read is named with its line") {
  CHECK(error_of_file("a,b\nx,\"y\nz\n").line == 2);
  CHECK(error_of_file("a,b\nx,\"y\" z\n").detail.find("after a closing quote") !=
        std::string::npos);
  const auto latin1 = error_of_file("a,b\nok,ok\nM\xfcller,1\n");
  CHECK(latin1.line == 3);
  CHECK(latin1.detail.find("CSV UTF-8") != std::string::npos);
  CHECK(error_of_file(std::string_view("\xff\xfe"
                                       "a\0,\0",
                                       6))
            .detail.find("UTF-16") != std::string::npos);
}

TEST_CASE("words are found whatever their case and accents") {
  CHECK(folded("ÄÖÜ ßé Ñandú") == "aou sse nandu");
  CHECK(has_words("Müllerstraße 12, Süd", folded("SUD mullerstrasse")));
  CHECK_FALSE(has_words("Müllerstraße 12", folded("Müller 13")));
  CHECK(has_words("anything", ""));
  CHECK(folded("\xc3") == "\xc3");
}

}  // namespace catalogue
