#include "db/pg_connection.h"

#include <poll.h>

#include <array>
#include <cerrno>
#include <chrono>

#include <fmt/format.h>

#include "base/log.h"

namespace db::postgres {
namespace {
// Beyond the statement's own limit: time for the answer to travel.
constexpr std::int64_t kAnswerSlackMs = 2'000;
// Unread answers must fit the socket's buffers, or both sides would wait for each other.
constexpr std::size_t kDeferredMax = 32;

constexpr const char* kAskSettings = R"sql(
  SELECT concat_ws(' ', current_setting('plan_cache_mode'), current_setting('synchronous_commit'),
                   current_setting('default_transaction_read_only'),
                   CAST(EXTRACT(EPOCH FROM CAST(current_setting('statement_timeout') AS interval))
                        * 1000 AS bigint))
)sql";

constexpr Statement kBegin{"db.begin", "BEGIN", 0};
constexpr Statement kBeginRead{"db.begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                               0};
constexpr Statement kTransaction{"db.transaction",
                                 "SELECT CAST(pg_current_xact_id() AS text) AS id", 0};
constexpr Statement kCommit{"db.commit", "COMMIT", 0};
constexpr Statement kRollback{"db.rollback", "ROLLBACK", 0};
constexpr std::array<Statement, 4> kSavepoints{{{"db.savepoint", "SAVEPOINT a", 0},
                                                {"db.savepoint", "SAVEPOINT b", 0},
                                                {"db.savepoint", "SAVEPOINT c", 0},
                                                {"db.savepoint", "SAVEPOINT d", 0}}};
constexpr std::array<Statement, 4> kReleases{{{"db.release", "RELEASE SAVEPOINT a", 0},
                                              {"db.release", "RELEASE SAVEPOINT b", 0},
                                              {"db.release", "RELEASE SAVEPOINT c", 0},
                                              {"db.release", "RELEASE SAVEPOINT d", 0}}};
constexpr std::array<Statement, 4> kUndos{{{"db.undo", "ROLLBACK TO SAVEPOINT a", 0},
                                           {"db.undo", "ROLLBACK TO SAVEPOINT b", 0},
                                           {"db.undo", "ROLLBACK TO SAVEPOINT c", 0},
                                           {"db.undo", "ROLLBACK TO SAVEPOINT d", 0}}};

std::int64_t steady_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}
}  // namespace

