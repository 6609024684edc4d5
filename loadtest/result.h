// What a run found, as it stands in the JSON file. The text and the page are made of nothing else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "loadtest/book.h"
#include "loadtest/loadtest.h"

namespace loadtest {

struct Kind {
  std::string what;
  std::uint64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Kind, (), (what, count))

// One route, or all of them.
struct Figures {
  std::string route;
  std::uint64_t requests = 0;
  std::uint64_t ok = 0;
  std::uint64_t refused = 0;  // 429 and 503
  std::uint64_t failed = 0;
  double in_time_share = 0;  // right, and within the bar
  double error_share = 0;
  double p50_ms = 0;
  double p90_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
  std::vector<Kind> kinds;  // of what was not ok
};
BOOST_DESCRIBE_STRUCT(Figures, (),
                      (route, requests, ok, refused, failed, in_time_share, error_share, p50_ms,
                       p90_ms, p95_ms, p99_ms, max_ms, kinds))

// A second of it; by when answers came.
struct Moment {
  double at_s = 0;
  std::uint32_t ok = 0;
  std::uint32_t refused = 0;
  std::uint32_t failed = 0;
  double p50_ms = 0;
  double p95_ms = 0;
  double max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Moment, (), (at_s, ok, refused, failed, p50_ms, p95_ms, max_ms))

// What the server says of itself.
struct Sample {
  double at_s = 0;
  double memory_mb = 0;
  double cpu_cores = 0;
  double sessions = 0;
  double waiting = 0;  // work that waits for a thread
  double connections = 0;
  double db_busy = 0;  // connections to PostgreSQL in use
};
BOOST_DESCRIBE_STRUCT(Sample, (),
                      (at_s, memory_mb, cpu_cores, sessions, waiting, connections, db_busy))

// Of the stress test: so many arrivals a second, and what came of them.
struct Step {
  double rate_per_s = 0;
  double answered_per_s = 0;
  double p50_ms = 0;
  double p95_ms = 0;
  double error_share = 0;
  double generator_late_ms = 0;  // P95
  bool held = false;
};
BOOST_DESCRIBE_STRUCT(Step, (),
                      (rate_per_s, answered_per_s, p50_ms, p95_ms, error_share, generator_late_ms,
                       held))

struct Finding {
  Verdict verdict = Verdict::pass;
  std::string sentence;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (verdict, sentence))

// One of the three tests.
struct Part {
  Test test = Test::load;
  Verdict verdict = Verdict::pass;
  double took_s = 0;
  std::vector<Finding> findings;
  Figures total;
  std::vector<Figures> routes;
  std::vector<Moment> moments;
  std::vector<Sample> samples;
  std::vector<Step> steps;
  std::optional<double> knee_per_s;
  std::optional<double> recovery_s;
  double generator_late_p95_ms = 0;
  double generator_late_max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Part, (),
                      (test, verdict, took_s, findings, total, routes, moments, samples, steps,
                       knee_per_s, recovery_s, generator_late_p95_ms, generator_late_max_ms))

struct Result {
  std::string url;
  std::string version;
  std::string engine;
  std::string http;  // what was spoken: "1.1", "2"
  Profile profile = Profile::mix;
  double haste = 1;
  double photos_per_hour = 0;  // of a crew, before haste
  int crews = 0;
  int reviewers = 0;
  int viewers = 0;
  std::int64_t photo_bytes = 0;  // on the average
  std::int64_t started_at_ms = 0;
  std::int64_t finished_at_ms = 0;
  bool interrupted = false;
  Verdict verdict = Verdict::pass;
  std::vector<Part> parts;
};
BOOST_DESCRIBE_STRUCT(Result, (),
                      (url, version, engine, http, profile, haste, photos_per_hour, crews,
                       reviewers, viewers, photo_bytes, started_at_ms, finished_at_ms, interrupted,
                       verdict, parts))

Figures figures_of(std::string route, const Tally& tally);
void fill_figures(Part& part, const Book& book);
void add_finding(Part& part, Verdict verdict, std::string sentence);

// The mission's bars for a whole run and, more gently, for each route of it.
void judge_requests(Part& part);

double ms_of(std::int64_t micros);

}  // namespace loadtest
