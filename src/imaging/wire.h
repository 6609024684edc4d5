// Inside imaging: what the server and its zygote say to each other.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace imaging {

// A file descriptor with an owner.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() { reset(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    reset(std::exchange(other.fd_, -1));
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset(int fd = -1);

 private:
  int fd_;
};

// The descriptors that travel with a request, in this order.
struct Parcel {
  Fd original;
  Fd display;
  Fd thumb;
  Fd answer;  // a pipe: the decoder's JSON, then the zygote's Ending
};

// The last bytes on the answer pipe, written by the zygote when the decoder is gone: nothing that
// a decoder writes can come after it.
struct Ending {
  static constexpr std::uint32_t kMark = 0x454e4421;
  std::uint32_t mark = kMark;
  std::int32_t status = 0;  // as wait() tells it
  std::int32_t fork_error = 0;
  std::int32_t too_long = 0;  // the zygote killed it
  std::int64_t cpu_ms = 0;
  std::int64_t peak_bytes = 0;
};

inline constexpr std::size_t kRequestMax = 32 * 1024;
inline constexpr std::size_t kAnswerMax = 64 * 1024;

// Sends `text` and duplicates of the descriptors as one message. False: nobody is there, or it does
// not take the message within the socket's time limit.
bool send_request(int socket, const std::string& text, const std::array<int, 4>& fds);

struct Received {
  std::string text;
  Parcel parcel;
};
// Waits for one. Nothing: the other side is gone.
std::optional<Received> receive_request(int socket);

}  // namespace imaging
