// Work types of a project.
#include "catalogue/store.h"

namespace catalogue {

constexpr db::Sql<ProjectId> kWorkTypesOf{"catalogue.work_types_of", R"sql(
  SELECT id, project_id, code, name, position, version
  FROM work_types WHERE project_id = $1 ORDER BY position, id
)sql"};

std::vector<WorkType> work_types_of(db::Tx& tx, const ProjectId& project_id) {
  return tx.list<WorkType>(kWorkTypesOf, project_id);
}

Result<Items<WorkType>> Catalogue::list_work_types(const Caller& caller,
                                                   const ProjectId& project_id) {
  return db_.read([&](db::Tx& tx) -> Result<Items<WorkType>> {
    if (const auto seen = find_project(tx, caller, project_id); !seen) return seen.error();
    return Items<WorkType>{work_types_of(tx, project_id)};
  });
}

constexpr db::Sql<WorkTypeId, ProjectId, std::string, std::string, std::int64_t> kInsertWorkType{
    "catalogue.insert_work_type", R"sql(
  INSERT INTO work_types (id, project_id, code, name, position, version)
  VALUES ($1, $2, $3, $4, $5, 1)
  ON CONFLICT (project_id, code) DO NOTHING
)sql"};

bool insert_work_type(const Pen& pen, const WorkType& w) {
  if (pen.tx.exec(kInsertWorkType, w.id, w.project_id, w.code, w.name, w.position) == 0)
    return false;
  pen.record("work_type.created", w.id.text, w.project_id, w.code, w.name);
  return true;
}

constexpr db::Sql<WorkTypeId, std::string, std::int64_t> kUpdateWorkType{
    "catalogue.update_work_type", R"sql(
  UPDATE work_types SET name = $2, position = $3, version = version + 1 WHERE id = $1
)sql"};

void update_work_type(const Pen& pen, const WorkType& before, const WorkType& w) {
  pen.tx.run(kUpdateWorkType, w.id, w.name, w.position);
  pen.record("work_type.changed", w.id.text, w.project_id, w.code, w.name,
             changes_between(before, w));
}

constexpr db::Sql<ProjectId> kNextWorkTypePosition{"catalogue.next_work_type_position", R"sql(
  SELECT COALESCE(MAX(position), 0) + 1 FROM work_types WHERE project_id = $1
)sql"};

Result<WorkType> Catalogue::create_work_type(const Caller& caller, WorkType work_type) {
  work_type.id = ids_.next<WorkTypeTag>();
  return db_.write([&](db::Tx& tx) -> Result<WorkType> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    if (!lock_project(tx, work_type.project_id)) return no_such("project_id", "project");
    WorkType made = work_type;
    if (made.position == 0)
      made.position = tx.get<std::int64_t>(kNextWorkTypePosition, made.project_id);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!insert_work_type(pen, made)) return field_error(kCodeTaken, "code", "Choose another.");
    return made;
  });
}

constexpr db::Sql<WorkTypeId> kFindWorkType{"catalogue.find_work_type", R"sql(
  SELECT id, project_id, code, name, position, version FROM work_types WHERE id = $1
)sql"};

Result<WorkType> Catalogue::change_work_type(const Caller& caller, const WorkTypeId& id,
                                             const Edit<WorkType>& edit) {
  return db_.write([&](db::Tx& tx) -> Result<WorkType> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    const auto found = tx.find<WorkType>(kFindWorkType, id);
    if (!found || !lock_project(tx, found->project_id)) return no_such("id", "work type");
    const auto before = tx.get<WorkType>(kFindWorkType, id);  // under the lock
    if (const auto fresh = check_seen(tx, edit.seen_version, before.version, "work_type", id.text);
        !fresh)
      return fresh.error();
    WorkType after = before;
    edit.apply(after);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!changes_between(before, after).empty()) update_work_type(pen, before, after);
    note_new_names(tx);
    return tx.get<WorkType>(kFindWorkType, id);
  });
}

}  // namespace catalogue
