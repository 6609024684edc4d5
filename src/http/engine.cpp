#include "http/engine.h"

#include <algorithm>

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

std::optional<Method> method_of(std::string_view text) {
  for (const auto method :
       {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del})
    if (text == name_of(method)) return method;
  return std::nullopt;
}

bool is_safe(Method method) { return method == Method::get || method == Method::head; }

int deadline_of(const Route& route) {
  if (route.limits.deadline_ms > 0) return route.limits.deadline_ms;
  if (route.weight == Weight::hash) return kHashDeadlineMs;
  return route.method == Method::get ? kReadDeadlineMs : kWriteDeadlineMs;
}

Reply not_allowed(const std::string& allowed) {
  Reply reply = problem_reply(
      error_of(problems::kMethodNotAllowed, fmt::format("This path takes {}.", allowed)));
  reply.headers.emplace_back("allow", allowed);
  return reply;
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

Engine::Gate Engine::find_route(const Head& head, Request& request) const {
  auto target = parse_target(request.target);
  if (!target)
    return {.reply = problem_reply(error_of(
                problems::kMalformed, "The address holds an escape that cannot be understood."))};
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  const auto method = method_of(head.method);
  auto match = router_.match(method, request.path);
  if (match.route) {
    request.params = std::move(match.params);
    return {.route = match.route};
  }
  if (!match.allowed.empty()) return {.reply = not_allowed(match.allowed)};
  constexpr std::string_view kPages = "/problems/";
  if (request.path.starts_with(kPages)) {
    const auto found = router_.problems().find(request.path.substr(kPages.size()));
    if (found != router_.problems().end())
      return {.reply = method && is_safe(*method) ? problem_page(*found->second)
                                                  : not_allowed("GET, HEAD")};
  } else if (!request.path.starts_with("/api/") && request.path != "/api") {
    if (!method || !is_safe(*method)) return {.reply = not_allowed("GET, HEAD")};
    if (auto file = web_.find(request)) return {.reply = std::move(file)};
  }
  return {.reply = problem_reply(error_of(
              ::problems::kNotFound, "There is no such path; /api/openapi.json lists them all."))};
}

Engine::Gate Engine::admit(const Head& head, Request& request, Admission& admission) const {
  auto gate = find_route(head, request);
  if (!gate.route) return gate;
  if (!is_safe(request.method) && !is_same_origin(request, settings.public_url)) {
    gate.reply = problem_reply(error_of(problems::kCrossOrigin));
  } else if (!has_room(*gate.route, admission)) {
    gate.reply = busy();
  }
  return gate;
}

// Before anything that costs: a refusal must be cheap, or refusing is the overload.
bool Engine::has_room(const Route& route, Admission& admission) const {
  const auto importance = route.importance();
  if (importance == Importance::vital) return true;
  if (!admission.lets_in(importance)) return false;
  if (route.admit && (pressure >= Pressure::no_uploads || uploads >= ceilings::kUploads))
    return false;
  return runs_here(route) || pool_of(route.weight).has_room(importance);
}

bool Engine::runs_here(const Route& route) const {
  if (route.weight == Weight::memory) return true;
  return route.weight == Weight::inline_ && !settings.reads_wait;
}

bool Engine::let_in(Gate& gate, Request& request) {
  if (auto known = gatekeeper_.recognise(request)) {
    check(gate, request, *std::move(known));
    return true;
  }
  if (settings.reads_wait) return false;
  look_up(gate, request);
  return true;
}

void Engine::look_up(Gate& gate, Request& request) noexcept {
  const auto look = [&]() -> Result<Reply> {
    check(gate, request, gatekeeper_.identify(request));
    return Reply{};
  };
  auto outcome = guard(request, look);
  if (outcome.status >= 500) gate.reply = std::move(outcome);
}

void Engine::check(Gate& gate, Request& request, Result<Caller> caller) {
  if (!caller) {
    gate.reply = problem_reply(caller.error());
    return;
  }
  request.caller = *std::move(caller);
  request.caller.client_ip = request.client_ip;
  gate.refusal = check_access(*gate.route, request);  // asking in vain is counted, too
  heed(gate, meter_.count(gate.route->rate, request));
}

void Engine::start_deadline(const Route& route, Request& request) const {
  request.deadline_ms = clock.monotonic_ms() + deadline_of(route);
}

std::optional<Reply> Engine::check_access(const Route& route, const Request& request) const {
  if (!route.access.signed_in) return std::nullopt;
  if (request.caller.user_id.empty()) return problem_reply(error_of(::problems::kSignedOut));
  if (route.access.roles == 0 || request.caller.has(route.access.roles)) return std::nullopt;
  return problem_reply(
      error_of(::problems::kDenied,
               fmt::format("This is for {}. {}", route.access.words, ::problems::kDenied.remedy)));
}

// A reading becomes headers, and a refusal.
void Engine::heed(Gate& gate, Meter::Reading reading) {
  gate.reading = std::move(reading);
  const auto& read = gate.reading;
  if (read.unsettled) return;
  if (!read.policy.empty()) gate.headers.emplace_back("ratelimit-policy", read.policy);
  if (!read.policy.empty() && read.remaining >= 0)
    gate.headers.emplace_back(
        "ratelimit", fmt::format("\"{}\";r={};t={}", read.name, read.remaining, read.reset_s));
  if (!read.allowed) gate.reply = problem_reply(rate_limited(read.retry_after_s));
  if (!gate.reply) gate.reply = std::move(gate.refusal);
}

void Engine::settle(Gate& gate, const Request& request) noexcept {
  auto failed = guard(request, [&]() -> Result<Reply> {
    heed(gate, meter_.settle(gate.route->rate, request));
    return Reply{.status = 0};
  });
  if (failed.status != 0) gate.reply = std::move(failed);
}

void Engine::finish(Gate& gate, Reply& reply) {
  for (auto& header : gate.headers) reply.headers.push_back(std::move(header));
  reply.place = std::move(gate.reading.place);
  // The route itself refused: it counted what the network thread does not know.
  if (reply.status != 429 || gate.reading.policy.empty() || gate.reading.remaining >= 0) return;
  const auto wait = std::ranges::find(reply.headers, "retry-after", &Header::first);
  if (wait != reply.headers.end())
    reply.headers.emplace_back("ratelimit",
                               fmt::format("\"{}\";r=0;t={}", gate.reading.name, wait->second));
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
