#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "kit/darkroom.h"
#include "kit/database.h"
#include "kit/server.h"
#include "server/control.h"
#include "server/version.h"

namespace {

std::string file(const std::string& name) {
  std::ifstream stream(std::string(ASBUILT_SOURCE_DIR "/") + name);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// A path of the route with every {name} filled in.
std::string filled(const http::Route& route) {
  std::string path = route.path;
  while (path.find('{') != std::string::npos) {
    const auto from = path.find('{');
    path.replace(from, path.find('}') - from + 1, "0199a0b0-1234-7abc-8def-0123456789ab");
  }
  return path;
}

std::string method_of(const http::Route& route) {
  switch (route.method) {
    case http::Method::get:
      return "GET";
    case http::Method::head:
      return "HEAD";
    case http::Method::post:
      return "POST";
    case http::Method::put:
      return "PUT";
    case http::Method::patch:
      return "PATCH";
    case http::Method::del:
      return "DELETE";
  }
  return "?";
}

kit::Response call(kit::Client& client, const http::Route& route) {
  if (route.method == http::Method::get) return client.get(filled(route));
  if (route.method == http::Method::del) return client.del(filled(route));
  return client.send(method_of(route), filled(route), "{}", {"content-type: application/json"});
}

}  // namespace

TEST_CASE("a stranger gets nothing but what is declared for anyone") {
  kit::ServerFixture fx;
  auto stranger = fx.stranger();
  int closed = 0;
  for (const http::Route& route : fx.app().router().routes()) {
    const auto reply = call(stranger, route);
    if (!route.access.signed_in) {
      CHECK_MESSAGE(reply.problem() != "signed-out", route.path);
      continue;
    }
    ++closed;
    CHECK_MESSAGE(reply.status == 401, method_of(route) << " " << route.path);
    CHECK(reply.problem() == "signed-out");
  }
  CHECK(closed > 30);
}

TEST_CASE("a role that a route does not name is refused before anything is looked up") {
  kit::ServerFixture fx;
  for (const std::string role : {"crew", "reviewer", "viewer"}) {
    auto person = fx.person(role);
    const RoleMask mask = accounts::mask_of(*from_name<accounts::Role>(role));
    for (const http::Route& route : fx.app().router().routes()) {
      if (route.access.roles == 0 || (route.access.roles & mask) != 0) continue;
      const auto reply = call(person, route);
      CHECK_MESSAGE(reply.status == 403, role << " " << method_of(route) << " " << route.path);
      CHECK(reply.problem() == "denied");
    }
  }
}

TEST_CASE("a stranger may read the API's description, and it names every route") {
  kit::ServerFixture fx;
  auto stranger = fx.stranger();
  const auto reply = stranger.get("/api/openapi.json");
  CHECK(reply.status == 200);
  const auto document = reply.json();
  for (const http::Route& route : fx.app().router().routes())
    CHECK_MESSAGE(document.at("paths").as_object().contains(route.path), route.path);
}

TEST_CASE("every problem has its page, and pages are for problems only") {
  kit::ServerFixture fx;
  auto stranger = fx.stranger();
  const auto& problems = fx.app().router().problems();
  CHECK(problems.size() > 30);
  for (const auto& [slug, problem] : problems)
    CHECK_MESSAGE(stranger.get("/problems/" + std::string(slug)).status == 200, slug);
  CHECK(stranger.get("/problems/no-such-problem").status == 404);
}

TEST_CASE("health says how the database, the blobs, the disk and developing are") {
  kit::ServerFixture fx;
  auto stranger = fx.stranger();
  const auto reply = stranger.get("/api/health");
  CHECK(reply.status == 200);
  CHECK(reply.at("status") == "ok");
  CHECK(reply.at("version") == server::kVersion);
  CHECK(reply.at("database.ok") == "true");
  CHECK(reply.at("database.engine") ==
        (kit::Cluster::url_of_run().empty() ? "sqlite" : "postgresql"));
  CHECK(reply.at("blobs.ok") == "true");
  CHECK(std::stoull(reply.at("disk.free_bytes")) > 0);
  CHECK(stranger.get("/api/ready").status == 200);
  CHECK(stranger.get("/api/live").status == 200);
}

TEST_CASE("a second server on the same folder is told who has it and what to set instead") {
  if (!kit::Cluster::url_of_run().empty()) return;  // instances may share a PostgreSQL database
  kit::ServerFixture fx;
  server::Config config;
  config.data_dir.value = fx.folder() + "/data";
  CHECK_THROWS_WITH_AS(server::App(config, fx.clock(), kit::darkroom()),
                       doctest::Contains("DATABASE_URL"), std::runtime_error);
  CHECK_THROWS_WITH_AS(server::App(config, fx.clock(), kit::darkroom()),
                       doctest::Contains(("pid " + std::to_string(getpid())).c_str()),
                       std::runtime_error);
}

TEST_CASE("what people did before a restart is there after it, and they stay signed in") {
  kit::ServerFixture fx;
  auto& admin = fx.admin();
  const std::string id = fx.id_of("P1");
  fx.restart();
  CHECK(fx.admin().get("/api/projects/" + id).status == 200);
  CHECK(admin.get("/api/auth/me").status == 200);
}

TEST_CASE("commands reach the running server and take effect at once") {
  if (!kit::Cluster::url_of_run().empty()) return;
  kit::ServerFixture fx;
  auto person = fx.person("crew");
  const std::string socket = fx.folder() + "/data/control.sock";
  server::Command command{.verb = "add",
                          .email = "New@Example.org",
                          .role = "reviewer",
                          .name = "New",
                          .password = "a quite long password"};
  const auto added = server::ask_server(socket, command);
  REQUIRE(added);
  CHECK(added->fine);
  CHECK(fx.stranger().sign_in("new@example.org", "a quite long password").status == 200);

  CHECK_FALSE(server::ask_server(socket, command)->fine);
  command.role = "king";
  CHECK(server::ask_server(socket, command)->text.find("one of crew") != std::string::npos);

  CHECK(person.get("/api/auth/me").status == 200);
  CHECK(server::ask_server(socket, {.verb = "disable", .email = person.email})->fine);
  CHECK(person.get("/api/auth/me").status == 401);
  CHECK(server::ask_server(socket, {.verb = "list"})->text.find("(disabled)") != std::string::npos);
  CHECK_FALSE(server::ask_server(fx.folder() + "/nobody", {.verb = "list"}));
}

TEST_CASE("docs/openapi.json and the web's types are what the program prints") {
  kit::ServerFixture fx;
  const auto& router = fx.app().router();
  const bool same_document =
      file("docs/openapi.json") == http::openapi(router, server::kVersion) + "\n";
  CHECK_MESSAGE(same_document, "run: build/asbuilt openapi > docs/openapi.json");
  const bool same_types = file("web/src/lib/api.gen.ts") == http::typescript(router) + "\n";
  CHECK_MESSAGE(same_types, "run: build/asbuilt types > web/src/lib/api.gen.ts");
}
