// One connection's bytes: a read buffer, deadlines that a sweep enforces, writes, a polite close.
// Lives on one network thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/pool.h"

namespace http {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;

class Wire;
using Wires = std::list<Wire*>;

class Wire {
 public:
  // Puts itself into `wires`, whose owner calls sweep() on each a few times a second.
  Wire(Socket socket, Wires& wires, const Clock& clock);
  ~Wire();
  Wire(const Wire&) = delete;

  const std::string& peer() const { return peer_; }

  // Received and not yet taken. Views of it die with the next read().
  std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void take(std::size_t count) { begin_ += count; }

  // Receives some more. False: the other side closed, an error, or the deadline passed.
  Task<bool> read();
  // Sends all of it. False as with read().
  Task<bool> write(std::string_view first, std::string_view second);
  // Says that we are done, then swallows what still comes for a while: closing at once would make
  // the other side lose our reply.
  Task<void> linger();
  // For an endless reply: the kernel keeps little for a client that does not read, gives up on one
  // that has vanished, and tells when the other side closes (or, against the rules, says more).
  void settle_for_long(std::function<void()> on_hang_up);

  // Room for one read; more than 4 KiB is given back by rest().
  void make_room(std::size_t bytes);
  void rest();

  // The three ways to bound the waiting: all of it within `ms`; 1 KB/s over any `window_ms`; not.
  void expire_after(std::int64_t ms);
  void expect_progress(std::int64_t window_ms);
  void never_expire();
  bool expired() const { return expired_; }

  void sweep(std::int64_t now_ms);
  void cancel();
  void end();            // as if its time were up
  bool is_idle = false;  // between requests: may be closed when the server stops

 private:
  void note_progress(std::size_t bytes);

  Socket socket_;
  Wires& wires_;
  Wires::iterator place_;
  const Clock& clock_;
  std::string peer_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::int64_t deadline_ms_ = 0;  // 0: none
  std::int64_t window_ms_ = 0;
  std::size_t window_bytes_ = 0;
  bool expired_ = false;
};

// Runs `work` on the pool and comes back to this network thread. False: the pool has no room.
Task<bool> offload(Pool& pool, Pool::Job work, Importance importance = Importance::important);

}  // namespace http
