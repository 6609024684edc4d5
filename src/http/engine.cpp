#include "http/engine.h"

#include <array>
#include <chrono>
#include <thread>

#include "base/deadline.h"
#include "base/hex.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/client.h"
#include "http/problem.h"
#include "http/reply.h"
#include "http/target.h"

namespace http {
namespace {

constexpr std::int64_t kSlowUs = 1'000'000;
constexpr int kReadDeadlineMs = 2'000;
constexpr int kWriteDeadlineMs = 20'000;
constexpr int kHashDeadlineMs = 10'000;
constexpr int kFullRetryS = 30;
constexpr int kRetryS = 5;  // the clients come back spread over so long

int deadline_of(const Route& route) {
  if (route.limits.deadline_ms > 0) return route.limits.deadline_ms;
  if (route.weight == Weight::hash) return kHashDeadlineMs;
  return route.method == Method::get ? kReadDeadlineMs : kWriteDeadlineMs;
}

std::string random_prefix() {
  std::array<std::byte, 5> bytes;
  SystemEntropy().fill(bytes);
  return to_hex(bytes);
}

}  // namespace

Engine::Engine(const Router& router, Gatekeeper& gatekeeper, Meter& meter, Observer& observer,
               std::span<const embedded::File> web, const ServerSettings& server_settings,
               const Clock& server_clock)
    : settings(server_settings),
      clock(server_clock),
      standing(standing_headers(settings)),
      bodies(settings.body_bytes_max),
      streams(settings.streams_max, settings.streams_per_person),
      router_(router),
      gatekeeper_(gatekeeper),
      meter_(meter),
      observer_(observer),
      web_(web),
      wait_(settings.wait_threads, ceilings::kPoolQueue),
      heavy_(settings.heavy_threads, ceilings::kPoolQueue),
      hash_(settings.hash_threads, ceilings::kPoolQueue),
      // An upload waits for one slice at a time, so the connections bound this queue; refusing an
      // upload that is under way would only make the client send it all again.
      spool_(ceilings::kSpoolThreads, ceilings::kConnections),
      id_prefix_(random_prefix()) {}

std::string Engine::next_id() {
  return fmt::format("{}{:06x}", id_prefix_, last_id_.fetch_add(1, std::memory_order_relaxed));
}

Request Engine::make_request(Head& head, std::string_view peer) {
  Request request;
  request.id = next_id();
  request.method = method_of(head.method).value_or(Method::get);
  request.target = head.target;
  request.headers = std::move(head.headers);
  auto origin = origin_of(request, peer, settings);
  request.client_ip = std::move(origin.ip);
  request.over_https = origin.https;
  return request;
}

bool Engine::runs_here(const Route& route) const {
  if (route.weight == Weight::memory) return true;
  return route.weight == Weight::inline_ && !settings.reads_wait;
}

void Engine::start_deadline(const Route& route, Request& request) const {
  request.deadline_ms = clock.monotonic_ms() + deadline_of(route);
}

std::size_t Engine::body_limit(const Route& route) const {
  return route.limits.body_bytes ? route.limits.body_bytes : settings.json_bytes_max;
}

Reply Engine::body_too_large(const Route& route) const {
  const auto limit = body_limit(route);
  return problem_reply(error_of(
      problems::kBodyTooLarge,
      route.limits.body_bytes
          ? fmt::format("The body may have at most {} bytes.", limit)
          : fmt::format("The body may have at most {} bytes; the setting is MAX_JSON_MB.", limit)));
}

Reply Engine::busy() const {
  Error error = error_of(problems::kBusy);
  error.retry_after_s = 1 + static_cast<int>(last_id_.load(std::memory_order_relaxed) % kRetryS);
  return problem_reply(error);
}

bool Engine::is_late(const Request& request) const {
  return clock.monotonic_ms() > request.deadline_ms;
}

Reply Engine::guard(const Request& request,
                    const std::function<Result<Reply>()>& work) const noexcept {
  std::string what = "not a std::exception";
  try {
    auto outcome = work();
    return outcome ? *std::move(outcome) : problem_reply(outcome.error());
  } catch (const std::exception& fault) {
    what = fault.what();
  } catch (...) {
  }
  log_error("a request failed", {{"incident", request.id},
                                 {"path", request.path},
                                 {"user_id", request.caller.user_id.text},
                                 {"what", what}});
  return problem_reply(error_of(::problems::kFault), request.id);
}

Reply Engine::handle(const Route& route, const Request& request) noexcept {
  if (is_late(request)) return busy();
  const Deadline deadline(request.deadline_ms - clock.monotonic_ms());
  if (route.endless) return open_stream(route, request);
  return guard(request, [&] { return route.handle(request); });
}

Reply Engine::open_stream(const Route& route, const Request& request) noexcept {
  const auto place = streams.take_place(request.caller);
  if (!place) {
    Error error = error_of(problems::kTooManyStreams);
    error.retry_after_s = kFullRetryS;
    return problem_reply(error);
  }
  auto reply = guard(request, [&] { return route.handle(request); });
  if (!reply.stream) return reply;
  place->fill(reply.stream->stream);
  reply.stream->place = place;
  return reply;
}

bool Engine::may_go_on(const Request& request) {
  if (gatekeeper_.vouch(request.caller) != Gatekeeper::Standing::ended) return true;
  const auto now = gatekeeper_.identify(request);  // it may be said too often
  return now && now->user_id == request.caller.user_id && now->roles == request.caller.roles;
}

Pool& Engine::pool_of(Weight weight) {
  if (weight == Weight::heavy) return heavy_;
  return weight == Weight::hash ? hash_ : wait_;
}

void Engine::stop_pools() {
  while (writing > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (Pool* pool : {&wait_, &heavy_, &hash_, &spool_}) pool->stop();
}

void Engine::note(const Route* route, const Request& request, const Reply& reply,
                  std::int64_t took_us) {
  observer_.answered(route, reply, took_us);
  const bool failed = reply.status >= 500 && reply.problem != &problems::kBusy;
  if (!failed && took_us < kSlowUs && !settings.log_requests) return;
  logging::write(failed ? logging::Level::warn : logging::Level::info, "request",
                 {{"id", request.id},
                  {"method", name_of(request.method)},
                  {"path", request.path},
                  {"status", reply.status},
                  {"ms", took_us / 1'000},
                  {"user_id", request.caller.user_id.text},
                  {"ip", request.client_ip}});
}

Vitals Engine::vitals() const {
  Vitals vitals;
  vitals.connections = connections;
  vitals.streams = streams.count();
  vitals.uploads = uploads;
  vitals.body_bytes = bodies.taken();
  vitals.pressure = pressure;
  vitals.wait = wait_.load();
  vitals.heavy = heavy_.load();
  vitals.hash = hash_.load();
  vitals.spool = spool_.load();
  return vitals;
}

}  // namespace http
