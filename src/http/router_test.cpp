#include "http/router.h"

#include <doctest/doctest.h>

#include "http/http.h"
#include "http/problem.h"
#include "kit/test_server.h"

namespace {

using http::Method;
using http::Router;

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Leaf {
  Colour colour;
  std::optional<double> size;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (colour, size))

struct Pick {
  std::string id;
  std::optional<std::vector<Colour>> colours;
};
BOOST_DESCRIBE_STRUCT(Pick, (), (id, colours))

void add(Router& router, Method method, std::string path) {
  router.add(method, std::move(path), {false, 0, "anyone"}, {1, "api"}, http::Weight::inline_,
             [](const Caller&) -> Result<http::NoContent> { return http::NoContent{}; });
}

Router sample() {
  Router router;
  const http::Access anyone{false, 0, "anyone"}, admins{true, 2, "admin"};
  const http::RateClass api{1, "api"};
  router.add(Method::get, "/api/leaves/{id}", anyone, api, http::Weight::inline_,
             [](const Caller&, const Pick&) -> Result<Page<Leaf>> { return Page<Leaf>{}; });
  router.add(
      Method::post, "/api/leaves", admins, api, http::Weight::wait,
      [](const Caller&, const Pick&) -> Result<http::Answer<Leaf>> { return http::Answer<Leaf>{}; },
      {.body_bytes = 99, .deadline_ms = 7});
  return router;
}

}  // namespace

TEST_CASE("a path's names become parameters, and a literal wins over a name") {
  Router router;
  add(router, Method::get, "/api/photos/{id}/image");
  add(router, Method::get, "/api/photos/{id}");
  add(router, Method::get, "/api/photos/newest");
  const auto match = router.match(Method::get, "/api/photos/7/image");
  REQUIRE(match.route);
  CHECK(match.route->path == "/api/photos/{id}/image");
  CHECK(match.params == std::vector<std::pair<std::string, std::string>>{{"id", "7"}});
  CHECK(router.match(Method::head, "/api/photos/newest").route->path == "/api/photos/newest");
  CHECK(router.match(Method::get, "/api/photos/newest/image").params.front().second == "newest");
  for (const auto path : {"", "api/photos/7", "/api/photos", "/api/photos/", "/api/photos//image",
                          "/api/photos/7/", "/api/photos/7/image/8"})
    CHECK_FALSE(router.match(Method::get, path).route);
}

TEST_CASE("a route that is there twice, under whatever name, is refused") {
  Router router;
  add(router, Method::get, "/api/photos/{id}");
  add(router, Method::del, "/api/photos/{id}");
  CHECK_THROWS_AS(add(router, Method::get, "/api/photos/{photo_id}"), std::logic_error);
}

TEST_CASE("two problems cannot share a slug") {
  static constexpr Problem kOther{"not-found", Code::invalid, "Something else", "Do not."};
  Router router;
  CHECK_THROWS_AS(router.explain({&kOther}), std::logic_error);
  router.explain({&problems::kNotFound});
}

TEST_CASE("every code has the status that the contract gives it") {
  CHECK(http::status_of(Code::invalid) == 400);
  CHECK(http::status_of(Code::unprocessable) == 422);
  CHECK(http::status_of(Code::storage_full) == 507);
}

TEST_CASE("OpenAPI is JSON, names every route, and says access, rate, weight and limits") {
  const auto router = sample();
  const auto document = boost::json::parse(http::openapi(router, "1.2"));
  CHECK(document.at("openapi").as_string() == "3.1.0");
  for (const auto& route : router.routes())
    CHECK(document.at("paths").as_object().contains(route.path));
  const auto& post = document.at("paths").at("/api/leaves").at("post");
  CHECK(post.at("x-access").as_string() == "admin");
  CHECK(post.at("x-rate-class").as_string() == "api");
  CHECK(post.at("x-weight").as_string() == "wait");
  CHECK(post.at("x-body-limit").as_int64() == 99);
  CHECK(post.at("x-deadline-ms").as_int64() == 7);
  CHECK(post.at("responses").as_object().contains("2XX"));
  const auto& get = document.at("paths").at("/api/leaves/{id}").at("get");
  CHECK(get.at("parameters").as_array().size() == 2);
  CHECK(
      get.at("responses").at("200").at("content").at("application/json").at("schema").at("$ref") ==
      "#/components/schemas/LeafPage");
  CHECK(document.at("components").at("schemas").at("Leaf").at("required").as_array().size() == 2);
  CHECK(http::openapi(router, "1.2") == http::openapi(sample(), "1.2"));
}

TEST_CASE("OpenAPI's references all lead somewhere") {
  http::testing::TestServer server;
  const auto text = http::openapi(server.router, "1");
  const auto document = boost::json::parse(text);
  constexpr std::string_view kRef = "\"$ref\":\"#";
  int references = 0;
  for (auto at = text.find(kRef); at != std::string::npos; at = text.find(kRef, at + 1)) {
    const auto begin = at + kRef.size();
    const auto pointer = text.substr(begin, text.find('"', begin) - begin);
    boost::json::error_code error;
    CHECK(document.find_pointer(pointer, error));
    ++references;
  }
  CHECK(references > 5);
}

TEST_CASE("TypeScript has the contract's names, null where a reply may be, ? where a request may") {
  CHECK(http::typescript(sample()) ==
        R"(// Printed by the server from its routes (asbuilt contract types). Do not edit.

export type Colour =
  | "red"
  | "green";

export interface Leaf {
  colour: Colour;
  size: number | null;
}

export interface LeafPage {
  items: Leaf[];
  next: string | null;
}

export interface Pick {
  id: string;
  colours?: Colour[] | null;
}
)");
}
