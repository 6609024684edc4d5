// How an endless reply leaves: news when there is some, a sign of life when there is none.
#include <boost/asio/post.hpp>

#include "http/awaits.h"
#include "http/connection.h"

namespace http {
namespace {

// What the connection waits on. Shared with those who wake it, who may come too late.
struct Pulse {
  explicit Pulse(const Executor& executor) : timer(executor) {}

  void ring() {
    rung = true;
    timer.cancel();
  }

  Timer timer;
  bool rung = false;
  bool hung_up = false;
};

struct Attached {
  Stream& stream;
  ~Attached() { stream.detach(); }
};

Task<void> carry(Wire& wire, Stream& stream, Pulse& pulse, int heartbeat_ms) {
  for (std::string bytes;;) {
    const bool goes_on = stream.take(bytes);
    if (!bytes.empty()) {
      const bool sent = co_await wire.write(bytes, {});
      if (!sent) co_return;
      continue;
    }
    if (!goes_on || pulse.hung_up) co_return;
    if (std::exchange(pulse.rung, false)) continue;
    pulse.timer.expires_after(std::chrono::milliseconds(heartbeat_ms));
    const auto [woken] = co_await pulse.timer.async_wait(kOutcome);
    if (!woken) stream.beat();
  }
}

}  // namespace

Task<void> send_stream(const ServerSettings& settings, Wire& wire, std::string head,
                       const Request& request, Stream& stream) {
  const auto executor = co_await asio::this_coro::executor;
  const auto pulse = std::make_shared<Pulse>(executor);
  const Attached attached{stream};
  stream.attach([pulse, executor] { asio::post(executor, [pulse] { pulse->ring(); }); });
  wire.settle_for_long([pulse] {
    pulse->hung_up = true;
    pulse->ring();
  });
  // When many are cut off at once, they do not come back at once.
  const auto retry_ms = 2'000 + std::hash<std::string>{}(request.id) % 3'000;
  const auto first = fmt::format("retry: {}\n\n", retry_ms);
  const bool sent = co_await wire.write(head, first);
  if (sent) co_await carry(wire, stream, *pulse, settings.heartbeat_ms);
}

}  // namespace http
