// The reviewer's queue, its summary, and the thread under a photo.
#include <doctest/doctest.h>

#include "kit/shots.h"

namespace review {
namespace {

using kit::ServerFixture;

}  // namespace

TEST_CASE("the queue shows what waits, oldest first, and what it shows by status") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto a = kit::take(fx, crew, 1, {.index = 1});
  const auto b = kit::take(fx, crew, 2, {.index = 2});
  const auto c = kit::take(fx, crew, 3, {.section = "S2"});
  const auto replaced = kit::take(fx, crew, 4, {.checkpoint = "TR-01", .stage = "before"});
  const auto newest = kit::take(fx, crew, 5, {.checkpoint = "TR-01", .stage = "before"});
  kit::decide(ana, b, "retake", "blurred");

  const std::string project = "project_id=" + fx.id_of("P1");
  const auto queue = ana.get("/api/review/queue?" + project);
  CHECK(queue.at("items.0.id") == a);
  CHECK(queue.at("items.1.id") == c);
  CHECK(queue.at("items.2.id") == newest);
  CHECK(queue.at("items.3.id").empty());
  CHECK(queue.body.find(replaced) == std::string::npos);
  CHECK(ana.get("/api/review/queue?order=newest&" + project).at("items.0.id") == newest);
  CHECK(ana.get("/api/review/queue").at("items.0.id") == a);
  CHECK(ana.get("/api/review/queue?section_id=" + fx.id_of("S2")).at("items.0.id") == c);
  CHECK(ana.get("/api/review/queue?status=retake&" + project).at("items.0.id") == b);
  CHECK(ana.get("/api/review/queue?limit=1&route_id=" + fx.id_of("R1")).at("items.0.id") == a);
  CHECK(crew.get("/api/review/queue?" + project).status == 403);
}

TEST_CASE("the summary counts by status and says how long the oldest has waited") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto a = kit::take(fx, crew, 1, {.index = 1});
  const auto b = kit::take(fx, crew, 2, {.index = 2});
  kit::decide(ana, b, "approved");
  const auto summary = ana.get("/api/review/summary?project_id=" + fx.id_of("P1"));
  CHECK(summary.at("pending") == "1");
  CHECK(summary.at("approved") == "1");
  CHECK(summary.at("oldest_pending_at_ms") == kit::fact(ana, a, "received_at_ms"));
  kit::decide(ana, a, "approved");
  const auto after = ana.get("/api/review/summary?project_id=" + fx.id_of("P1"));
  CHECK(after.at("pending") == "0");
  CHECK(after.at("oldest_pending_at_ms").empty());
}

TEST_CASE("a thread holds comments and the words of decisions, in order") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto photo = kit::take(fx, crew, 1);
  const std::string path = "/api/photos/" + photo + "/comments";
  const auto first = crew.post(path, R"({"text":"The pit was full of water."})");
  CHECK(first.status == 201);
  CHECK(first.at("author_id") == crew.id);
  kit::decide(ana, photo, "retake", "Pump it out first");
  const auto thread = crew.get(path);
  CHECK(thread.at("items.0.text") == "The pit was full of water.");
  CHECK(thread.at("items.0.decision").empty());
  CHECK(thread.at("items.1.text") == "Pump it out first");
  CHECK(thread.at("items.1.decision") == "retake");
  CHECK(thread.at("items.1.author_id") == ana.id);
}

TEST_CASE("a comment sent twice is there once; its id is nobody else's") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const std::string path = "/api/photos/" + kit::take(fx, crew, 1) + "/comments";
  const std::string body = R"({"id":")" + fx.new_id() + R"(","text":"Seen"})";
  CHECK(crew.post(path, body).status == 201);
  CHECK(crew.post(path, body).status == 200);
  CHECK(ana.post(path, body).problem() == "comment-id-taken");
  CHECK(crew.get(path).json().at("items").as_array().size() == 1);
  CHECK(crew.post(path, R"({"text":""})").status == 400);
  CHECK(crew.post(path, R"({"text":"x","mood":"good"})").problem() == "unknown-field");
  CHECK(crew.post(path, R"({"id":"1","text":"x"})").status == 400);
  auto viewer = fx.member("viewer");
  CHECK(viewer.post(path, R"({"text":"Nice"})").status == 403);
  CHECK(viewer.get(path).status == 200);
}

}  // namespace review
