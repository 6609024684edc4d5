// Lists (D11): each way in is a statement of its own on an index; what else is asked is looked at
// row by row, within a budget. A page costs the page, whatever the table holds. The statements read
// keys only; the rows themselves are kept as text between requests.
#include <limits>
#include <map>
#include <unordered_set>

#include "base/cursor.h"
#include "base/limits.h"
#include "photos/list_keys.h"
#include "photos/rows.h"

namespace photos {
namespace {

constexpr db::Sql<RouteId> kSectionsOfRoute{"photos.sections_of_route", R"sql(
  SELECT id FROM sections WHERE route_id = $1
)sql"};

constexpr db::Sql<WorkTypeId> kCheckpointsOfWorkType{"photos.checkpoints_of_work_type", R"sql(
  SELECT id FROM checkpoints WHERE work_type_id = $1
)sql"};

// What only the photo's own row tells.
constexpr db::Sql<std::string, std::optional<Stage>, std::optional<Received>,
                  std::optional<std::string>, std::optional<std::string>,
                  std::optional<std::string>, std::optional<bool>>
    kMatching{"photos.list_matching", R"sql(
  SELECT p.id FROM photos p JOIN users u ON u.id = p.owner_id
  WHERE p.id IN (SELECT value FROM json_each($1))
    AND ($2 IS NULL OR p.stage = $2) AND ($3 IS NULL OR p.received = $3)
    AND ($7 IS NULL OR p.extra = $7)
    AND ($4 IS NULL OR ' ' || p.flags || ' ' LIKE $4)
    AND ($5 IS NULL OR LOWER(p.file_name) LIKE $5 OR LOWER(u.name) LIKE $5 OR p.id LIKE $6)
)sql"};

std::string between_any(std::string_view text) { return fmt::format("%{}%", text); }

// Text that LIKE takes for itself: nobody searches for its wildcards.
std::string plain(const std::string& text) {
  std::string kept;
  for (const char c : text)
    if (c != '%' && c != '_' && c != '\\')
      kept += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return kept;
}

// A filter that the keys alone cannot answer.
class Matching {
 public:
  explicit Matching(const Filter& filter) : filter_(filter) {}

  bool asks() const {
    return filter_.stage || filter_.received || filter_.flag || filter_.search || filter_.extra;
  }

  std::unordered_set<std::string> of(db::Tx& tx, const std::vector<std::string>& ids) const {
    std::optional<std::string> flag, word, id;
    if (filter_.flag) flag = fmt::format("% {} %", plain(*filter_.flag));
    if (filter_.search) {
      word = between_any(plain(*filter_.search));
      id = plain(*filter_.search) + "%";
    }
    std::unordered_set<std::string> found;
    for (auto& match : tx.list<std::string>(kMatching, json::to_text(ids), filter_.stage,
                                            filter_.received, flag, word, id, filter_.extra))
      found.insert(std::move(match));
    return found;
  }

 private:
  const Filter& filter_;
};

// What is asked beside the way in.
class Residual {
 public:
  Residual(db::Tx& tx, const Filter& filter) : filter_(filter) {
    if (filter.route_id)
      for (auto& id : tx.list<SectionId>(kSectionsOfRoute, *filter.route_id))
        of_route_.insert(std::move(id.text));
    if (filter.work_type_id)
      for (auto& id : tx.list<CheckpointId>(kCheckpointsOfWorkType, *filter.work_type_id))
        of_work_type_.insert(std::move(id.text));
  }

