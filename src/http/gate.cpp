// What becomes of a request before its body: the route, who asks, how much they have used.
#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "http/client.h"
#include "http/engine.h"
#include "http/problem.h"
#include "http/reply.h"
#include "http/target.h"

namespace http {
namespace {

bool is_safe(Method method) { return method == Method::get || method == Method::head; }

Reply not_allowed(const std::string& allowed) {
  Reply reply = problem_reply(
      error_of(problems::kMethodNotAllowed, fmt::format("This path takes {}.", allowed)));
  reply.headers.emplace_back("allow", allowed);
  return reply;
}

}  // namespace

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

Engine::Gate Engine::admit(const Head& head, Request& request, Admission& admission) {
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
bool Engine::has_room(const Route& route, Admission& admission) {
  const auto importance = route.importance();
  if (importance == Importance::vital) return true;
  if (!admission.lets_in(importance)) return false;
  if (route.admit && (pressure >= Pressure::no_uploads || uploads >= ceilings::kUploads))
    return false;
  if (writes_along(route)) return settings.writes->has_room();
  return runs_here(route) || pool_of(route.weight).has_room(importance);
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

}  // namespace http
