#include "catalogue/import_rows.h"

#include <algorithm>
#include <array>
#include <map>

#include "catalogue/csv.h"
#include "catalogue/store.h"
#include "catalogue/wire.h"

namespace catalogue {
namespace {

// Kinds as a set, in the order of RowKind: which need a column, and which may have it.
using Kinds = unsigned;
constexpr Kinds of(RowKind kind) { return 1u << static_cast<unsigned>(kind); }
constexpr Kinds kProject = of(RowKind::project), kRoute = of(RowKind::route),
                kSection = of(RowKind::section), kWorkType = of(RowKind::work_type),
                kCheckpoint = of(RowKind::checkpoint), kMember = of(RowKind::member);
constexpr Kinds kAll = kProject | kRoute | kSection | kWorkType | kCheckpoint | kMember;

struct Column {
  std::string_view name;
  Kinds needed;
  Kinds taken;
};
constexpr auto kColumns = std::to_array<Column>({
    {"kind", kAll, kAll},
    {"project", kAll, kAll},
    {"route", kRoute | kSection, kRoute | kSection | kMember},
    {"section", kSection, kSection | kMember},
    {"work_type", kWorkType | kCheckpoint, kWorkType | kCheckpoint},
    {"checkpoint", kCheckpoint, kCheckpoint},
    {"email", kMember, kMember},
    {"name", 0, kAll & ~kMember},
    {"route_word", 0, kProject},
    {"section_word", 0, kProject},
    {"time_zone", 0, kProject},
    {"max_accuracy_m", 0, kProject},
    {"max_line_distance_m", 0, kProject},
    {"max_photo_distance_m", 0, kProject},
    {"keep_originals", 0, kProject},
    {"keep_days", 0, kProject},
    {"length_m", 0, kRoute | kSection},
    {"line", 0, kRoute | kSection},
    {"narrowed", 0, kRoute | kSection},
    {"guidance", 0, kCheckpoint},
    {"stage", 0, kCheckpoint},
    {"photos_due", 0, kCheckpoint},
    {"spacing_m", 0, kCheckpoint},
    {"hold_point", 0, kCheckpoint},
    {"position", 0, kAll & ~kProject & ~kMember},
});

const Column* column_named(std::string_view name) {
  const auto at = std::ranges::find(kColumns, name, &Column::name);
  return at == kColumns.end() ? nullptr : &*at;
}

// Each column of the file, by position; null for one that has no name and no cells.
using Header = std::vector<const Column*>;

Header read_header(const CsvRow& row, std::vector<ImportError>& errors) {
  Header header;
  for (std::string name : row.cells) {
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto* column = column_named(name);
    if (!column && !name.empty())
      errors.push_back({row.line, name, "This column is not known. Rename or remove it."});
    if (column && std::ranges::find(header, column) != header.end())
      errors.push_back({row.line, name, "This column is there twice. Remove one."});
    header.push_back(column);
  }
  for (const auto* needed : {"kind", "project"})
    if (std::ranges::find(header, column_named(needed)) == header.end())
      errors.push_back({row.line, needed, "This column is missing from the first line."});
  return header;
}

// One row's cells by column, with typed readers that note what is wrong.
class Cells {
 public:
  Cells(const CsvRow& row, const Header& header, std::vector<ImportError>& errors)
      : line_(row.line), errors_(errors) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i].empty()) continue;
      if (i >= header.size() || !header[i]) {
        wrong(fmt::format("column {}", i + 1), "There is a cell beyond the named columns.");
      } else {
        cells_.emplace(header[i]->name, row.cells[i]);
      }
    }
  }

  bool is_fine() const { return fine_; }
  void wrong(std::string_view column, std::string detail) {
    errors_.push_back({line_, std::string(column), std::move(detail)});
    fine_ = false;
  }

  const std::string* find(std::string_view column) const {
    const auto at = cells_.find(column);
    return at == cells_.end() ? nullptr : &at->second;
  }

  // The cell as a T, which names its own range; nothing when it is empty or wrong.
  template <class T>
  std::optional<T> read(std::string_view column) {
    const auto* cell = find(column);
    if (!cell) return {};
    T value{};
    if (parse_scalar(*cell, value)) return value;
    wrong(column, fmt::format("\"{}\" must be {}.", cell->substr(0, 40), expects<T>()));
    return {};
  }

  template <std::size_t Min, std::size_t Max>
  std::optional<std::string> text(std::string_view column) {
    const auto value = read<Text<Min, Max>>(column);
    return value ? std::optional(value->value) : std::nullopt;
  }

  template <class T>
  auto given(std::string_view column) {
    Given<decltype(T::value)> given;
    const auto* cell = find(column);
    given.cleared = cell && *cell == "none";
    if (given.cleared) return given;
    if (const auto value = read<T>(column)) given.value = value->value;
    return given;
  }

  std::optional<bool> yes_or_no(std::string_view column) {
    const auto* cell = find(column);
    if (!cell) return {};
    if (*cell == "yes" || *cell == "true" || *cell == "1" || *cell == "TRUE") return true;
    if (*cell == "no" || *cell == "false" || *cell == "0" || *cell == "FALSE") return false;
    wrong(column, fmt::format("\"{}\" must be yes or no.", cell->substr(0, 40)));
    return {};
  }

  Given<Line> line(std::string_view column) {
    Given<Line> given;
    const auto* cell = find(column);
    given.cleared = cell && *cell == "none";
    if (!cell || given.cleared) return given;
    auto read = read_line(*cell);
    if (read) {
      given.value = *std::move(read);
    } else {
      wrong(column, read.error().detail);
    }
    return given;
  }

  // What this kind needs is there, and nothing else.
  void check_columns(RowKind kind) {
    for (const Column& column : kColumns) {
      if ((column.needed & of(kind)) && !find(column.name))
        wrong(column.name, fmt::format("A {} row needs this cell.", name_of(kind)));
      if (!(column.taken & of(kind)) && find(column.name))
        wrong(column.name, fmt::format("A {} row has no such cell. Empty it.", name_of(kind)));
    }
  }

 private:
  std::int64_t line_;
  std::vector<ImportError>& errors_;
  std::map<std::string_view, std::string> cells_;
  bool fine_ = true;
};

