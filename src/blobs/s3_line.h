// One request to a bucket and its answer: signs, sends by libcurl, reads. No retries here.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "blobs/s3_sign.h"
#include "blobs/s3_target.h"

namespace blobs::s3 {

// A stretch of a file.
struct Part {
  int fd = -1;
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
};

struct Ask {
  std::string_view method = "GET";
  std::string key;  // whole, with the prefix; empty: the bucket itself
  Fields query;
  Fields headers;  // besides those of the signature; lower case
  std::string payload_sha256;
  Part part;         // the body: a stretch of a file…
  std::string text;  // …or this
  // Takes the body of a good answer, slice by slice; false ends the transfer. Others are collected.
  std::function<bool(std::string_view)> sink;
  std::function<void()> rewind;  // before each try: what the sink has taken is void
  int deadline_ms = 0;           // for all tries together
};

struct Reply {
  int status = 0;  // 0: no whole answer came
  Fields headers;
  std::string body;
  std::string failure;  // of the transport
  double took_ms = 0;

  std::string_view header(std::string_view name) const;
};

struct LineSettings {
  int connect_ms = 2'000;
  int stall_s = 5;  // less than 1 KB/s for so long, and it is cut
};

class Line {
 public:
  Line(Target target, S3Keys keys, LineSettings settings);
  ~Line();

  Reply send(const Ask& ask, int timeout_ms);
  const Target& target() const { return target_; }
  void hang_up() { hung_up_ = true; }  // what is under way ends soon, nothing more is sent

 private:
  struct Easy;  // a CURL handle with its connection
  struct Head;
  void write_head(const Ask& ask, Head& head) const;
  std::unique_ptr<Easy> take();
  void give_back(std::unique_ptr<Easy> easy);

  const Target target_;
  const S3Keys keys_;
  const LineSettings settings_;
  std::atomic<bool> hung_up_ = false;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Easy>> idle_;
};

}  // namespace blobs::s3
