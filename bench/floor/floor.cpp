// The bare work of a comment: its statements, prepared, in groups with one commit, and its answer
// copied to a socket. No HTTP, no JSON, no session, no limits, no log: what no server of ours can
// be cheaper than. Says microseconds of processor time per comment, one line of JSON.
//   floor sqlite FILE event|bare
//   floor postgres URL event|bare       the library's side only; the caller reads PostgreSQL's
#include <libpq-fe.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kComments = 20'000;
constexpr int kGroup = 40;    // closures in one commit, as with 50 connections
constexpr int kLines = 8;     // connections to PostgreSQL that write, of the server's twenty
constexpr int kAnswer = 959;  // bytes of the reply to a comment
constexpr const char* kText = "Tape is missing at the joint.";
constexpr const char* kInsertComment =
    "INSERT INTO comments (id, photo_id, author_id, text, created_at_ms) VALUES ($1,$2,$3,$4,$5)";
constexpr const char* kInsertEvent =
    "INSERT INTO events (id, seq, at_ms, actor_id, kind, subject_id, project_id, body, hash, chain)"
    " VALUES ($1,$2,$3,$4,'photo.commented',$5,NULL,$6,$7,$8)";

[[noreturn]] void fail(const std::string& why) { throw std::runtime_error(why); }

double cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// As the server's ids: later ones are greater.
std::string id_of(int n, const char* salt) {
  char text[64];
  const auto at_ms = static_cast<long long>(std::time(nullptr)) * 1000 + n % 1000;
  std::snprintf(text, sizeof text, "%08llx-%04llx-7%s-8000-%012x", at_ms >> 16, at_ms & 0xffff,
                salt, n);
  return text;
}

std::string body_of(const std::string& id) {
  return R"({"comment_id":")" + id + R"(","text":")" + kText + "\"}";
}

const std::string kHash(64, 'a');

// A client that takes what it is told, on loopback.
class Ear {
 public:
  Ear() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener, 1) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      fail("no socket");
    out_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(out_, reinterpret_cast<sockaddr*>(&address), size) != 0) fail("no connection");
    in_ = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    thread_ = std::thread([this] {
      std::array<char, 65'536> bytes;
      while (::read(in_, bytes.data(), bytes.size()) > 0) {
      }
    });
  }
  ~Ear() {
    ::close(out_);
    thread_.join();
    ::close(in_);
  }
  void answer() {
    if (::send(out_, answer_.data(), answer_.size(), 0) < 0) fail("send");
  }

 private:
  const std::string answer_ = std::string(kAnswer, 'x');
  int out_ = -1, in_ = -1;
  std::thread thread_;
};

struct Rows {
  std::vector<std::string> photos;
  std::string author;
  std::int64_t seq = 0;
};