void read_keys(Cells& cells, ImportRow& row) {
  const auto code = [&](std::string_view column) { return cells.text<1, 60>(column).value_or(""); };
  row.project = code("project");
  row.route = code("route");
  row.section = code("section");
  row.work_type = code("work_type");
  row.checkpoint = code("checkpoint");
  row.email = cells.text<3, 254>("email").value_or("");
  if (row.kind == RowKind::member && !row.section.empty() && row.route.empty())
    cells.wrong("route", "A section is named together with its route.");
}

void read_project_cells(Cells& cells, ImportRow& row) {
  row.route_word = cells.text<1, 40>("route_word");
  row.section_word = cells.text<1, 40>("section_word");
  row.time_zone = cells.text<1, 64>("time_zone");
  if (row.time_zone && !is_time_zone(*row.time_zone))
    cells.wrong("time_zone", "This must be a time zone's IANA name, like Europe/Berlin.");
  row.max_accuracy_m = cells.given<Meters>("max_accuracy_m");
  row.max_line_distance_m = cells.given<Meters>("max_line_distance_m");
  row.max_photo_distance_m = cells.given<Meters>("max_photo_distance_m");
  row.keep_originals = cells.read<KeepOriginals>("keep_originals");
  row.keep_days = cells.given<Number<1, 36'500>>("keep_days");
}

void read_place_cells(Cells& cells, ImportRow& row) {
  row.length_m = cells.given<Meters>("length_m");
  row.shape = cells.line("line");
  row.narrowed = cells.yes_or_no("narrowed");
}

void read_checkpoint_cells(Cells& cells, ImportRow& row) {
  row.guidance = cells.text<0, 2'000>("guidance");
  row.stage = cells.read<Stage>("stage");
  if (const auto due = cells.read<Number<1, 100>>("photos_due")) row.photos_due = due->value;
  row.spacing_m = cells.given<Decimal<1, 100'000>>("spacing_m");
  row.hold_point = cells.yes_or_no("hold_point");
}

ImportRow read_row(Cells& cells, std::int64_t line, RowKind kind) {
  ImportRow row;
  row.line = line;
  row.kind = kind;
  cells.check_columns(kind);
  read_keys(cells, row);
  row.name = cells.text<1, 200>("name");
  if (const auto position = cells.read<Position>("position")) row.position = position->value;
  if (kind == RowKind::project) read_project_cells(cells, row);
  if (kind == RowKind::route || kind == RowKind::section) read_place_cells(cells, row);
  if (kind == RowKind::checkpoint) read_checkpoint_cells(cells, row);
  row.broken = !cells.is_fine();
  return row;
}

}  // namespace

std::vector<ImportRow> read_import(std::string_view csv, std::vector<ImportError>& errors) {
  const auto lines = read_csv(csv, errors);
  if (!errors.empty()) return {};  // of a file that was misread nothing is worth saying
  if (lines.empty()) {
    errors.push_back({1, "", "The file is empty. Its first line names the columns."});
    return {};
  }
  const auto header = read_header(lines.front(), errors);
  if (!errors.empty()) return {};
  std::vector<ImportRow> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    Cells cells(lines[i], header, errors);
    if (!cells.find("kind")) {
      cells.wrong("kind", fmt::format("This must be {}.", expects<RowKind>()));
    } else if (const auto kind = cells.read<RowKind>("kind")) {
      rows.push_back(read_row(cells, lines[i].line, *kind));
    }
  }
  return rows;
}

}  // namespace catalogue
