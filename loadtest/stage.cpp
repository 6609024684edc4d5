#include "loadtest/stage.h"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

namespace loadtest {
namespace {

// The value of a metric; the sum of all that differ by labels.
std::optional<double> metric(std::string_view text, std::string_view name) {
  std::optional<double> sum;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with(name)) continue;
    const char after = line.size() > name.size() ? line[name.size()] : '\0';
    if (after != ' ' && after != '{') continue;
    sum = sum.value_or(0) + std::strtod(line.data() + line.rfind(' ') + 1, nullptr);
  }
  return sum;
}

}  // namespace

void drive(Client& client, Task<> task) {
  client.loop().run([&] {
    if (client.loop().hurried()) client.abandon();
    return task.done();
  });
  task.result();
}

Task<> watch_server(World& world, Time began, std::vector<Sample>& samples) {
  double cpu_before = 0;
  Time before = began;
  for (Time next = began;; next += std::chrono::seconds(1)) {
    if (!co_await world.client.loop().until(next)) co_return;
    const Answer answer = co_await world.admin.browser->send(get("", "/metrics"));
    if (!answer.ok()) co_return;
    const Time moment = now();
    Sample sample;
    sample.at_s = static_cast<double>(micros(moment - began)) / 1e6;
    sample.memory_mb = metric(answer.body, "asbuilt_process_resident_bytes").value_or(0) / 1e6;
    sample.sessions = metric(answer.body, "asbuilt_sessions").value_or(0);
    sample.waiting = metric(answer.body, "asbuilt_pool_waiting").value_or(0);
    sample.connections = metric(answer.body, "asbuilt_http_connections").value_or(0);
    sample.db_busy = metric(answer.body, "asbuilt_db_connections_busy").value_or(0);
    const double cpu = metric(answer.body, "asbuilt_process_cpu_seconds_total").value_or(0);
    const double passed_s = static_cast<double>(micros(moment - before)) / 1e6;
    if (cpu_before > 0 && passed_s > 0) sample.cpu_cores = (cpu - cpu_before) / passed_s;
    cpu_before = cpu;
    before = moment;
    samples.push_back(sample);
  }
}

Task<std::optional<double>> count_sessions(World& world) {
  const Answer answer = co_await world.admin.browser->send(get("", "/metrics"));
  co_return answer.ok() ? metric(answer.body, "asbuilt_sessions") : std::nullopt;
}

Task<> show_progress(World& world, std::string_view label, Time began, double lasts_s) {
  const bool on_terminal = isatty(STDERR_FILENO) == 1;
  const auto every = std::chrono::milliseconds(on_terminal ? 500 : 10'000);
  for (Time next = began + every;; next += every) {
    const bool goes_on = co_await world.client.loop().until(next);
    const Book* book = world.client.book();
    if (!book || !goes_on) break;
    const Tally total = book->total();
    fmt::print(stderr,
               "{}{} {:>3.0f} of {:.0f} s  {} requests  P50 {:.0f} ms  P95 {:.0f} ms  {} "
               "not right  {} under way {}",
               on_terminal ? "\r" : "", label, static_cast<double>(micros(now() - began)) / 1e6,
               lasts_s, total.count(), ms_of(total.latency.percentile(50)),
               ms_of(total.latency.percentile(95)), total.refused + total.failed,
               world.client.under_way(), on_terminal ? "  " : "\n");
  }
  if (on_terminal) fmt::print(stderr, "\r{:<110}\r", "");
}

}  // namespace loadtest
