#include "loadtest/book.h"

#include <algorithm>

namespace loadtest {
namespace {

constexpr std::size_t kSecondsMost = 24 * 3600;

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void Tally::add(std::int64_t latency_micros, const Outcome& outcome) {
  latency.add(latency_micros);
  if (outcome.ending == Ending::ok) {
    ++ok;
    if (latency_micros < kInTimeMicros) ++in_time;
    return;
  }
  ++(outcome.ending == Ending::refused ? refused : failed);
  ++kinds[outcome.kind];
}

void Tally::add(const Tally& other) {
  latency.add(other.latency);
  ok += other.ok;
  in_time += other.in_time;
  refused += other.refused;
  failed += other.failed;
  for (const auto& [kind, count] : other.kinds) kinds[kind] += count;
}

double Tally::good_share() const { return share(in_time, count()); }

double Tally::error_share() const { return share(refused + failed, count()); }

void Book::record(std::string_view route, Time end, std::int64_t latency_micros,
                  const Outcome& outcome) {
  routes_[route].add(latency_micros, outcome);
  const auto at = std::max<std::int64_t>(0, micros(end - began_)) / 1'000'000;
  const auto second = std::min(static_cast<std::size_t>(at), kSecondsMost);
  if (second >= seconds_.size()) seconds_.resize(second + 1);
  Second& slot = seconds_[second];
  slot.latency.add(latency_micros);
  if (outcome.ending == Ending::ok) ++slot.ok;
  if (outcome.ending == Ending::refused) ++slot.refused;
  if (outcome.ending == Ending::failed) ++slot.failed;
}

void Book::blame(std::string_view route, const std::string& kind) {
  Tally& tally = routes_[route];
  if (tally.ok > 0) --tally.ok;
  if (tally.in_time > tally.ok) tally.in_time = tally.ok;
  ++tally.failed;
  ++tally.kinds[kind];
}

Tally Book::total() const {
  Tally total;
  for (const auto& [route, tally] : routes_) total.add(tally);
  return total;
}

}  // namespace loadtest
