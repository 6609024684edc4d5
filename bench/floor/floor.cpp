// The bare work of a comment or a decision: its statements, prepared, in groups with one commit,
// and its answer copied to a socket. No HTTP, no JSON, no session, no limits, no log of requests:
// what no server with these tables can be cheaper than. Says microseconds of processor time for
// one, one line of JSON.
//   floor sqlite FILE comment|commentLogged|decision
//   floor postgres URL …     the library's side only; the caller reads PostgreSQL's
// commentLogged and decision write the event with it; a decision its counters too.
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
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kTimes = 4'000;
constexpr int kGroup = 40;    // closures in one commit, as with 50 connections
constexpr int kLines = 8;     // connections to PostgreSQL that write, of the server's twenty
constexpr int kAnswer = 959;  // bytes of the reply to a comment; a decision's is shorter
constexpr const char* kText = "Tape is missing at the joint.";

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

const std::string kHash(64, 'a');

// What is bound: a text, a number, or nothing.
struct Value {
  std::string text;
  enum { is_text, is_number, is_null } kind = is_text;
};
Value number(std::int64_t value) { return {std::to_string(value), Value::is_number}; }
const Value kNull{"", Value::is_null};

struct Photo {
  std::string id, project, section, route, checkpoint, stage, version;
};
constexpr const char* kPhotos =
    "SELECT p.id, p.project_id, p.section_id, s.route_id, p.checkpoint_id, p.stage, p.version"
    " FROM photos p"
    " JOIN sections s ON s.id = p.section_id"
    " WHERE p.status = 'pending' AND p.newest = TRUE AND p.extra = FALSE"
    " ORDER BY p.received_at_ms LIMIT 4000";
constexpr const char* kPerson = "SELECT id FROM users ORDER BY id LIMIT 1";

enum Which {
  insert_comment,
  insert_event,
  find_photo,
  advance_photo,
  insert_decision,
  add_to_section,
  add_to_route,
  add_to_person
};
constexpr std::array<const char*, 8> kStatements = {
    "INSERT INTO comments (id, photo_id, author_id, text, created_at_ms) VALUES ($1,$2,$3,$4,$5)",
    "INSERT INTO events (id, seq, at_ms, actor_id, kind, subject_id, project_id, body, hash, chain)"
    " VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
    "SELECT p.project_id, p.section_id, p.checkpoint_id, p.stage, p.owner_id, p.status, p.version,"
    " d.name, s.route_id FROM photos p JOIN sections s ON s.id = p.section_id"
    " LEFT JOIN users d ON d.id = p.decided_by WHERE p.id = $1",
    "UPDATE photos SET status = 'approved', decided_at_ms = $2, decided_by = $3,"
    " decision_comment = '', version = version + 1, revision = revision + 1"
    " WHERE id = $1 AND version = $4 AND status = 'pending' AND newest = TRUE",
    "INSERT INTO decisions (id, photo_id, reviewer_id, decision, comment, decided_at_ms)"
    " VALUES ($1,$2,$3,'approved',NULL,$4)",
    "UPDATE section_counters SET pending = pending - 1, approved = approved + 1"
    " WHERE section_id = $1 AND stage = $2",
    "UPDATE route_counters SET pending = pending - 1, approved = approved + 1,"
    " revision = revision + 1 WHERE route_id = $1 AND checkpoint_id = $2",
    "INSERT INTO person_counters (project_id, user_id, taken, approved, retake, nonconforming)"
    " VALUES ($1,$2,0,1,0,0) ON CONFLICT (project_id, user_id)"
    " DO UPDATE SET approved = person_counters.approved + 1"};

enum class Work { comment, comment_logged, decision };

Work work_of(const std::string& name) {
  if (name == "comment") return Work::comment;
  if (name == "commentLogged") return Work::comment_logged;
  if (name == "decision") return Work::decision;
  fail("no such work: " + name);
}

// Runs a statement. On PostgreSQL it is only sent.
using Run = std::function<void(Which, const std::vector<Value>&)>;