// random_page_cost: what is asked for all day is in memory. With PostgreSQL's own 4, as of disks
// that turn, it reads all of a table of some hundred rows where an index would find six of them.
PgConnection::PgConnection(const std::string& url, const Profile& profile) : profile_(profile) {
  const std::string options = fmt::format(
      "-c client_min_messages=warning -c statement_timeout={} -c "
      "plan_cache_mode=force_generic_plan "
      "-c random_page_cost=1.1 -c synchronous_commit=on -c "
      "idle_in_transaction_session_timeout=10000 "
      "-c default_transaction_read_only={}",
      profile.statement_ms, profile.writes ? "off" : "on");
  const std::string connect_s = std::to_string(std::max(2, (profile.connect_ms + 999) / 1'000));
  const std::array keys = {
      "dbname",           "options",          "connect_timeout", "client_encoding",
      "application_name", "tcp_user_timeout", "keepalives_idle", static_cast<const char*>(nullptr)};
  const std::array values = {url.c_str(),
                             options.c_str(),
                             connect_s.c_str(),
                             "UTF8",
                             "asbuilt",
                             "10000",
                             "10",
                             static_cast<const char*>(nullptr)};
  line_.reset(PQconnectdbParams(keys.data(), values.data(), 1));
  if (PQstatus(line_.get()) != CONNECTION_OK)
    throw Failure(Trouble::busy, fmt::format("cannot connect: {}", PQerrorMessage(line_.get())));
  // Left alone, the library writes notices to standard error, where each line is an object.
  const auto log = [](void*, const char* text) { log_info("PostgreSQL says", {{"what", text}}); };
  PQsetNoticeProcessor(line_.get(), log, nullptr);
  if (std::string_view(PQparameterStatus(line_.get(), "server_encoding")) != "UTF8")
    throw Failure(Trouble::busy, "the PostgreSQL database must have the encoding UTF8");
  read_settings_back();
  if (PQenterPipelineMode(line_.get()) != 1)
    throw Failure(Trouble::busy, "PostgreSQL's client library has no pipeline mode");
}

// A pooler between may drop what was asked for.
void PgConnection::read_settings_back() {
  const Answer answer(PQexec(line_.get(), kAskSettings));
  const std::string holds = PQntuples(answer.get()) == 1 ? PQgetvalue(answer.get(), 0, 0) : "none";
  const std::string needed = fmt::format("force_generic_plan on {} {}",
                                         profile_.writes ? "off" : "on", profile_.statement_ms);
  if (holds != needed)
    throw Failure(Trouble::busy, fmt::format("PostgreSQL keeps the settings {} where {} are needed",
                                             holds, needed));
}

void PgConnection::lose(const std::string& why) {
  lost_ = true;
  throw Failure(Trouble::lost, fmt::format("PostgreSQL: {}", why));
}

void PgConnection::need(int sent) {
  if (sent != 1) lose(PQerrorMessage(line_.get()));
}

void PgConnection::send(const Statement& statement, std::span<const Value> values,
                        const std::function<void(const Row&)>* visit) {
  if (lost_) lose("the connection is lost");
  const Parameters parameters(values);
  Prepared& prepared = prepared_[statement.text.data()];
  if (!prepared.sent) {
    if (prepared.name.empty()) prepared.name = fmt::format("s{}", prepared_.size());
    need(PQsendPrepare(line_.get(), prepared.name.c_str(), std::string(statement.text).c_str(),
                       parameters.size(), parameters.types()));
    prepared.sent = true;
    expected_.push_back({statement.name, &prepared});
  }
  need(PQsendQueryPrepared(line_.get(), prepared.name.c_str(), parameters.size(), parameters.data(),
                           parameters.lengths(), parameters.formats(), 1));
  expected_.push_back({statement.name, nullptr, visit});
}

void PgConnection::start_if_needed() {
  if (!begin_wanted_) return;
  begin_wanted_ = false;
  begun_ = true;
  send(profile_.writes ? kBegin : kBeginRead, {}, nullptr);
  if (profile_.writes) send(kTransaction, {}, nullptr);
}

std::int64_t PgConnection::execute(const Statement& statement, std::span<const Value> values,
                                   const std::function<void(const Row&)>& visit) {
  check_values(statement, values);
  start_if_needed();
  send(statement, values, &visit);
  return settle();
}

void PgConnection::defer(const Statement& statement, std::span<const Value> values) {
  check_values(statement, values);
  start_if_needed();
  send(statement, values, nullptr);
  if (++deferred_ >= kDeferredMax) settle();
}

void PgConnection::later(const Statement& statement, std::span<const Value> values,
                         std::function<void(const Row&)> visit) {
  check_values(statement, values);
  start_if_needed();
  send(statement, values, nullptr);
  expected_.back().own_visit = std::move(visit);
  if (++deferred_ >= kDeferredMax) settle();
}

// Ends the pipeline and reads every answer. Throws the first problem met in it.
std::int64_t PgConnection::settle() {
  if (expected_.empty()) return 0;
  need(PQpipelineSync(line_.get()));
  expected_.push_back({});
  while (!expected_.empty()) {
    const Expected expected = std::move(expected_.front());
    expected_.pop_front();
    read_one(expected);
  }
  deferred_ = 0;
  if (!problem_) return changed_;
  failed_ = true;
  std::rethrow_exception(std::exchange(problem_, nullptr));
}

void PgConnection::read_one(const Expected& expected) {
  if (!expected.name) {
    const Answer answer = next_answer();
    if (PQresultStatus(answer.get()) != PGRES_PIPELINE_SYNC) lose("the pipeline is out of step");
    return;
  }
  while (const Answer answer = next_answer()) take(expected, answer.get());
}

void PgConnection::take(const Expected& expected, const PGresult* answer) {
  const ExecStatusType status = PQresultStatus(answer);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    if (expected.prepares) return;
    tag_ = PQcmdStatus(const_cast<PGresult*>(answer));
    const bool read = tag_.starts_with("SELECT");
    changed_ = read ? 0 : std::atoll(PQcmdTuples(const_cast<PGresult*>(answer)));
    if (expected.name == kTransaction.name) transaction_ = PgRow(answer, 0).text(0);
    const auto& visit = expected.visit ? *expected.visit : expected.own_visit;
    if (!visit || problem_) return;
    try {
      for (int row = 0; row < PQntuples(answer); ++row) visit(PgRow(answer, row));
    } catch (...) {
      note(std::current_exception());  // the pipeline must be read to its end all the same
    }
    return;
  }
  if (expected.prepares) expected.prepares->sent = false;
  if (status == PGRES_PIPELINE_ABORTED) return;
  const char* const state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  const Trouble trouble = trouble_of(state ? state : "");
  lost_ = lost_ || trouble == Trouble::lost;
  note(std::make_exception_ptr(
      Failure(trouble, fmt::format("{}: {}", expected.name, PQresultErrorMessage(answer)))));
}

void PgConnection::note(std::exception_ptr problem) {
  if (!problem_) problem_ = std::move(problem);
}

Answer PgConnection::next_answer() {
  const std::int64_t until = steady_ms() + profile_.statement_ms + kAnswerSlackMs;
  if (PQflush(line_.get()) < 0) lose(PQerrorMessage(line_.get()));
  while (PQisBusy(line_.get())) {
    wait_readable(until);
    if (PQconsumeInput(line_.get()) != 1) lose(PQerrorMessage(line_.get()));
  }
  return Answer(PQgetResult(line_.get()));
}

void PgConnection::wait_readable(std::int64_t until_ms) {
  for (;;) {
    const std::int64_t left = until_ms - steady_ms();
    if (left <= 0) lose("no answer in time");
    pollfd socket{PQsocket(line_.get()), POLLIN, 0};
    const int ready = poll(&socket, 1, static_cast<int>(left));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) lose("cannot wait for the socket");
  }
}

