// Checkpoints and their versions: a photo keeps the version it was taken for.
#include "catalogue/store.h"

namespace catalogue {

constexpr db::Sql<CheckpointId> kFindCheckpoint{"catalogue.find_checkpoint", R"sql(
  SELECT c.id AS id, c.project_id AS project_id, c.work_type_id AS work_type_id,
         w.name AS work_type_name, c.code AS code, v.name AS name, v.guidance AS guidance,
         v.stage AS stage, v.photos_due AS photos_due, v.spacing_m AS spacing_m,
         v.hold_point AS hold_point, v.version AS version, c.position AS position,
         c.retired_at_ms AS archived_at_ms, c.picture_id AS picture_id
  FROM checkpoints c
  JOIN checkpoint_versions v ON v.checkpoint_id = c.id AND v.version = c.version
  JOIN work_types w ON w.id = c.work_type_id
  WHERE c.id = $1
)sql"};
constexpr db::Sql<CheckpointId, std::int64_t> kFindCheckpointVersion{
    "catalogue.find_checkpoint_version", R"sql(
  SELECT c.id AS id, c.project_id AS project_id, c.work_type_id AS work_type_id,
         w.name AS work_type_name, c.code AS code, v.name AS name, v.guidance AS guidance,
         v.stage AS stage, v.photos_due AS photos_due, v.spacing_m AS spacing_m,
         v.hold_point AS hold_point, v.version AS version, c.position AS position,
         c.retired_at_ms AS archived_at_ms, c.picture_id AS picture_id
  FROM checkpoints c
  JOIN checkpoint_versions v ON v.checkpoint_id = c.id
  JOIN work_types w ON w.id = c.work_type_id
  WHERE c.id = $1 AND v.version = $2
)sql"};

Result<Checkpoint> Catalogue::find_checkpoint(db::Tx& tx, const CheckpointId& id,
                                              std::optional<std::int64_t> version) {
  auto checkpoint = version ? tx.find<Checkpoint>(kFindCheckpointVersion, id, *version)
                            : tx.find<Checkpoint>(kFindCheckpoint, id);
  if (!checkpoint) return no_such("checkpoint_id", "checkpoint");
  return *std::move(checkpoint);
}

constexpr db::Sql<ProjectId, bool> kListCheckpoints{"catalogue.list_checkpoints", R"sql(
  SELECT c.id AS id, c.project_id AS project_id, c.work_type_id AS work_type_id,
         w.name AS work_type_name, c.code AS code, v.name AS name, v.guidance AS guidance,
         v.stage AS stage, v.photos_due AS photos_due, v.spacing_m AS spacing_m,
         v.hold_point AS hold_point, v.version AS version, c.position AS position,
         c.retired_at_ms AS archived_at_ms, c.picture_id AS picture_id
  FROM checkpoints c
  JOIN checkpoint_versions v ON v.checkpoint_id = c.id AND v.version = c.version
  JOIN work_types w ON w.id = c.work_type_id
  WHERE c.project_id = $1 AND (c.retired_at_ms IS NULL OR $2)
  ORDER BY w.position, w.id, c.position, c.id
)sql"};

std::vector<Checkpoint> Catalogue::list_checkpoints(db::Tx& tx, const ProjectId& project_id) {
  return tx.list<Checkpoint>(kListCheckpoints, project_id, false);
}

std::vector<Checkpoint> checkpoints_of(db::Tx& tx, const ProjectId& project_id) {
  return tx.list<Checkpoint>(kListCheckpoints, project_id, true);
}

Result<Items<Checkpoint>> Catalogue::get_checklist(const Caller& caller,
                                                   const ProjectId& project_id, bool archived) {
  if (archived && !caller.has(accounts::kAdmin)) return error_of(problems::kDenied);
  return db_.read([&](db::Tx& tx) -> Result<Items<Checkpoint>> {
    if (const auto seen = find_project(tx, caller, project_id); !seen) return seen.error();
    return Items<Checkpoint>{archived ? checkpoints_of(tx, project_id)
                                      : list_checkpoints(tx, project_id)};
  });
}

constexpr db::Sql<CheckpointId, ProjectId, WorkTypeId, std::string, std::int64_t> kInsertCheckpoint{
    "catalogue.insert_checkpoint", R"sql(
  INSERT INTO checkpoints (id, project_id, work_type_id, code, version, position)
  VALUES ($1, $2, $3, $4, 1, $5)
  ON CONFLICT (project_id, code) DO NOTHING
)sql"};
constexpr db::Sql<CheckpointId, std::int64_t, std::string, std::string, Stage, std::int64_t,
                  std::optional<double>, bool, std::int64_t, UserId>
    kInsertVersion{"catalogue.insert_checkpoint_version", R"sql(
  INSERT INTO checkpoint_versions (checkpoint_id, version, name, guidance, stage, photos_due,
                                   spacing_m, hold_point, created_at_ms, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql"};

namespace {
void insert_version(const Pen& pen, const Checkpoint& c) {
  pen.tx.run(kInsertVersion, c.id, c.version, c.name, c.guidance, c.stage, c.photos_due,
             c.spacing_m, c.hold_point, pen.now_ms, pen.actor);
}

bool asks_for_the_same(const Checkpoint& a, const Checkpoint& b) {
  return a.name == b.name && a.guidance == b.guidance && a.stage == b.stage &&
         a.photos_due == b.photos_due && a.spacing_m == b.spacing_m && a.hold_point == b.hold_point;
}
}  // namespace

bool is_as_many(const Checkpoint& a, const Checkpoint& b) {
  return a.stage == b.stage && a.photos_due == b.photos_due && a.spacing_m == b.spacing_m;
}

bool insert_checkpoint(const Pen& pen, const Checkpoint& c) {
  if (pen.tx.exec(kInsertCheckpoint, c.id, c.project_id, c.work_type_id, c.code, c.position) == 0)
    return false;
  insert_version(pen, c);
  pen.record("checkpoint.created", c.id.text, c.project_id, c.code, c.name);
  return true;
}

constexpr db::Sql<CheckpointId, WorkTypeId, std::int64_t, std::int64_t> kUpdateCheckpoint{
    "catalogue.update_checkpoint", R"sql(
  UPDATE checkpoints SET work_type_id = $2, version = $3, position = $4 WHERE id = $1
)sql"};

void update_checkpoint(const Pen& pen, const Checkpoint& before, Checkpoint& after) {
  if (!asks_for_the_same(before, after)) {
    after.version = before.version + 1;
    insert_version(pen, after);
  }
  pen.tx.run(kUpdateCheckpoint, after.id, after.work_type_id, after.version, after.position);
  pen.record("checkpoint.changed", after.id.text, after.project_id, after.code, after.name,
             changes_between(before, after));
}

constexpr db::Sql<WorkTypeId> kProjectOfWorkType{"catalogue.project_of_work_type", R"sql(
  SELECT project_id FROM work_types WHERE id = $1
)sql"};
constexpr db::Sql<ProjectId> kNextCheckpointPosition{"catalogue.next_checkpoint_position", R"sql(
  SELECT COALESCE(MAX(position), 0) + 1 FROM checkpoints WHERE project_id = $1
)sql"};

Result<Checkpoint> Catalogue::create_checkpoint(const Caller& caller, Checkpoint checkpoint) {
  checkpoint.id = ids_.next<CheckpointTag>();
  checkpoint.version = 1;
  return db_.write([&](db::Tx& tx) -> Result<Checkpoint> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    Checkpoint made = checkpoint;
    const auto project_id = tx.find<ProjectId>(kProjectOfWorkType, made.work_type_id);
    if (!project_id || !lock_project(tx, *project_id)) return no_such("work_type_id", "work type");
    made.project_id = *project_id;
    if (made.position == 0)
      made.position = tx.get<std::int64_t>(kNextCheckpointPosition, made.project_id);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!insert_checkpoint(pen, made)) return field_error(kCodeTaken, "code", "Choose another.");
    note_new_names(tx);
    return find_checkpoint(tx, made.id);
  });
}

}  // namespace catalogue
