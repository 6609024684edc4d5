// Writes down which tests passed, for tools/promises.mjs: docs/promises.md names tests, and one
// that was not run keeps no promise. Does nothing unless ASBUILT_RAN names a folder.
#pragma once

#include <doctest/doctest.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "kit/database.h"

namespace kit {

class Ran final : public doctest::IReporter {
 public:
  explicit Ran(const doctest::ContextOptions&) {
    const char* folder = std::getenv("ASBUILT_RAN");  // NOLINT(concurrency-mt-unsafe)
    if (!folder) return;
    engine_ = Cluster::url_of_run().empty() ? "sqlite" : "postgres";
    out_.open(std::string(folder) + "/" + program_invocation_short_name + "." + engine_ + ".txt");
  }

  void test_case_start(const doctest::TestCaseData& test) override { test_ = &test; }
  // One that looked at nothing, because it is not for this engine, has shown nothing.
  void test_case_end(const doctest::CurrentTestCaseStats& how) override {
    if (!out_.is_open() || !how.testCaseSuccess || how.numAssertsCurrentTest == 0) return;
    std::string_view file = test_->m_file.c_str();
    constexpr std::string_view kRoot = ASBUILT_SOURCE_DIR "/";
    if (file.starts_with(kRoot)) file.remove_prefix(kRoot.size());
    out_ << engine_ << '\t' << file << '\t' << test_->m_name << std::endl;
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  std::string engine_;
  std::ofstream out_;
  const doctest::TestCaseData* test_ = nullptr;
};

}  // namespace kit
