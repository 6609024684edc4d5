// The access matrix through HTTP.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include <fmt/ranges.h>

#include "kit/server.h"

namespace {

// Route R1 has S1 and S2, of which S2 may be narrowed; ana is of the project, ben of the route, cid
// of S2 alone.
struct Matrix : kit::ServerFixture {
  kit::Person ana = person("crew"), ben = person("reviewer"), cid = person("viewer");

  Matrix() {
    add(ana, "");
    add(ben, R"(,"route_id":")" + id_of("R1") + '"');
    add(cid, R"(,"section_id":")" + id_of("S2") + '"');
  }
  void add(kit::Person& person, const std::string& place) {
    const auto project = id_of("P1");
    REQUIRE(admin()
                .post("/api/members", R"({"user_id":")" + person.id + R"(","project_id":")" +
                                          project + '"' + place + "}")
                .status == 201);
  }
  void narrow(const std::string& what, const std::string& code, bool narrowed) {
    const auto reply = admin().patch("/api/" + what + "/" + id_of(code),
                                     narrowed ? R"({"narrowed":true})" : R"({"narrowed":false})");
    REQUIRE(reply.status == 200);
  }
  kit::Response read(const std::string& more = "") {
    return admin().get("/api/access?project_id=" + id_of("P1") + more);
  }
  // "ana project 2, ben route 2": who sees how many sections of it, and through what.
  std::string cells_of(const boost::json::value& place) {
    std::map<std::string, std::string> names{{ana.id, "ana"}, {ben.id, "ben"}, {cid.id, "cid"}};
    std::set<std::string> cells;
    for (const auto& cell : place.at("cells").as_array())
      cells.insert(names[cell.at("user_id").as_string().c_str()] + " " +
                   cell.at("through").as_string().c_str() + " " +
                   boost::json::serialize(cell.at("sections")));
    return fmt::format("{}", fmt::join(cells, ", "));
  }
  std::string route_cells() { return cells_of(read().json().at("routes").at(0)); }
  // How many sections each of them is really shown.
  std::string shown() {
    std::string counts;
    for (auto* person : {&ana, &ben, &cid})
      counts += std::to_string(person->get("/api/sections").json().at("items").as_array().size());
    return counts;
  }
};

}  // namespace

TEST_CASE("the matrix says who sees a route, through which membership, and how much of it") {
  Matrix fx;
  CHECK(fx.route_cells() == "ana project 2, ben route 2, cid section 1");
  CHECK(fx.shown() == "221");
  fx.narrow("sections", "S2", true);
  CHECK(fx.route_cells() == "ana project 1, ben route 1, cid section 1");
  CHECK(fx.shown() == "111");
  fx.narrow("routes", "R1", true);
  CHECK(fx.route_cells() == "ben route 1, cid section 1");
  CHECK(fx.shown() == "011");
  const auto matrix = fx.read();
  CHECK(matrix.at("complete") == "true");
  CHECK(matrix.at("routes.0.narrowed") == "true");
  CHECK(matrix.at("routes.0.sections") == "2");
  CHECK(matrix.at("routes.0.narrowed_sections") == "1");
  CHECK(matrix.at("routes.0.unseen_sections") == "0");
  CHECK(matrix.json().at("people").as_array().size() == 3);
  CHECK(matrix.json().at("sections").as_array().empty());
}

TEST_CASE("one route's sections are asked for with the route") {
  Matrix fx;
  const auto sections = [&] {
    std::string all;
    const auto json = fx.read("&route_id=" + fx.id_of("R1")).json();
    for (const auto& section : json.at("sections").as_array())
      all += std::string(section.at("code").as_string()) + ": " + fx.cells_of(section) + "; ";
    return all;
  };
  CHECK(sections() ==
        "S1: ana project 1, ben route 1; "
        "S2: ana project 1, ben route 1, cid section 1; ");
  fx.narrow("sections", "S2", true);
  CHECK(sections() == "S1: ana project 1, ben route 1; S2: cid section 1; ");
  CHECK(fx.read("&route_id=nowhere").status == 404);
}

TEST_CASE("sections nobody sees are counted; a disabled person is nobody") {
  Matrix fx;
  const auto unseen = [&] {
    const auto project = fx.id_of("P1");
    const auto count = fx.read().at("routes.0.unseen_sections");
    CHECK(fx.admin().get("/api/projects/" + project + "/unseen").at("sections") == count);
    return count;
  };
  const auto disable = [&](const kit::Person& person) {
    CHECK(fx.admin().patch("/api/users/" + person.id, R"({"disabled":true})").status == 200);
  };
  CHECK(unseen() == "0");
  disable(fx.ana);
  disable(fx.ben);
  CHECK(unseen() == "1");
  fx.narrow("sections", "S2", true);
  CHECK(unseen() == "1");
  disable(fx.cid);
  CHECK(unseen() == "2");
}

TEST_CASE("a cell names the membership that can be taken away") {
  Matrix fx;
  const auto cells = fx.read().json().at("routes").at(0).at("cells").as_array();
  for (const auto& cell : cells)
    CHECK(fx.admin()
              .del("/api/members/" + std::string(cell.at("member_id").as_string().c_str()))
              .status == 204);
  CHECK(fx.route_cells() == "");
  CHECK(fx.shown() == "000");
  CHECK(fx.ana.get("/api/access?project_id=" + fx.id_of("P1")).problem() == "denied");
}
