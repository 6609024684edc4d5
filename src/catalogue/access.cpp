// Who sees which section. A person belongs to a project, a route or a section; membership goes
// down from there until something narrowed: its members are named on itself or below. Nobody named
// means nobody but admins.
#include "catalogue/store.h"

namespace catalogue {

constexpr db::Sql<UserId, SectionId> kSees{"catalogue.sees", R"sql(
  SELECT section_id FROM section_access WHERE user_id = $1 AND section_id = $2
)sql"};

bool Catalogue::sees(db::Tx& tx, const Caller& caller, const SectionId& id) {
  return caller.has(accounts::kAdmin) || tx.find<SectionId>(kSees, caller.user_id, id);
}

constexpr db::Sql<ProjectId> kRevokeAccess{"catalogue.revoke_access", R"sql(
  DELETE FROM section_access
  WHERE project_id = $1 AND NOT EXISTS (
    SELECT 1
    FROM sections s
    JOIN routes r ON r.id = s.route_id
    JOIN members m ON m.user_id = section_access.user_id AND m.project_id = s.project_id
    WHERE s.id = section_access.section_id
      AND (m.section_id = s.id
        OR (m.section_id IS NULL AND m.route_id = r.id AND NOT s.narrowed)
        OR (m.section_id IS NULL AND m.route_id IS NULL AND NOT s.narrowed AND NOT r.narrowed)))
)sql"};
constexpr db::Sql<ProjectId> kGrantAccess{"catalogue.grant_access", R"sql(
  INSERT INTO section_access (user_id, section_id, project_id)
  SELECT DISTINCT m.user_id, s.id, s.project_id
  FROM members m
  JOIN sections s ON s.project_id = m.project_id
  JOIN routes r ON r.id = s.route_id
  WHERE m.project_id = $1
    AND (m.section_id = s.id
      OR (m.section_id IS NULL AND m.route_id = r.id AND NOT s.narrowed)
      OR (m.section_id IS NULL AND m.route_id IS NULL AND NOT s.narrowed AND NOT r.narrowed))
  ON CONFLICT (user_id, section_id) DO NOTHING
)sql"};

void refresh_access(db::Tx& tx, const ProjectId& project_id) {
  tx.run(kRevokeAccess, project_id);
  tx.run(kGrantAccess, project_id);
  note_new_names(tx);
}

// Each list is read once; asked section by section, none of the indexes would answer.
constexpr db::Sql<ProjectId> kCountUnseen{"catalogue.count_unseen", R"sql(
  SELECT COUNT(*) FROM (
    SELECT id FROM sections WHERE project_id = $1 AND archived_at_ms IS NULL
    EXCEPT
    SELECT a.section_id FROM section_access a
    JOIN users u ON u.id = a.user_id AND u.disabled_at_ms IS NULL WHERE a.project_id = $1) unseen
)sql"};

Result<std::int64_t> Catalogue::count_unseen_sections(const Caller& caller,
                                                      const ProjectId& project_id) {
  if (!caller.has(accounts::kAdmin)) return error_of(problems::kDenied);
  return db_.read([&](db::Tx& tx) -> Result<std::int64_t> {
    return tx.get<std::int64_t>(kCountUnseen, project_id);
  });
}

}  // namespace catalogue
