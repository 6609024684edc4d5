// The result as it is printed at the end.
#include <fmt/format.h>

#include "loadtest/stage.h"

namespace loadtest {
namespace {

std::string line_of(const Figures& figures) {
  std::string kinds;
  for (const Kind& kind : figures.kinds)
    kinds += fmt::format("{}{} × {}", kinds.empty() ? "  " : ", ", kind.count, kind.what);
  return fmt::format("  {:<34}{:>9}{:>9}{:>8}{:>9.1f}{:>9.1f}{:>9.1f}{:>9.1f}{:>10.1f}{}\n",
                     figures.route, figures.requests, figures.refused, figures.failed,
                     figures.p50_ms, figures.p90_ms, figures.p95_ms, figures.p99_ms, figures.max_ms,
                     kinds);
}

std::string steps_of(const Part& part) {
  if (part.steps.empty()) return {};
  std::string text = fmt::format("  {:>12}{:>14}{:>10}{:>10}{:>10}{:>16}\n", "asked a s",
                                 "answered a s", "P50 ms", "P95 ms", "errors", "generator late");
  for (const Step& step : part.steps)
    text += fmt::format("  {:>12.0f}{:>14.0f}{:>10.1f}{:>10.1f}{:>8.2f} %{:>13.1f} ms  {}\n",
                        step.rate_per_s, step.answered_per_s, step.p50_ms, step.p95_ms,
                        step.error_share * 100, step.generator_late_ms,
                        step.held ? "" : "a bar breaks");
  return text;
}

std::string server_of(const Part& part) {
  if (part.samples.empty()) return {};
  double memory = 0;
  double cpu = 0;
  double connections = 0;
  for (const Sample& sample : part.samples) {
    memory = std::max(memory, sample.memory_mb);
    connections = std::max(connections, sample.connections);
    cpu += sample.cpu_cores / static_cast<double>(part.samples.size());
  }
  return fmt::format(
      "  server: at most {:.0f} MB, {:.2f} cores on the average, at most {:.0f} connections\n",
      memory, cpu, connections);
}

std::string print_part(const Part& part) {
  std::string text = fmt::format("\n{}: {}\n", name_of(part.test), name_of(part.verdict));
  for (const Finding& finding : part.findings)
    text += fmt::format("  {:<8} {}\n", name_of(finding.verdict), finding.sentence);
  text += steps_of(part);
  text += fmt::format("  {:<34}{:>9}{:>9}{:>8}{:>9}{:>9}{:>9}{:>9}{:>10}\n", "ms", "requests",
                      "429/503", "failed", "P50", "P90", "P95", "P99", "max");
  text += line_of(part.total);
  for (const Figures& route : part.routes) text += line_of(route);
  text += server_of(part);
  text += fmt::format("  generator late: P95 {:.1f} ms, at most {:.1f} ms\n",
                      part.generator_late_p95_ms, part.generator_late_max_ms);
  return text;
}

}  // namespace

std::string print_result(const Result& result) {
  std::string text = fmt::format(
      "Load test of {} ({}, version {}, HTTP/{}): {} crews, {} reviewers, {} viewers; photos of "
      "{:.1f} MB\n",
      result.url, result.engine, result.version, result.http, result.crews, result.reviewers,
      result.viewers, static_cast<double>(result.photo_bytes) / 1e6);
  for (const Part& part : result.parts) text += print_part(part);
  if (result.interrupted) text += "\nIt was interrupted; this is what was measured until then.\n";
  return text + fmt::format("\nVerdict: {}\n", name_of(result.verdict));
}

}  // namespace loadtest
