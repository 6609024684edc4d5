// The report: one HTML page that needs nothing else, for a screen of any size, light or dark.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "loadtest/plot.h"
#include "loadtest/stage.h"

namespace loadtest {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --bg: #f5f5f3; --surface: #fff; --text: #1a1b1e;
  --text-2: #50535a; --text-3: #686b73; --line: #e4e4e0; --accent: #3550d0; --pass: #0b7868;
  --warning: #b04700; --fail: #8e1022; }
@media (prefers-color-scheme: dark) { :root { --bg: #0f1012; --surface: #17181b; --text: #ecedef;
  --text-2: #abafb8; --text-3: #8b8f99; --line: #2a2c31; --accent: #93a4ff; --pass: #7be3d2;
  --warning: #ffa63d; --fail: #ff6570; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 14px/1.5 system-ui,
  -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1040px; margin: 0 auto; padding: 24px 16px 48px; }
h1, h2 { font-size: 18px; font-weight: 640; margin: 0; }
h2 small { font-size: 14px; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px;
  padding: 16px; margin-top: 16px; }
p { margin: 4px 0; color: var(--text-2); overflow-wrap: anywhere; }
ul { list-style: none; margin: 8px 0 0; padding: 0; }
li { padding: 2px 0 2px 24px; position: relative; }
li svg, h2 svg, h1 svg { width: 16px; height: 16px; vertical-align: -2px; }
li svg { position: absolute; left: 0; top: 5px; }
.pass { color: var(--pass); } .warning { color: var(--warning); } .fail { color: var(--fail); }
.numbers { display: flex; flex-wrap: wrap; margin: 12px 0 4px; }
.numbers div { padding: 0 20px; border-left: 1px solid var(--line); margin: 4px 0; }
.numbers div:first-child { padding-left: 0; border: 0; }
.numbers b { display: block; font-size: 28px; line-height: 1.2; font-weight: 640;
  letter-spacing: -0.025em; }
.numbers b small { font-size: 14px; font-weight: 480; color: var(--text-3); letter-spacing: 0; }
.numbers span { color: var(--text-2); font-size: 12px; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr));
  gap: 16px 24px; margin-top: 12px; }
figure { margin: 0; }
figcaption { font-weight: 620; }
figcaption small, th small { font-size: 12px; font-weight: 400; color: var(--text-3);
  margin-left: 8px; }
figure svg { width: 100%; height: auto; display: block; font-size: 12px; }
text { fill: var(--text-3); } text.end { text-anchor: end; } text.mid { text-anchor: middle; }
text.main { fill: var(--accent); } text.bad { fill: var(--fail); }
path { fill: none; } .grid { stroke: var(--line); }
.bar { stroke: var(--text-3); stroke-dasharray: 4 4; }
.line { stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.main.line { stroke: var(--accent); } .bad.line { stroke: var(--fail); }
.context.line { stroke: var(--text-3); }
.table { overflow-x: auto; margin-top: 16px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; white-space: nowrap; }
th { font-weight: 540; color: var(--text-2); text-align: right; font-size: 12px; }
td { text-align: right; border-top: 1px solid var(--line); }
th, td { padding: 6px 8px; } th:first-child, td:first-child { text-align: left; padding-left: 0; }
tr.all td { font-weight: 620; }
i { display: inline-block; height: 8px; border-radius: 2px; background: var(--accent);
  opacity: .75; }
td.p95, th.p95, td.kinds { text-align: left; } td.kinds { white-space: normal; min-width: 140px; }
@media (max-width: 600px) {
  .numbers div { width: 50%; padding: 0; border: 0; margin: 6px 0; }
  figure svg { font-size: 16px; }
}
)css";

// Shape as well as colour: a tick, a triangle, a cross.
std::string shape_of(Verdict verdict) {
  constexpr std::string_view kShapes[] = {
      "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 5.2-4.3 4.9-2.9-2.8 1-1 1.8 1.7 3.3-3.8Z",
      "M8 1.2 15.4 14.5H.6ZM7.2 6v4.4h1.6V6Zm0 5.4V13h1.6v-1.6Z",
      "M5 1h6l4 4v6l-4 4H5l-4-4V5Zm.8 3.7L4.7 5.8 6.9 8l-2.2 2.2 1.1 1.1L8 9.1l2.2 2.2 1.1-1.1L9.1 "
      "8l"
      "2.2-2.2-1.1-1.1L8 6.9Z"};
  return fmt::format(R"(<svg class="{}" viewBox="0 0 16 16" aria-hidden="true"><path )"
                     R"(style="fill:currentColor" fill-rule="evenodd" d="{}"/></svg>)",
                     name_of(verdict), kShapes[static_cast<std::size_t>(verdict)]);
}

