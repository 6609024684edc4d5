// Projects: who sees them, making and changing them.
#include <filesystem>

#include "base/cursor.h"
#include "catalogue/store.h"

namespace catalogue {

Catalogue::Catalogue(db::Database& db, accounts::Accounts& accounts, Events& events,
                     const Clock& clock, const Ids& ids)
    : db_(db), accounts_(accounts), events_(events), clock_(clock), ids_(ids) {}

std::unique_ptr<Catalogue> Catalogue::open(db::Database& db, accounts::Accounts& accounts,
                                           Events& events, const Clock& clock, const Ids& ids) {
  return std::make_unique<Catalogue>(db, accounts, events, clock, ids);
}

Error no_such(std::string_view field, std::string_view what) {
  return field_error(problems::kNotFound, std::string(field),
                     fmt::format("There is no such {}, or you are not a member of it.", what));
}

struct CodeAndName {
  std::string_view code;
  std::string_view name;
};
BOOST_DESCRIBE_STRUCT(CodeAndName, (), (code, name))
struct Changed : CodeAndName {
  std::vector<FieldChange> changes;
};
BOOST_DESCRIBE_STRUCT(Changed, (CodeAndName), (changes))

void Pen::record(std::string_view kind, std::string_view subject_id, const ProjectId& project_id,
                 std::string_view code, std::string_view name,
                 const std::vector<FieldChange>& changes) const {
  Event event;
  event.kind = kind;
  event.subject_id = subject_id;
  event.actor_id = actor.text;
  event.project_id = project_id.text;
  event.body = changes.empty() ? json::to_text(CodeAndName{code, name})
                               : json::to_text(Changed{{code, name}, changes});
  event.at_ms = now_ms;
  events.append(tx, event);
}

constexpr db::Sql<ProjectId> kFindProject{"catalogue.find_project", R"sql(
  SELECT id, code, name, route_word, section_word, time_zone, max_accuracy_m, max_line_distance_m,
         max_photo_distance_m, keep_originals, keep_days, archived_at_ms, version
  FROM projects WHERE id = $1
)sql"};
constexpr db::Sql<ProjectId, UserId> kIsMember{"catalogue.is_member", R"sql(
  SELECT id FROM members WHERE user_id = $2 AND project_id = $1 LIMIT 1
)sql"};

bool Catalogue::sees_project(db::Tx& tx, const Caller& caller, const ProjectId& id) {
  return caller.has(accounts::kAdmin) || tx.find<MemberId>(kIsMember, id, caller.user_id);
}

Result<Project> Catalogue::find_project(db::Tx& tx, const Caller& caller, const ProjectId& id) {
  auto project = tx.find<Project>(kFindProject, id);
  if (!project || !sees_project(tx, caller, id)) return no_such("project_id", "project");
  return *std::move(project);
}

Result<Project> Catalogue::get_project(const Caller& caller, const ProjectId& id) {
  return db_.read([&](db::Tx& tx) { return find_project(tx, caller, id); });
}

constexpr db::Sql<std::string, std::int64_t, bool> kListAllProjects{"catalogue.list_all_projects",
                                                                    R"sql(
  SELECT id, code, name, route_word, section_word, time_zone, max_accuracy_m, max_line_distance_m,
         max_photo_distance_m, keep_originals, keep_days, archived_at_ms, version
  FROM projects WHERE (archived_at_ms IS NULL OR $3) AND code > $1 ORDER BY code LIMIT $2
)sql"};
constexpr db::Sql<std::string, std::int64_t, UserId> kListProjects{"catalogue.list_projects",
                                                                   R"sql(
  SELECT id, code, name, route_word, section_word, time_zone, max_accuracy_m, max_line_distance_m,
         max_photo_distance_m, keep_originals, keep_days, archived_at_ms, version
  FROM projects
  WHERE archived_at_ms IS NULL AND code > $1
    AND id IN (SELECT project_id FROM members WHERE user_id = $3)
  ORDER BY code LIMIT $2
)sql"};

Result<Page<Project>> Catalogue::list_projects(const Caller& caller, const PageOf& page) {
  const std::string list_name = page.archived ? "all projects" : "projects";
  const auto after = read_cursor(list_name, 1, page.cursor);
  if (!after) return after.error();
  if (page.archived && !caller.has(accounts::kAdmin)) return error_of(problems::kDenied);
  return db_.read([&](db::Tx& tx) -> Result<Page<Project>> {
    const std::int64_t rows = page.limit + 1;
    auto projects = caller.has(accounts::kAdmin)
                        ? tx.list<Project>(kListAllProjects, after->front(), rows, page.archived)
                        : tx.list<Project>(kListProjects, after->front(), rows, caller.user_id);
    return page_of(std::move(projects), page.limit,
                   [&](const Project& last) { return write_cursor(list_name, {last.code}); });
  });
}

constexpr db::Sql<std::string> kProjectByCode{"catalogue.project_by_code", R"sql(
  SELECT id, code, name, route_word, section_word, time_zone, max_accuracy_m, max_line_distance_m,
         max_photo_distance_m, keep_originals, keep_days, archived_at_ms, version
  FROM projects WHERE code = $1
)sql"};

std::optional<Project> project_by_code(db::Tx& tx, const std::string& code) {
  return tx.find<Project>(kProjectByCode, code);
}

constexpr db::Sql<ProjectId> kLockProject{"catalogue.lock_project", R"sql(
  UPDATE projects SET version = version WHERE id = $1
)sql"};

bool lock_project(db::Tx& tx, const ProjectId& id) { return tx.exec(kLockProject, id) == 1; }

constexpr db::Sql<ProjectId, std::string, std::string, std::string, std::string, std::string,
                  std::optional<double>, std::optional<double>, std::optional<double>,
                  KeepOriginals, std::optional<std::int64_t>, std::int64_t>
    kInsertProject{"catalogue.insert_project", R"sql(
  INSERT INTO projects (id, code, name, route_word, section_word, time_zone, max_accuracy_m,
                        max_line_distance_m, max_photo_distance_m, keep_originals, keep_days,
                        created_at_ms, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)
  ON CONFLICT (code) DO NOTHING
)sql"};

bool insert_project(const Pen& pen, const Project& p) {
  if (pen.tx.exec(kInsertProject, p.id, p.code, p.name, p.route_word, p.section_word, p.time_zone,
                  p.max_accuracy_m, p.max_line_distance_m, p.max_photo_distance_m, p.keep_originals,
                  p.keep_days, pen.now_ms) == 0)
    return false;
  pen.record("project.created", p.id.text, p.id, p.code, p.name);
  return true;
}

constexpr db::Sql<ProjectId, std::string, std::string, std::string, std::string,
                  std::optional<double>, std::optional<double>, std::optional<double>,
                  KeepOriginals, std::optional<std::int64_t>>
    kUpdateProject{"catalogue.update_project", R"sql(
  UPDATE projects
  SET name = $2, route_word = $3, section_word = $4, time_zone = $5, max_accuracy_m = $6,
      max_line_distance_m = $7, max_photo_distance_m = $8, keep_originals = $9, keep_days = $10,
      version = version + 1
  WHERE id = $1
)sql"};

void update_project(const Pen& pen, const Project& before, const Project& p) {
  pen.tx.run(kUpdateProject, p.id, p.name, p.route_word, p.section_word, p.time_zone,
             p.max_accuracy_m, p.max_line_distance_m, p.max_photo_distance_m, p.keep_originals,
             p.keep_days);
  pen.record("project.changed", p.id.text, p.id, p.code, p.name, changes_between(before, p));
}

bool is_time_zone(std::string_view name) {
  if (name == "UTC") return true;
  const bool plain = name.find("..") == std::string_view::npos && !name.starts_with('/') &&
                     name.find_first_not_of(
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                         "0123456789_+-/") == std::string_view::npos;
  std::error_code ec;
  return plain && !name.empty() &&
         std::filesystem::is_regular_file("/usr/share/zoneinfo/" + std::string(name), ec);
}

Result<void> check_project(const Project& project) {
  if (project.keep_originals == KeepOriginals::days && !project.keep_days)
    return field_error(problems::kInvalid, "keep_days", "How many days? keep_originals says days.");
  return {};
}

Result<Project> Catalogue::create_project(const Caller& caller, Project project) {
  if (!is_time_zone(project.time_zone))
    return field_error(problems::kInvalid, "time_zone",
                       "This must be a time zone's IANA name, like Europe/Berlin.");
  if (const auto fine = check_project(project); !fine) return fine.error();
  project.id = ids_.next<ProjectTag>();
  project.version = 1;
  return db_.write([&](db::Tx& tx) -> Result<Project> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!insert_project(pen, project)) return field_error(kCodeTaken, "code", "Choose another.");
    return project;
  });
}

