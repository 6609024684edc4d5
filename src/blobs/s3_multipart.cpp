// Objects larger than a part. Nothing of them is seen before all is there.
#include <fmt/format.h>

#include "base/hex.h"
#include "blobs/s3_client.h"
#include "blobs/s3_digest.h"
#include "blobs/s3_xml.h"

namespace blobs::s3 {
namespace {

constexpr std::uint64_t kPartsMax = 10'000;

Ask post(std::string key, std::string text, int deadline_ms) {
  Ask ask;
  ask.method = "POST";
  ask.key = std::move(key);
  ask.payload_sha256 = sha256_hex(text);
  ask.text = std::move(text);
  ask.deadline_ms = deadline_ms;
  return ask;
}

// A bucket that cannot tell of uploads, or may not: the rights that photos need do not hold it.
bool lacks_call(const Reply& reply) {
  return reply.status == 403 || reply.status == 405 || reply.status == 501;
}

}  // namespace

Told Client::put_parts(const Object& object, Existing existing, int deadline_ms) {
  // Not every bucket heeds a condition when parts are joined, so it is asked before, too.
  if (existing == Existing::keep) {
    Facts facts;
    const Told there = head(object.key, facts, deadline_ms);
    if (there) return compare(object, {}, deadline_ms);
    if (there.outcome != Outcome::absent) return there;
  }
  Ask create = post(full(object.key), {}, deadline_ms);
  create.query = {{"uploads", ""}};
  create.headers = {{std::string(kNotedSha256), object.sha256}};
  const Reply created = ask(std::move(create));
  if (const Told begun = told(created); !begun) return begun;
  const std::string upload_id = element_text(created.body, "UploadId");
  if (upload_id.empty()) return {Outcome::away, "it begins an upload without a name"};

  std::string parts;
  Told sent = send_parts(object, upload_id, parts, deadline_ms);
  if (sent) sent = complete(object, existing, upload_id, parts, deadline_ms);
  if (sent.outcome == Outcome::done) return sent;
  abort(full(object.key), upload_id, deadline_ms);  // what it leaves, remove_unfinished() takes
  return sent.outcome == Outcome::other ? compare(object, {}, deadline_ms) : sent;
}

Reply Client::abort(std::string key, std::string upload_id, int deadline_ms) {
  Ask abort = without_body("DELETE", std::move(key), deadline_ms);
  abort.query = {{"uploadId", std::move(upload_id)}};
  return ask(std::move(abort));
}

Told Client::send_parts(const Object& object, const std::string& upload_id, std::string& parts,
                        int deadline_ms) {
  const auto size = std::max(part_bytes_, object.size_bytes / kPartsMax + 1);
  int number = 0;
  for (std::uint64_t offset = 0; offset < object.size_bytes; offset += size) {
    const Part part{object.fd, offset, std::min(size, object.size_bytes - offset)};
    const Digests digests = digests_of(part);
    Ask put;
    put.method = "PUT";
    put.key = full(object.key);
    put.query = {{"partNumber", fmt::format("{}", ++number)}, {"uploadId", upload_id}};
    put.headers = {{"content-md5", digests.md5_base64}};
    put.payload_sha256 = digests.sha256;
    put.part = part;
    put.deadline_ms = deadline_ms;
    const Reply reply = ask(std::move(put));
    if (const Told stored = told(reply); !stored)
      return {stored.outcome == Outcome::absent ? Outcome::away : stored.outcome, stored.why};
    parts += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", number,
                         reply.header("etag"));
  }
  return {Outcome::done, {}};
}

// The answer may be 200 with an error inside, or be lost: what counts is what lies there then.
Told Client::complete(const Object& object, Existing existing, const std::string& upload_id,
                      const std::string& parts, int deadline_ms) {
  Ask join = post(full(object.key),
                  "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>", deadline_ms);
  join.query = {{"uploadId", upload_id}};
  if (existing == Existing::keep) join.headers["if-none-match"] = "*";
  const Reply reply = ask(std::move(join));
  Told joined = told(reply);
  if (joined.outcome == Outcome::other || joined.outcome == Outcome::refused) return joined;
  if (joined && element(reply.body, "Error"))
    joined = {Outcome::away, "it joined no parts: " + element_text(reply.body, "Code")};
  Facts facts;
  const Told found = head(object.key, facts, deadline_ms);
  if (found && facts.size_bytes == object.size_bytes && facts.sha256 == object.sha256)
    return {Outcome::done, {}};
  if (!joined) return joined.outcome == Outcome::absent ? Told{Outcome::away, joined.why} : joined;
  return {Outcome::away, found ? "what it joined is not what was sent" : found.why};
}

Told Client::remove_unfinished(const Clearing& clearing, Leftovers& left) {
  for (std::string key_marker, id_marker;;) {
    Ask look = without_body("GET", {}, clearing.deadline_ms);
    look.query = {{"uploads", ""}, {"prefix", full(clearing.prefix)}};
    if (!key_marker.empty()) {
      look.query["key-marker"] = key_marker;
      look.query["upload-id-marker"] = id_marker;
    }
    const Reply reply = ask(std::move(look));
    const Told read = told(reply);
    const auto page = element(reply.body, "ListMultipartUploadsResult");
    if (lacks_call(reply) || (read && !page)) {
      left.why_none = read ? "it answers with something else" : read.why;
      return {Outcome::done, {}};
    }
    if (!read) return read;
    if (const auto ended = remove_those_of(*page, clearing, left)) return *ended;
    if (element_text(*page, "IsTruncated") != "true") return {Outcome::done, {}};
    const std::pair before(key_marker, id_marker);
    key_marker = element_text(*page, "NextKeyMarker");
    id_marker = element_text(*page, "NextUploadIdMarker");
    if (key_marker.empty() || before == std::pair(key_marker, id_marker))
      return {Outcome::refused, "its list of uploads has no next page"};
  }
}

// Absent: the next page, please.
std::optional<Told> Client::remove_those_of(std::string_view page, const Clearing& clearing,
                                            Leftovers& left) {
  while (const auto upload = next_element(page, "Upload")) {
    const std::string key = element_text(*upload, "Key");
    const auto begun_ms = ms_from_iso(element_text(*upload, "Initiated"));
    // One whose time cannot be read is young: somebody may be sending it.
    if (begun_ms == 0 || begun_ms >= clearing.before_ms || !key.starts_with(full(clearing.prefix)))
      continue;
    if (!clearing.ours(std::string_view(key).substr(target().prefix.size()))) continue;
    if (!clearing.go_on()) return Told{Outcome::done, {}};
    const Reply reply = abort(key, element_text(*upload, "UploadId"), clearing.deadline_ms);
    const Told gone = told(reply);
    if (lacks_call(reply)) {
      left.why_none = gone.why;
      return Told{Outcome::done, {}};
    }
    if (!gone && gone.outcome != Outcome::absent) return gone;  // absent: it ended meanwhile
    if (gone) ++left.removed;
  }
  return {};
}

}  // namespace blobs::s3
