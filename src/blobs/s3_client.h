// What can be done with a bucket: retries, the breaker and the reading of answers are in here.
#pragma once

#include <functional>
#include <optional>

#include "blobs/s3_guard.h"
#include "blobs/s3_line.h"

namespace blobs::s3 {

enum class Outcome {
  done,
  absent,   // there is no such object
  other,    // another object has this key already
  damaged,  // the bytes are not what they should be, there or on the way
  refused,  // credentials, rights, or the bucket itself: somebody must mend it
  away,     // no answer, or one that says: later
};

struct Told {
  Outcome outcome = Outcome::away;
  std::string why;  // for the operator, when it is not done
  explicit operator bool() const { return outcome == Outcome::done; }
};

struct Facts {
  std::uint64_t size_bytes = 0;
  std::string sha256;  // as its writer noted it; may be empty
  std::string etag;    // without quotes
  std::int64_t stored_at_ms = 0;
};

// A file that is to be an object.
struct Object {
  std::string key;
  int fd = -1;
  std::uint64_t size_bytes = 0;
  std::string sha256;
};

enum class Existing { keep, replace };

// Which uploads in parts are to go.
struct Clearing {
  std::string_view prefix;                     // without the target's
  std::function<bool(std::string_view)> ours;  // by the key, told so, too
  std::int64_t before_ms = 0;                  // begun earlier, by the bucket's clock
  std::function<bool()> go_on;                 // asked before each
  int deadline_ms = 0;                         // of each request
};

class Client {
 public:
  Client(Target target, S3Keys keys, LineSettings settings, std::uint64_t part_bytes);

  // keep: an object of the same bytes is `done`, of others `other`. Larger ones go in parts.
  Told put(const Object& object, Existing existing, int deadline_ms);
  // Into the file, from its beginning. `promised` is the hash the bytes must have; empty: the one
  // that was noted with them.
  // `sha256` is that of what came.
  Told get(const std::string& key, int fd, std::string_view promised, int deadline_ms,
           std::string& sha256);
  Told head(const std::string& key, Facts& facts, int deadline_ms);
  Told remove(const std::string& key, int deadline_ms);
  // Keys are told without the target's prefix. Ends early when `see` returns false.
  Told list(std::string_view prefix, const std::function<bool(const Entry&)>& see, int deadline_ms);
  // `done`, too, when the bucket does not know or allow this.
  Told remove_unfinished(const Clearing& clearing, Leftovers& left);
  Told find_bucket(int deadline_ms);  // is it there, and are we let in?

  // One try, whatever the breaker says: for the probe of how the bucket behaves.
  Reply try_once(Ask ask, int deadline_ms);

  std::string full(std::string_view key) const { return line_.target().prefix + std::string(key); }
  const Target& target() const { return line_.target(); }
  bool is_away() { return breaker_.is_open(); }
  double latency_ms() const { return latency_ms_; }
  void hang_up() { line_.hang_up(); }

 private:
  Reply ask(Ask ask);
  Told put_whole(const Object& object, Existing existing, int deadline_ms);
  Told put_parts(const Object& object, Existing existing, int deadline_ms);
  Told send_parts(const Object& object, const std::string& upload_id, std::string& parts,
                  int deadline_ms);
  Told complete(const Object& object, Existing existing, const std::string& upload_id,
                const std::string& parts, int deadline_ms);
  std::optional<Told> remove_those_of(std::string_view page, const Clearing& clearing,
                                      Leftovers& left);
  Reply abort(std::string key, std::string upload_id, int deadline_ms);
  Told compare(const Object& object, std::string_view md5, int deadline_ms);

  Line line_;
  const std::uint64_t part_bytes_;
  Budget budget_;
  Breaker breaker_;
  std::atomic<double> latency_ms_ = 0;
};

Ask without_body(std::string_view method, std::string key, int deadline_ms);
Told told(const Reply& reply);  // by the status and the error's code

inline constexpr std::string_view kEmptySha256 =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
inline constexpr std::string_view kNotedSha256 = "x-amz-meta-sha256";

}  // namespace blobs::s3
