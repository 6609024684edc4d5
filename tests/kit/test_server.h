// For tests of http: a server with a few routes on a free loopback port.
#pragma once

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <latch>
#include <map>
#include <mutex>
#include <thread>

#include "base/deadline.h"
#include "http/http.h"
#include "http/problem.h"
#include "kit/raw_client.h"

namespace http::testing {

struct Note {
  std::int64_t n = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (n, text))

struct Thing {
  Text<1, 20> id;
  std::optional<Number<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, limit))

struct Stored {
  std::string id;
  std::string sha256;
  std::int64_t size_bytes = 0;
  std::string file_name;
};
BOOST_DESCRIBE_STRUCT(Stored, (), (id, sha256, size_bytes, file_name))

struct UploadMeta {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(UploadMeta, (), (id))
// "sid=ana" is signed in with role 1, "sid=root" with role 2.
class CookieGate final : public Gatekeeper {
 public:
  Result<Caller> identify(const Request& head) override {
    Caller caller;
    const std::lock_guard lock(mutex_);
    const std::string who(head.cookie("sid"));
    if (gone_ != who) caller.user_id = {who};
    caller.roles = caller.user_id.text == "root" ? 2 : 1;
    return caller;
  }
  Standing vouch(const Caller& caller) override {
    const std::lock_guard lock(mutex_);
    return caller.user_id == spoken_of_ ? standing_ : Standing::good;
  }
  // What vouch() says of this one from now on.
  void say(const std::string& user_id, Standing standing) {
    const std::lock_guard lock(mutex_);
    spoken_of_ = {user_id};
    standing_ = standing;
  }
  // Its session is over.
  void end(const std::string& user_id) {
    say(user_id, Standing::ended);
    const std::lock_guard lock(mutex_);
    gone_ = user_id;
  }

 private:
  std::mutex mutex_;
  UserId spoken_of_;
  std::string gone_;
  Standing standing_ = Standing::good;
};

class CountingMeter final : public Meter {
 public:
  Reading count(RateClass rate, const Request&) override {
    if (rate.number == 0) return {};
    return {rate.number != 9, 41, 7, 3, "\"api\";q=42;w=900", "api"};
  }
};

// What was answered, by status.
class StatusCounter final : public Observer {
 public:
  void answered(const Route*, const Reply& reply, std::int64_t) override {
    const std::lock_guard lock(mutex_);
    ++seen_[reply.status];
  }
  int seen(int status) {
    const std::lock_guard lock(mutex_);
    return seen_[status];
  }

