// Lists (D11): each way in is a statement of its own on an index; what else is asked is looked at
// row by row, within a budget. A page costs the page, whatever the table holds. The statements read
// keys only; the rows themselves are kept as text between requests.
#include <limits>
#include <map>
#include <unordered_set>

#include "base/cursor.h"
#include "photos/photos.h"
#include "photos/rows.h"

namespace photos {
namespace {

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

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, SectionId> kOfSection{
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

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, SectionId> kOfSectionOldest{
    "photos.list_of_section_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible,
         p.project_id, p.owner_id, p.status
  FROM listed_keys p
  WHERE p.section_id = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, ProjectId, Status>
    kOfProjectStatus{"photos.list_of_project_status", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.project_id = $5 AND p.status = $6 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, ProjectId, Status>
    kOfProjectStatusOldest{"photos.list_of_project_status_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.project_id = $5 AND p.status = $6 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, ProjectId> kOfProject{
    "photos.list_of_project", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.project_id = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, ProjectId> kOfProjectOldest{
    "photos.list_of_project_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.project_id = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, UserId> kOfOwner{
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

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, UserId> kOfOwnerOldest{
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

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, Status> kOfStatus{
    "photos.list_of_status", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.status = $5 AND (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t, Status> kOfStatusOldest{
    "photos.list_of_status_oldest", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE p.status = $5 AND (p.received_at_ms, p.id) > ($2, $3)
  ORDER BY p.received_at_ms, p.id LIMIT $4
)sql"};

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t> kOfAll{"photos.list", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.newest, p.received_at_ms, p.revision,
         p.names_version, ($1 IS NULL OR EXISTS (
           SELECT 1 FROM section_access a
           WHERE a.user_id = $1 AND a.section_id = p.section_id)) AS visible
  FROM listed_keys p
  WHERE (p.received_at_ms, p.id) < ($2, $3)
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4
)sql"};

constexpr db::Sql<Viewer, std::int64_t, std::string, std::int64_t> kOfAllOldest{
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

// `from` is a copy: visiting moves on what it was copied from.
template <class Visit>
void visit_keys(db::Tx& tx, const Viewer& viewer, const Filter& filter, const Position from,
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

constexpr db::Sql<RouteId> kSectionsOfRoute{"photos.sections_of_route", R"sql(
  SELECT id FROM sections WHERE route_id = $1
)sql"};

// What is asked beside the way in.
class Residual {
 public:
  Residual(db::Tx& tx, const Filter& filter) : filter_(filter) {
    if (filter.route_id)
      for (auto& id : tx.list<SectionId>(kSectionsOfRoute, *filter.route_id))
        of_route_.insert(std::move(id.text));
  }

  bool passes(const ListedKey& key) const {
    return key.visible && (key.newest || !filter_.newest_only) &&
           fits(filter_.checkpoint_id, key.checkpoint_id) &&
           (!filter_.route_id || of_route_.contains(std::string(key.section_id)));
  }
  bool passes(const MixedKey& key) const {
    return passes(static_cast<const ListedKey&>(key)) && fits(filter_.project_id, key.project_id) &&
           fits(filter_.owner_id, key.owner_id) &&
           (!filter_.status || *filter_.status == key.status);
  }

 private:
  template <class Id>
  static bool fits(const std::optional<Id>& wanted, std::string_view id) {
    return !wanted || wanted->text == id;
  }

  const Filter& filter_;
  std::unordered_set<std::string> of_route_;
};

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

// A page's photos, and where the next page begins.
struct PageKeys {
  struct Key {
    std::string id;
    RowEdition edition;
  };
  std::vector<Key> keys;
  std::optional<Position> next;
};

// Goes on until the page is full, the list ends, or the budget is spent: then the page is short.
PageKeys read_page(db::Tx& tx, const Viewer& viewer, const Filter& filter, Position from) {
  const Residual residual(tx, filter);
  const auto wanted = static_cast<std::size_t>(filter.limit);
  PageKeys page;
  page.keys.reserve(wanted);
  Position last = from;  // looked at, with nothing after it that shows
  const auto take = [&](const auto& key) {
    if (page.next) return;
    if (residual.passes(key)) {
      if (page.keys.size() == wanted) {
        page.next = last;
        return;
      }
      page.keys.push_back({std::string(key.id), {key.revision, key.names_version}});
    }
    last.received_at_ms = key.received_at_ms;
    last.id = key.id;
  };
  for (std::int64_t looked_at = 0; looked_at < kResidualRows;) {
    const std::int64_t chunk = std::min<std::int64_t>(filter.limit + 1, kResidualRows - looked_at);
    std::int64_t read = 0;
    visit_keys(tx, viewer, filter, last, chunk, [&](const auto& key) {
      ++read;
      take(key);
    });
    looked_at += read;
    if (page.next || read < chunk) return page;
  }
  page.next = last;
  return page;
}

constexpr db::Sql<std::string> kRows{"photos.rows", R"sql(
  SELECT * FROM listed_photos WHERE id IN (SELECT value FROM json_each($1))
)sql"};

// The rows of these keys, in their order; those whose text is not kept are read.
std::vector<RowText> texts_of(db::Tx& tx, Cache<KeptRow>& kept,
                              const std::vector<PageKeys::Key>& keys) {
  const auto as_of = kept.forgotten();
  std::vector<RowText> texts(keys.size());
  std::map<std::string_view, std::size_t> missing;
  std::vector<std::string> ids;
  for (std::size_t n = 0; n < keys.size(); ++n) {
    if (auto row = kept.find(keys[n].id); row && row->edition == keys[n].edition) {
      texts[n] = std::move(row->text);
    } else {
      missing.emplace(keys[n].id, n);
      ids.push_back(keys[n].id);
    }
  }
  if (ids.empty()) return texts;
  for (StoredRow& row : tx.list<StoredRow>(kRows, json::to_text(ids))) {
    const auto n = missing.at(row.id.text);
    texts[n] = RowText(shown(std::move(row)));
    kept.put(keys[n].id, {keys[n].edition, texts[n]}, as_of);
  }
  return texts;
}

}  // namespace

Result<Page<RowText>> Photos::list(const Caller& caller, const Filter& filter) {
  const std::string list = name_of_list(filter);
  const auto from = start_of(filter, list);
  if (!from) return from.error();
  return db_.read([&](db::Tx& tx) -> Result<Page<RowText>> {
    if (filter.section_id && !catalogue_.sees(tx, caller, *filter.section_id))
      return error_of(problems::kNotFound);
    if (filter.project_id && !catalogue_.sees_project(tx, caller, *filter.project_id))
      return error_of(problems::kNotFound);
    const auto viewer = caller.has(accounts::kAdmin) ? Viewer() : Viewer(caller.user_id);
    const auto page = read_page(tx, viewer, filter, *from);
    Page<RowText> rows{texts_of(tx, kept_rows_, page.keys), {}};
    if (page.next)
      rows.next = write_cursor(list, {fmt::format("{}", page.next->received_at_ms), page.next->id});
    return rows;
  });
}

}  // namespace photos
