#include "http/wire.h"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <netinet/tcp.h>

#include <array>

#include "base/limits.h"
#include "http/awaits.h"

namespace http {
namespace {

constexpr std::size_t kRestBytes = 4 * 1024;
constexpr std::size_t kRoomMax = ceilings::kSliceBytes;
constexpr std::int64_t kLingerMs = 5'000;
constexpr std::size_t kLingerBytes = 64 * 1024 * 1024;
constexpr std::int64_t kWriteWindowMs = 20'000;
constexpr int kLongSendBytes = 32 * 1024;
constexpr int kVanishedMs = 30'000;

std::string address_of(const Socket& socket) {
  boost::system::error_code ec;
  auto address = socket.remote_endpoint(ec).address();
  if (ec) return {};
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

}  // namespace

Wire::Wire(Socket socket, Wires& wires, const Clock& clock)
    : socket_(std::move(socket)),
      wires_(wires),
      place_(wires.insert(wires.end(), this)),
      clock_(clock),
      peer_(address_of(socket_)),
      buffer_(kRestBytes) {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

Wire::~Wire() { wires_.erase(place_); }

void Wire::make_room(std::size_t bytes) {
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < bytes) buffer_.resize(bytes);
}

void Wire::rest() {
  if (begin_ != end_ || buffer_.size() == kRestBytes) return;
  std::vector<char>(kRestBytes).swap(buffer_);
  begin_ = end_ = 0;
}

void Wire::expire_after(std::int64_t ms) {
  expired_ = false;
  window_ms_ = 0;
  deadline_ms_ = clock_.monotonic_ms() + ms;
}

void Wire::expect_progress(std::int64_t window_ms) {
  expire_after(window_ms);
  window_ms_ = window_ms;
  window_bytes_ = 0;
}

void Wire::never_expire() {
  expired_ = false;
  deadline_ms_ = 0;
}

void Wire::note_progress(std::size_t bytes) {
  window_bytes_ += bytes;
  if (window_ms_ > 0 && window_bytes_ * 1000 >= static_cast<std::size_t>(window_ms_) * 1024)
    expect_progress(window_ms_);
}

void Wire::sweep(std::int64_t now_ms) {
  if (deadline_ms_ != 0 && now_ms > deadline_ms_) end();
}

void Wire::end() {
  deadline_ms_ = 0;
  expired_ = true;
  cancel();
}

void Wire::cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

Task<bool> Wire::read() {
  if (expired_) co_return false;
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == buffer_.size()) make_room(begin_ > 0 ? buffer_.size() : buffer_.size() * 2);
  if (buffer_.size() > kRoomMax) co_return false;
  const auto room = asio::buffer(buffer_.data() + end_, buffer_.size() - end_);
  const auto [error, count] = co_await socket_.async_read_some(room, kOutcome);
  if (error) co_return false;
  end_ += count;
  note_progress(count);
  co_return true;
}

Task<bool> Wire::write(std::string_view first, std::string_view second) {
  expect_progress(kWriteWindowMs);
  while (!first.empty() || !second.empty()) {
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(first.data(), first.size()),
                                                     asio::buffer(second.data(), second.size())};
    const auto [error, count] = co_await socket_.async_write_some(parts, kOutcome);
    if (error || expired_) co_return false;
    note_progress(count);
    const auto of_first = std::min(count, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(count - of_first);
  }
  never_expire();
  co_return true;
}

Task<void> Wire::linger() {
  boost::system::error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) co_return;
  expire_after(kLingerMs);
  for (std::size_t swallowed = 0; swallowed < kLingerBytes;) {
    take(unread().size());
    const bool more = co_await read();
    if (!more) co_return;
    swallowed += unread().size();
  }
}

void Wire::settle_for_long(std::function<void()> on_hang_up) {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::send_buffer_size(kLongSendBytes), ignored);
  const int vanished_ms = kVanishedMs;
  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &vanished_ms,
               sizeof vanished_ms);
  socket_.async_wait(Socket::wait_read,
                     [then = std::move(on_hang_up)](const boost::system::error_code&) { then(); });
}

Task<bool> offload(Pool& pool, Pool::Job work, Importance importance) {
  if (!pool.has_room(importance)) co_return false;
  const auto executor = co_await asio::this_coro::executor;
  const auto start = [&](auto handler) {
    pool.submit(
        [executor, job = std::move(work), back = std::move(handler)]() mutable {
          job();
          job = nullptr;
          asio::post(executor, std::move(back));
        },
        importance);
  };
  co_await asio::async_initiate<const Awaits, void()>(start, Awaits());
  co_return true;
}

}  // namespace http
