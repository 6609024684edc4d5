// Ids: lower-case UUIDv7 text with a type of its own per kind, and the source that makes them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"

template <class Tag>
struct Id {
  std::string text;

  bool empty() const { return text.empty(); }
  auto operator<=>(const Id&) const = default;
};

template <class Tag>
struct std::hash<Id<Tag>> {
  std::size_t operator()(const Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text);
  }
};

// Is this a lower-case UUID of version 7 (RFC 9562)?
bool is_uuid7(std::string_view text);

// The time a UUIDv7 was made by its maker's clock, in ms since the epoch. Call after is_uuid7.
std::int64_t uuid7_time_ms(std::string_view text);

// A source of random bytes fit for secrets.
class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual void fill(std::span<std::byte> out) = 0;
};

class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::byte> out) override;  // throws when the kernel has none
};

// Makes ids that sort by time of making. Safe from any thread.
class Ids {
 public:
  Ids(const Clock& clock, Entropy& entropy) : clock_(clock), entropy_(entropy) {}

  template <class Tag>
  Id<Tag> next() const {
    return {next_text()};
  }
  std::string next_text() const;

 private:
  const Clock& clock_;
  Entropy& entropy_;
};