// `seq`: the number of the event where it is numbered at once.
void do_one(const Run& run, Work work, int n, const Photo& photo, const std::string& person,
            const Value& seq) {
  const auto id = id_of(n, "c00");
  const auto log = [&](const char* kind, const std::string& body) {
    const bool numbered = seq.kind == Value::is_number;
    run(insert_event, {{id_of(n, "e00")},
                       seq,
                       number(n),
                       {person},
                       {kind},
                       {photo.id},
                       {photo.project},
                       {body},
                       {kHash},
                       numbered ? Value{kHash} : kNull});
  };
  if (work != Work::decision) {
    run(insert_comment, {{id}, {photo.id}, {person}, {kText}, number(n)});
    if (work == Work::comment_logged)
      log("photo.commented", R"({"comment_id":")" + id + R"(","text":")" + kText + "\"}");
    return;
  }
  run(find_photo, {{photo.id}});
  run(advance_photo, {{photo.id}, number(n), {person}, {photo.version, Value::is_number}});
  log("photo.approved", R"({"from":"pending","to":"approved","comment":"","version":2})");
  run(insert_decision, {{id}, {photo.id}, {person}, number(n)});
  run(add_to_section, {{photo.section}, {photo.stage}});
  run(add_to_route, {{photo.route}, {photo.checkpoint}});
  run(add_to_person, {{photo.project}, {person}});
}

// A decided photo is not decided again; comments are spread over the photos.
std::size_t place_of(int n, Work work, std::size_t photos) {
  const auto at = static_cast<std::size_t>(n);
  if (work == Work::decision && at >= photos) fail("too few photos wait");
  return work == Work::decision ? at : at * 769 % photos;
}

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
  // The rows of a query that binds nothing, as texts.
  std::vector<std::vector<std::string>> list(const char* sql) {
    std::vector<std::vector<std::string>> rows;
    auto* const query = prepare(sql);
    while (sqlite3_step(query) == SQLITE_ROW) {
      auto& row = rows.emplace_back();
      for (int at = 0; at < sqlite3_column_count(query); ++at)
        row.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query, at)));
    }
    sqlite3_finalize(query);
    return rows;
  }
  void step(Which which, const std::vector<Value>& values) {
    auto*& statement = prepared_[which];
    if (!statement) statement = prepare(kStatements[which]);
    for (int at = 1; const Value& value : values) {
      if (value.kind == Value::is_number) {
        sqlite3_bind_int64(statement, at, std::atoll(value.text.c_str()));
      } else if (value.kind == Value::is_text) {
        sqlite3_bind_text(statement, at, value.text.data(), static_cast<int>(value.text.size()),
                          SQLITE_STATIC);
      }
      ++at;
    }
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) ++rows_;
    if (code != SQLITE_DONE) fail(sqlite3_errmsg(db_));
    if (sqlite3_stmt_readonly(statement) == 0 && sqlite3_changes(db_) != 1)
      fail(std::string("nothing changed: ") + kStatements[which]);
    sqlite3_reset(statement);
  }

 private:
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
  sqlite3* db_ = nullptr;
  std::array<sqlite3_stmt*, kStatements.size()> prepared_{};
  std::int64_t rows_ = 0;
};

std::vector<Photo> photos_of(const std::vector<std::vector<std::string>>& rows) {
  std::vector<Photo> photos;
  for (const auto& row : rows)
    photos.push_back({row[0], row[1], row[2], row[3], row[4], row[5], row[6]});
  if (photos.empty()) fail("no photo waits");
  return photos;
}

double on_sqlite(const char* file, Work work) {
  Sqlite db(file);
  const auto photos = photos_of(db.list(kPhotos));
  const auto person = db.list(kPerson)[0][0];
  const auto last = std::atoll(db.list("SELECT seq FROM event_chain")[0][0].c_str());
  const Run run = [&](Which which, const std::vector<Value>& values) { db.step(which, values); };
  Ear ear;
  const double began = cpu_us();
  for (int n = 0; n < kTimes;) {
    db.run("BEGIN IMMEDIATE");
    for (int k = 0; k < kGroup; ++k, ++n)
      do_one(run, work, n, photos[place_of(n, work, photos.size())], person, number(last + n + 1));
    db.run("COMMIT");
    for (int k = 0; k < kGroup; ++k) ear.answer();
  }
  return (cpu_us() - began) / kTimes;
}

