// Ids of events grow with time, so they are the key of every list here. Each way in is a statement
// of its own on an index; what else is asked is looked at row by row, within a budget.
#include "server/audit.h"

#include "accounts/accounts.h"
#include "base/cursor.h"
#include "base/limits.h"
#include "limits/limits.h"

namespace server {
namespace {

constexpr http::Access kAdmins{true, accounts::kAdmin, "admin"};
constexpr std::int64_t kResidualRows = 2'000;  // looked at for one page
// An event's own time is when its transaction began; its id was made up to this much later.
constexpr std::int64_t kIdAheadMs = 60'000;

struct AuditQuery {
  std::optional<Text<1, 64>> project_id;
  std::optional<Text<1, 60>> kind;
  std::optional<Text<1, 64>> actor_id;
  std::optional<Text<1, 64>> subject_id;
  std::optional<Number<0, 1LL << 47>> from_ms;  // from then on
  std::optional<Number<0, 1LL << 47>> to_ms;    // before then
  std::optional<Number<1, ceilings::kPageMax>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (),
                      (project_id, kind, actor_id, subject_id, from_ms, to_ms, limit, cursor))

struct AuditEntry {
  std::string id;
  std::optional<std::int64_t> seq;  // null: not sealed yet
  std::int64_t at_ms = 0;
  std::string kind;
  std::string subject_id;
  std::optional<std::string> project_id;
  std::optional<std::string> actor_id;  // null: the program itself
  std::optional<std::string> actor_name;
  std::optional<std::string> actor_email;
  json::Raw body;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (id, seq, at_ms, kind, subject_id, project_id, actor_id, actor_name,
                       actor_email, body))

// Before this id, not before that one, so many. Written as a span of the index: with an equality
// PostgreSQL may walk the primary key backwards instead, past everything of others.
template <class... Key>
using List = db::Sql<std::string, std::string, std::int64_t, Key...>;

constexpr List<std::string> kOfSubject{"audit.of_subject", R"sql(
  SELECT e.id AS id, e.seq AS seq, e.at_ms AS at_ms, e.kind AS kind, e.subject_id AS subject_id,
         e.project_id AS project_id, e.actor_id AS actor_id, u.name AS actor_name,
         u.email AS actor_email, e.body AS body
  FROM events e LEFT JOIN users u ON u.id = e.actor_id
  WHERE (e.subject_id, e.id) < ($4, $1) AND (e.subject_id, e.id) >= ($4, $2)
  ORDER BY e.subject_id DESC, e.id DESC LIMIT $3
)sql"};
constexpr List<std::string> kOfActor{"audit.of_actor", R"sql(
  SELECT e.id AS id, e.seq AS seq, e.at_ms AS at_ms, e.kind AS kind, e.subject_id AS subject_id,
         e.project_id AS project_id, e.actor_id AS actor_id, u.name AS actor_name,
         u.email AS actor_email, e.body AS body
  FROM events e LEFT JOIN users u ON u.id = e.actor_id
  WHERE (e.actor_id, e.id) < ($4, $1) AND (e.actor_id, e.id) >= ($4, $2)
  ORDER BY e.actor_id DESC, e.id DESC LIMIT $3
)sql"};
constexpr List<std::string> kOfKind{"audit.of_kind", R"sql(
  SELECT e.id AS id, e.seq AS seq, e.at_ms AS at_ms, e.kind AS kind, e.subject_id AS subject_id,
         e.project_id AS project_id, e.actor_id AS actor_id, u.name AS actor_name,
         u.email AS actor_email, e.body AS body
  FROM events e LEFT JOIN users u ON u.id = e.actor_id
  WHERE (e.kind, e.id) < ($4, $1) AND (e.kind, e.id) >= ($4, $2)
  ORDER BY e.kind DESC, e.id DESC LIMIT $3
)sql"};
constexpr List<std::string> kOfProject{"audit.of_project", R"sql(
  SELECT e.id AS id, e.seq AS seq, e.at_ms AS at_ms, e.kind AS kind, e.subject_id AS subject_id,
         e.project_id AS project_id, e.actor_id AS actor_id, u.name AS actor_name,
         u.email AS actor_email, e.body AS body
  FROM events e LEFT JOIN users u ON u.id = e.actor_id
  WHERE (e.project_id, e.id) < ($4, $1) AND (e.project_id, e.id) >= ($4, $2)
  ORDER BY e.project_id DESC, e.id DESC LIMIT $3
)sql"};
constexpr List<> kOfAll{"audit.of_all", R"sql(
  SELECT e.id AS id, e.seq AS seq, e.at_ms AS at_ms, e.kind AS kind, e.subject_id AS subject_id,
         e.project_id AS project_id, e.actor_id AS actor_id, u.name AS actor_name,
         u.email AS actor_email, e.body AS body
  FROM events e LEFT JOIN users u ON u.id = e.actor_id
  WHERE e.id < $1 AND e.id >= $2 ORDER BY e.id DESC LIMIT $3
)sql"};

// The fewest rows first: one thing's, one person's; a kind before a project, as most installations
// have many kinds and few projects.
std::vector<AuditEntry> read_chunk(db::Tx& tx, const AuditQuery& in, const std::string& before,
                                   const std::string& not_before, std::int64_t rows) {
  const auto list = [&](const List<std::string>& sql, const std::string& key) {
    return tx.list<AuditEntry>(sql, before, not_before, rows, key);
  };
  if (in.subject_id) return list(kOfSubject, *in.subject_id);
  if (in.actor_id) return list(kOfActor, *in.actor_id);
  if (in.kind) return list(kOfKind, *in.kind);
  if (in.project_id) return list(kOfProject, *in.project_id);
  return tx.list<AuditEntry>(kOfAll, before, not_before, rows);
}

bool passes(const AuditEntry& entry, const AuditQuery& in) {
  const auto fits = [](const auto& wanted, const std::optional<std::string>& is) {
    return !wanted || (is && wanted->value == *is);
  };
  return fits(in.subject_id, entry.subject_id) && fits(in.actor_id, entry.actor_id) &&
         fits(in.kind, entry.kind) && fits(in.project_id, entry.project_id) &&
         (!in.from_ms || entry.at_ms >= *in.from_ms) && (!in.to_ms || entry.at_ms < *in.to_ms);
}

// How the id of a UUIDv7 made at this time begins.
std::string id_at(std::int64_t ms) {
  return fmt::format("{:08x}-{:04x}", std::max<std::int64_t>(ms, 0) >> 16, ms & 0xffff);
}

std::string name_of_list(const AuditQuery& in) {
  const auto part = [](const auto& text) { return text ? std::string_view(text->value) : "*"; };
  return fmt::format("audit {} {} {} {} {} {}", part(in.project_id), part(in.kind),
                     part(in.actor_id), part(in.subject_id), in.from_ms ? in.from_ms->value : -1,
                     in.to_ms ? in.to_ms->value : -1);
}

Page<AuditEntry> read_page(db::Tx& tx, const AuditQuery& in, const std::string& list,
                           std::string before) {
  const std::string not_before = in.from_ms ? id_at(*in.from_ms - kIdAheadMs) : "";
  const auto wanted = static_cast<std::size_t>(in.limit ? in.limit->value : ceilings::kPageDefault);
  Page<AuditEntry> page;
  for (std::int64_t looked_at = 0; looked_at < kResidualRows;) {
    const auto rows =
        std::min<std::int64_t>(static_cast<std::int64_t>(wanted) + 1, kResidualRows - looked_at);
    auto chunk = read_chunk(tx, in, before, not_before, rows);
    looked_at += static_cast<std::int64_t>(chunk.size());
    const bool is_last = static_cast<std::int64_t>(chunk.size()) < rows;
    for (AuditEntry& entry : chunk) {
      if (passes(entry, in)) {
        if (page.items.size() == wanted) {
          page.next = write_cursor(list, {before});
          return page;
        }
        page.items.push_back(entry);
      }
      before = std::move(entry.id);
    }
    if (is_last) return page;
  }
  page.next = write_cursor(list, {before});
  return page;
}

Result<Page<AuditEntry>> list_events(db::Database& database, const AuditQuery& in) {
  const auto list = name_of_list(in);
  const auto after = read_cursor(list, 1, in.cursor);
  if (!after) return after.error();
  const std::string before = in.cursor  ? after->front()
                             : in.to_ms ? id_at(*in.to_ms + kIdAheadMs)
                                        : "~";
  return database.read(
      [&](db::Tx& tx) -> Result<Page<AuditEntry>> { return read_page(tx, in, list, before); });
}

}  // namespace

void Audit::add_routes(http::Router& router) {
  router.add(http::Method::get, "/api/audit", kAdmins, limits::api, http::Weight::wait,
             [this](const Caller&, const AuditQuery& in) { return list_events(database_, in); });
}

}  // namespace server
