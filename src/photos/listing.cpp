// Lists (D11): each way in is a statement of its own on an index; what else is asked is looked at
// row by row, within a budget. A page costs the page, whatever the table holds.
#include <limits>

#include "base/cursor.h"
#include "photos/photos.h"
#include "photos/rows.h"

namespace photos {
namespace {

struct ListedRow : StoredRow {
  bool visible = false;
};
BOOST_DESCRIBE_STRUCT(ListedRow, (StoredRow), (visible))

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, SectionId> kOfSection{
    "photos.list_of_section", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.section_id = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, SectionId> kOfSectionOldest{
    "photos.list_of_section_oldest", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.section_id = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, ProjectId, Status>
    kOfProjectStatus{"photos.list_of_project_status", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.project_id = $5 AND p.status = $6 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, ProjectId, Status>
    kOfProjectStatusOldest{"photos.list_of_project_status_oldest", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.project_id = $5 AND p.status = $6 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, ProjectId> kOfProject{
    "photos.list_of_project", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.project_id = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, ProjectId> kOfProjectOldest{
    "photos.list_of_project_oldest", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.project_id = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, UserId> kOfOwner{
    "photos.list_of_owner", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.owner_id = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, UserId> kOfOwnerOldest{
    "photos.list_of_owner_oldest", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.owner_id = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, Status> kOfStatus{
    "photos.list_of_status", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.status = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t, Status> kOfStatusOldest{
    "photos.list_of_status_oldest", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE p.status = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t> kOfAll{"photos.list", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<UserId, std::int64_t, std::string, std::int64_t> kOfAllOldest{
    "photos.list_oldest", R"sql(
  SELECT p.*, EXISTS (SELECT 1 FROM section_access a
                      WHERE a.user_id = $1 AND a.section_id = p.section_id) AS visible
  FROM photo_rows p
  WHERE (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

// The key of the last row looked at.
struct Position {
  std::int64_t received_at_ms = 0;
  std::string id;
};

std::vector<ListedRow> read_rows(db::Tx& tx, const Caller& caller, const Filter& filter,
                                 const Position& from, std::int64_t limit) {
  const auto list = [&](const auto& newest, const auto& oldest, const auto&... key) {
    const auto& sql = filter.order == Order::newest ? newest : oldest;
    return tx.list<ListedRow>(sql, caller.user_id, from.received_at_ms, from.id, limit, key...);
  };
  if (filter.section_id) return list(kOfSection, kOfSectionOldest, *filter.section_id);
  if (filter.owner_id) return list(kOfOwner, kOfOwnerOldest, *filter.owner_id);
  if (filter.project_id && filter.status)
    return list(kOfProjectStatus, kOfProjectStatusOldest, *filter.project_id, *filter.status);
  if (filter.project_id) return list(kOfProject, kOfProjectOldest, *filter.project_id);
  if (filter.status) return list(kOfStatus, kOfStatusOldest, *filter.status);
  return list(kOfAll, kOfAllOldest);
}

template <class T>
bool fits(const std::optional<T>& wanted, const T& value) {
  return !wanted || *wanted == value;
}

bool passes(const ListedRow& row, const Caller& caller, const Filter& filter) {
  return (row.visible || caller.has(accounts::kAdmin)) && (row.newest || !filter.newest_only) &&
         fits(filter.project_id, row.project_id) && fits(filter.route_id, row.route_id) &&
         fits(filter.section_id, row.section_id) && fits(filter.checkpoint_id, row.checkpoint_id) &&
         fits(filter.status, row.status) && fits(filter.owner_id, row.owner_id);
}

// The same text for the same list: what a cursor is bound to.
std::string name_of_list(const Filter& filter) {
  const auto part = [](const auto& id) { return id ? std::string_view(id->text) : "*"; };
  return fmt::format("photos {} {} {} {} {} {} {} {}", part(filter.project_id),
                     part(filter.route_id), part(filter.section_id), part(filter.checkpoint_id),
                     part(filter.owner_id), filter.status ? name_of(*filter.status) : "*",
                     filter.newest_only, name_of(filter.order));
}

Result<Position> start_of(const Filter& filter, std::string_view list) {
  // Before every id of the first page, and after it.
  if (!filter.cursor)
    return filter.order == Order::newest ? Position{std::numeric_limits<std::int64_t>::max(), "~"}
                                         : Position{-1, ""};
  auto keys = read_cursor(list, 2, filter.cursor);
  if (!keys) return keys.error();
  Position position{0, std::move((*keys)[1])};
  if (!parse_scalar((*keys)[0], position.received_at_ms)) return error_of(problems::kCursor);
  return position;
}

// Goes on until the page is full, the list ends, or the budget is spent: then the page is short.
Page<PhotoRow> read_page(db::Tx& tx, const Caller& caller, const Filter& filter,
                         std::string_view list, Position from) {
  Page<PhotoRow> page;
  const auto wanted = static_cast<std::size_t>(filter.limit);
  page.items.reserve(wanted);
  const auto cursor = [&] {
    return write_cursor(list, {fmt::format("{}", from.received_at_ms), from.id});
  };
  for (std::int64_t looked_at = 0; looked_at < kResidualRows;) {
    const std::int64_t chunk = std::min<std::int64_t>(filter.limit + 1, kResidualRows - looked_at);
    auto rows = read_rows(tx, caller, filter, from, chunk);
    for (ListedRow& row : rows) {
      const bool shows = passes(row, caller, filter);
      if (shows && page.items.size() == wanted) {
        page.next = cursor();
        return page;
      }
      from = {row.received_at_ms, row.id.text};
      if (shows) page.items.push_back(shown(std::move(row)));
    }
    looked_at += static_cast<std::int64_t>(rows.size());
    if (static_cast<std::int64_t>(rows.size()) < chunk) return page;
  }
  page.next = cursor();
  return page;
}

}  // namespace

Result<Page<PhotoRow>> Photos::list(const Caller& caller, const Filter& filter) {
  const std::string list = name_of_list(filter);
  const auto from = start_of(filter, list);
  if (!from) return from.error();
  return db_.read([&](db::Tx& tx) -> Result<Page<PhotoRow>> {
    if (filter.section_id && !catalogue_.sees(tx, caller, *filter.section_id))
      return error_of(problems::kNotFound);
    if (filter.project_id && !catalogue_.sees_project(tx, caller, *filter.project_id))
      return error_of(problems::kNotFound);
    return read_page(tx, caller, filter, list, *from);
  });
}

}  // namespace photos