void PgConnection::savepoint() {
  start_if_needed();
  send(kSavepoints.at(depth_), {}, nullptr);
  ++depth_;
}

void PgConnection::release_savepoint() {
  if (deferred_ > 0) settle();  // their errors belong to this savepoint
  send(kReleases.at(depth_ - 1), {}, nullptr);
  --depth_;
}

void PgConnection::rollback_to_savepoint() {
  --depth_;
  try {
    settle();
  } catch (...) {
    if (lost_) throw;
  }
  send(kUndos.at(depth_), {}, nullptr);
  send(kReleases.at(depth_), {}, nullptr);
  failed_ = false;
}

void PgConnection::begin() {
  settle();  // the end of the read before
  begin_wanted_ = true;
  begun_ = false;
  failed_ = false;
  depth_ = 0;
  transaction_.clear();
}

void PgConnection::commit() {
  if (!begun_) return;
  if (transaction_.empty()) settle();  // without it a lost COMMIT could not be asked about
  if (failed_) throw Failure(Trouble::statement, "a statement failed and its closure went on");
  try {
    send(kCommit, {}, nullptr);
    settle();
  } catch (const Failure& failure) {
    if (failure.trouble() == Trouble::lost) throw CommitLost(transaction_);
    throw;
  }
  begun_ = false;
  if (tag_ != "COMMIT") throw Failure(Trouble::statement, "a statement failed before COMMIT");
}

void PgConnection::end_read() {
  if (!begun_) return;
  send(kCommit, {}, nullptr);
  need(PQpipelineSync(line_.get()));
  expected_.push_back({});
  if (PQflush(line_.get()) < 0) lose(PQerrorMessage(line_.get()));
  begun_ = false;
}

void PgConnection::rollback() noexcept {
  begin_wanted_ = false;
  if (!begun_ || lost_) return;
  try {
    try {
      settle();
    } catch (...) {
      if (lost_) return;
    }
    if (PQtransactionStatus(line_.get()) != PQTRANS_IDLE) {
      send(kRollback, {}, nullptr);
      settle();
    }
    begun_ = false;
    failed_ = false;
  } catch (...) {
    lost_ = true;
  }
}

}  // namespace db::postgres