std::string_view word_of(Verdict verdict) {
  constexpr std::string_view kWords[] = {"passed", "passed with a warning", "failed"};
  return kWords[static_cast<std::size_t>(verdict)];
}

std::string_view title_of(Test test) {
  constexpr std::string_view kTitles[] = {"Load: people at work", "Stress: more and more",
                                          "Session: everybody's own", "All"};
  return kTitles[static_cast<std::size_t>(test)];
}

std::string big(const std::string& value, std::string_view unit, std::string_view what) {
  return fmt::format("<div><b>{} <small>{}</small></b><span>{}</span></div>", value, unit, what);
}

std::string numbers_of(const Part& part) {
  std::string html = R"(<div class="numbers">)";
  if (part.knee_per_s) html += big(fmt::format("{:.0f}", *part.knee_per_s), "/s", "borne");
  if (part.recovery_s) html += big(fmt::format("{:.0f}", *part.recovery_s), "s", "to recover");
  if (!part.knee_per_s) html += big(fmt::format("{:.1f}", part.total.p95_ms), "ms", "P95");
  html += big(fmt::format("{:.2f}", part.total.error_share * 100), "%", "not answered rightly");
  html += big(fmt::format("{}", part.total.requests), "", "requests");
  double memory = 0;
  for (const Sample& sample : part.samples) memory = std::max(memory, sample.memory_mb);
  if (memory > 0) html += big(fmt::format("{:.0f}", memory), "MB", "memory of the server");
  return html + "</div>";
}

// Seconds without an answer have no time to answer.
template <class Member>
Series latency_of(std::string name, std::string style, const Part& part, Member member) {
  Series series{std::move(name), std::move(style), {}};
  for (const Moment& moment : part.moments) {
    const bool any = moment.ok + moment.refused + moment.failed > 0;
    series.points.emplace_back(moment.at_s, any ? moment.*member : kGap);
  }
  return series;
}

template <class Rows, class Y>
Series series_of(std::string name, std::string style, const Rows& rows, Y y) {
  Series series{std::move(name), std::move(style), {}};
  for (const auto& row : rows) series.points.emplace_back(row.at_s, y(row));
  return series;
}

std::string plots_over_time(const Part& part) {
  std::string html;
  const auto& moments = part.moments;
  if (moments.size() > 1) {
    html += draw({"Time to answer",
                  "s",
                  "ms, by powers of ten; dashed: the bar",
                  true,
                  ms_of(kInTimeMicros),
                  {latency_of("P50", "context", part, &Moment::p50_ms),
                   latency_of("P95", "main", part, &Moment::p95_ms)}});
    html += draw(
        {"Answers",
         "s",
         "a second",
         false,
         std::nullopt,
         {series_of("right", "main", moments, [](auto& m) { return m.ok * 1.0; }),
          series_of("not", "bad", moments, [](auto& m) { return m.refused + m.failed * 1.0; })}});
  }
  if (part.samples.size() < 2) return html;
  html += draw({"Memory of the server",
                "s",
                "MB",
                false,
                std::nullopt,
                {series_of("", "main", part.samples, [](auto& s) { return s.memory_mb; })}});
  return html + draw({"Processor of the server",
                      "s",
                      "cores",
                      false,
                      std::nullopt,
                      {series_of("", "main", part.samples, [](auto& s) { return s.cpu_cores; })}});
}

