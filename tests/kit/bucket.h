// A bucket of our own for tests: keeps objects in memory, checks every signature and hash, and does
// wrong what it is told to.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "blobs/blobs.h"
#include "blobs/s3_sign.h"

namespace kit {

enum class Fault {
  none,
  error_500,
  slow_down_503,
  hang,         // no answer until the bucket ends
  reset,        // the line breaks before anything is done
  reset_after,  // it is done, and the line breaks instead of the answer
  cut_body,     // the answer is shorter than it says
  wrong_bytes,  // one byte of the answer's body is another
  conflict_409,
  expired_403,
  complete_error,       // 200 with an error inside; nothing is joined
  complete_error_done,  // the same, and yet it is joined
  ignore_condition,     // If-None-Match is not heeded
  ignore_hash,          // neither x-amz-content-sha256 nor Content-MD5
  forget,               // says 200 to a put and keeps nothing
  blind_list,           // lists nothing
  refuse_parts,         // a part is answered with 500
  not_allowed_405,
  not_implemented_501,
  plain_list,  // whoever asks for uploads is told of objects
};

struct BucketAsk {
  int number = 0;  // from 1
  std::string method;
  std::string path;  // decoded, without query: "/bucket/key"
  blobs::s3::Fields query;
  blobs::s3::Fields headers;
  std::string body;
};

class Bucket {
 public:
  struct Object {
    std::string bytes;
    std::string sha256;  // as the writer noted it
    std::string etag;
  };

  Bucket();
  ~Bucket();

  // s3://bucket/prefix?endpoint=…
  std::string url(const std::string& prefix = "photos") const;
  blobs::S3Settings settings() const;  // its keys; quick to give up
  const blobs::S3Keys& keys() const { return keys_; }

  // What goes wrong, asked for each request. From any thread.
  void set_fault(std::function<Fault(const BucketAsk&)> fault);
  void set_fault(Fault fault) {
    set_fault([fault](const BucketAsk&) { return fault; });
  }

  std::map<std::string, Object> objects();  // by whole key
  void put(const std::string& key, std::string bytes, const std::string& noted_sha256);
  std::size_t uploads_open();
  static constexpr std::int64_t kUnknownTime = -1;  // told in no way that we read
  // As somebody has left it who died before the end.
  void leave_upload(const std::string& key, std::int64_t begun_at_ms);
  bool has_upload(const std::string& key);
  int asked() const { return asked_; }
  int asked(const std::string& method);
  int bad_signatures() const { return bad_signatures_; }
  void set_page(int keys) { page_ = keys; }  // of a list

 private:
  struct Answer {
    int status = 200;
    blobs::s3::Fields headers;
    std::string body;
  };
  void accept_all();
  void serve(int line);
  bool answer_one(int line, std::string& pending);
  bool is_signed_well(const BucketAsk& ask) const;
  Answer answer(const BucketAsk& ask, Fault fault);
  Answer answer_put(const BucketAsk& ask, const std::string& key, Fault fault);
  Answer answer_get(const BucketAsk& ask, const std::string& key) const;
  Answer answer_list(const BucketAsk& ask, Fault fault) const;
  Answer answer_uploads(const BucketAsk& ask) const;
  Answer answer_post(const BucketAsk& ask, const std::string& key, Fault fault);
  void send(int line, const BucketAsk& ask, Answer answer, Fault fault) const;

  const blobs::S3Keys keys_{"TESTKEY", "a secret of the test"};
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  std::atomic<int> asked_ = 0;
  std::atomic<int> bad_signatures_ = 0;
  std::atomic<int> page_ = 1'000;

  std::mutex mutex_;  // guards the rest
  std::function<Fault(const BucketAsk&)> fault_;
  std::map<std::string, int> methods_;
  std::map<std::string, Object> objects_;
  struct Upload {
    std::string key;
    std::string sha256;
    std::int64_t begun_at_ms = 0;
    std::map<int, std::string> parts;
  };
  std::map<std::string, Upload> uploads_;
  int upload_number_ = 0;
  std::vector<int> lines_;
  std::vector<std::jthread> servers_;
  std::jthread accepter_;
};

}  // namespace kit
