// Changing a checklist: one checkpoint, the order of all, and what a checkpoint was before.
#include <algorithm>
#include <map>
#include <set>

#include "catalogue/store.h"

namespace catalogue {

constexpr db::Sql<CheckpointId, std::optional<std::int64_t>, bool> kArchiveCheckpoint{
    "catalogue.archive_checkpoint", R"sql(
  UPDATE checkpoints SET retired_at_ms = $2 WHERE id = $1 AND (retired_at_ms IS NULL) = $3
)sql"};

Result<Checkpoint> Catalogue::change_checkpoint(const Caller& caller, const CheckpointId& id,
                                                const Edit<Checkpoint>& edit) {
  return db_.write([&](db::Tx& tx) -> Result<Checkpoint> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    const auto found = find_checkpoint(tx, id);
    if (!found || !lock_project(tx, found->project_id)) return no_such("id", "checkpoint");
    const auto before = *find_checkpoint(tx, id);  // under the lock
    if (const auto fresh = check_seen(tx, edit.seen_version, before.version, "checkpoint", id.text);
        !fresh)
      return fresh.error();
    Checkpoint after = before;
    edit.apply(after);
    const bool changes = !changes_between(before, after).empty();
    // Archiving makes no version that an editor could have seen, so it is looked at here.
    if (changes && before.archived_at_ms && edit.archived.value_or(true))
      return changed_by_another(tx, "checkpoint", id.text);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (changes) update_checkpoint(pen, before, after);
    const bool moved =
        edit.archived &&
        tx.exec(kArchiveCheckpoint, id, pen.archived_at(*edit.archived), *edit.archived) == 1;
    if (moved)
      pen.record(*edit.archived ? "checkpoint.archived" : "checkpoint.restored", id.text,
                 after.project_id, after.code, after.name);
    if (moved || !is_as_many(before, after)) due_changed(tx, {after.project_id, {id}, {}});
    note_new_names(tx);
    return find_checkpoint(tx, id);
  });
}

constexpr db::Sql<WorkTypeId, std::int64_t> kPlaceWorkType{"catalogue.place_work_type", R"sql(
  UPDATE work_types SET position = $2 WHERE id = $1 AND position <> $2
)sql"};
constexpr db::Sql<CheckpointId, std::int64_t> kPlaceCheckpoint{"catalogue.place_checkpoint", R"sql(
  UPDATE checkpoints SET position = $2 WHERE id = $1 AND position <> $2
)sql"};

namespace {

// Does the order name each of these once, and nothing else?
template <class T, class Id>
bool is_order_of(const std::vector<T>& things, const std::vector<Id>& order) {
  std::set<std::string_view> there;
  for (const T& thing : things) there.insert(thing.id.text);
  if (order.size() != there.size()) return false;
  return std::ranges::all_of(order, [&](const Id& id) { return there.erase(id.text) == 1; });
}

}  // namespace

Result<Items<Checkpoint>> Catalogue::order_checklist(const Caller& caller,
                                                     const ProjectId& project_id,
                                                     const ChecklistOrder& order) {
  return db_.write([&](db::Tx& tx) -> Result<Items<Checkpoint>> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    if (!lock_project(tx, project_id)) return no_such("project_id", "project");
    if (!is_order_of(work_types_of(tx, project_id), order.work_types) ||
        !is_order_of(list_checkpoints(tx, project_id), order.checkpoints))
      return error_of(kCatalogueChanged,
                      "The checklist has other work types or checkpoints now. Load it again and "
                      "put it in order once more.");
    std::int64_t moved = 0, position = 0;
    for (const auto& id : order.work_types) moved += tx.exec(kPlaceWorkType, id, ++position);
    position = 0;
    for (const auto& id : order.checkpoints) moved += tx.exec(kPlaceCheckpoint, id, ++position);
    if (moved > 0) {
      const auto project = *find_project(tx, caller, project_id);
      const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
      pen.record("checklist.ordered", project_id.text, project_id, project.code, project.name);
      note_new_names(tx);
    }
    return Items<Checkpoint>{list_checkpoints(tx, project_id)};
  });
}

constexpr db::Sql<CheckpointId> kListVersions{"catalogue.list_checkpoint_versions", R"sql(
  SELECT v.version AS version, v.name AS name, v.guidance AS guidance, v.stage AS stage,
         v.photos_due AS photos_due, v.spacing_m AS spacing_m, v.hold_point AS hold_point,
         v.created_at_ms AS created_at_ms, v.created_by AS created_by, u.name AS created_by_name
  FROM checkpoint_versions v LEFT JOIN users u ON u.id = v.created_by
  WHERE v.checkpoint_id = $1 ORDER BY v.version DESC LIMIT 200
)sql"};

Result<Items<CheckpointVersion>> Catalogue::list_checkpoint_versions(const Caller& caller,
                                                                     const CheckpointId& id) {
  return db_.read([&](db::Tx& tx) -> Result<Items<CheckpointVersion>> {
    const auto checkpoint = find_checkpoint(tx, id);
    if (!checkpoint || !sees_project(tx, caller, checkpoint->project_id))
      return no_such("id", "checkpoint");
    return Items<CheckpointVersion>{tx.list<CheckpointVersion>(kListVersions, id)};
  });
}

}  // namespace catalogue
