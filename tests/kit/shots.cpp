#include "kit/shots.h"

#include <stdexcept>

#include "photos/counters.h"

namespace kit {
namespace {

std::string quoted(const std::string& text) {
  return boost::json::serialize(boost::json::value(text));
}

Response send(ServerFixture& fx, Person& taker, const std::string& path, int number,
              const ShotFor& shot, const std::string& more) {
  const std::string photo = small_jpeg(number);
  const std::string meta =
      meta_for(fx, fx.new_id(), photo, shot.section, shot.checkpoint, shot.stage, shot.index, more);
  return taker.upload(path, meta, photo);
}

}  // namespace

ShotFor nth_slot(int n) {
  const std::string section = n < 4 ? "S1" : "S2";
  switch (n % 4) {
    case 0:
      return {section, "TR-01", "before", 1, ""};
    case 1:
      return {section, "TR-02", "during", 1, ""};
    case 2:
      return {section, "TR-02", "during", 2, ""};
    default:
      return {section, "TR-03", "after", 1, ""};
  }
}

Response send_shot(ServerFixture& fx, Person& taker, int number, const ShotFor& shot) {
  return send(fx, taker, "/api/photos", number, shot, shot.more);
}

std::string take(ServerFixture& fx, Person& taker, int number, const ShotFor& shot) {
  const auto reply = send_shot(fx, taker, number, shot);
  if (reply.status != 201)
    throw std::runtime_error("not taken: " + std::to_string(reply.status) + " " + reply.body);
  return reply.at("id");
}

Response resubmit(ServerFixture& fx, Person& taker, const std::string& photo, int number,
                  const std::string& comment, const ShotFor& shot) {
  const std::string more = comment.empty() ? "" : R"("comment":)" + quoted(comment);
  return send(fx, taker, "/api/photos/" + photo + "/resubmit", number, shot, more);
}

Response decide(Person& reviewer, const std::string& photo, const std::string& decision,
                const std::string& comment, int seen_version) {
  std::string body = R"({"photo_ids":[")" + photo + R"("],"decision":")" + decision + '"';
  if (!comment.empty()) body += R"(,"comment":)" + quoted(comment);
  if (seen_version > 0) body += R"(,"seen_versions":[)" + std::to_string(seen_version) + "]";
  return reviewer.post("/api/decisions", body + "}");
}

std::string fact(Person& person, const std::string& photo, const std::string& path) {
  return person.get("/api/photos/" + photo).at(path);
}

std::size_t count_listed(Person& person, const std::string& query) {
  const auto reply = person.get("/api/photos?limit=200" + (query.empty() ? "" : "&" + query));
  if (reply.status != 200) throw std::runtime_error("no list: " + reply.body);
  return reply.json().at("items").as_array().size();
}

bool counters_fit(ServerFixture& fx) {
  const auto fit = fx.app().database().read([&](db::Tx& tx) -> Result<bool> {
    return photos::compare_counters(tx, {fx.id_of("P1")}).empty();
  });
  return fit && *fit;
}

}  // namespace kit
