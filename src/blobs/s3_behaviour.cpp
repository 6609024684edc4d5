#include "blobs/s3_behaviour.h"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/ids.h"
#include "base/log.h"
#include "blobs/s3_xml.h"

namespace blobs::s3 {
namespace {

constexpr int kStepMs = 5'000;

// A file that has no name: the bytes of one step.
Handle scratch_file(const std::filesystem::path& folder, std::string_view bytes) {
  Handle file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), 0);
  if (file.fd() < 0 || Disk().write_all(file.fd(), bytes) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot write " + folder.string());
  return file;
}

class Behaviour {
 public:
  Behaviour(Client& client, const std::filesystem::path& scratch)
      : client_(client), scratch_(scratch) {
    SystemClock clock;
    SystemEntropy entropy;
    key_ = client.full("probe/" + Ids(clock, entropy).next_text());
  }

  Told check() {
    const Told fine = check_promises();
    if (fine.outcome == Outcome::away) return fine;  // what it may have kept is a few bytes
    const Reply removed = ask("DELETE");
    if (fine && !told(removed) && told(removed).outcome != Outcome::absent)
      log_warn("the bucket lets us remove nothing: what is deleted will stay in it",
               {{"reason", told(removed).why}});
    return fine;
  }

 private:
  Reply ask(std::string_view method, Fields query = {}) {
    Ask step;
    step.method = method;
    if (query.empty()) step.key = key_;
    step.query = std::move(query);
    step.payload_sha256 = kEmptySha256;
    return client_.try_once(std::move(step), kStepMs);
  }

  Reply put(std::string_view bytes, std::string_view hashed, bool keep) {
    const Handle file = scratch_file(scratch_, bytes);
    Ask step;
    step.method = "PUT";
    step.key = key_;
    step.payload_sha256 = sha256_hex(hashed);
    step.part = {file.fd(), 0, bytes.size()};
    if (keep) step.headers["if-none-match"] = "*";
    return client_.try_once(std::move(step), kStepMs);
  }

  Told broken(std::string_view what) const {
    return {Outcome::refused,
            fmt::format("{} What is put would not be safe there; nothing is stored.", what)};
  }

  // A step that should have worked: away is no proof of anything.
  static Told not_done(const Reply& reply) {
    Told step = told(reply);
    if (step.outcome != Outcome::away) step.outcome = Outcome::refused;
    return step;
  }

  Told check_promises() {
    if (const Reply first = put("asbuilt", "asbuilt", true); !told(first)) {
      Told step = not_done(first);
      if (first.status == 404) step.why += " (is there such a bucket?)";
      return step;
    }
    const Reply read = ask("GET");
    if (read.status == 0) return not_done(read);
    if (read.body != "asbuilt") return broken("What was just put cannot be read back.");
    const Reply again = put("another", "another", true);
    if (again.status == 0) return not_done(again);
    if (again.status != 412)
      return broken(
          fmt::format("A second put of the same key is not refused (If-None-Match: * was "
                      "answered {} instead of 412).",
                      again.status));
    const Reply wrong = put("wrong bytes", "other bytes", false);
    if (wrong.status == 0) return not_done(wrong);
    if (wrong.status / 100 != 4)
      return broken(
          fmt::format("Bytes that do not fit their hash are not refused ({}).", wrong.status));
    const Reply listed = ask("GET", {{"list-type", "2"}, {"prefix", key_}});
    if (listed.status == 0 || listed.status == 403) return not_done(listed);
    if (element_text(listed.body, "Key") != key_)
      return broken("What was just put is not in its list.");
    return {Outcome::done, {}};
  }

  Client& client_;
  const std::filesystem::path& scratch_;
  std::string key_;
};

}  // namespace

Told check_behaviour(Client& client, const std::filesystem::path& scratch) {
  return Behaviour(client, scratch).check();
}

}  // namespace blobs::s3
