// Requests and replies as handlers see them. No sockets here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "http/importance.h"
#include "http/stream.h"

namespace http {

enum class Method { get, head, post, put, patch, del };
std::string_view name_of(Method method);  // "GET"

// Where a handler runs (D7). `memory`: always on the network thread, so it waits for nothing at
// all. `inline_`: one indexed read, on the network thread where that is a matter of microseconds.
// `write`: it makes one write and waits for nothing else; on SQLite it runs on the thread that
// writes (decision 0027). The rest goes to the pool of that name.
enum class Weight { memory, inline_, wait, write, heavy, hash };

// A class of rate limit; its meaning is limits' business.
struct RateClass {
  std::uint8_t number = 0;
  std::string_view name;
};

// Who may call: anyone, anyone signed in, or some of these roles.
struct Access {
  bool signed_in = true;
  RoleMask roles = 0;      // 0: any role
  std::string_view words;  // "reviewer or admin": for OpenAPI and the access matrix
};

using Header = std::pair<std::string, std::string>;  // name in lower case

struct Request {
  Method method = Method::get;
  std::string target;                                       // as sent, origin form
  std::string path;                                         // percent-decoded
  std::vector<std::pair<std::string, std::string>> query;   // decoded, in order
  std::vector<std::pair<std::string, std::string>> params;  // from the route's {name}s
  std::vector<Header> headers;
  std::string body;
  std::string client_ip;  // the peer's, or what a trusted proxy said
  bool over_https = false;
  std::string id;  // of this request, for logs and incidents
  Caller caller;
  std::int64_t deadline_ms = 0;  // on the monotonic clock

  // The header's value, or empty. `name` in lower case.
  std::string_view header(std::string_view name) const;
  std::string_view cookie(std::string_view name) const;
};

// A file to send, owned until it is sent.
struct FileBody {
  int fd = -1;
  std::uint64_t size_bytes = 0;
  FileBody(int open_fd, std::uint64_t size) : fd(open_fd), size_bytes(size) {}
  FileBody(FileBody&& other) noexcept;
  FileBody& operator=(FileBody&& other) noexcept;
  ~FileBody();
};

// A body that is made while it is sent, of a length nobody knows yet.
class Source {
 public:
  virtual ~Source() = default;
  // Appends what comes next, about a slice; on the heavy pool. False: that was all. An exception
  // cuts the connection, so that nobody takes the half for the whole.
  virtual bool next(std::string& into) = 0;
};

struct Reply {
  int status = 200;
  const Problem* problem = nullptr;  // what went wrong, when this says so
  std::string content_type = "application/json";
  std::string body;
  std::vector<Header> headers;
  std::string etag;                  // quoted; If-None-Match is answered from it
  std::string_view static_body;      // instead of body: lives as long as the program
  std::optional<FileBody> file;      // instead of body: Range is honoured
  std::optional<StreamBody> stream;  // instead of body: text/event-stream without end
  std::unique_ptr<Source> source;    // instead of body: ends when the caller's session does
  std::shared_ptr<void> place;       // given back when the reply is sent
};

// A typed reply with a status and headers of its own.
template <class Out>
struct Answer {
  Out body;
  int status = 200;
  std::vector<Header> headers;
};

struct NoContent {};

// A finished multipart upload: bytes on disk, hashed while they came. The file is removed unless
// somebody moved it away.
struct Spooled {
  std::string path;
  int fd = -1;  // open for reading and writing
  std::uint64_t size_bytes = 0;
  std::string sha256;
  std::string file_name;  // as the client named it; may be empty
  std::string meta;       // the JSON part

  Spooled() = default;
  Spooled(Spooled&& other) noexcept;
  Spooled& operator=(Spooled&&) = delete;
  ~Spooled();
};

// What admit() says before a byte of the body is read.
struct UploadPlan {
  std::string spool_dir;
  std::uint64_t max_file_bytes = 0;
  const Problem* too_large = nullptr;  // returned with the limit named when the file is larger
};

// What the two parts of an upload's form are called.
struct FormParts {
  std::string_view file = "file";
  std::string_view meta = "meta";
};

}  // namespace http
