// A connection's life: head, gate, body, handler, reply, and again.
#pragma once

#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // g++ 12 misreads coroutine frames

#include "http/body.h"
#include "http/engine.h"

namespace http {

// The network thread a connection lives on, as far as it needs it.
struct Desk {
  Engine& engine;
  Wires wires;
  Admission admission;
  std::string date;  // of this second, for the Date header
  std::int64_t date_s = 0;
};

// Serves requests until the connection is to be closed, and closes it.
Task<void> converse(Desk& desk, Socket socket);

// Reads an upload's body into a spool file and gives it to the route. Nothing: the client is gone.
Task<std::optional<Reply>> receive_upload(Engine& engine, Wire& wire, const Route& route,
                                          Request& request, Body& body);

// Carries the stream's events until it ends or the client is gone.
Task<void> send_stream(const ServerSettings& settings, Wire& wire, std::string head,
                       const Request& request, Stream& stream);

// Carries what the source makes, slice by slice. False: it is not whole, or the client is gone.
Task<bool> send_source(Engine& engine, Wire& wire, std::string head, const Request& request,
                       Source& source, bool chunked);

// A reply for a body that came wrong; nothing when nobody is there to read it.
std::optional<Reply> reply_to(Got got);

}  // namespace http
