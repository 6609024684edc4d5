#include <doctest/doctest.h>

#include "kit/catalogue.h"

namespace catalogue {
namespace {

// Everything there is, not in order.
const std::string kWhole =
    "kind;project;route;section;work_type;checkpoint;email;name;stage;photos_due;spacing_m;"
    "hold_point;guidance;line;time_zone;max_accuracy_m;length_m\n"
    "member;P1;;;;;ana@example.org;;;;;;;;;;\n"
    "checkpoint;P1;;;TR;TR-01;;Trench open;before;2;;yes;\"Show the \"\"whole\"\" trench;\nfrom "
    "above\";;;;\n"
    "checkpoint;P1;;;TR;TR-02;;Warning tape;during;;30;;;;;;\n"
    "section;P1;R1;S1;;;;First section;;;;;;"
    "\"{\"\"type\"\":\"\"LineString\"\",\"\"coordinates\"\":[[13.0,52.0],[13.01,52.0]]}\";;;\n"
    "section;P1;R1;S2;;;;Second section;;;;;;;;;250.5\n"
    "route;P1;R1;;;;;Route north;;;;;;;;;\n"
    "work_type;P1;;;TR;;;Open trench;;;;;;;;;\n"
    "project;P1;;;;;;Fibre;;;;;;;Europe/Berlin;15;\n";

std::string errors_of(const ImportReport& report) {
  std::string text;
  for (const auto& error : report.errors)
    text += fmt::format("{} {}: {}\n", error.line, error.column, error.detail);
  return text;
}

struct Bench : kit::CatalogueBench {
  ImportReport preview(const std::string& csv) {
    auto report = catalogue.import_csv(admin, csv, false);
    REQUIRE(report);
    return *report;
  }
  std::vector<Checkpoint> checkpoints() {
    return catalogue.get_checklist(admin, project("P1").id)->items;
  }
};

}  // namespace

TEST_CASE("a file brings in everything, in whatever order, with its members") {
  Bench bench;
  const auto ana = bench.caller("ana");
  const auto report = bench.import(kWhole);
  CHECK(report.rows == 8);
  CHECK(report.created == 8);
  const auto project = bench.project("P1");
  CHECK(project.time_zone == "Europe/Berlin");
  CHECK(project.max_accuracy_m == 15);
  CHECK(project.route_word == "route");
  CHECK(bench.section("S1").length_m == doctest::Approx(684.6).epsilon(0.001));
  CHECK(bench.section("S1").route_name == "Route north");
  CHECK(bench.section("S2").length_m == 250.5);
  const auto checkpoints = bench.checkpoints();
  REQUIRE(checkpoints.size() == 2);
  CHECK(checkpoints[0].guidance == "Show the \"whole\" trench;\nfrom above");
  CHECK(checkpoints[0].hold_point);
  CHECK(checkpoints[0].photos_due == 2);
  CHECK(checkpoints[1].spacing_m == 30);
  CHECK(checkpoints[1].photos_due == 1);
  CHECK(bench.seen_by(ana) == "S1 S2");
}

TEST_CASE("the same file again changes nothing") {
  Bench bench;
  bench.caller("ana");
  bench.import(kWhole);
  static constexpr db::Sql<> kEvents{"test.events", "SELECT MAX(id) FROM events"};
  const auto before = bench.text(kEvents);
  const auto again = bench.import(kWhole);
  CHECK(again.unchanged == 8);
  CHECK(again.created == 0);
  CHECK(again.changed == 0);
  CHECK(bench.text(kEvents) == before);
  CHECK(bench.checkpoints()[0].version == 1);
}

TEST_CASE("a preview says what would happen and does nothing") {
  Bench bench;
  bench.caller("ana");
  const auto report = bench.preview(kWhole);
  CHECK(errors_of(report) == "");
  CHECK(report.created == 8);
  CHECK(bench.catalogue.list_projects(bench.admin, {50, {}})->items.empty());
}

TEST_CASE("a checkpoint that asks for something else gets a new version; a renamed type does not") {
  Bench bench;
  bench.caller("ana");
  bench.import(kWhole);
  const auto report = bench.import(
      "kind,project,work_type,checkpoint,name,photos_due,position\n"
      "checkpoint,P1,TR,TR-01,,3,\n"
      "checkpoint,P1,TR,TR-02,,,7\n"
      "work_type,P1,TR,,Trench,,\n");
  CHECK(report.changed == 3);
  const auto checkpoints = bench.checkpoints();
  CHECK(checkpoints[0].version == 2);
  CHECK(checkpoints[0].photos_due == 3);
  CHECK(checkpoints[0].name == "Trench open");
  CHECK(checkpoints[0].work_type_name == "Trench");
  CHECK(checkpoints[1].version == 1);
  CHECK(checkpoints[1].position == 7);
  const auto first = (*bench.database)->read([&](db::Tx& tx) {
    return bench.catalogue.find_checkpoint(tx, checkpoints[0].id, 1);
  });
  REQUIRE(first);
  CHECK(first->photos_due == 2);
}

TEST_CASE("an empty cell leaves what is there, and none takes it away") {
  Bench bench;
  bench.caller("ana");
  bench.import(kWhole);
  bench.import(
      "kind,project,route,section,name,max_accuracy_m,line,length_m\n"
      "project,P1,,,Fibre North,,,\n"
      "section,P1,R1,S1,,,none,none\n");
  CHECK(bench.project("P1").name == "Fibre North");
  CHECK(bench.project("P1").max_accuracy_m == 15);
  CHECK_FALSE(bench.section("S1").line);
  CHECK_FALSE(bench.section("S1").length_m);
  bench.import("kind,project,max_accuracy_m\nproject,P1,none\n");
  CHECK_FALSE(bench.project("P1").max_accuracy_m);
}

TEST_CASE("a bad row is named with its line, its column and what to do") {
  Bench bench;
  const auto report = bench.preview(
      "kind,project,route,section,work_type,checkpoint,name,stage,photos_due,email,line,narrowed\n"
      "project,P1,,,,,Fibre,,,,,\n"
      "route,P1,,,,,No code,,,,,\n"
      "section,P1,R9,S1,,,Lost,,,,,\n"
      "work_type,P1,,,TR,,Trench,,,,,\n"
      "checkpoint,P1,,,TR,T1,First,early,0,,,\n"
      "checkpoint,P1,,,TR,T2,Second,,,,,\n"
      "member,P1,,,,,,,,nobody@example.org,,\n"
      "thing,P1,,,,,,,,,,\n"
      "project,P1,,,,,Again,,,,,\n"
      "route,P2,R1,,,,Elsewhere,,,,,\n"
      "route,P1,R2,,,,Bent,,,,[1],maybe\n"
      "project,P3,,S1,,,,,,,,\n");
  const auto errors = errors_of(report);
  for (const auto* expected :
       {"3 route: A route row needs this cell.", "4 route: Project P1 has no route R9.",
        "6 stage: \"early\" must be one of before, during, after.",
        "6 photos_due: \"0\" must be a whole number from 1 to 100.", "7 stage: A new checkpoint",
        "8 email: Nobody has the email nobody@example.org.",
        "9 kind: \"thing\" must be one of project, route,", "10 : Line 2 says the same project.",
        "11 project: There is no project P2.", "12 line: This must be", "12 narrowed: \"maybe\"",
        "13 section: A project row has no such cell."})
    CHECK_MESSAGE(errors.find(expected) != std::string::npos, expected, " in\n", errors);
}

TEST_CASE("a file with one error changes nothing, and its errors come back") {
  Bench bench;
  const auto outcome = bench.catalogue.import_csv(bench.admin,
                                                  "kind,project,name\n"
                                                  "project,P1,Fine\n"
                                                  "project,P2,\n",
                                                  true);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().problem->slug == "import-has-errors");
  REQUIRE(outcome.error().fields.size() == 1);
  CHECK(outcome.error().fields[0].field == "line 3, name");
  CHECK(bench.catalogue.list_projects(bench.admin, {50, {}})->items.empty());
}

