// The HTTP platform: routes in, sockets hidden. Only routes.cpp files and the server include it.
#pragma once

#include "base/clock.h"
#include "base/embedded.h"
#include "base/limits.h"
#include "http/addresses.h"
#include "http/admission.h"
#include "http/pool.h"
#include "http/router.h"

namespace http {

// Who is calling? Implemented by accounts.
class Gatekeeper {
 public:
  virtual ~Gatekeeper() = default;
  // The caller behind the request's cookie; a Caller without user_id when there is none or it is
  // no longer good. May look it up.
  virtual Result<Caller> identify(const Request& head) = 0;
  // The same, if it is known without looking anything up. Called on the network thread.
  virtual std::optional<Caller> recognise(const Request&) { return std::nullopt; }

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
    int remaining = 0;  // -1: this cannot be said yet
    int reset_s = 0;    // until the quota is whole again
    int retry_after_s = 0;
    std::string_view policy;      // "\"api\";q=6000;w=900"; empty: not counted, no headers
    std::string_view name;        // "api"
    bool unsettled = false;       // settle() has the answer
    std::shared_ptr<void> place;  // held until the reply is sent
  };
  // Must be quick: called on the network thread.
  virtual Reading count(RateClass rate, const Request& head) = 0;
  // The answer where count() had none; may wait for a database.
  virtual Reading settle(RateClass rate, const Request& head) { return count(rate, head); }
};

// Told of every request that got a reply. Must be quick: called on the network thread.
class Observer {
 public:
  virtual ~Observer() = default;
  // No route: a file of the web app, a problem's page, or nothing that is there.
  virtual void answered(const Route* route, const Reply& reply, std::int64_t took_us) = 0;
};

// A thread on which many requests write, with one commit for all of them: for routes of
// Weight::write. Safe from any thread.
class Writes {
 public:
  using Work = std::move_only_function<void()>;  // must not throw
  using Settled = std::move_only_function<void(const std::optional<Error>&)>;

  virtual ~Writes() = default;
  virtual bool has_room() const = 0;
  // Runs `work`, and then, when what it wrote is durable or lost, `settled` with what went wrong.
  // Without room only the latter, at once.
  virtual void submit(Work work, Settled settled) = 0;
};

struct ServerSettings {
  std::vector<std::string> hosts = {"127.0.0.1"};  // addresses to listen on
  std::uint16_t port = 0;                          // 0: any free one
  std::vector<int> sockets;  // listening already, instead of hosts and port; not closed here
  int network_threads = 2;
  int wait_threads = 64;
  int heavy_threads = 2;
  int hash_threads = 2;                                // who waits for a hash has one, too
  int trusted_proxies = 0;                             // how many hops of X-Forwarded-For are ours
  AddressList proxies = *AddressList::parse(kNearby);  // where those stand
  std::string public_url;                              // https://photos.example.org, or empty
  std::size_t json_bytes_max = 1'048'576;
  int head_timeout_ms = 10'000;  // total, for one head
  int idle_timeout_ms = 75'000;  // between requests
  int stall_window_ms = 10'000;  // a body must move 1 KB/s over this
  int upload_work_ms = 55'000;   // from an upload's last byte to its reply
  bool reads_wait = false;   // Weight::inline_ goes to the pool: its reads are another machine's
  Writes* writes = nullptr;  // none: Weight::write goes to the pool
  std::size_t body_bytes_max = 64 * 1'048'576;   // of all bodies in memory at once
  int heartbeat_ms = 15'000;                     // of endless replies
  int connections_max = ceilings::kConnections;  // fewer when the open files allow fewer
  int connections_per_address = 0;               // IPv6: per /64; 0: no bound
  AddressList uncapped;                          // addresses that this does not bind: our proxies
  std::size_t streams_max = ceilings::kStreams;
  std::size_t streams_per_person = ceilings::kStreamsPerPerson;
  bool log_requests = false;  // one line each; failures and slow ones always
  std::string content_security_policy;
};

// How busy it is, at this moment.
struct Vitals {
  int connections = 0;
  int connections_max = 0;
  std::size_t streams = 0;
  int uploads = 0;
  std::size_t body_bytes = 0;  // in memory
  std::int64_t late_ms = 0;    // of the network thread that is latest
  double share = 1;            // of what may be shed, how much it takes on
  Pressure pressure = Pressure::none;
  PoolLoad wait, heavy, hash, spool;
};

// Listens, parses behind a strict framing gate, checks access, runs handlers on their pools,
// answers.
class Server {
 public:
  // All references outlive the server. `web` are the embedded files of the web app; every GET that
  // is no route and no file gets its index.html.
  static std::unique_ptr<Server> open(const Router& router, Gatekeeper& gatekeeper, Meter& meter,
                                      Observer& observer, std::span<const embedded::File> web,
                                      const ServerSettings& settings, const Clock& clock);
  virtual ~Server() = default;  // stops at once what still runs

  virtual std::uint16_t port() const = 0;
  virtual Vitals vitals() const = 0;
  // Takes on less from now on, until told otherwise.
  virtual void set_pressure(Pressure pressure) = 0;
  // Stops accepting and lets requests finish for up to `grace_ms`. Kept connections may ask once
  // more for `idle_ms`, and are told then that they close: cut off, a request that is on its way
  // would be lost.
  virtual void stop(int grace_ms, int idle_ms = 0) = 0;
  virtual void hurry() = 0;  // stop() returns at once; from any thread
};

// The contract, printed: OpenAPI 3.1 as JSON, and TypeScript types for the web app.
std::string openapi(const Router& router, std::string_view version);
std::string typescript(const Router& router);

}  // namespace http
