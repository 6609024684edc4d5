#include "kit/bucket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/hex.h"
#include "blobs/s3_digest.h"
#include "blobs/s3_xml.h"
#include "kit/listen.h"

namespace kit {
namespace {

using blobs::s3::Fields;

constexpr std::string_view kBucket = "/bucket";

std::string md5_of(std::string_view bytes) {
  blobs::s3::Md5 hash;
  hash.update(bytes);
  const std::string raw = hash.finish();
  return to_hex(std::as_bytes(std::span(raw)));
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string field(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

// Request line and headers; false when the head is not whole.
bool read_head(std::string& pending, int line, std::string& head) {
  for (;;) {
    const auto end = pending.find("\r\n\r\n");
    if (end != std::string::npos) {
      head = pending.substr(0, end + 2);
      pending.erase(0, end + 4);
      return true;
    }
    char slice[65'536];
    const auto got = ::recv(line, slice, sizeof slice, 0);
    if (got <= 0) return false;
    pending.append(slice, static_cast<std::size_t>(got));
  }
}

bool read_body(std::string& pending, int line, std::size_t size, std::string& body) {
  while (pending.size() < size) {
    char slice[65'536];
    const auto got = ::recv(line, slice, sizeof slice, 0);
    if (got <= 0) return false;
    pending.append(slice, static_cast<std::size_t>(got));
  }
  body = pending.substr(0, size);
  pending.erase(0, size);
  return true;
}

void parse_head(std::string_view head, BucketAsk& ask, std::string& target) {
  const auto first = head.substr(0, head.find("\r\n"));
  ask.method = first.substr(0, first.find(' '));
  target = first.substr(first.find(' ') + 1);
  target.resize(target.find(' '));
  head.remove_prefix(first.size() + 2);
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const auto colon = line.find(':');
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    ask.headers[name] = line.substr(std::min(colon + 2, line.size()));
  }
  const auto question = std::min(target.find('?'), target.size());
  ask.path = unescaped(std::string_view(target).substr(0, question));
  std::string_view query = std::string_view(target).substr(std::min(question + 1, target.size()));
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    ask.query[unescaped(pair.substr(0, equals))] =
        unescaped(pair.substr(std::min(equals + 1, pair.size())));
  }
}

std::string iso_time(std::int64_t ms) {
  if (ms == Bucket::kUnknownTime) return "the day before yesterday";
  const auto seconds = static_cast<std::time_t>(ms / 1'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text;
  return {text.data(), strftime(text.data(), text.size(), "%FT%T.000Z", &parts)};
}

std::string error_xml(std::string_view code) {
  return fmt::format("<?xml version=\"1.0\"?><Error><Code>{}</Code></Error>", code);
}

}  // namespace

Bucket::Bucket() {
  const auto [listener, port] = listen_on_loopback(128);
  listener_ = listener;
  port_ = port;
  accepter_ = std::jthread([this] { accept_all(); });
}

Bucket::~Bucket() {
  ending_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  accepter_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int line : lines_) ::shutdown(line, SHUT_RDWR);
  }
  servers_.clear();
  ::close(listener_);
}

std::string Bucket::url(const std::string& prefix) const {
  return fmt::format("s3:/{}/{}?endpoint=http://127.0.0.1:{}", kBucket, prefix, port_);
}

blobs::S3Settings Bucket::settings() const {
  blobs::S3Settings settings;
  settings.keys = keys_;
  settings.stall_s = 1;
  settings.deadline_ms = 6'000;
  settings.part_bytes = 100'000;
  return settings;
}

void Bucket::set_fault(std::function<Fault(const BucketAsk&)> fault) {
  const std::lock_guard lock(mutex_);
  fault_ = std::move(fault);
}

std::map<std::string, Bucket::Object> Bucket::objects() {
  const std::lock_guard lock(mutex_);
  return objects_;
}

void Bucket::put(const std::string& key, std::string bytes, const std::string& noted_sha256) {
  const std::lock_guard lock(mutex_);
  const auto etag = md5_of(bytes);
  objects_[key] = {std::move(bytes), noted_sha256, etag};
}

std::size_t Bucket::uploads_open() {
  const std::lock_guard lock(mutex_);
  return uploads_.size();
}

void Bucket::leave_upload(const std::string& key, std::int64_t begun_at_ms) {
  const std::lock_guard lock(mutex_);
  uploads_[fmt::format("upload-{}", ++upload_number_)] = {key, {}, begun_at_ms, {{1, "part"}}};
}

bool Bucket::has_upload(const std::string& key) {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(uploads_, [&](const auto& each) { return each.second.key == key; });
}

int Bucket::asked(const std::string& method) {
  const std::lock_guard lock(mutex_);
  return methods_[method];
}

void Bucket::accept_all() {
  while (!ending_) {
    const int line = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (line < 0) return;
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
    servers_.emplace_back([this, line] { serve(line); });
  }
}

void Bucket::serve(int line) {
  std::string pending;
  while (!ending_ && answer_one(line, pending)) {
  }
  const std::lock_guard lock(mutex_);
  std::erase(lines_, line);
  ::close(line);
}

bool Bucket::answer_one(int line, std::string& pending) {
  BucketAsk ask;
  std::string head, target;
  if (!read_head(pending, line, head)) return false;
  parse_head(head, ask, target);
  const auto length = field(ask.headers, "content-length");
  if (!read_body(pending, line, length.empty() ? 0 : std::stoul(length), ask.body)) return false;
  ask.number = ++asked_;
  std::function<Fault(const BucketAsk&)> chosen;
  {
    const std::lock_guard lock(mutex_);
    ++methods_[ask.method];
    chosen = fault_;
  }
  const Fault fault = chosen ? chosen(ask) : Fault::none;
  while (fault == Fault::hang && !ending_)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  if (fault == Fault::reset || fault == Fault::hang) {
    const linger abrupt{1, 0};
    ::setsockopt(line, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
    return false;
  }
  Answer reply;
  if (fault == Fault::error_500) {
    reply = {500, {}, error_xml("InternalError")};
  } else if (fault == Fault::slow_down_503) {
    reply = {503, {}, error_xml("SlowDown")};
  } else if (fault == Fault::conflict_409) {
    reply = {409, {}, error_xml("ConditionalRequestConflict")};
  } else if (fault == Fault::expired_403) {
    reply = {403, {}, error_xml("ExpiredToken")};
  } else if (fault == Fault::not_allowed_405) {
    reply = {405, {}, error_xml("MethodNotAllowed")};
  } else if (fault == Fault::not_implemented_501) {
    reply = {501, {}, error_xml("NotImplemented")};
  } else if (!is_signed_well(ask)) {
    ++bad_signatures_;
    reply = {403, {}, error_xml("SignatureDoesNotMatch")};
  } else {
    reply = answer(ask, fault);
  }
  if (fault == Fault::reset_after) return false;
  send(line, ask, std::move(reply), fault);
  return fault != Fault::cut_body;
}

// Signs what arrived once more, and compares.
bool Bucket::is_signed_well(const BucketAsk& ask) const {
  const std::string given = field(ask.headers, "authorization");
  const auto names_at = given.find("SignedHeaders=");
  if (names_at == std::string::npos) return false;
  const std::string names = given.substr(names_at + 14, given.find(',', names_at) - names_at - 14);
  Fields covered;
  for (const auto& [name, value] : ask.headers)
    if ((";" + names + ";").contains(";" + name + ";")) covered[name] = value;
  for (const char* needed : {"host", "x-amz-date", "x-amz-content-sha256"})
    if (!covered.contains(needed)) return false;
  const std::string path = blobs::s3::encoded(ask.path, true);
  return given ==
         blobs::s3::authorization({ask.method, path, ask.query, covered}, keys_, "us-east-1");
}

Bucket::Answer Bucket::answer(const BucketAsk& ask, Fault fault) {
  const std::lock_guard lock(mutex_);
  if (!ask.path.starts_with(kBucket)) return {404, {}, error_xml("NoSuchBucket")};
  if (ask.path == kBucket)
    return ask.query.contains("uploads") && fault != Fault::plain_list ? answer_uploads(ask)
                                                                       : answer_list(ask, fault);
  const std::string key = ask.path.substr(kBucket.size() + 1);
  if (ask.method == "PUT") return answer_put(ask, key, fault);
  if (ask.method == "POST") return answer_post(ask, key, fault);
  if (ask.method == "DELETE") {
    if (ask.query.contains("uploadId")) {
      if (uploads_.erase(field(ask.query, "uploadId")) == 0)
        return {404, {}, error_xml("NoSuchUpload")};
    } else {
      objects_.erase(key);
    }
    return {204, {}, {}};
  }
  return answer_get(ask, key);
}

Bucket::Answer Bucket::answer_put(const BucketAsk& ask, const std::string& key, Fault fault) {
  const bool hash_fits = field(ask.headers, "x-amz-content-sha256") == sha256_hex(ask.body);
  if (!hash_fits && fault != Fault::ignore_hash)
    return {400, {}, error_xml("XAmzContentSHA256Mismatch")};
  const auto etag = md5_of(ask.body);
  if (ask.query.contains("partNumber")) {
    if (fault == Fault::refuse_parts) return {500, {}, error_xml("InternalError")};
    const auto upload = uploads_.find(field(ask.query, "uploadId"));
    if (upload == uploads_.end()) return {404, {}, error_xml("NoSuchUpload")};
    upload->second.parts[std::stoi(field(ask.query, "partNumber"))] = ask.body;
    return {200, {{"ETag", "\"" + etag + "\""}}, {}};
  }
  if (ask.headers.contains("if-none-match") && objects_.contains(key) &&
      fault != Fault::ignore_condition)
    return {412, {}, error_xml("PreconditionFailed")};
  if (fault != Fault::forget)
    objects_[key] = {ask.body, field(ask.headers, "x-amz-meta-sha256"), etag};
  return {200, {{"ETag", "\"" + etag + "\""}}, {}};
}

Bucket::Answer Bucket::answer_get(const BucketAsk&, const std::string& key) const {
  const auto found = objects_.find(key);
  if (found == objects_.end()) return {404, {}, error_xml("NoSuchKey")};
  Answer reply{200, {{"ETag", "\"" + found->second.etag + "\""}}, found->second.bytes};
  if (!found->second.sha256.empty()) reply.headers["x-amz-meta-sha256"] = found->second.sha256;
  reply.headers["Last-Modified"] = "Sun, 22 Nov 2026 14:00:00 GMT";
  return reply;
}

Bucket::Answer Bucket::answer_list(const BucketAsk& ask, Fault fault) const {
  const auto prefix = field(ask.query, "prefix");
  const auto after = field(ask.query, "continuation-token");
  std::string items, last;
  int told = 0;
  bool more = false;
  for (const auto& [key, object] : objects_) {
    if (!key.starts_with(prefix) || key <= after || fault == Fault::blind_list) continue;
    if (told == page_) {
      more = true;
      break;
    }
    ++told;
    last = key;
    items += fmt::format(
        "<Contents><Key>{}</Key><LastModified>2026-11-22T14:00:00.000Z</LastModified>"
        "<Size>{}</Size></Contents>",
        key, object.bytes.size());
  }
  return {200,
          {},
          fmt::format("<ListBucketResult xmlns=\"x\"><IsTruncated>{}</IsTruncated>{}"
                      "<NextContinuationToken>{}</NextContinuationToken></ListBucketResult>",
                      more, items, more ? last : "")};
}

// In the order of keys, and for one key of ids.
Bucket::Answer Bucket::answer_uploads(const BucketAsk& ask) const {
  const auto prefix = field(ask.query, "prefix");
  const std::pair after(field(ask.query, "key-marker"), field(ask.query, "upload-id-marker"));
  std::map<std::pair<std::string, std::string>, std::int64_t> open;
  for (const auto& [id, upload] : uploads_)
    if (const std::pair place(upload.key, id); upload.key.starts_with(prefix) && place > after)
      open[place] = upload.begun_at_ms;
  const bool more = open.size() > static_cast<std::size_t>(page_);
  std::string items;
  std::pair<std::string, std::string> last;
  for (int told = 0; const auto& [place, begun_at_ms] : open) {
    if (told++ == page_) break;
    last = place;
    items += fmt::format(
        "<Upload><Key>{}</Key><UploadId>{}</UploadId><Initiator><ID>x</ID></Initiator>"
        "<Initiated>{}</Initiated></Upload>",
        place.first, place.second, iso_time(begun_at_ms));
  }
  return {200,
          {},
          fmt::format("<ListMultipartUploadsResult xmlns=\"x\"><KeyMarker>{}</KeyMarker>"
                      "<NextKeyMarker>{}</NextKeyMarker>"
                      "<NextUploadIdMarker>{}</NextUploadIdMarker>"
                      "<IsTruncated>{}</IsTruncated>{}</ListMultipartUploadsResult>",
                      after.first, more ? last.first : "", more ? last.second : "", more, items)};
}

Bucket::Answer Bucket::answer_post(const BucketAsk& ask, const std::string& key, Fault fault) {
  if (ask.query.contains("uploads")) {
    const std::string id = fmt::format("upload-{}", ++upload_number_);
    uploads_[id] = {key, field(ask.headers, "x-amz-meta-sha256"), SystemClock().now_ms(), {}};
    return {200, {}, fmt::format("<R><UploadId>{}</UploadId></R>", id)};
  }
  const auto upload = uploads_.find(field(ask.query, "uploadId"));
  if (upload == uploads_.end()) return {404, {}, error_xml("NoSuchUpload")};
  if (fault == Fault::complete_error) return {200, {}, error_xml("InternalError")};
  std::string bytes;
  std::string_view rest = ask.body;
  while (const auto part = blobs::s3::next_element(rest, "Part")) {
    const auto found =
        upload->second.parts.find(std::stoi(blobs::s3::element_text(*part, "PartNumber")));
    if (found == upload->second.parts.end()) return {400, {}, error_xml("InvalidPart")};
    bytes += found->second;
  }
  const std::string sha256 = upload->second.sha256;
  uploads_.erase(upload);
  objects_[key] = {bytes, sha256, md5_of(bytes) + "-2"};
  if (fault == Fault::complete_error_done) return {200, {}, error_xml("InternalError")};
  return {200, {}, "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>"};
}

void Bucket::send(int line, const BucketAsk& ask, Answer answer, Fault fault) const {
  if (fault == Fault::wrong_bytes && !answer.body.empty()) answer.body[answer.body.size() / 2] ^= 1;
  std::string text =
      fmt::format("HTTP/1.1 {} x\r\nContent-Length: {}\r\n", answer.status, answer.body.size());
  for (const auto& [name, value] : answer.headers) text += fmt::format("{}: {}\r\n", name, value);
  text += "\r\n";
  if (fault == Fault::cut_body && answer.body.empty()) text.resize(text.size() / 2);
  if (ask.method != "HEAD")
    text += fault == Fault::cut_body ? answer.body.substr(0, answer.body.size() / 2) : answer.body;
  for (std::string_view rest = text; !rest.empty();) {
    const auto sent = ::send(line, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace kit
