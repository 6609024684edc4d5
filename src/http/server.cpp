// The network threads: accept, sweep deadlines, stop.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "base/limits.h"
#include "base/log.h"
#include "http/awaits.h"
#include "http/connection.h"
#include "http/crowd.h"

namespace http {
namespace {

using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using std::chrono::milliseconds;
constexpr milliseconds kCheckStreams{250};
constexpr milliseconds kWithoutMemory{100};

constexpr int kPortTries = 20;

// A quarter of the descriptors stays for the database, files and the like.
int most_connections(const ServerSettings& settings) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  return static_cast<int>(std::min(static_cast<std::uint64_t>(settings.connections_max),
                                   files.rlim_cur - files.rlim_cur / 4));
}

milliseconds sweep_interval(const ServerSettings& settings) {
  const int shortest = std::min(
      {settings.head_timeout_ms, settings.idle_timeout_ms, settings.stall_window_ms, 1'000});
  return milliseconds(std::max(shortest / 4, 5));
}

void set_option(Acceptor& acceptor, int level, int option) {
  const int on = 1;
  if (::setsockopt(acceptor.native_handle(), level, option, &on, sizeof on) != 0)
    throw std::system_error(errno, std::generic_category(), "setsockopt");
}

Acceptor open_acceptor(asio::io_context& io, const tcp::endpoint& endpoint, bool shared) {
  Acceptor acceptor(io.get_executor());
  acceptor.open(endpoint.protocol());
  set_option(acceptor, SOL_SOCKET, SO_REUSEADDR);
  if (shared) set_option(acceptor, SOL_SOCKET, SO_REUSEPORT);
  if (endpoint.address().is_v6()) set_option(acceptor, IPPROTO_IPV6, IPV6_V6ONLY);
  boost::system::error_code error;
  acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(1024, error);
  if (error)
    throw std::runtime_error(fmt::format("cannot listen on {} port {}: {}",
                                         endpoint.address().to_string(), endpoint.port(),
                                         error.message()));
  return acceptor;
}

struct Reactor {
  Reactor(Engine& engine, Crowd& all) : crowd(all), desk{engine, {}, {}, {}, 0} {}

  Crowd& crowd;
  Desk desk;  // outlives the connections, whose frames `io` owns
  asio::io_context io{1};
  std::vector<Acceptor> acceptors;
  std::thread thread;
};

Task<void> sleep_for(asio::io_context& io, milliseconds time) {
  Timer timer(io.get_executor());
  timer.expires_after(time);
  co_await timer.async_wait(kOutcome);
}

Task<void> sweep(Reactor& reactor) {
  const auto interval = sweep_interval(reactor.desk.engine.settings);
  for (;;) {
    co_await sleep_for(reactor.io, interval);
    const auto now_ms = reactor.desk.engine.clock.monotonic_ms();
    for (Wire* wire : reactor.desk.wires) wire->sweep(now_ms);
  }
}

// How late a timer comes is how long everybody waits on this thread.
Task<void> watch_lateness(Reactor& reactor) {
  constexpr milliseconds kTick{20};
  for (;;) {
    const auto due = std::chrono::steady_clock::now() + kTick;
    co_await sleep_for(reactor.io, kTick);
    const auto now = std::chrono::steady_clock::now();
    reactor.desk.admission.note(std::chrono::duration_cast<milliseconds>(now - due).count(),
                                reactor.desk.engine.clock.monotonic_ms());
  }
}

// Often enough that a stream ends within a second of its session.
Task<void> tend_streams(Reactor& reactor) {
  for (;;) {
    co_await sleep_for(reactor.io, kCheckStreams);
    reactor.desk.engine.check_streams();
  }
}

// Whoever comes anew wants something; who has kept a connection the longest without a request,
// least.
bool end_an_idle_one(Desk& desk) {
  for (Wire* wire : desk.wires) {
    if (!wire->is_idle || wire->expired()) continue;
    wire->end();
    return true;
  }
  return false;
}

std::string peer_of(const Socket& socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error);
  return error ? std::string() : canonical_address(peer.address().to_string()).value_or("");
}

Task<void> accept(Reactor& reactor, Acceptor& acceptor) {
  Engine& engine = reactor.desk.engine;
  const int most = most_connections(engine.settings);
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(kOutcome);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      // Out of descriptors, most likely. Trying again at once would only burn the processor.
      co_await sleep_for(reactor.io, milliseconds(100));
      continue;
    }
    while (engine.pressure >= Pressure::closed) co_await sleep_for(reactor.io, kWithoutMemory);
    const auto peer = peer_of(socket);
    if (!reactor.crowd.enter(peer)) continue;
    if (engine.connections >= most && !end_an_idle_one(reactor.desk)) {
      reactor.crowd.leave(peer);
      continue;
    }
    ++engine.connections;
    asio::co_spawn(reactor.io.get_executor(), converse(reactor.desk, std::move(socket)),
                   [&engine, &crowd = reactor.crowd, peer](const std::exception_ptr& fault) {
                     --engine.connections;
                     crowd.leave(peer);
                     if (fault) log_error("a connection ended by a fault");
                   });
  }
}

