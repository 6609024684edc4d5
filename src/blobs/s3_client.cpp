#include "blobs/s3_client.h"

#include <unistd.h>

#include <charconv>
#include <random>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/hex.h"
#include "blobs/s3_digest.h"
#include "blobs/s3_xml.h"

namespace blobs::s3 {
namespace {

constexpr int kTries = 2;
constexpr int kPauseMs = 200;    // before a second try at most; full jitter
constexpr int kWorthItMs = 500;  // that are left for it

// Codes of a 400 that a second try may mend: the bytes suffered on the way.
const std::set<std::string, std::less<>> kSuffered{"BadDigest", "IncompleteBody", "RequestTimeout",
                                                   "XAmzContentSHA256Mismatch"};

int pause_ms() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::uniform_int_distribution(0, kPauseMs)(random);
}

bool is_later(int status) {
  return status == 500 || status == 502 || status == 503 || status == 504 || status == 429;
}

bool may_mend(const Reply& reply) {
  return reply.status == 0 || is_later(reply.status) || reply.status == 409 ||
         (reply.status == 400 && kSuffered.contains(element_text(reply.body, "Code")));
}

// Did the bucket do its work? A refusal counts as much as silence: asking on would not help.
bool is_well(const Reply& reply) {
  return reply.status != 0 && !is_later(reply.status) && reply.status != 401 &&
         reply.status != 403 && reply.status / 100 != 3;
}

std::string words_of(const Reply& reply) {
  const auto code = element_text(reply.body, "Code");
  if (reply.status / 100 == 3)
    return fmt::format(
        "it sends us elsewhere ({}): check endpoint and region{}", reply.status,
        reply.headers.contains("x-amz-bucket-region")
            ? "; the bucket's region is " + std::string(reply.header("x-amz-bucket-region"))
            : "");
  if (code == "RequestTimeTooSkewed") return "its clock and ours differ by more than 15 minutes";
  return fmt::format("it answered {} {}", reply.status, code);
}

std::uint64_t number_from(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Facts facts_of(const Reply& reply) {
  Facts facts;
  facts.size_bytes = number_from(reply.header("content-length"));
  facts.sha256 = reply.header(kNotedSha256);
  facts.etag = reply.header("etag");
  std::erase(facts.etag, '"');
  if (const std::string date(reply.header("last-modified")); !date.empty()) {
    std::tm parts{};
    if (strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S", &parts))
      facts.stored_at_ms = std::int64_t{timegm(&parts)} * 1'000;
  }
  return facts;
}

}  // namespace

Ask without_body(std::string_view method, std::string key, int deadline_ms) {
  Ask ask;
  ask.method = method;
  ask.key = std::move(key);
  ask.payload_sha256 = kEmptySha256;
  ask.deadline_ms = deadline_ms;
  return ask;
}

Told told(const Reply& reply) {
  if (reply.status == 0) return {Outcome::away, reply.failure};
  if (reply.status >= 200 && reply.status < 300) return {Outcome::done, {}};
  const auto code = element_text(reply.body, "Code");
  if (reply.status == 404 && code != "NoSuchBucket") return {Outcome::absent, words_of(reply)};
  if (reply.status == 412) return {Outcome::other, words_of(reply)};
  if (is_later(reply.status) || reply.status == 409) return {Outcome::away, words_of(reply)};
  if (reply.status == 400 && kSuffered.contains(code)) return {Outcome::damaged, words_of(reply)};
  return {Outcome::refused, words_of(reply)};
}

Client::Client(Target target, S3Keys keys, LineSettings settings, std::uint64_t part_bytes)
    : line_(std::move(target), std::move(keys), settings), part_bytes_(part_bytes) {}

Reply Client::try_once(Ask ask, int deadline_ms) { return line_.send(ask, deadline_ms); }

Reply Client::ask(Ask ask) {
  const SystemClock clock;
  const auto end_ms = clock.monotonic_ms() + ask.deadline_ms;
  budget_.asked();
  Reply reply;
  for (int tries = 1;; ++tries) {
    if (!breaker_.allow(clock.monotonic_ms())) {
      if (tries == 1) reply.failure = "it did not answer lately";
      return reply;
    }
    if (ask.rewind) ask.rewind();
    reply = line_.send(ask, static_cast<int>(end_ms - clock.monotonic_ms()));
    if (is_well(reply)) {
      breaker_.succeeded();
      latency_ms_ = reply.took_ms;
    } else {
      breaker_.failed(reply.status != 0, clock.monotonic_ms());
    }
    if (tries == kTries || !may_mend(reply)) return reply;
    const int pause = pause_ms();
    if (clock.monotonic_ms() + pause + kWorthItMs > end_ms || !budget_.take()) return reply;
    std::this_thread::sleep_for(std::chrono::milliseconds(pause));
  }
}

Told Client::put(const Object& object, Existing existing, int deadline_ms) {
  return object.size_bytes <= part_bytes_ ? put_whole(object, existing, deadline_ms)
                                          : put_parts(object, existing, deadline_ms);
}

Told Client::put_whole(const Object& object, Existing existing, int deadline_ms) {
  const Part part{object.fd, 0, object.size_bytes};
  const Digests digests = digests_of(part);
  if (digests.sha256 != object.sha256)
    return {Outcome::damaged, "the file here has other bytes than it should"};
  Ask put = without_body("PUT", full(object.key), deadline_ms);
  put.part = part;
  put.payload_sha256 = object.sha256;
  put.headers = {{"content-md5", digests.md5_base64}, {std::string(kNotedSha256), object.sha256}};
  if (existing == Existing::keep) put.headers["if-none-match"] = "*";
  const Told stored = told(ask(std::move(put)));
  return stored.outcome == Outcome::other ? compare(object, digests.md5, deadline_ms) : stored;
}

// The key is taken: by the same bytes? What its writer noted is believed only when the bucket's own
// checksum says the same; else the bytes are fetched.
Told Client::compare(const Object& object, std::string_view md5, int deadline_ms) {
  Facts facts;
  if (const Told found = head(object.key, facts, deadline_ms); !found)
    return {found.outcome == Outcome::refused ? Outcome::refused : Outcome::away, found.why};
  const Told other{Outcome::other, "another object has this key"};
  if (facts.size_bytes != object.size_bytes) return other;
  if (facts.sha256 == object.sha256 && facts.etag == md5) return {Outcome::done, {}};
  Sha256 hash;
  Ask get = without_body("GET", full(object.key), deadline_ms);
  get.rewind = [&] { hash = Sha256(); };
  get.sink = [&](std::string_view bytes) {
    hash.update(bytes);
    return true;
  };
  if (const Told read = told(ask(std::move(get))); !read)
    return {read.outcome == Outcome::refused ? Outcome::refused : Outcome::away, read.why};
  return hash.finish_hex() == object.sha256 ? Told{Outcome::done, {}} : other;
}

Told Client::head(const std::string& key, Facts& facts, int deadline_ms) {
  const Reply reply = ask(without_body("HEAD", full(key), deadline_ms));
  facts = facts_of(reply);
  return told(reply);
}

Told Client::get(const std::string& key, int fd, std::string_view promised, int deadline_ms,
                 std::string& sha256) {
  const auto fetch = [&]() -> Told {
    Sha256 hash;
    Ask get = without_body("GET", full(key), deadline_ms);
    get.rewind = [&] {
      hash = Sha256();
      if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot begin a file again");
    };
    get.sink = [&](std::string_view bytes) {
      hash.update(bytes);
      return Disk().write_all(fd, bytes) == 0;
    };
    const Reply reply = ask(std::move(get));
    if (const Told read = told(reply); !read) return read;
    const auto noted = reply.header(kNotedSha256);
    const auto wanted = promised.empty() ? noted : promised;
    sha256 = hash.finish_hex();
    if (wanted.empty() || sha256 == wanted) return {Outcome::done, {}};
    return {Outcome::damaged, "it gave other bytes than were put"};
  };
  const Told first = fetch();
  return first.outcome == Outcome::damaged && budget_.take() ? fetch() : first;
}

Told Client::remove(const std::string& key, int deadline_ms) {
  const Told gone = told(ask(without_body("DELETE", full(key), deadline_ms)));
  return gone.outcome == Outcome::absent ? Told{Outcome::done, {}} : gone;
}

Told Client::find_bucket(int deadline_ms) {
  Ask look = without_body("GET", {}, deadline_ms);
  look.query = {{"list-type", "2"}, {"max-keys", "1"}, {"prefix", line_.target().prefix}};
  return told(ask(std::move(look)));
}

Told Client::list(std::string_view prefix, const std::function<bool(const Entry&)>& see,
                  int deadline_ms) {
  const std::string& ours = line_.target().prefix;
  for (std::string continuation;;) {
    Ask page = without_body("GET", {}, deadline_ms);
    page.query = {{"list-type", "2"}, {"max-keys", "1000"}, {"prefix", ours + std::string(prefix)}};
    if (!continuation.empty()) page.query["continuation-token"] = continuation;
    const Reply reply = ask(std::move(page));
    if (const Told read = told(reply); !read) return read;
    std::string_view rest = element(reply.body, "ListBucketResult").value_or("");
    if (rest.empty()) return {Outcome::refused, "its list is none"};
    const std::string_view all = rest;
    while (const auto item = next_element(rest, "Contents")) {
      const std::string key = element_text(*item, "Key");
      if (!key.starts_with(ours)) continue;
      if (!see({key.substr(ours.size()), number_from(element_text(*item, "Size")),
                ms_from_iso(element_text(*item, "LastModified"))}))
        return {Outcome::done, {}};
    }
    if (element_text(all, "IsTruncated") != "true") return {Outcome::done, {}};
    continuation = element_text(all, "NextContinuationToken");
    if (continuation.empty()) return {Outcome::refused, "its list has no next page"};
  }
}

}  // namespace blobs::s3
