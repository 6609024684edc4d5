#include <doctest/doctest.h>

#include <barrier>
#include <thread>

#include "kit/catalogue.h"

namespace catalogue {
namespace {

// Route R2 is narrowed, and so are the second sections of both routes.
constexpr const char* kPlaces =
    "kind,project,route,section,name,narrowed\n"
    "project,P1,,,Fibre,\n"
    "route,P1,R1,,Open route,no\n"
    "section,P1,R1,A1,Open section,no\n"
    "section,P1,R1,A2,Narrowed section,yes\n"
    "route,P1,R2,,Narrowed route,yes\n"
    "section,P1,R2,B1,Open section,no\n"
    "section,P1,R2,B2,Narrowed section,yes\n";
constexpr const char* kElsewhere =
    "kind,project,route,section,name,narrowed\n"
    "project,P2,,,Other,\n"
    "route,P2,R1,,Other route,no\n"
    "section,P2,R1,C1,Other section,no\n";

struct Places : kit::CatalogueBench {
  Places() {
    import(kPlaces);
    clock.advance_ms(1);  // ids of one moment have no order
    import(kElsewhere);   // later, so that it is listed later
  }

  Member place(const std::string& what) {
    Member member;
    member.project_id = project("P1").id;
    if (what == "R1") member.route_id = section("A1").route_id;
    if (what == "R2") member.route_id = section("B1").route_id;
    if (what.size() == 2 && (what[0] == 'A' || what[0] == 'B'))
      member.section_id = section(what).id;
    return member;
  }
  MemberId join(const Caller& caller, const std::string& what) {
    auto member = place(what);
    member.user_id = caller.user_id;
    const auto joined = catalogue.add_member(admin, member);
    REQUIRE(joined);
    return joined->member.id;
  }
};

}  // namespace

TEST_CASE("membership goes down until something narrowed, and nobody named is nobody") {
  Places places;
  const struct {
    std::string belongs_to;
    std::string sees;
  } matrix[] = {
      {"", ""},
      {"P1", "A1"},
      {"R1", "A1"},
      {"R2", "B1"},
      {"A1", "A1"},
      {"A2", "A2"},
      {"B1", "B1"},
      {"B2", "B2"},
      {"P1 R2", "A1 B1"},
      {"P1 A2", "A1 A2"},
      {"R1 R2 A2 B2", "A1 A2 B1 B2"},
  };
  int number = 0;
  for (const auto& row : matrix) {
    const auto caller = places.caller("p" + std::to_string(++number));
    const auto& what = row.belongs_to;
    for (std::size_t at = 0; at < what.size(); at += 3) places.join(caller, what.substr(at, 2));
    CHECK_MESSAGE(places.seen_by(caller) == row.sees, row.belongs_to);
    for (const auto* code : {"A1", "A2", "B1", "B2", "C1"}) {
      const bool sees = row.sees.find(code) != std::string::npos;
      CHECK(static_cast<bool>(places.catalogue.get_section(caller, places.section(code).id)) ==
            sees);
    }
    CHECK(static_cast<bool>(places.catalogue.get_project(caller, places.project("P1").id)) ==
          !what.empty());
    CHECK_FALSE(places.catalogue.get_project(caller, places.project("P2").id));
  }
  CHECK(places.seen_by(places.admin) == "A1 A2 B1 B2 C1");
}

TEST_CASE("every role but admin sees only where it belongs") {
  Places places;
  for (const auto role : {accounts::Role::crew, accounts::Role::reviewer, accounts::Role::viewer})
    CHECK(places.seen_by(places.caller(std::string(name_of(role)), role)) == "");
  CHECK(places.seen_by(places.caller("boss", accounts::Role::admin)) == "A1 A2 B1 B2 C1");
}

TEST_CASE("who is removed sees nothing any more, unless something else lets him") {
  Places places;
  const auto ana = places.caller("ana");
  const auto by_project = places.join(ana, "P1");
  const auto by_section = places.join(ana, "A1");
  REQUIRE(places.catalogue.remove_member(places.admin, by_project));
  CHECK(places.seen_by(ana) == "A1");
  REQUIRE(places.catalogue.remove_member(places.admin, by_section));
  CHECK(places.seen_by(ana) == "");
  CHECK(kit::slug_of(places.catalogue.remove_member(places.admin, by_section)) == "not-found");
}

TEST_CASE("a section made later, or narrowed later, is seen by who should") {
  Places places;
  const auto ana = places.caller("ana");
  places.join(ana, "P1");
  places.import("kind,project,route,section,name\nsection,P1,R1,A3,New\n");
  CHECK(places.seen_by(ana) == "A1 A3");
  places.import("kind,project,route,section,narrowed\nsection,P1,R1,A1,yes\n");
  CHECK(places.seen_by(ana) == "A3");
  places.import("kind,project,route,narrowed\nroute,P1,R1,yes\n");
  CHECK(places.seen_by(ana) == "");
  places.import("kind,project,route,section,narrowed\nroute,P1,R1,,no\nsection,P1,R1,A2,no\n");
  CHECK(places.seen_by(ana) == "A2 A3");
}

TEST_CASE("somebody who joins while a section is made sees it, whoever was first") {
  Places places;
  Section section;
  section.route_id = places.section("A1").route_id;
  section.name = "Another";
  for (int round = 0; round < 25; ++round) {
    const auto ana = places.caller("ana" + std::to_string(round));
    auto member = places.place("P1");
    member.user_id = ana.user_id;
    section.code = "N" + std::to_string(round);
    std::barrier together(2);
    std::thread joins([&] {
      together.arrive_and_wait();
      CHECK(places.catalogue.add_member(places.admin, member));
    });
    together.arrive_and_wait();
    CHECK(places.catalogue.create_section(places.admin, section));
    joins.join();
    CHECK(places.seen_by(ana).ends_with(" " + section.code));
  }
}

TEST_CASE("routes are listed to members of them and of what is in them") {
  Places places;
  const auto routes_of = [&](const Caller& caller) {
    std::string codes;
    const auto page = places.catalogue.list_routes(caller, places.project("P1").id, {50, {}});
    if (!page) return std::string(page.error().problem->slug);
    for (const auto& route : page->items) codes += route.code;
    return codes;
  };
  const auto nobody = places.caller("nobody");
  const auto of_project = places.caller("project");
  const auto of_section = places.caller("section");
  places.join(of_project, "P1");
  places.join(of_section, "B2");
  CHECK(routes_of(nobody) == "not-found");
  CHECK(routes_of(of_project) == "R1");
  CHECK(routes_of(of_section) == "R2");
  CHECK(routes_of(places.admin) == "R1R2");
}

TEST_CASE("the admin is told how many sections nobody can see") {
  Places places;
  const auto id = places.project("P1").id;
  CHECK(*places.catalogue.count_unseen_sections(places.admin, id) == 4);
  const auto ana = places.caller("ana");
  places.join(ana, "P1");
  CHECK(*places.catalogue.count_unseen_sections(places.admin, id) == 3);
  REQUIRE(places.accounts->change_user(places.admin, ana.user_id, {.disabled = true}));
  CHECK(*places.catalogue.count_unseen_sections(places.admin, id) == 4);
}

TEST_CASE("a member twice is one member; a place that does not fit is refused") {
  Places places;
  const auto ana = places.caller("ana");
  auto member = places.place("A1");
  member.email = "ANA@example.org";
  const auto first = places.catalogue.add_member(places.admin, member);
  const auto again = places.catalogue.add_member(places.admin, member);
  REQUIRE(first);
  REQUIRE(again);
  CHECK(first->is_new);
  CHECK_FALSE(again->is_new);
  CHECK(first->member.id == again->member.id);
  CHECK(first->member.route_id == places.section("A1").route_id);
  CHECK(places.catalogue.list_members(places.admin, member.project_id, {50, {}})->items.size() ==
        1);
  auto wrong = member;
  wrong.section_id = places.section("C1").id;
  CHECK(kit::slug_of(places.catalogue.add_member(places.admin, wrong)) == "not-found");
  wrong = member;
  wrong.email = "nobody@example.org";
  CHECK(kit::slug_of(places.catalogue.add_member(places.admin, wrong)) == "not-found");
  CHECK(kit::slug_of(places.catalogue.add_member(ana, member)) == "denied");
}

}  // namespace catalogue