class Sqlite {
 public:
  explicit Sqlite(const char* file) {
    if (sqlite3_open(file, &db_) != SQLITE_OK) fail(sqlite3_errmsg(db_));
    for (const char* pragma : {"journal_mode=WAL", "synchronous=FULL", "cache_size=-64000",
                               "wal_autocheckpoint=4000", "foreign_keys=ON"})
      run(std::string("PRAGMA ") + pragma);
  }
  void run(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      fail(sqlite3_errmsg(db_));
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    std::string text = sql;
    for (char& c : text)
      if (c == '$') c = '?';
    if (sqlite3_prepare_v3(db_, text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
        SQLITE_OK)
      fail(sqlite3_errmsg(db_));
    return statement;
  }
  Rows rows() {
    Rows rows;
    auto* photos = prepare("SELECT id FROM photos ORDER BY sha256 LIMIT 2000");
    while (sqlite3_step(photos) == SQLITE_ROW) rows.photos.emplace_back(text(photos));
    sqlite3_finalize(photos);
    auto* author = prepare("SELECT id, (SELECT seq FROM event_chain) FROM users LIMIT 1");
    sqlite3_step(author);
    rows.author = text(author);
    rows.seq = sqlite3_column_int64(author, 1);
    sqlite3_finalize(author);
    return rows;
  }
  void step(sqlite3_stmt* statement, const std::vector<std::string>& texts, std::int64_t number,
            int number_at, std::int64_t second = 0, int second_at = 0) {
    int at = 0;
    for (const auto& value : texts) {
      ++at;
      if (at == number_at) sqlite3_bind_int64(statement, at++, number);
      if (at == second_at) sqlite3_bind_int64(statement, at++, second);
      sqlite3_bind_text(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    }
    if (number_at > at) sqlite3_bind_int64(statement, number_at, number);
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_errmsg(db_));
    sqlite3_reset(statement);
  }

 private:
  static const char* text(sqlite3_stmt* row) {
    return reinterpret_cast<const char*>(sqlite3_column_text(row, 0));
  }
  sqlite3* db_ = nullptr;
};

double on_sqlite(const char* file, bool with_event) {
  Sqlite db(file);
  const Rows rows = db.rows();
  auto* comment = db.prepare(kInsertComment);
  auto* event = db.prepare(kInsertEvent);
  Ear ear;
  const double began = cpu_us();
  for (int n = 0; n < kComments;) {
    db.run("BEGIN IMMEDIATE");
    for (int k = 0; k < kGroup; ++k, ++n) {
      const auto& photo = rows.photos[static_cast<std::size_t>(n * 769) % rows.photos.size()];
      const auto id = id_of(n, "c00");
      db.step(comment, {id, photo, rows.author, kText}, n, 5);
      if (with_event)
        db.step(event, {id_of(n, "e00"), rows.author, photo, body_of(id), kHash, kHash},
                rows.seq + n + 1, 2, n, 3);
    }
    db.run("COMMIT");
    for (int k = 0; k < kGroup; ++k) ear.answer();
  }
  return (cpu_us() - began) / kComments;
}

using Answer = std::unique_ptr<PGresult, void (*)(PGresult*)>;

// One of the lines that share PostgreSQL's commits. A comment is one journey: nothing is cheaper.
double on_line(const char* url, bool with_event, int line_number) {
  PGconn* const line = PQconnectdb(url);
  if (PQstatus(line) != CONNECTION_OK) fail(PQerrorMessage(line));
  const auto run = [&](const std::string& sql) {
    Answer answer(PQexec(line, sql.c_str()), PQclear);
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK &&
        PQresultStatus(answer.get()) != PGRES_TUPLES_OK)
      fail(PQerrorMessage(line));
    return answer;
  };
  run("SET plan_cache_mode = force_generic_plan");
  const auto photos = run("SELECT id FROM photos ORDER BY sha256 LIMIT 2000");
  const auto author = run("SELECT id FROM users LIMIT 1");
  const char* const who = PQgetvalue(author.get(), 0, 0);
  Answer(PQprepare(line, "comment", kInsertComment, 5, nullptr), PQclear);
  Answer(PQprepare(line, "event", kInsertEvent, 8, nullptr), PQclear);
  Answer(PQprepare(line, "begin", "BEGIN", 0, nullptr), PQclear);
  Answer(PQprepare(line, "commit", "COMMIT", 0, nullptr), PQclear);
  PQenterPipelineMode(line);
  Ear ear;
  const auto send = [&](const char* name, const std::vector<const char*>& values) {
    PQsendQueryPrepared(line, name, static_cast<int>(values.size()), values.data(), nullptr,
                        nullptr, 1);
  };
  const double began = cpu_us();
  for (int n = line_number; n < kComments; n += kLines) {
    const char* const photo = PQgetvalue(photos.get(), n * 769 % PQntuples(photos.get()), 0);
    const auto id = id_of(n, "c01");
    const auto event_id = id_of(n, "e01");
    const auto body = body_of(id);
    const auto at = std::to_string(n);
    send("begin", {});
    send("comment", {id.c_str(), photo, who, kText, at.c_str()});
    if (with_event)
      send("event", {event_id.c_str(), nullptr, at.c_str(), who, photo, body.c_str(), kHash.c_str(),
                     nullptr});
    send("commit", {});
    PQpipelineSync(line);
    for (bool ended = false; !ended;)
      while (const Answer answer{PQgetResult(line), PQclear}) {
        const auto status = PQresultStatus(answer.get());
        if (status == PGRES_FATAL_ERROR) fail(PQresultErrorMessage(answer.get()));
        if ((ended = status == PGRES_PIPELINE_SYNC)) break;
      }
    ear.answer();
  }
  const double took = cpu_us() - began;
  PQfinish(line);
  return took;
}

double on_postgres(const char* url, bool with_event) {
  std::array<double, kLines> took{};
  std::vector<std::jthread> lines;
  for (int n = 0; n < kLines; ++n)
    lines.emplace_back([&, n] { took[static_cast<std::size_t>(n)] = on_line(url, with_event, n); });
  lines.clear();
  return std::accumulate(took.begin(), took.end(), 0.0) / kComments;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const bool with_event = std::string(argv[3]) == "event";
  const bool sqlite = std::string(argv[1]) == "sqlite";
  std::printf("{\"us\":%.2f,\"comments\":%d}\n",
              sqlite ? on_sqlite(argv[2], with_event) : on_postgres(argv[2], with_event),
              kComments);
}
