#include "loadtest/result.h"

#include <doctest/doctest.h>

namespace loadtest {
namespace {

const Outcome kRight;
const Outcome kBusy{Ending::refused, "503 busy"};
const Outcome kBroken{Ending::failed, "500 internal"};

// So many requests that were right and quick, right and slow, refused, failed.
Verdict verdict_of(int quick, int slow, int refused, int failed) {
  Book book;
  for (int i = 0; i < quick; ++i) book.record("GET /a", now(), 20'000, kRight);
  for (int i = 0; i < slow; ++i) book.record("GET /a", now(), 600'000, kRight);
  for (int i = 0; i < refused; ++i) book.record("GET /a", now(), 1'000, kBusy);
  for (int i = 0; i < failed; ++i) book.record("GET /a", now(), 1'000, kBroken);
  Part part;
  fill_figures(part, book);
  judge_requests(part);
  return part.verdict;
}

TEST_CASE("the verdict passes at 95 %, warns from 80 %, and fails below or at 1 % of errors") {
  CHECK(verdict_of(1000, 0, 0, 0) == Verdict::pass);
  CHECK(verdict_of(951, 49, 0, 0) == Verdict::pass);
  CHECK(verdict_of(940, 60, 0, 0) == Verdict::warning);
  CHECK(verdict_of(800, 200, 0, 0) == Verdict::warning);
  CHECK(verdict_of(799, 201, 0, 0) == Verdict::fail);
  CHECK(verdict_of(991, 0, 0, 9) == Verdict::pass);
  CHECK(verdict_of(990, 0, 0, 10) == Verdict::fail);
  CHECK(verdict_of(0, 0, 0, 0) == Verdict::fail);
}

TEST_CASE("who is refused was not served: 429 and 503 are no success, and are counted apart") {
  CHECK(verdict_of(50, 0, 950, 0) == Verdict::fail);  // what the seed app called passed
  CHECK(verdict_of(985, 0, 15, 0) == Verdict::fail);
  Tally tally;
  tally.add(1'000, kBusy);
  tally.add(1'000, kBroken);
  tally.add(1'000, kRight);
  const Figures figures = figures_of("all", tally);
  CHECK(figures.ok == 1);
  CHECK(figures.refused == 1);
  CHECK(figures.failed == 1);
  CHECK(figures.kinds.size() == 2);
}

TEST_CASE("a slow route is named though the whole is quick") {
  Book book;
  for (int i = 0; i < 1'000; ++i) book.record("GET /quick", now(), 1'000, kRight);
  for (int i = 0; i < 30; ++i) book.record("GET /slow", now(), 900'000, kRight);
  Part part;
  fill_figures(part, book);
  judge_requests(part);
  CHECK(part.verdict == Verdict::warning);
  CHECK(part.findings.back().sentence.find("GET /slow") != std::string::npos);
}

TEST_CASE("an answer that turns out to be wrong is no success any more") {
  Book book;
  book.record("GET /a", now(), 1'000, kRight);
  book.blame("GET /a", "somebody else's answer");
  CHECK(book.total().ok == 0);
  CHECK(book.total().in_time == 0);
  CHECK(book.total().failed == 1);
  CHECK(book.total().count() == 1);
}

}  // namespace
}  // namespace loadtest