constexpr db::Sql<ProjectId, std::optional<std::int64_t>, bool> kArchiveProject{
    "catalogue.archive_project", R"sql(
  UPDATE projects SET archived_at_ms = $2, version = version + 1
  WHERE id = $1 AND (archived_at_ms IS NULL) = $3
)sql"};

Result<Project> Catalogue::change_project(const Caller& caller, const ProjectId& id,
                                          const Edit<Project>& edit) {
  return db_.write([&](db::Tx& tx) -> Result<Project> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    if (!lock_project(tx, id)) return no_such("id", "project");
    const auto before = tx.get<Project>(kFindProject, id);
    if (const auto fresh = check_seen(tx, edit.seen_version, before.version, "project", id.text);
        !fresh)
      return fresh.error();
    Project after = before;
    edit.apply(after);
    if (const auto fine = check_project(after); !fine) return fine.error();
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!changes_between(before, after).empty()) update_project(pen, before, after);
    if (edit.archived &&
        tx.exec(kArchiveProject, id, pen.archived_at(*edit.archived), *edit.archived) == 1)
      pen.record(*edit.archived ? "project.archived" : "project.restored", id.text, id, after.code,
                 after.name);
    note_new_names(tx);
    return tx.get<Project>(kFindProject, id);
  });
}

}  // namespace catalogue
