#include "evidence/table.h"

#include <array>

#include <fmt/format.h>

#include "evidence/local_time.h"

namespace evidence {
namespace {

constexpr std::array kColumns = {"photo_id",
                                 "project",
                                 "project_name",
                                 "route",
                                 "route_name",
                                 "section",
                                 "section_name",
                                 "work_type",
                                 "work_type_name",
                                 "checkpoint",
                                 "checkpoint_name",
                                 "stage",
                                 "index",
                                 "attempt",
                                 "newest",
                                 "extra",
                                 "replaces",
                                 "status",
                                 "received",
                                 "taken_by",
                                 "taken_at",
                                 "received_at",
                                 "withdrawn_at",
                                 "decided_by",
                                 "decided_at",
                                 "decision_comment",
                                 "comment",
                                 "lat",
                                 "lon",
                                 "accuracy_m",
                                 "line_distance_m",
                                 "chainage_m",
                                 "flags",
                                 "override_reason",
                                 "device",
                                 "phone_file_name",
                                 "media_type",
                                 "size_bytes",
                                 "sha256",
                                 "file",
                                 "file_sha256",
                                 "note"};

class Line {
 public:
  void text(std::string_view value) { put(text_cell(value)); }
  void text(const std::optional<std::string>& value) { text(std::string_view(value.value_or(""))); }
  // Ours: nothing in it needs care.
  void plain(std::string_view value) { put(value); }
  template <class Number>
  void number(const std::optional<Number>& value) {
    put(value ? fmt::format("{}", *value) : std::string());
  }
  void time(const std::string& zone, const std::optional<std::int64_t>& at_ms) {
    put(at_ms ? iso_of(local_time(zone, *at_ms)) : std::string());
  }
  void yes(bool value) { put(value ? "yes" : "no"); }
  std::string finish() { return std::move(line_) + "\r\n"; }

 private:
  void put(std::string_view cell) {
    if (!first_) line_ += ',';
    first_ = false;
    line_ += cell;
  }
  std::string line_;
  bool first_ = true;
};

void put_place(Line& line, const Row& row) {
  line.plain(row.id.text);
  for (const auto* text : {&row.project_code, &row.project_name, &row.route_code, &row.route_name,
                           &row.section_code, &row.section_name, &row.work_type_code,
                           &row.work_type_name, &row.checkpoint_code, &row.checkpoint_name})
    line.text(std::string_view(*text));
  line.plain(name_of(row.stage));
  line.number(std::optional(row.slot_index));
}

void put_life(Line& line, const Row& row) {
  line.number(std::optional(row.attempt));
  line.yes(row.newest);
  line.yes(row.extra);
  line.plain(row.replaces ? std::string_view(row.replaces->text) : std::string_view());
  line.plain(row.withdrawn_at_ms ? "withdrawn" : name_of(row.status));
  line.plain(name_of(row.received));
  line.text(std::string_view(row.owner_name));
  line.time(row.time_zone, row.taken_at_ms);
  line.time(row.time_zone, row.received_at_ms);
  line.time(row.time_zone, row.withdrawn_at_ms);
  line.text(row.decided_by_name);
  line.time(row.time_zone, row.decided_at_ms);
  line.text(row.decision_comment);
  line.text(row.comment);
}

void put_claims(Line& line, const Row& row) {
  for (const auto& value : {row.lat, row.lon, row.accuracy_m, row.line_distance_m, row.chainage_m})
    line.number(value);
  line.plain(row.flags);
  line.text(row.override_reason);
  line.text(row.device);
  line.text(row.file_name);
  line.plain(row.media_type);
  line.number(std::optional(row.size_bytes));
  line.plain(row.sha256);
}

}  // namespace

std::string text_cell(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos)
    cell = "'";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string table_head() {
  std::string head = "\xEF\xBB\xBF";
  for (const auto* column : kColumns) head.append(column) += ',';
  head.pop_back();
  return head + "\r\n";
}

std::string table_line(const Row& row, const FileFacts& file) {
  Line line;
  put_place(line, row);
  put_life(line, row);
  put_claims(line, row);
  line.text(file.name);
  line.plain(file.sha256);
  line.plain(file.note);
  return line.finish();
}

}  // namespace evidence
