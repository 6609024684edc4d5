#include "loadtest/result.h"

#include <algorithm>

#include <fmt/format.h>

namespace loadtest {
namespace {

constexpr double kGoodShare = 0.95;
constexpr double kWarningShare = 0.80;
constexpr std::uint64_t kFewRequests = 20;  // of a route say nothing about its P95
constexpr double kLateMs = 50;              // a generator that is so late measures itself

Verdict verdict_of(const Figures& total) {
  if (total.error_share >= kErrorsMost || total.in_time_share < kWarningShare) return Verdict::fail;
  return total.in_time_share < kGoodShare ? Verdict::warning : Verdict::pass;
}

}  // namespace

double ms_of(std::int64_t micros) { return static_cast<double>(micros) / 1'000; }

Figures figures_of(std::string route, const Tally& tally) {
  Figures figures;
  figures.route = std::move(route);
  figures.requests = tally.count();
  figures.ok = tally.ok;
  figures.refused = tally.refused;
  figures.failed = tally.failed;
  figures.in_time_share = tally.good_share();
  figures.error_share = tally.error_share();
  figures.p50_ms = ms_of(tally.latency.percentile(50));
  figures.p90_ms = ms_of(tally.latency.percentile(90));
  figures.p95_ms = ms_of(tally.latency.percentile(95));
  figures.p99_ms = ms_of(tally.latency.percentile(99));
  figures.max_ms = ms_of(tally.latency.max());
  for (const auto& [what, count] : tally.kinds) figures.kinds.push_back({what, count});
  return figures;
}

void fill_figures(Part& part, const Book& book) {
  part.total = figures_of("all", book.total());
  for (const auto& [route, tally] : book.routes())
    part.routes.push_back(figures_of(std::string(route), tally));
  std::ranges::sort(part.routes, std::greater(), &Figures::requests);
  for (std::size_t n = 0; n < book.seconds().size(); ++n) {
    const Second& second = book.seconds()[n];
    part.moments.push_back({static_cast<double>(n), second.ok, second.refused, second.failed,
                            ms_of(second.latency.percentile(50)),
                            ms_of(second.latency.percentile(95)), ms_of(second.latency.max())});
  }
}

void add_finding(Part& part, Verdict verdict, std::string sentence) {
  part.verdict = std::max(part.verdict, verdict);
  part.findings.push_back({verdict, std::move(sentence)});
}

void judge_requests(Part& part) {
  const Figures& total = part.total;
  if (total.requests == 0) return add_finding(part, Verdict::fail, "Nothing was measured.");
  add_finding(part, verdict_of(total),
              fmt::format("{:.2f} % of {} requests were answered rightly within 500 ms, {:.2f} % "
                          "were not answered rightly.",
                          total.in_time_share * 100, total.requests, total.error_share * 100));
  for (const Figures& route : part.routes)
    if (route.requests >= kFewRequests && route.p95_ms >= ms_of(kInTimeMicros))
      add_finding(part, Verdict::warning,
                  fmt::format("P95 of {} is {:.0f} ms.", route.route, route.p95_ms));
  if (part.generator_late_p95_ms >= kLateMs)
    add_finding(part, Verdict::warning,
                fmt::format("The load test itself was late: P95 {:.0f} ms. It needs more processor "
                            "than it gets here; run it on another machine.",
                            part.generator_late_p95_ms));
}

}  // namespace loadtest