  bool passes(const ListedKey& key) const {
    return key.visible && (key.newest || !filter_.newest_only) &&
           fits(filter_.checkpoint_id, key.checkpoint_id) &&
           (!filter_.route_id || of_route_.contains(std::string(key.section_id))) &&
           (!filter_.work_type_id || of_work_type_.contains(std::string(key.checkpoint_id)));
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
  std::unordered_set<std::string> of_work_type_;
};

// The same text for the same list: what a cursor is bound to.
std::string name_of_list(const Filter& filter) {
  const auto part = [](const auto& id) { return id ? std::string_view(id->text) : "*"; };
  const auto word = [](const auto& value) { return value ? name_of(*value) : "*"; };
  return fmt::format(
      "photos {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}", part(filter.project_id),
      part(filter.route_id), part(filter.section_id), part(filter.work_type_id),
      part(filter.checkpoint_id), part(filter.owner_id), word(filter.status), filter.newest_only,
      name_of(filter.order), word(filter.stage), word(filter.received), filter.flag.value_or("*"),
      filter.received_from_ms.value_or(-1), filter.received_to_ms.value_or(-1),
      filter.search.value_or("*"), filter.extra ? (*filter.extra ? "extra" : "due") : "*");
}

Result<Position> start_of(const Filter& filter, std::string_view list) {
  // Before every id of the first page, and after it.
  if (!filter.cursor) {
    constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
    if (filter.order == Order::oldest)
      return Position{filter.received_from_ms.value_or(0) - 1, "~"};
    return Position{filter.received_to_ms.value_or(kEnd), filter.received_to_ms ? "" : "~"};
  }
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

// Past the far end of the asked time.
bool is_past(const Filter& filter, std::int64_t received_at_ms) {
  return filter.order == Order::newest
             ? filter.received_from_ms && received_at_ms < *filter.received_from_ms
             : filter.received_to_ms && received_at_ms >= *filter.received_to_ms;
}

// One key looked at, on the way through the list.
struct Looked {
  PageKeys::Key key;
  std::int64_t received_at_ms = 0;
  bool passes = false;
};

// The next keys of the list; those that pass have passed every filter.
std::vector<Looked> look(db::Tx& tx, const Viewer& viewer, const Filter& filter,
                         const Residual& residual, const Position& from, std::int64_t limit) {
  std::vector<Looked> looked;
  std::vector<std::string> ids;
  const Matching matching(filter);
  visit_keys(tx, viewer, filter, from, limit, [&](const auto& key) {
    const bool passes = residual.passes(key);
    looked.push_back(
        {{std::string(key.id), {key.revision, key.names_version}}, key.received_at_ms, passes});
    if (passes && matching.asks()) ids.emplace_back(key.id);
  });
  if (ids.empty()) return looked;
  const auto found = matching.of(tx, ids);
  for (Looked& one : looked) one.passes = one.passes && found.contains(one.key.id);
  return looked;
}

// How many to look at next, so that as many as are missing pass when they do so at the rate so far.
std::int64_t next_chunk(std::int64_t looked_at, std::int64_t passed, std::int64_t missing) {
  constexpr std::int64_t kMost = kResidualRows / 4;
  if (passed == 0) return std::min(looked_at * 4, kMost);
  return std::min(missing * looked_at / passed * 5 / 4 + 10, kMost);
}

// Goes on until the page is full, the list ends, or the budget is spent: then the page is short.
PageKeys read_page(db::Tx& tx, const Viewer& viewer, const Filter& filter, Position from) {
  const Residual residual(tx, filter);
  const auto wanted = static_cast<std::size_t>(filter.limit);
  std::int64_t at_once = filter.limit + 1;
  PageKeys page;
  page.keys.reserve(wanted);
  Position last = std::move(from);  // looked at, with nothing after it that shows
  for (std::int64_t looked_at = 0; looked_at < kResidualRows;) {
    const std::int64_t chunk = std::min(at_once, kResidualRows - looked_at);
    auto looked = look(tx, viewer, filter, residual, last, chunk);
    for (Looked& one : looked) {
      if (is_past(filter, one.received_at_ms)) return page;
      if (one.passes && page.keys.size() == wanted) {
        page.next = std::move(last);
        return page;
      }
      last = {one.received_at_ms, one.key.id};
      if (one.passes) page.keys.push_back(std::move(one.key));
    }
    looked_at += std::ssize(looked);
    if (std::ssize(looked) < chunk) return page;
    const auto passed = std::ssize(page.keys);
    at_once = next_chunk(looked_at, passed, filter.limit + 1 - passed);
  }
  page.next = std::move(last);
  return page;
}

Result<Page<PageKeys::Key>> find_page(db::Tx& tx, catalogue::Catalogue& catalogue,
                                      const Caller& caller, const Filter& filter) {
  const std::string list = name_of_list(filter);
  const auto from = start_of(filter, list);
  if (!from) return from.error();
  if (filter.section_id && !catalogue.sees(tx, caller, *filter.section_id))
    return error_of(problems::kNotFound);
  if (filter.project_id && !catalogue.sees_project(tx, caller, *filter.project_id))
    return error_of(problems::kNotFound);
  const auto viewer = caller.has(accounts::kAdmin) ? Viewer() : Viewer(caller.user_id);
  auto page = read_page(tx, viewer, filter, *from);
  Page<PageKeys::Key> found{std::move(page.keys), {}};
  if (page.next)
    found.next = write_cursor(list, {fmt::format("{}", page.next->received_at_ms), page.next->id});
  return found;
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

Filter filter_of(const Caller& caller, const FilterQuery& asked) {
  Filter filter{.project_id = asked.project_id,
                .route_id = asked.route_id,
                .section_id = asked.section_id,
                .work_type_id = asked.work_type_id,
                .checkpoint_id = asked.checkpoint_id,
                .status = asked.status,
                .owner_id = asked.owner_id,
                .stage = asked.stage,
                .received = asked.received,
                .newest_only = asked.newest_only.value_or(false),
                .extra = asked.extra,
                .order = asked.order.value_or(Order::newest),
                .limit = ceilings::kPageDefault};
  if (asked.flag) filter.flag = asked.flag->value;
  if (asked.search) filter.search = asked.search->value;
  if (asked.received_from_ms) filter.received_from_ms = asked.received_from_ms->value;
  if (asked.received_to_ms) filter.received_to_ms = asked.received_to_ms->value;
  if (filter.owner_id && filter.owner_id->text == "me") filter.owner_id = caller.user_id;
  return filter;
}

std::vector<PhotoRow> Photos::list_rows(db::Tx& tx, const Caller& caller,
                                        const std::vector<PhotoId>& ids) {
  std::vector<std::string> keys;
  for (const PhotoId& id : ids) keys.push_back(id.text);
  std::vector<PhotoRow> rows;
  for (StoredRow& row : tx.list<StoredRow>(kRows, json::to_text(keys)))
    if (catalogue_.sees(tx, caller, row.section_id)) rows.push_back(shown(std::move(row)));
  return rows;
}

Result<Page<RowText>> Photos::list(const Caller& caller, const Filter& filter) {
  return db_.read([&](db::Tx& tx) -> Result<Page<RowText>> {
    auto found = find_page(tx, catalogue_, caller, filter);
    if (!found) return found.error();
    return Page<RowText>{texts_of(tx, kept_rows_, found->items), std::move(found->next)};
  });
}

Result<Page<PhotoId>> Photos::list_ids(db::Tx& tx, const Caller& caller, const Filter& filter) {
  auto found = find_page(tx, catalogue_, caller, filter);
  if (!found) return found.error();
  Page<PhotoId> ids{{}, std::move(found->next)};
  for (auto& key : found->items) ids.items.push_back({std::move(key.id)});
  return ids;
}

}  // namespace photos
