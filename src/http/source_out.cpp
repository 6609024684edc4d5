// How a body leaves that is made while it is sent: nothing is made before the client has taken what
// came before, so that one slice is all it costs.

#include "base/log.h"
#include "http/awaits.h"
#include "http/connection.h"

namespace http {
namespace {

constexpr auto kBusyPause = std::chrono::milliseconds(100);

enum class Made { more, last, broken };

Made make(Source& source, const Request& request, std::string& slice) {
  try {
    return source.next(slice) ? Made::more : Made::last;
  } catch (const std::exception& fault) {
    log_error("a download broke off", {{"path", request.path},
                                       {"request", request.id},
                                       {"reason", std::string_view(fault.what())}});
    return Made::broken;
  }
}

// A long download outlives a moment in which the pool is full.
Task<Made> make_on_pool(Engine& engine, const Request& request, Source& source,
                        std::string& slice) {
  auto made = Made::broken;
  for (;;) {
    Pool::Job job = [&] { made = make(source, request, slice); };
    const bool ran =
        co_await offload(engine.pool_of(Weight::heavy), std::move(job), Importance::spare);
    if (ran) co_return made;
    Timer pause(co_await asio::this_coro::executor, kBusyPause);
    co_await pause.async_wait(kOutcome);
  }
}

}  // namespace

Task<bool> send_source(Engine& engine, Wire& wire, std::string head, const Request& request,
                       Source& source, bool chunked) {
  std::string slice;
  for (auto made = Made::more; made == Made::more;) {
    slice.clear();
    made = co_await make_on_pool(engine, request, source, slice);
    if (made == Made::broken || !engine.may_go_on(request)) co_return false;
    if (slice.empty()) continue;
    if (chunked) {
      fmt::format_to(std::back_inserter(head), "{:x}\r\n", slice.size());
      slice += "\r\n";
    }
    const bool sent = co_await wire.write(head, slice);
    if (!sent) co_return false;
    head.clear();
  }
  if (chunked) head += "0\r\n\r\n";
  co_return co_await wire.write(head, {});
}

}  // namespace http
