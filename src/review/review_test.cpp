// Product rules 3, 4 and 8, and decisions in bulk, through HTTP.
#include <doctest/doctest.h>

#include "kit/shots.h"

namespace review {
namespace {

using kit::ServerFixture;

std::string bulk(const std::vector<std::string>& ids, const std::string& rest) {
  std::string list;
  for (const auto& id : ids) list += (list.empty() ? "\"" : ",\"") + id + "\"";
  return R"({"photo_ids":[)" + list + "]," + rest + "}";
}

}  // namespace

TEST_CASE("rule 3: sending back and answering need a comment; approving does not") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto photo = kit::take(fx, crew, 1);
  for (const std::string decision : {"retake", "nonconforming"}) {
    CHECK(kit::decide(ana, photo, decision).problem() == "comment-required");
    CHECK(kit::decide(ana, photo, decision, " \n").problem() == "comment-required");
  }
  CHECK(kit::status_of(ana, photo) == "pending");
  CHECK(kit::decide(ana, photo, "retake", "Blurred").status == 200);
  CHECK(kit::resubmit(fx, crew, photo, 2, "").problem() == "comment-required");
  const auto answer = kit::resubmit(fx, crew, photo, 2, "Cleaned the lens");
  CHECK(answer.status == 201);
  CHECK(answer.at("attempt") == "2");
  CHECK(kit::decide(ana, answer.at("id"), "approved").status == 200);
}

TEST_CASE("rule 4: only reviewers and admins decide") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto other = fx.member("crew");
  auto viewer = fx.member("viewer");
  const auto photo = kit::take(fx, crew, 1);
  CHECK(kit::decide(other, photo, "approved").status == 403);
  CHECK(kit::decide(viewer, photo, "approved").status == 403);
  auto outside = fx.person("reviewer");
  CHECK(kit::decide(outside, photo, "approved").status == 404);
  CHECK(kit::decide(fx.admin(), photo, "approved").status == 200);
}

TEST_CASE("rule 4: nobody decides on their own photo") {
  ServerFixture fx;
  auto ana = fx.member("reviewer");
  const auto photo = kit::take(fx, ana, 1);
  const auto reply = kit::decide(ana, photo, "approved");
  CHECK(reply.status == 403);
  CHECK(reply.problem() == "own-photo");
  CHECK(kit::status_of(ana, photo) == "pending");
  CHECK(kit::decide(fx.admin(), kit::take(fx, fx.admin(), 2), "approved").problem() == "own-photo");
}

TEST_CASE("rule 4: the slower of two deciders is told who decided what; the first one stands") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  auto ben = fx.member("reviewer");
  const auto photo = kit::take(fx, crew, 1);
  CHECK(kit::decide(ana, photo, "approved").status == 200);
  const auto late = kit::decide(ben, photo, "retake", "blurred");
  CHECK(late.status == 409);
  CHECK(late.problem() == "photo-changed");
  CHECK(late.at("detail").find("approved it") != std::string::npos);
  CHECK(late.at("detail").find(ana.email) != std::string::npos);  // the fixture's names hold it
  CHECK(kit::status_of(ana, photo) == "approved");
  CHECK(ana.get("/api/photos/" + photo + "/comments").json().at("items").as_array().empty());
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("rule 4: a replaced attempt cannot be decided, and one seen in an older state neither") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto first = kit::take(fx, crew, 1);
  const auto second = kit::take(fx, crew, 2);
  CHECK(kit::decide(ana, first, "approved").problem() == "not-newest");
  CHECK(kit::decide(ana, second, "approved", "", 7).problem() == "photo-changed");
  CHECK(kit::decide(ana, second, "approved", "", 1).status == 200);
}

TEST_CASE("rule 4: a photo whose original has not arrived cannot be approved") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto photo = kit::take(fx, crew, 1);
  const auto made_preview = fx.app().database().write([&](db::Tx& tx) -> Result<void> {
    static constexpr db::Sql<std::string> kPreview{"test.make_preview", R"sql(
      UPDATE photos SET received = 'preview' WHERE id = $1
    )sql"};
    tx.exec(kPreview, photo);
    return {};
  });
  REQUIRE(made_preview);
  CHECK(kit::decide(fx.admin(), photo, "approved").problem() == "original-missing");
  CHECK(kit::decide(fx.admin(), photo, "retake", "Too dark").status == 200);
}

