// The ways into a list of photos: keys by index, one statement each way, and what the keys tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "db/db.h"
#include "photos/photos.h"

namespace photos {

// A row of the view listed_keys, while the statement stands on it.
struct ListedKey {
  std::string_view id;
  std::string_view section_id;
  std::string_view checkpoint_id;
  bool newest = true;
  std::int64_t received_at_ms = 0;
  std::int64_t revision = 1;
  std::int64_t names_version = 0;
  bool visible = false;
};
BOOST_DESCRIBE_STRUCT(ListedKey, (),
                      (id, section_id, checkpoint_id, newest, received_at_ms, revision,
                       names_version, visible))

// The same, by a way in that leaves more to be looked at.
struct MixedKey : ListedKey {
  std::string_view project_id;
  std::string_view owner_id;
  Status status = Status::pending;
};
BOOST_DESCRIBE_STRUCT(MixedKey, (ListedKey), (project_id, owner_id, status))

// Whose access counts; nobody's for an admin, who sees all.
using Viewer = std::optional<UserId>;

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, SectionId> kOfSection{
    "photos.list_of_section", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible,
         p.project_id, p.owner_id, p.status
  FROM listed_keys p
  WHERE p.section_id = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, SectionId>
    kOfSectionOldest{"photos.list_of_section_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible,
         p.project_id, p.owner_id, p.status
  FROM listed_keys p
  WHERE p.section_id = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, ProjectId, Status>
    kOfProjectStatus{"photos.list_of_project_status", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.project_id = $5 AND p.status = $6 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, ProjectId, Status>
    kOfProjectStatusOldest{"photos.list_of_project_status_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.project_id = $5 AND p.status = $6 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, ProjectId> kOfProject{
    "photos.list_of_project", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.project_id = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, ProjectId>
    kOfProjectOldest{"photos.list_of_project_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.project_id = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, UserId> kOfOwner{
    "photos.list_of_owner", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible,
         p.project_id, p.owner_id, p.status
  FROM listed_keys p
  WHERE p.owner_id = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, UserId> kOfOwnerOldest{
    "photos.list_of_owner_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible,
         p.project_id, p.owner_id, p.status
  FROM listed_keys p
  WHERE p.owner_id = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, Status> kOfStatus{
    "photos.list_of_status", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.status = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, Status> kOfStatusOldest{
    "photos.list_of_status_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.status = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t> kOfAll{"photos.list",
                                                                                 R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

inline constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t> kOfAllOldest{
    "photos.list_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

// The key of the last row looked at.
struct Position {
  std::int64_t received_at_ms = 0;
  std::string id;
};

template <class Visit>
void visit_keys(db::Tx& tx, const Viewer& viewer, const Filter& filter, const Position& from,
                std::int64_t limit, const Visit& visit) {
  const auto each = [&]<class Key>(Key, const auto& newest, const auto& oldest,
                                   const auto&... key) {
    const auto& sql = filter.order == Order::newest ? newest : oldest;
    tx.each<Key>(visit, sql, viewer, from.received_at_ms, from.id, limit, key...);
  };
  const ListedKey listed;
  const MixedKey mixed;
  if (filter.section_id) return each(mixed, kOfSection, kOfSectionOldest, *filter.section_id);
  if (filter.owner_id) return each(mixed, kOfOwner, kOfOwnerOldest, *filter.owner_id);
  if (filter.project_id && filter.status)
    return each(listed, kOfProjectStatus, kOfProjectStatusOldest, *filter.project_id,
                *filter.status);
  if (filter.project_id) return each(listed, kOfProject, kOfProjectOldest, *filter.project_id);
  if (filter.status) return each(listed, kOfStatus, kOfStatusOldest, *filter.status);
  return each(listed, kOfAll, kOfAllOldest);
}

}  // namespace photos
