#include "catalogue/csv.h"

#include <algorithm>

#include "base/limits.h"

namespace catalogue {
namespace {

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";

std::int64_t line_at(std::string_view text, std::size_t at) {
  return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
}

// The line with the first byte that is not UTF-8.
std::int64_t first_bad_line(std::string_view text) {
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find('\n', from), text.size());
    if (!is_clean_utf8(text.substr(from, to - from))) return line_at(text, from);
    from = to + 1;
  }
  return 1;
}

bool check_encoding(std::string_view text, std::vector<ImportError>& errors) {
  if (is_clean_utf8(text)) return true;
  const bool utf16 = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
                     text.find('\0') != std::string_view::npos;
  errors.push_back({utf16 ? 1 : first_bad_line(text), "",
                    utf16 ? "The file is UTF-16. Save it as \"CSV UTF-8\"."
                          : "The file is not UTF-8 (it may be Windows-1252 or Latin-1). Save it "
                            "as \"CSV UTF-8\"."});
  return false;
}

// Whichever of them the first line has most of, outside quotes.
char separator_of(std::string_view text) {
  std::int64_t commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false;
  for (const char c : text.substr(0, text.find('\n'))) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    commas += c == ',';
    semicolons += c == ';';
    tabs += c == '\t';
  }
  if (tabs > commas && tabs > semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

std::string trimmed(std::string_view cell) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto from = cell.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return std::string(cell.substr(from, cell.find_last_not_of(kBlank) - from + 1));
}

class Reader {
 public:
  Reader(std::string_view text, std::vector<ImportError>& errors)
      : text_(text), separator_(separator_of(text)), errors_(errors) {}

  std::vector<CsvRow> read() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row{line_, read_cells()};
      if (std::ranges::all_of(row.cells, &std::string::empty)) continue;
      if (rows.size() > ceilings::kImportRows) {
        errors_.push_back(
            {row.line, "",
             fmt::format("A file may have {} rows. Split it.", ceilings::kImportRows)});
        break;
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  // Up to and over the end of the row.
  std::vector<std::string> read_cells() {
    std::vector<std::string> cells;
    while (true) {
      cells.push_back(trimmed(read_cell()));
      if (at_ >= text_.size()) return cells;
      const char end = text_[at_++];
      if (end == separator_) continue;
      if (end == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      ++line_;
      return cells;
    }
  }

  // Up to the separator or the end of the row.
  std::string read_cell() {
    while (at_ < text_.size() && text_[at_] == ' ' && separator_ != ' ') ++at_;
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted();
    const auto from = at_;
    while (at_ < text_.size() && !ends_cell(text_[at_])) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  std::string read_quoted() {
    const auto begun_on = line_;
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        cell += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += text_[at_++];
      } else {
        ++at_;
        skip_to_end_of_cell();
        return cell;
      }
    }
    errors_.push_back({begun_on, "",
                       "A quote opens in this row and never closes. Close it, or "
                       "write a quote inside text twice."});
    return cell;
  }

  void skip_to_end_of_cell() {
    bool stray = false;
    for (; at_ < text_.size() && !ends_cell(text_[at_]); ++at_) stray |= text_[at_] != ' ';
    if (stray)
      errors_.push_back({line_, "",
                         "There is text after a closing quote. Write a quote inside "
                         "text twice."});
  }

  bool ends_cell(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

  std::string_view text_;
  char separator_;
  std::vector<ImportError>& errors_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace

std::vector<CsvRow> read_csv(std::string_view text, std::vector<ImportError>& errors) {
  if (!check_encoding(text, errors)) return {};
  if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
  return Reader(text, errors).read();
}

}  // namespace catalogue
