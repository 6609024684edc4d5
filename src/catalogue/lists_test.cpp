#include <doctest/doctest.h>

#include "kit/catalogue.h"

namespace catalogue {
namespace {

// S1 to S3 lie south to north along one meridian, 1.1 km each; S4 has no line.
constexpr const char* kListPlaces =
    "kind\tproject\troute\tsection\tname\tline\n"
    "project\tP1\t\t\tFibre\t\n"
    "route\tP1\tR1\t\tNordstraße\t\n"
    "section\tP1\tR1\tS1\tSüd\t{\"type\":\"LineString\",\"coordinates\":[[13,52],[13,52.01]]}\n"
    "section\tP1\tR1\tS2\tMitte\t{\"type\":\"LineString\",\"coordinates\":[[13,52.01],[13,52.02]]}"
    "\n"
    "section\tP1\tR1\tS3\tNord\t{\"type\":\"LineString\",\"coordinates\":[[13,52.02],[13,52.03]]}\n"
    "section\tP1\tR1\tS4\tLager\t\n";

struct ListBench : kit::CatalogueBench {
  // The file quotes nothing, and GeoJSON has quotes of its own.
  ListBench() { import(kListPlaces); }
};

}  // namespace

TEST_CASE("the nearest section comes first, and those without a line last") {
  ListBench bench;
  SectionFilter filter;
  filter.near = Near{52.025, 13.001};
  CHECK(bench.seen_by(bench.admin, filter) == "S3 S2 S1 S4");
  const auto page = bench.catalogue.list_sections(bench.admin, filter, {10, {}});
  CHECK(*page->items[0].distance_m == doctest::Approx(68.4).epsilon(0.01));
  CHECK(*page->items[2].distance_m == doctest::Approx(1'669).epsilon(0.01));
  CHECK_FALSE(page->items[3].distance_m);
}

TEST_CASE("a search looks at codes and names of section, route and project") {
  ListBench bench;
  const auto found = [&](const char* q) {
    SectionFilter filter;
    filter.q = q;
    return bench.seen_by(bench.admin, filter);
  };
  CHECK(found("sud") == "S1");
  CHECK(found("NORDSTRASSE") == "S1 S2 S3 S4");
  CHECK(found("s4") == "S4");
  CHECK(found("fibre mitte") == "S2");
  CHECK(found("50 %") == "");
}

TEST_CASE("every list of sections goes on where its cursor says, and only there") {
  ListBench bench;
  std::vector<SectionFilter> filters(5);
  filters[1].project_id = bench.project("P1").id;
  filters[2].route_id = bench.section("S1").route_id;
  filters[3].near = Near{52.025, 13.001};
  filters[4].q = "fibre";
  const auto ana = bench.caller("ana");
  Member member;
  member.user_id = ana.user_id;
  member.project_id = bench.project("P1").id;
  REQUIRE(bench.catalogue.add_member(bench.admin, member));
  for (const Caller& caller : {bench.admin, ana}) {
    std::string cursor_before;
    for (const auto& filter : filters) {
      std::string codes;
      PageOf page{3, {}};
      do {
        const auto got = bench.catalogue.list_sections(caller, filter, page);
        REQUIRE(got);
        for (const auto& section : got->items) codes += " " + section.code;
        page.cursor = got->next;
        if (page.cursor) {
          CHECK(page.cursor != cursor_before);
          CHECK(kit::slug_of(bench.catalogue.list_sections(caller, filter, {3, cursor_before})) ==
                "cursor-invalid");
          cursor_before = *page.cursor;
        }
      } while (page.cursor);
      CHECK(codes == " " + bench.seen_by(caller, filter));
      CHECK(codes.size() == 12);
    }
  }
}

TEST_CASE("a stranger's project is not there") {
  ListBench bench;
  const auto ana = bench.caller("ana");
  CHECK(bench.catalogue.list_projects(ana, {50, {}})->items.empty());
  SectionFilter filter;
  filter.project_id = bench.project("P1").id;
  CHECK(bench.seen_by(ana, filter) == "not-found");
  CHECK(kit::slug_of(bench.catalogue.list_work_types(ana, *filter.project_id)) == "not-found");
  CHECK(kit::slug_of(bench.catalogue.get_checklist(ana, *filter.project_id)) == "not-found");
  CHECK(kit::slug_of(bench.catalogue.get_project(ana, *filter.project_id)) == "not-found");
  CHECK(bench.seen_by(ana) == "");
}

TEST_CASE("things are made one by one, each code once") {
  ListBench bench;
  Project project;
  project.code = "P2";
  project.name = "Roads";
  project.time_zone = "Europe/Nowhere";
  CHECK(kit::slug_of(bench.catalogue.create_project(bench.admin, project)) == "invalid-request");
  project.time_zone = "Europe/Berlin";
  const auto made = bench.catalogue.create_project(bench.admin, project);
  REQUIRE(made);
  CHECK(kit::slug_of(bench.catalogue.create_project(bench.admin, project)) == "code-taken");

  Route route;
  route.project_id = made->id;
  route.code = "R1";
  route.name = "Ring";
  route.line = json::Raw{R"({"type":"LineString","coordinates":[[13,52],[13,52.01]]})"};
  const auto ring = bench.catalogue.create_route(bench.admin, route);
  REQUIRE(ring);
  CHECK(*ring->length_m == doctest::Approx(1'112).epsilon(0.001));
  CHECK(ring->position == 1);
  CHECK(kit::slug_of(bench.catalogue.create_route(bench.admin, route)) == "code-taken");
  route.line->text = "[]";
  CHECK(kit::slug_of(bench.catalogue.create_route(bench.admin, route)) == "invalid-request");

  Section section;
  section.route_id = ring->id;
  section.code = "S1";
  section.name = "First";
  CHECK(bench.catalogue.create_section(bench.admin, section)->route_code == "R1");
  section.route_id = {"nothing"};
  CHECK(kit::slug_of(bench.catalogue.create_section(bench.admin, section)) == "not-found");

  const auto type =
      bench.catalogue.create_work_type(bench.admin, {{}, made->id, "TR", "Trench", 0});
  REQUIRE(type);
  Checkpoint checkpoint;
  checkpoint.work_type_id = type->id;
  checkpoint.code = "TR-01";
  checkpoint.name = "Depth";
  CHECK(bench.catalogue.create_checkpoint(bench.admin, checkpoint)->work_type_name == "Trench");
  CHECK(kit::slug_of(bench.catalogue.create_checkpoint(bench.admin, checkpoint)) == "code-taken");
  const auto crew = bench.caller("ana");
  CHECK(kit::slug_of(bench.catalogue.create_project(crew, project)) == "denied");
}

}  // namespace catalogue