TEST_CASE("a file that is no such file is told so") {
  Bench bench;
  CHECK(errors_of(bench.preview("")).find("empty") != std::string::npos);
  CHECK(errors_of(bench.preview("name,project\nx,y\n")).find("1 kind: This column is missing") !=
        std::string::npos);
  CHECK(errors_of(bench.preview("kind,project,colour\n")).find("1 colour: This column is not") !=
        std::string::npos);
  CHECK(errors_of(bench.preview("kind,project,kind\n")).find("there twice") != std::string::npos);
  CHECK(errors_of(bench.preview("kind,project\nproject,P1,x\n")).find("2 column 3:") !=
        std::string::npos);
  CHECK(errors_of(bench.preview("kind,project\nproject,M\xfcller\n")).find("CSV UTF-8") !=
        std::string::npos);
}

TEST_CASE("only an admin imports") {
  Bench bench;
  const auto ana = bench.caller("ana", accounts::Role::reviewer);
  CHECK(kit::slug_of(bench.catalogue.import_csv(ana, kWhole, false)) == "denied");
  CHECK(kit::slug_of(bench.catalogue.import_csv(ana, kWhole, true)) == "denied");
}

TEST_CASE("a few thousand rows come in at once") {
  Bench bench;
  std::string csv = "kind,project,route,section,name\nproject,P1,,,Big\nroute,P1,R1,,Long\n";
  for (int i = 1; i <= 3'000; ++i) csv += fmt::format("section,P1,R1,S{:04},Section {}\n", i, i);
  CHECK(bench.import(csv).created == 3'002);
  CHECK(bench.import(csv).unchanged == 3'002);
}

}  // namespace catalogue
