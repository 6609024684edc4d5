// A request's way through the server, without sockets: which route, may this caller, how much has
// he used, run it, turn faults into replies.
#pragma once

#include <atomic>

#include "http/framing.h"
#include "http/http.h"
#include "http/pool.h"
#include "http/web_files.h"

namespace http {

class Engine {
 public:
  Engine(const Router& router, Gatekeeper& gatekeeper, Meter& meter, Observer& observer,
         std::span<const embedded::File> web, const ServerSettings& settings, const Clock& clock);

  // What became of a request before its body: a route to run, or a reply already.
  struct Gate {
    const Route* route = nullptr;
    std::optional<Reply> reply;
    std::vector<Header> headers;   // for whatever reply there will be
    Meter::Reading reading;        // unsettled: settle() first
    std::optional<Reply> refusal;  // the reply, unless the meter has another
  };

  Request make_request(Head& head, std::string_view peer);  // takes the headers out of the head
  // Is there such a route, and room for one more? Fills in params. `head` is the one the request
  // was made from.
  Gate admit(const Head& head, Request& request, Admission& admission);
  // Who calls, may they, and how much have they used? Fills in caller. False: to tell who calls
  // takes a look-up that may wait; look_up() does the same with it.
  bool let_in(Gate& gate, Request& request);
  void look_up(Gate& gate, Request& request) noexcept;
  // Has the meter look where the network thread may not wait.
  void settle(Gate& gate, const Request& request) noexcept;
  // What of the gate goes out with the reply.
  static void finish(Gate& gate, Reply& reply);
  // The time the route's work may take begins now: its input is there.
  void start_deadline(const Route& route, Request& request) const;

  std::size_t body_limit(const Route& route) const;
  Reply body_too_large(const Route& route) const;
  Reply busy() const;  // 503: the queue is full or the request waited too long

  // Runs the route's handler here and now, unless its deadline has passed. Never throws.
  Reply handle(const Route& route, const Request& request) noexcept;
  // Runs `work`, which may throw, and makes a reply of what comes of it.
  Reply guard(const Request& request, const std::function<Result<Reply>()>& work) const noexcept;

  // Ends what the callers' sessions no longer allow.
  void check_streams() { streams.check(gatekeeper_); }
  // While a reply goes on and on: is it still for who asked?
  bool may_go_on(const Request& request);

  bool is_late(const Request& request) const;
  bool keeps_alive() const { return !draining && pressure < Pressure::lean; }
  Pool& pool_of(Weight weight);
  Pool& spool() { return spool_; }
  bool runs_here(const Route& route) const;
  bool writes_along(const Route& route) const {
    return route.weight == Weight::write && settings.writes != nullptr;
  }
  // Tells the observer, and the log when it is worth a line.
  void note(const Route* route, const Request& request, const Reply& reply, std::int64_t took_us);
  Vitals vitals() const;
  void stop_pools();

  const ServerSettings settings;
  const Clock& clock;
  const std::string standing;
  std::atomic<bool> draining = false;
  std::atomic<bool> idle_ended = false;  // while draining: who has not asked by now is cut
  std::atomic<int> connections = 0;
  std::atomic<int> uploads = 0;
  std::atomic<int> writing = 0;  // requests on the thread of settings.writes
  std::atomic<Pressure> pressure = Pressure::none;
  Budget bodies;
  Streams streams;

 private:
  Gate find_route(const Head& head, Request& request) const;
  bool has_room(const Route& route, Admission& admission);
  void check(Gate& gate, Request& request, Result<Caller> caller);
  std::optional<Reply> check_access(const Route& route, const Request& request) const;
  static void heed(Gate& gate, Meter::Reading reading);
  std::string next_id();
  Reply open_stream(const Route& route, const Request& request) noexcept;

  const Router& router_;
  Gatekeeper& gatekeeper_;
  Meter& meter_;
  Observer& observer_;
  const WebFiles web_;
  Pool wait_, heavy_, hash_, spool_;
  const std::string id_prefix_;
  std::atomic<std::uint64_t> last_id_ = 0;
};

}  // namespace http