std::string plot_of_steps(const Part& part) {
  if (part.steps.empty()) return {};
  std::vector<Step> steps = part.steps;
  std::ranges::sort(steps, {}, &Step::rate_per_s);
  Series p50{"P50", "context", {}};
  Series p95{"P95", "main", {}};
  Series answered{"answered", "main", {}};
  Series asked{"asked", "context", {}};
  for (const Step& step : steps) {
    p50.points.emplace_back(step.rate_per_s, step.p50_ms);
    p95.points.emplace_back(step.rate_per_s, step.p95_ms);
    answered.points.emplace_back(step.rate_per_s, step.answered_per_s);
    asked.points.emplace_back(step.rate_per_s, step.rate_per_s);
  }
  return draw({"Time to answer",
               "asked/s",
               "ms, by powers of ten; dashed: the bar",
               true,
               ms_of(kInTimeMicros),
               {p50, p95}}) +
         draw({"Answered", "asked/s", "a second", false, std::nullopt, {asked, answered}});
}

std::string row_of(const Figures& figures, double most_ms) {
  std::string kinds;
  for (const Kind& kind : figures.kinds)
    kinds += fmt::format("{}{} × {}", kinds.empty() ? "" : ", ", kind.count, escaped(kind.what));
  const auto zero = [](std::uint64_t n) { return n == 0 ? "–" : fmt::format("{}", n); };
  const double bar = std::log10(1 + figures.p95_ms) / std::log10(1 + most_ms) * 72;
  return fmt::format(
      "<tr{}><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:.1f}</td><td>{:.1f}</td>"
      "<td class=\"p95\"><i style=\"width:{:.0f}px\"></i> {:.1f}</td>"
      "<td>{:.1f}</td><td>{:.1f}</td><td class=\"kinds\">{}</td></tr>",
      figures.route == "all" ? " class=\"all\"" : "", escaped(figures.route), figures.requests,
      zero(figures.refused), zero(figures.failed), figures.p50_ms, figures.p90_ms, bar,
      figures.p95_ms, figures.p99_ms, figures.max_ms, kinds);
}

std::string table_of(const Part& part) {
  double most_ms = 1;
  for (const Figures& route : part.routes) most_ms = std::max(most_ms, route.p95_ms);
  std::string html =
      "<div class=\"table\"><table><tr><th>Route<small>ms</small></th><th>Requests</th>"
      "<th>429, 503</th><th>Failed</th><th>P50</th><th>P90</th>"
      "<th class=\"p95\">P95</th><th>P99</th><th>Most</th><th "
      "class=\"kinds\"></th></tr>";
  html += row_of(part.total, most_ms);
  for (const Figures& route : part.routes) html += row_of(route, most_ms);
  return html + "</table></div>";
}

std::string section_of(const Part& part) {
  std::string html = fmt::format("<section><h2>{} {} <small class=\"{}\">{}</small></h2><ul>",
                                 shape_of(part.verdict), title_of(part.test), name_of(part.verdict),
                                 word_of(part.verdict));
  for (const Finding& finding : part.findings)
    html += fmt::format("<li>{}{}</li>", shape_of(finding.verdict), escaped(finding.sentence));
  html += "</ul>" + numbers_of(part) + "<div class=\"plots\">" + plot_of_steps(part) +
          plots_over_time(part) + "</div>" + table_of(part);
  return html + fmt::format(
                    "<p>It took {:.0f} s. The load test itself was late by {:.1f} ms (P95)."
                    "</p></section>",
                    part.took_s, part.generator_late_p95_ms);
}

}  // namespace

std::string print_page(const Result& result) {
  const auto when = static_cast<std::time_t>(result.finished_at_ms / 1'000);
  std::string html =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"><title>Load test</title><style>";
  html += kStyle;
  html += fmt::format("</style><main><h1>{} Load test <span class=\"{}\">{}</span></h1>",
                      shape_of(result.verdict), name_of(result.verdict), word_of(result.verdict));
  html += fmt::format("<p>{} · version {} on {} · {:%Y-%m-%d %H:%M} UTC{}</p>", escaped(result.url),
                      escaped(result.version), escaped(result.engine), fmt::gmtime(when),
                      result.interrupted ? " · interrupted" : "");
  html += fmt::format(
      "<p>{} crews, {} reviewers, {} viewers (profile {}); photos of {:.1f} MB. Times count from "
      "when a request should have begun; a phone's slow line does not count.</p>",
      result.crews, result.reviewers, result.viewers, name_of(result.profile),
      static_cast<double>(result.photo_bytes) / 1e6);
  for (const Part& part : result.parts) html += section_of(part);
  return html + "</main></html>\n";
}

}  // namespace loadtest