TEST_CASE("only a photo that came back can be answered, and only once") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  const auto photo = kit::take(fx, crew, 1);
  CHECK(kit::resubmit(fx, crew, photo, 2).problem() == "photo-changed");
  kit::decide(fx.admin(), photo, "retake", "blurred");
  CHECK(kit::resubmit(fx, crew, photo, 2).status == 201);
  CHECK(kit::resubmit(fx, crew, photo, 3).problem() == "not-newest");
  CHECK(kit::resubmit(fx, crew, fx.new_id(), 4).status == 404);
  CHECK(kit::resubmit(fx, crew, photo, 5, "closer", {.index = 2}).status == 400);
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("rule 8: every change of state leaves an entry, in order, with who and why") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto photo = kit::take(fx, crew, 1);
  fx.wait_for_jobs();
  kit::decide(ana, photo, "retake", "show the label");
  kit::resubmit(fx, crew, photo, 2);
  const auto history = ana.get("/api/photos/" + photo + "/history");
  CHECK(history.at("items.0.kind") == "photo.received");
  CHECK(history.at("items.0.actor_id") == crew.id);
  CHECK(history.at("items.1.kind") == "photo.developed");
  CHECK(history.at("items.1.actor_id").empty());
  CHECK(history.at("items.2.kind") == "photo.retake");
  CHECK(history.at("items.2.actor_id") == ana.id);
  CHECK(history.at("items.2.body.comment") == "show the label");
  CHECK(history.at("items.3.kind") == "photo.replaced");
  CHECK(history.at("items.4.kind").empty());
}

TEST_CASE("a bulk decision answers for each photo; one refusal does not hold up the others") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto a = kit::take(fx, crew, 1, {.index = 1});
  const auto own = kit::take(fx, ana, 2, {.index = 2});
  const auto b = kit::take(fx, crew, 3, {.checkpoint = "TR-01", .stage = "before"});
  const auto reply =
      ana.post("/api/decisions", bulk({b, own, a, fx.new_id()}, R"("decision":"approved")"));
  CHECK(reply.status == 200);
  CHECK(reply.at("outcomes.0.photo_id") == b);
  CHECK(reply.at("outcomes.0.ok") == "true");
  CHECK(reply.at("outcomes.0.status") == "approved");
  CHECK(reply.at("outcomes.0.version") == "2");
  CHECK(reply.at("outcomes.1.ok") == "false");
  CHECK(reply.at("outcomes.1.problem.code") == "own-photo");
  CHECK(reply.at("outcomes.2.ok") == "true");
  CHECK(reply.at("outcomes.3.problem.code") == "not-found");
  CHECK(kit::status_of(ana, a) == "approved");
  CHECK(kit::status_of(ana, own) == "pending");
  CHECK(kit::counters_fit(fx));
}

TEST_CASE("a bulk decision must name photos, each once, with versions for all or none") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto id = kit::take(fx, crew, 1);
  const auto status = [&](const std::string& body) {
    return ana.post("/api/decisions", body).status;
  };
  CHECK(status(bulk({}, R"("decision":"approved")")) == 400);
  CHECK(status(bulk({id, id}, R"("decision":"approved")")) == 400);
  CHECK(status(bulk({id}, R"("decision":"approved","seen_versions":[1,2])")) == 400);
  CHECK(status(bulk({id}, R"("decision":"maybe")")) == 400);
  CHECK(status(bulk(std::vector<std::string>(201, id), R"("decision":"approved")")) == 400);
  CHECK(ana.post("/api/decisions", bulk({id}, R"("decision":"approved","colour":1)")).problem() ==
        "unknown-field");
  CHECK(kit::status_of(ana, id) == "pending");
}

TEST_CASE("a reviewer who lost the role cannot decide with an open session") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  const auto photo = kit::take(fx, crew, 1);
  REQUIRE(fx.admin().patch("/api/users/" + ana.id, R"({"role":"crew"})").status == 200);
  CHECK(kit::decide(ana, photo, "approved").status >= 401);
  CHECK(kit::status_of(fx.admin(), photo) == "pending");
}

}  // namespace review
