#include "http/connection.h"

#include <sys/uio.h>

#include <chrono>
#include <ctime>

#include "base/limits.h"
#include "http/awaits.h"
#include "http/problem.h"
#include "http/reply.h"

namespace http {
namespace {

std::string_view date_of(Desk& desk) {
  const auto now_s = desk.engine.clock.now_ms() / 1000;
  if (now_s != desk.date_s) {
    desk.date_s = now_s;
    const std::time_t time = now_s;
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[40];
    desk.date.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
  }
  return desk.date;
}

// Reads 64 KiB of a file: here when the kernel has them in memory, else on the spool pool.
Task<std::string_view> read_slice(Engine& engine, int fd, const ByteRange& range,
                                  std::vector<char>& slice) {
  const iovec into{slice.data(), std::min<std::uint64_t>(slice.size(), range.count)};
  const auto at = static_cast<off_t>(range.first);
  ssize_t got = ::preadv2(fd, &into, 1, at, RWF_NOWAIT);
  if (got <= 0) {
    Pool::Job job = [&] { got = ::preadv2(fd, &into, 1, at, 0); };
    const bool ran = co_await offload(engine.spool(), std::move(job));
    if (!ran) got = -1;
  }
  co_return std::string_view(slice.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
}

Task<bool> send_file(Engine& engine, Wire& wire, std::string head, int fd, ByteRange range) {
  std::vector<char> slice(std::min<std::uint64_t>(range.count, ceilings::kSliceBytes));
  while (range.count > 0) {
    const auto bytes = co_await read_slice(engine, fd, range, slice);
    if (bytes.empty()) co_return false;  // too late for another status: cut the connection
    const bool sent = co_await wire.write(head, bytes);
    if (!sent) co_return false;
    head.clear();
    range.first += bytes.size();
    range.count -= bytes.size();
  }
  co_return head.empty() || co_await wire.write(head, {});
}

// A file's bytes come in slices; everything else goes out at once.
Task<bool> send(Desk& desk, Wire& wire, const Request& request, Reply& reply, bool keep_alive,
                bool knows_chunks = true) {
  const bool chunked = reply.source && knows_chunks;
  if (chunked) reply.headers.emplace_back("transfer-encoding", "chunked");
  auto out = make_outgoing(request, reply, desk.engine.standing, date_of(desk), keep_alive);
  if (reply.source && out.has_body)
    co_return co_await send_source(desk.engine, wire, std::move(out.head), request, *reply.source,
                                   chunked);
  if (reply.stream && out.has_body) {
    co_await send_stream(desk.engine.settings, wire, std::move(out.head), request,
                         *reply.stream->stream);
    co_return false;
  }
  if (reply.file && out.has_body)
    co_return co_await send_file(desk.engine, wire, std::move(out.head), reply.file->fd,
                                 out.of_file);
  co_return co_await wire.write(out.head, out.has_body ? bytes_of(reply) : std::string_view());
}

// Its bytes count against what all bodies together may hold, for as long as the share lives.
Task<std::optional<Reply>> read_body(Engine& engine, const Route& route, Body& body,
                                     Budget::Share& share, std::string& into) {
  const auto limit = engine.body_limit(route);
  const auto said = body.length().value_or(0);
  if (said > limit) co_return engine.body_too_large(route);
  if (!share.grow(said)) co_return engine.busy();
  const bool invited = co_await body.invite();
  if (!invited) co_return std::nullopt;
  into.reserve(said);
  for (std::string_view piece;;) {
    const Got got = co_await body.next(piece);
    if (got == Got::end) co_return std::nullopt;
    if (got != Got::bytes) co_return reply_to(got);
    if (into.size() + piece.size() > limit) co_return engine.body_too_large(route);
    if (!body.length() && !share.grow(piece.size())) co_return engine.busy();
    into += piece;
  }
}

// Runs the handler on the pool its weight names.
Task<Reply> run(Engine& engine, const Route& route, const Request& request) {
  Reply reply;
  Pool::Job job = [&] { reply = engine.handle(route, request); };
  const bool ran =
      co_await offload(engine.pool_of(route.weight), std::move(job), route.importance());
  if (!ran) co_return engine.busy();
  co_return reply;
}

// Runs the handler where it writes together with others. What it answers is true once all of that
// is durable.
Task<Reply> run_along(Engine& engine, const Route& route, const Request& request) {
  Reply reply;
  std::optional<Error> lost;
  const auto executor = co_await asio::this_coro::executor;
  const auto start = [&](auto handler) {
    ++engine.writing;
    engine.settings.writes->submit(
        [&] { reply = engine.handle(route, request); },
        [&engine, &lost, executor, back = std::move(handler)](const auto& error) mutable {
          lost = error;
          asio::post(executor, std::move(back));
          --engine.writing;  // last: who stops the server waits for it, and then all this is gone
        });
  };
  co_await asio::async_initiate<const Awaits, void()>(start, Awaits());
  if (lost) co_return problem_reply(*lost);
  co_return reply;
}

// Nothing: the client is gone.
Task<std::optional<Reply>> answer(Engine& engine, Wire& wire, Engine::Gate& gate, Request& request,
                                  Body& body) {
  if (!gate.reply && !engine.let_in(gate, request)) {
    Pool::Job job = [&] { engine.look_up(gate, request); };
    const bool ran =
        co_await offload(engine.pool_of(Weight::wait), std::move(job), gate.route->importance());
    if (!ran) gate.reply = engine.busy();
  }
  if (!gate.reply && gate.reading.unsettled) {
    Pool::Job job = [&] { engine.settle(gate, request); };
    const bool ran =
        co_await offload(engine.pool_of(Weight::wait), std::move(job), gate.route->importance());
    if (!ran) gate.reply = engine.busy();
  }
  if (gate.reply) co_return std::move(gate.reply);
  const Route& route = *gate.route;
  if (route.admit) co_return co_await receive_upload(engine, wire, route, request, body);

  Budget::Share share(engine.bodies);
  if (!body.has_ended()) {
    wire.expect_progress(engine.settings.stall_window_ms);
    auto failure = co_await read_body(engine, route, body, share, request.body);
    wire.never_expire();
    if (failure || !body.has_ended()) co_return failure;
  }
  engine.start_deadline(route, request);
  // Most requests have no body and run here: no coroutine for those.
  if (engine.runs_here(route)) co_return engine.handle(route, request);
  if (engine.writes_along(route)) co_return co_await run_along(engine, route, request);
  co_return co_await run(engine, route, request);
}

// What to do with a connection after a reply.
enum class Then { go_on, close, linger };

std::int64_t microseconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               began)
      .count();
}

// One request, from its head to its reply.
Task<Then> serve(Desk& desk, Wire& wire, Head head, std::size_t head_bytes) {
  Engine& engine = desk.engine;
  const auto began = std::chrono::steady_clock::now();
  // The head's views of the buffer die with the next read; what is kept is copied here.
  const std::string method(head.method);
  auto request = engine.make_request(head, wire.peer());
  head.method = method;
  head.target = request.target;
  wire.take(head_bytes);
  Body body(wire, head);
  auto gate = engine.admit(head, request, desk.admission);
  auto reply = co_await answer(engine, wire, gate, request, body);
  if (!reply) co_return Then::close;
  Engine::finish(gate, *reply);
  engine.note(gate.route, request, *reply, microseconds_since(began));
  const bool is_read = body.skip_to_end();
  const bool ends_at_close = reply->stream || (reply->source && !head.knows_chunks);
  const bool keep_alive = head.keep_alive && is_read && engine.keeps_alive() && !ends_at_close;
  const bool sent = co_await send(desk, wire, request, *reply, keep_alive, head.knows_chunks);
  if (!sent) co_return Then::close;
  if (keep_alive) co_return Then::go_on;
  co_return is_read ? Then::close : Then::linger;
}

Task<void> refuse(Desk& desk, Wire& wire, const Problem& problem, std::string_view why) {
  Request nobody;
  auto reply = problem_reply(error_of(problem, std::string(why)));
  const bool sent = co_await send(desk, wire, nobody, reply, false);
  if (sent) co_await wire.linger();
}

// Waits for a whole head. 0: there will be none, and what there was to say is said.
Task<std::size_t> read_head(Desk& desk, Wire& wire) {
  const auto& settings = desk.engine.settings;
  for (std::size_t scanned = 0;;) {
    const auto bytes = wire.unread();
    if (wire.is_idle && !bytes.empty()) {
      wire.is_idle = false;
      wire.expire_after(settings.head_timeout_ms);
    }
    const auto end = find_head_end(bytes, scanned);
    if (!end) {
      co_await refuse(desk, wire, *end.error().problem, end.error().why);
      co_return 0;
    }
    if (*end > 0) co_return *end;
    scanned = bytes.size() > 3 ? bytes.size() - 3 : 0;
    const bool more = co_await wire.read();
    if (more) continue;
    if (wire.expired() && !wire.is_idle)
      co_await refuse(desk, wire, problems::kTooSlow, "The request's head did not come in time.");
    co_return 0;
  }
}

}  // namespace

std::optional<Reply> reply_to(Got got) {
  if (got == Got::malformed)
    return problem_reply(error_of(problems::kMalformed, "The chunks of the body are malformed."));
  if (got == Got::slow) return problem_reply(error_of(problems::kTooSlow));
  return std::nullopt;
}

Task<void> converse(Desk& desk, Socket socket) {
  Engine& engine = desk.engine;
  Wire wire(std::move(socket), desk.wires, engine.clock);
  auto then = Then::go_on;
  for (bool is_first = true; then == Then::go_on && !engine.idle_ended; is_first = false) {
    wire.is_idle = true;
    wire.rest();
    wire.expire_after(is_first ? engine.settings.head_timeout_ms : engine.settings.idle_timeout_ms);
    const std::size_t head_bytes = co_await read_head(desk, wire);
    if (head_bytes == 0) break;
    wire.is_idle = false;
    wire.never_expire();
    auto head = parse_head(wire.unread().substr(0, head_bytes));
    if (head) {
      then = co_await serve(desk, wire, std::move(*head), head_bytes);
    } else {
      co_await refuse(desk, wire, *head.error().problem, head.error().why);
    }
    if (!head) break;
  }
  if (then == Then::linger) co_await wire.linger();
}

}  // namespace http
