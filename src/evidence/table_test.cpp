// Names of files and cells of tables, from what people wrote.
#include <doctest/doctest.h>

#include <algorithm>

#include "evidence/file_names.h"
#include "evidence/table.h"

namespace evidence {
namespace {

Row row_of(std::string_view id = "01900000-0000-7000-8000-0123456789ab") {
  Row row;
  row.id = {std::string(id)};
  row.project_code = "NF";
  row.route_code = "R1";
  row.section_code = "S-1/2";
  row.work_type_code = "OT";
  row.checkpoint_code = "CP 1";
  row.slot_index = 3;
  row.time_zone = "Europe/Berlin";
  return row;
}

}  // namespace

TEST_CASE("a file is named by its place and the project's own time") {
  const std::int64_t at_ms = 1'784'700'000'000;  // 2026-07-22 06:00:00 UTC
  FileNames names;
  const auto taken = local_time("Europe/Berlin", at_ms);
  CHECK(names.next(row_of(), taken, "jpg") == "NF-R1-S_1_2-OT-CP_1-D-3-20260722-080000.jpg");
  CHECK(names.next(row_of(), taken, "jpg") ==
        "NF-R1-S_1_2-OT-CP_1-D-3-20260722-080000-0123456789ab.jpg");
}

TEST_CASE("local time follows the zone through summer, winter and the date line") {
  CHECK(iso_of(local_time("Europe/Berlin", 1'784'700'000'000)) == "2026-07-22T08:00:00+02:00");
  CHECK(iso_of(local_time("Europe/Berlin", 1'768'460'400'000)) == "2026-01-15T08:00:00+01:00");
  CHECK(iso_of(local_time("Asia/Kolkata", 1'784'700'000'000)) == "2026-07-22T11:30:00+05:30");
  CHECK(iso_of(local_time("America/St_Johns", 1'784'700'000'000)) == "2026-07-22T03:30:00-02:30");
  CHECK(iso_of(local_time("Pacific/Kiritimati", 1'784'727'000'000)) == "2026-07-23T03:30:00+14:00");
  CHECK(iso_of(local_time("Nowhere/Land", 1'784'700'000'000)) == "2026-07-22T06:00:00+00:00");
}

TEST_CASE("a code can lead nowhere and break no name") {
  CHECK(name_part("../../etc/passwd") == "_._.._etc_passwd");
  CHECK(name_part("C:\\x|y?\n") == "C__x_y__");
  CHECK(name_part("") == "_");
  CHECK(name_part(std::string(100, 'x')).size() == 40);
  CHECK(name_part(std::string(39, 'x') + "ü") == std::string(39, 'x'));
  CHECK(plain_name("Süd") == "S__d");
}

TEST_CASE("a cell never runs as a formula, and ends where it should") {
  CHECK(text_cell("=HYPERLINK(\"http://x\")") == "\"'=HYPERLINK(\"\"http://x\"\")\"");
  for (const char* formula : {"+1", "-1", "@SUM(A1)", "\t=1"}) CHECK(text_cell(formula)[0] == '\'');
  CHECK(text_cell("\r=1") == "\"'\r=1\"");
  CHECK(text_cell("plain") == "plain");
  CHECK(text_cell("a,b") == "\"a,b\"");
  CHECK(text_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(text_cell("") == "");
}

TEST_CASE("every line of a table has as many cells as its head") {
  const auto cells = [](std::string_view line) { return std::ranges::count(line, ',') + 1; };
  CHECK(cells(table_head()) == cells(table_line(row_of(), {})));
  CHECK(table_head().starts_with("\xEF\xBB\xBF"));
}

}  // namespace evidence