using Answer = std::unique_ptr<PGresult, void (*)(PGresult*)>;

class Line {
 public:
  explicit Line(const char* url) : line_(PQconnectdb(url)) {
    if (PQstatus(line_) != CONNECTION_OK) fail(PQerrorMessage(line_));
    list("SET plan_cache_mode = force_generic_plan");
  }
  ~Line() { PQfinish(line_); }
  Line(const Line&) = delete;

  std::vector<std::vector<std::string>> list(const char* sql) {
    const Answer answer(PQexec(line_, sql), PQclear);
    check(answer.get());
    std::vector<std::vector<std::string>> rows;
    for (int n = 0; n < PQntuples(answer.get()); ++n) {
      auto& row = rows.emplace_back();
      for (int at = 0; at < PQnfields(answer.get()); ++at)
        row.emplace_back(PQgetvalue(answer.get(), n, at));
    }
    return rows;
  }
  void begin_sending() {
    for (std::size_t n = 0; n < kStatements.size(); ++n)
      check(
          Answer(PQprepare(line_, name_of(n).c_str(), kStatements[n], 0, nullptr), PQclear).get());
    for (const char* word : {"BEGIN", "COMMIT"})
      check(Answer(PQprepare(line_, word, word, 0, nullptr), PQclear).get());
    PQenterPipelineMode(line_);
  }
  void send(const char* name) { PQsendQueryPrepared(line_, name, 0, nullptr, nullptr, nullptr, 1); }
  void send(Which which, const std::vector<Value>& values) {
    std::vector<const char*> texts;
    for (const Value& value : values)
      texts.push_back(value.kind == Value::is_null ? nullptr : value.text.c_str());
    PQsendQueryPrepared(line_, name_of(which).c_str(), static_cast<int>(texts.size()), texts.data(),
                        nullptr, nullptr, 1);
  }
  // Waits for all that was sent.
  void end() {
    PQpipelineSync(line_);
    for (;;)
      while (const Answer answer{PQgetResult(line_), PQclear}) {
        check(answer.get());
        if (PQresultStatus(answer.get()) == PGRES_PIPELINE_SYNC) return;
      }
  }

 private:
  static std::string name_of(std::size_t n) { return "s" + std::to_string(n); }
  static void check(const PGresult* answer) {
    if (PQresultStatus(answer) == PGRES_FATAL_ERROR) fail(PQresultErrorMessage(answer));
  }
  PGconn* line_;
};

// One of the lines that share PostgreSQL's commits. Each does its work in one journey: nothing is
// cheaper.
double on_line(const char* url, Work work, int line_number) {
  Line line(url);
  const auto photos = photos_of(line.list(kPhotos));
  const auto person = line.list(kPerson)[0][0];
  const Run run = [&](Which which, const std::vector<Value>& values) { line.send(which, values); };
  line.begin_sending();
  Ear ear;
  const double began = cpu_us();
  for (int n = line_number; n < kTimes; n += kLines) {
    line.send("BEGIN");
    do_one(run, work, n, photos[place_of(n, work, photos.size())], person, kNull);
    line.send("COMMIT");
    line.end();
    ear.answer();
  }
  return cpu_us() - began;
}

double on_postgres(const char* url, Work work) {
  std::array<double, kLines> took{};
  std::vector<std::jthread> lines;
  for (int n = 0; n < kLines; ++n)
    lines.emplace_back([&, n] { took[static_cast<std::size_t>(n)] = on_line(url, work, n); });
  lines.clear();
  return std::accumulate(took.begin(), took.end(), 0.0) / kTimes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const Work work = work_of(argv[3]);
  const bool sqlite = std::string(argv[1]) == "sqlite";
  std::printf("{\"us\":%.2f,\"times\":%d}\n",
              sqlite ? on_sqlite(argv[2], work) : on_postgres(argv[2], work), kTimes);
}
