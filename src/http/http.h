// The HTTP platform: routes in, sockets hidden. Only routes.cpp files and the server include it.
#pragma once

#include "base/clock.h"
#include "base/embedded.h"
#include "base/limits.h"
#include "http/router.h"

namespace http {

// Who is calling? Implemented by accounts.
class Gatekeeper {
 public:
  virtual ~Gatekeeper() = default;
  // The caller behind the request's cookie; a Caller without user_id when there is none or it is
  // no longer good. Must be quick: called on the network thread.
  virtual Result<Caller> identify(const Request& head) = 0;

  // Is a caller whom identify() named earlier still good, in the same roles? Asked a few times a
  // second for each endless reply, so that it ends with the session; looks nothing up that takes
  // time. `ended` may be said too often: the client comes back and is identified anew.
  enum class Standing { good, unknown, ended };
  virtual Standing vouch(const Caller& caller) = 0;
};

// How much has this caller used? Implemented by limits.
class Meter {
 public:
  virtual ~Meter() = default;
  struct Reading {
    bool allowed = true;
    int remaining = 0;
    int reset_s = 0;  // until the quota is whole again
    int retry_after_s = 0;
    std::string_view policy;  // "\"api\";q=6000;w=900"; empty: not counted, no headers
    std::string_view name;    // "api"
  };
  virtual Reading count(RateClass rate, const Request& head) = 0;
};

struct ServerSettings {
  std::vector<std::string> hosts = {"127.0.0.1"};  // addresses to listen on
  std::uint16_t port = 0;                          // 0: any free one
  int network_threads = 2;
  int wait_threads = 64;
  int heavy_threads = 2;
  int hash_threads = 2;
  int trusted_proxies = 0;  // how many hops of X-Forwarded-For are ours
  std::string public_url;   // https://photos.example.org, or empty
  std::size_t json_bytes_max = 1'048'576;
  int head_timeout_ms = 10'000;  // total, for one head
  int idle_timeout_ms = 75'000;  // between requests
  int stall_window_ms = 10'000;  // an upload must move 1 KB/s over this
  int heartbeat_ms = 15'000;     // of endless replies
  std::size_t streams_max = ceilings::kStreams;
  std::size_t streams_per_person = ceilings::kStreamsPerPerson;
  bool log_requests = false;  // one line each; failures and slow ones always
  std::string content_security_policy;
};

// Listens, parses behind a strict framing gate, checks access, runs handlers on their pools,
// answers.
class Server {
 public:
  // All references outlive the server. `web` are the embedded files of the web app; every GET that
  // is no route and no file gets its index.html.
  static std::unique_ptr<Server> open(const Router& router, Gatekeeper& gatekeeper, Meter& meter,
                                      std::span<const embedded::File> web,
                                      const ServerSettings& settings, const Clock& clock);
  virtual ~Server() = default;  // stops at once what still runs

  virtual std::uint16_t port() const = 0;
  // Stops accepting, lets requests finish for up to `grace_ms`, closes.
  virtual void stop(int grace_ms) = 0;
};

// The contract, printed: OpenAPI 3.1 as JSON, and TypeScript types for the web app.
std::string openapi(const Router& router, std::string_view version);
std::string typescript(const Router& router);

}  // namespace http
