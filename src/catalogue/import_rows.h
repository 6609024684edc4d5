// The rows of an import file, read and checked by themselves; what they refer to is looked up
// later.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"

namespace catalogue {

enum class RowKind { project, route, section, work_type, checkpoint, member };
BOOST_DESCRIBE_ENUM(RowKind, project, route, section, work_type, checkpoint, member)

// A cell that may also say "none": the value is taken away.
template <class T>
struct Given {
  std::optional<T> value;
  bool cleared = false;

  bool is_given() const { return value || cleared; }
  void put(std::optional<T>& to) const {
    if (is_given()) to = value;
  }
};

// An empty cell is an absent value: what is there stays as it is.
struct ImportRow {
  std::int64_t line = 0;
  RowKind kind = RowKind::project;
  bool broken = false;  // a cell of it is wrong; still others may refer to it

  std::string project, route, section, work_type, checkpoint, email;  // codes, as the kind needs
  std::optional<std::string> name, route_word, section_word, time_zone, guidance;
  Given<double> max_accuracy_m, max_line_distance_m, max_photo_distance_m, length_m, spacing_m;
  std::optional<KeepOriginals> keep_originals;
  Given<std::int64_t> keep_days;
  Given<Line> shape;
  std::optional<bool> narrowed, hold_point;
  std::optional<Stage> stage;
  std::optional<std::int64_t> photos_due, position;
};

// All rows with a known kind, in the file's order. What is wrong is added to `errors`.
std::vector<ImportRow> read_import(std::string_view csv, std::vector<ImportError>& errors);

}  // namespace catalogue
