// What edits have in common: who was first, and what hangs on the counts.
#include <chrono>

#include <fmt/chrono.h>

#include "catalogue/store.h"

namespace catalogue {
namespace {

struct LastChange {
  std::int64_t at_ms = 0;
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(LastChange, (), (at_ms, name))

// Among a route's events are those of its members: only what begins with the kind counts.
constexpr db::Sql<std::string, std::string> kLastChange{"catalogue.last_change", R"sql(
  SELECT e.at_ms AS at_ms, u.name AS name
  FROM events e LEFT JOIN users u ON u.id = e.actor_id
  WHERE e.subject_id = $1 AND e.kind LIKE $2 ORDER BY e.id DESC LIMIT 1
)sql"};

std::string time_in_words(std::int64_t at_ms) {
  using namespace std::chrono;
  return fmt::format("{:%Y-%m-%d %H:%M} UTC",
                     floor<seconds>(system_clock::time_point(milliseconds(at_ms))));
}

}  // namespace

Error changed_by_another(db::Tx& tx, std::string_view kind, const std::string& subject_id) {
  Error error = error_of(kCatalogueChanged);
  if (const auto last = tx.find<LastChange>(kLastChange, subject_id, fmt::format("{}.%", kind)))
    error.detail = fmt::format("{} changed it on {}. {}", last->name.value_or("Somebody else"),
                               time_in_words(last->at_ms), kCatalogueChanged.remedy);
  return error;
}

Result<void> check_seen(db::Tx& tx, const std::optional<std::int64_t>& seen, std::int64_t version,
                        std::string_view kind, const std::string& subject_id) {
  if (!seen || *seen == version) return {};
  Error error = changed_by_another(tx, kind, subject_id);
  error.fields.push_back({"seen_version", fmt::format("It is version {} now.", version)});
  return error;
}

constexpr db::Sql<> kNewNames{"catalogue.new_names", R"sql(
  UPDATE catalogue_head SET version = version + 1 WHERE id = 1
)sql"};

void note_new_names(db::Tx& tx) { tx.run(kNewNames); }

void Catalogue::due_changed(db::Tx& tx, const DueChange&) { note_new_names(tx); }

}  // namespace catalogue
