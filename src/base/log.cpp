#include "base/log.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>

#include <fmt/chrono.h>

namespace logging {
namespace {
std::atomic<Level> threshold = Level::info;
constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warn", "error"};
}  // namespace

void set_threshold(Level level) { threshold = level; }

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (level < threshold.load(std::memory_order_relaxed)) return;
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto ms = now.time_since_epoch().count() % 1000;
  std::string line = fmt::format(R"({{"at":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","level":"{}","message":)",
                                 fmt::gmtime(std::chrono::system_clock::to_time_t(now)), ms,
                                 kNames[static_cast<std::size_t>(level)]);
  json::append_string(line, message);
  for (const Field& field : fields) {
    line += ',';
    json::append_string(line, field.name);
    line += ':';
    line += field.json;
  }
  line += "}\n";
  // One write per line: lines of several threads and processes never mix.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace logging