 private:
  std::mutex mutex_;
  std::map<int, int> seen_;
};

class TestServer {
 public:
  explicit TestServer(const ServerSettings& settings = {},
                      std::span<const embedded::File> web = {}) {
    folder = std::filesystem::temp_directory_path() / "http-test-XXXXXX";
    if (!::mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
    add_routes();
    server = Server::open(router, gate, meter_, observer, web, settings, clock_);
  }
  ~TestServer() {
    release();
    server.reset();
    std::filesystem::remove_all(folder);
  }

  Client connect() const { return Client(server->port()); }
  // One request on a connection of its own.
  Answered ask(std::string_view request, bool head_only = false) const {
    auto client = connect();
    client.send(request);
    return client.read(head_only);
  }
  Answered get(std::string_view path, std::string_view headers = {}) const {
    return ask(fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n{}\r\n", path, headers));
  }
  Answered post(std::string_view path, std::string_view body,
                std::string_view headers = "Content-Type: application/json\r\n") const {
    return ask(fmt::format("POST {} HTTP/1.1\r\nHost: x\r\n{}Content-Length: {}\r\n\r\n{}", path,
                           headers, body.size(), body));
  }

  std::size_t files_in_spool() const {
    const std::filesystem::directory_iterator files(folder);
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }
  // Lets the requests to /api/block go on.
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    wake_.notify_all();
  }
  void wait_for_blocked(int count) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return blocked_ >= count; });
  }

  Router router;
  StatusCounter observer;
  std::string folder;  // uploads are spooled here
  std::unique_ptr<Server> server;
  std::atomic<int> canaries = 0;  // requests to /api/canary
  std::atomic<int> stored = 0;    // uploads that came through whole
  std::atomic<int> sources = 0;   // bodies of /api/made that are being made
  std::atomic<int> slices = 0;    // made for them so far
  std::atomic<int> breaks_at = -1;
  std::atomic<bool> endless = false;
  CookieGate gate;

  // The newest stream that /api/stream opened.
  std::shared_ptr<Stream> stream() {
    const std::lock_guard lock(mutex_);
    return stream_;
  }

 private:
  void add_routes() {
    constexpr RateClass kFree{0, "free"}, kApi{1, "api"}, kSpent{9, "spent"};
    const Access anyone{false, 0, "anyone"}, signed_in{true, 0, "anyone signed in"};
    router.add(Method::get, "/api/hello", anyone, kApi, Weight::inline_,
               [](const Caller& caller) -> Result<Note> {
                 return Note{1, "hello " + caller.user_id.text};
               });
    router.add(Method::get, "/api/canary", anyone, kFree, Weight::inline_,
               [this](const Caller&) -> Result<Note> { return Note{++canaries, ""}; });
    router.add(Method::get, "/api/ip", anyone, kFree, Weight::inline_,
               [](const Request& request) -> Result<Note> {
                 return Note{request.over_https, request.client_ip};
               });
    router.add(Method::get, "/api/things/{id}", anyone, kFree, Weight::inline_,
               [](const Caller&, const Thing& thing) -> Result<Note> {
                 return Note{thing.limit ? thing.limit->value : 0, thing.id};
               });
    router.add(Method::del, "/api/things/{id}", signed_in, kFree, Weight::wait,
               [](const Caller&, const Thing&) -> Result<NoContent> { return NoContent{}; });
    router.add(Method::post, "/api/notes", anyone, kFree, Weight::wait,
               [](const Caller&, const Note& note) -> Result<Answer<Note>> {
                 return Answer<Note>{note, 201, {}};
               });
    router.add(Method::post, "/api/kept", anyone, kFree, Weight::write,
               [](const Caller&, const Note& note) -> Result<Answer<Note>> {
                 return Answer<Note>{note, 201, {}};
               });
    router.add(Method::get, "/api/admin", {true, 2, "admin"}, kFree, Weight::inline_,
               [](const Caller&) -> Result<Note> { return Note{}; });
    router.add(Method::get, "/api/spent", anyone, kSpent, Weight::inline_,
               [](const Caller&) -> Result<Note> { return Note{}; });
    router.add(Method::get, "/api/fault", anyone, kFree, Weight::wait,
               [](const Caller&) -> Result<Note> { throw std::runtime_error("the disk burns"); });
    router.add(Method::get, "/api/block", anyone, kFree, Weight::heavy,
               [this](const Caller&) -> Result<Note> { return block(); });
    router.add(Method::get, "/api/file", anyone, kFree, Weight::inline_,
               [this](const Request&) -> Result<Reply> { return file(); });
    router.add(Method::get, "/api/made", signed_in, kApi, Weight::inline_,
               [this](const Request&) -> Result<Reply> {
                 Reply reply{.content_type = "text/plain"};
                 reply.source = std::make_unique<Numbers>(*this);
                 return reply;
               });
    router.add(Method::get, "/api/stream", signed_in, kApi, Weight::inline_,
               [this](const Caller&) -> Result<EventStream<Note>> {
                 const std::lock_guard lock(mutex_);
                 stream_ = std::make_shared<Stream>();
                 return EventStream<Note>{stream_};
               });
    add_uploads(anyone, kFree);
  }

  void add_uploads(const Access& access, RateClass rate) {
    constexpr FormParts kParts{.file = "photo", .meta = "meta"};
    const auto receive = [this](const Caller&, const Request&, const UploadMeta& meta,
                                Spooled& file) -> Result<Answer<Stored>> {
      ++stored;
      return Answer<Stored>{
          {meta.id, file.sha256, static_cast<std::int64_t>(file.size_bytes), file.file_name},
          201,
          {}};
    };
    router.add_upload(
        "/api/upload", access, rate,
        [this](const Caller&, const Request&) -> Result<UploadPlan> {
          return UploadPlan{folder, 10 * 1024 * 1024};
        },
        receive, kParts);
    // Works until nobody waits for it any more.
    router.add_upload(
        "/api/upload-slow", access, rate,
        [this](const Caller&, const Request&) -> Result<UploadPlan> {
          return UploadPlan{folder, 10 * 1024 * 1024};
        },
        [](const Caller&, const Request&, const UploadMeta&, Spooled&) -> Result<Answer<Stored>> {
          while (Deadline::left_ms() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
          return error_of(::problems::kUnavailable);
        },
        kParts);
    router.add_upload(
        "/api/upload-nowhere", access, rate,
        [](const Caller&, const Request&) -> Result<UploadPlan> {
          return UploadPlan{"/nowhere", 1024};
        },
        receive, kParts);
    router.add_upload(
        "/api/upload-denied", access, rate,
        [](const Caller&, const Request&) -> Result<UploadPlan> {
          return error_of(::problems::kDenied);
        },
        receive, kParts);
  }

  // Ten slices, each a thousand times its number; see `breaks_at` and `endless`.
  class Numbers final : public Source {
   public:
    explicit Numbers(TestServer& server) : server_(server) { ++server_.sources; }
    ~Numbers() override { --server_.sources; }
    bool next(std::string& into) override {
      if (made_ == server_.breaks_at) throw std::runtime_error("the disk burns");
      into.append(1'000, static_cast<char>('0' + made_ % 10));
      ++server_.slices;
      return ++made_ < 10 || server_.endless;
    }

   private:
    TestServer& server_;
    int made_ = 0;
  };

  Note block() {
    std::unique_lock lock(mutex_);
    ++blocked_;
    wake_.notify_all();
    wake_.wait(lock, [&] { return released_; });
    return {blocked_, "released"};
  }

  Reply file() const {
    const auto path = folder + "/file.bin";
    const int fd = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    std::string content;
    for (int i = 0; content.size() < kFileBytes; ++i) content += std::to_string(i) + " ";
    content.resize(kFileBytes);
    if (::pwrite(fd, content.data(), content.size(), 0) < 0) throw std::runtime_error("write");
    Reply reply;
    reply.content_type = "application/octet-stream";
    reply.etag = "\"v1\"";
    reply.file.emplace(fd, kFileBytes);
    return reply;
  }

  SystemClock clock_;
  CountingMeter meter_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool released_ = false;
  int blocked_ = 0;
  std::shared_ptr<Stream> stream_;

 public:
  static constexpr std::size_t kFileBytes = 200'000;
};

}  // namespace http::testing