class TcpServer final : public Server {
 public:
  TcpServer(const Router& router, Gatekeeper& gatekeeper, Meter& meter, Observer& observer,
            std::span<const embedded::File> web, const ServerSettings& settings, const Clock& clock)
      : engine_(router, gatekeeper, meter, observer, web, settings, clock),
        crowd_(settings.connections_per_address, engine_.settings.uncapped),
        port_(settings.port) {
    for (int i = 0; i < std::max(settings.network_threads, 1); ++i)
      reactors_.push_back(std::make_unique<Reactor>(engine_, crowd_));
    if (settings.sockets.empty()) listen_on_all(settings);
    for (const int socket : settings.sockets) listen_with(socket);
    if (reactors_.front()->acceptors.empty())
      throw std::runtime_error("this machine has none of the addresses to listen on");
    asio::co_spawn(reactors_.front()->io.get_executor(), tend_streams(*reactors_.front()),
                   [](const std::exception_ptr&) {});
    for (auto& reactor : reactors_) start(*reactor);
  }

  ~TcpServer() override { stop(0, 0); }

  std::uint16_t port() const override { return port_; }

  Vitals vitals() const override {
    Vitals vitals = engine_.vitals();
    vitals.connections_max = most_connections(engine_.settings);
    for (const auto& reactor : reactors_) {
      vitals.late_ms = std::max(vitals.late_ms, reactor->desk.admission.late_ms());
      vitals.share = std::min(vitals.share, reactor->desk.admission.share());
    }
    return vitals;
  }

  void set_pressure(Pressure pressure) override { engine_.pressure = pressure; }

  void stop(int grace_ms, int idle_ms) override {
    if (engine_.draining.exchange(true)) return;
    engine_.streams.close_all();
    for_all([](Reactor& reactor) {
      for (auto& acceptor : reactor.acceptors) acceptor.close();
    });
    const auto began = std::chrono::steady_clock::now();
    while (engine_.connections > 0 && !hurry_) {
      const auto since = std::chrono::steady_clock::now() - began;
      if (since >= milliseconds(grace_ms)) break;
      if (!engine_.idle_ended && since >= milliseconds(idle_ms)) {
        engine_.idle_ended = true;
        for_all([](Reactor& reactor) {
          for (Wire* wire : reactor.desk.wires)
            if (wire->is_idle) wire->end();
        });
      }
      std::this_thread::sleep_for(milliseconds(2));
    }
    for (auto& reactor : reactors_) reactor->io.stop();
    for (auto& reactor : reactors_) reactor->thread.join();
    // Frames that wait for the pools live in the reactors, so the pools end first.
    engine_.stop_pools();
  }

  void hurry() override { hurry_ = true; }

 private:
  // Any free port has to be free on every address: between two of them others may take it.
  void listen_on_all(const ServerSettings& settings) {
    for (int tries = 1;; ++tries) {
      try {
        for (const auto& host : settings.hosts) listen_if_there(asio::ip::make_address(host));
        return;
      } catch (const std::runtime_error&) {
        if (settings.port != 0 || tries == kPortTries) throw;
        for (auto& reactor : reactors_) reactor->acceptors.clear();
        port_ = 0;
      }
    }
  }

  // A machine without IPv6 has no ::1; the other addresses will do.
  void listen_if_there(const asio::ip::address& address) {
    boost::system::error_code error;
    tcp::socket probe(reactors_.front()->io);
    const tcp::endpoint any_port(address, 0);
    probe.open(any_port.protocol(), error);
    if (!error) probe.bind(any_port, error);
    if (!error) return listen_on(address);
    log_warn("cannot listen on an address",
             {{"address", address.to_string()}, {"why", error.message()}});
  }

  void listen_on(const asio::ip::address& address) {
    if (port_ != 0) {
      // With SO_REUSEPORT another program of ours would share the port in silence. Ask first.
      open_acceptor(reactors_.front()->io, {address, port_}, false);
    }
    for (auto& reactor : reactors_) {
      reactor->acceptors.push_back(open_acceptor(reactor->io, {address, port_}, true));
      if (port_ == 0) port_ = reactor->acceptors.back().local_endpoint().port();
    }
  }

  // A socket that whoever started us holds too: what connects while nobody serves waits there.
  void listen_with(int socket) {
    for (auto& reactor : reactors_) {
      sockaddr_storage address{};
      socklen_t size = sizeof address;
      const int own = ::fcntl(socket, F_DUPFD_CLOEXEC, 3);
      if (own < 0 || ::getsockname(own, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::system_error(errno, std::generic_category(), "the socket handed to us");
      Acceptor acceptor(reactor->io.get_executor());
      acceptor.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), own);
      port_ = acceptor.local_endpoint().port();
      reactor->acceptors.push_back(std::move(acceptor));
    }
  }

  template <class Work>
  void for_all(Work work) {
    for (auto& reactor : reactors_)
      asio::post(reactor->io, [&reactor = *reactor, work] { work(reactor); });
  }

  static void start(Reactor& reactor) {
    asio::co_spawn(reactor.io.get_executor(), sweep(reactor), [](const std::exception_ptr&) {});
    asio::co_spawn(reactor.io.get_executor(), watch_lateness(reactor),
                   [](const std::exception_ptr&) {});
    for (auto& acceptor : reactor.acceptors)
      asio::co_spawn(reactor.io.get_executor(), accept(reactor, acceptor),
                     [](const std::exception_ptr&) {});
    reactor.thread = std::thread([&reactor] { reactor.io.run(); });
  }

  Engine engine_;
  std::atomic<bool> hurry_ = false;
  Crowd crowd_;
  std::uint16_t port_;
  std::vector<std::unique_ptr<Reactor>> reactors_;
};

}  // namespace

std::unique_ptr<Server> Server::open(const Router& router, Gatekeeper& gatekeeper, Meter& meter,
                                     Observer& observer, std::span<const embedded::File> web,
                                     const ServerSettings& settings, const Clock& clock) {
  return std::make_unique<TcpServer>(router, gatekeeper, meter, observer, web, settings, clock);
}

}  // namespace http
