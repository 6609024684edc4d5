#include "ops/alarms.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.h"

namespace ops {

struct AlarmRow {
  std::string name;
  std::string place;
  bool standing = false;
  std::string text;
  std::string remedy;
  std::int64_t began_at_ms = 0;
  std::optional<std::int64_t> fine_since_ms;
  std::optional<std::int64_t> told_at_ms;
  std::int64_t looked_at_ms = 0;
  std::int64_t version = 0;  // 0: there is no row yet
  BOOST_DESCRIBE_CLASS(AlarmRow, (),
                       (name, place, standing, text, remedy, began_at_ms, fine_since_ms, told_at_ms,
                        looked_at_ms, version),
                       (), ())
};

// What one look makes of one row.
struct AlarmStep {
  AlarmRow row;
  bool gone = false;
  std::optional<What> tell;
};

namespace {

constexpr std::int64_t kConfirmMs = 30'000;         // bad for so long at two looks
constexpr std::int64_t kCalmMs = 5 * 60'000;        // fine for so long: over
constexpr std::int64_t kRepeatMs = 24 * 3'600'000;  // told again
// A row that nobody looked at for so long is of a machine that is no more.
constexpr std::int64_t kForgottenMs = 3 * kRepeatMs;
constexpr std::string_view kUnkept = "database-unwritable";

constexpr db::Sql<> kAll{"ops.all_alarms", R"sql(
  SELECT name, place, standing, text, remedy, began_at_ms, fine_since_ms, told_at_ms, looked_at_ms,
         version
  FROM alarms ORDER BY name, place LIMIT 1000
)sql"};

constexpr db::Sql<std::string, std::string, std::string, std::string, std::int64_t> kNotice{
    "ops.notice_alarm", R"sql(
  INSERT INTO alarms (name, place, standing, text, remedy, began_at_ms, looked_at_ms, version)
  VALUES ($1, $2, FALSE, $3, $4, $5, $5, 1)
  ON CONFLICT (name, place) DO NOTHING
)sql"};

constexpr db::Sql<std::string, std::string, std::int64_t, bool, std::string, std::string,
                  std::optional<std::int64_t>, std::optional<std::int64_t>, std::int64_t>
    kChange{"ops.alarm_change", R"sql(
  UPDATE alarms
  SET standing = $4, text = $5, remedy = $6, fine_since_ms = $7, told_at_ms = $8, looked_at_ms = $9,
      version = version + 1
  WHERE name = $1 AND place = $2 AND version = $3
)sql"};

constexpr db::Sql<std::string, std::string, std::int64_t> kRemove{"ops.alarm_remove", R"sql(
  DELETE FROM alarms WHERE name = $1 AND place = $2 AND version = $3
)sql"};

constexpr db::Sql<> kStanding{"ops.standing_alarms", R"sql(
  SELECT a.name AS name, a.place AS place, a.text AS text, a.remedy AS remedy,
         a.began_at_ms AS began_at_ms, a.told_at_ms AS told_at_ms, a.looked_at_ms AS looked_at_ms,
         (SELECT MAX(m.error) FROM alarm_messages m
          WHERE m.due_at_ms IS NOT NULL AND m.name = a.name AND m.place = a.place) AS untold
  FROM alarms a WHERE a.standing ORDER BY a.began_at_ms, a.name, a.place LIMIT 1000
)sql"};

// Bad: noticed, then an alarm, then told again each day.
AlarmStep when_bad(AlarmRow row, const Condition& condition, std::int64_t now) {
  AlarmStep step{std::move(row), false, std::nullopt};
  step.row.text = condition.text;
  step.row.remedy = condition.remedy;
  step.row.fine_since_ms.reset();
  if (step.row.version == 0) {
    step.row.began_at_ms = now;
  } else if (!step.row.standing) {
    if (now - step.row.began_at_ms >= kConfirmMs) step.tell = What::begun;
  } else if (now - *step.row.told_at_ms >= kRepeatMs) {
    step.tell = What::still;
  }
  if (step.tell) {
    step.row.standing = true;
    step.row.told_at_ms = now;
  }
  return step;
}

AlarmStep when_fine(AlarmRow row, std::int64_t now) {
  AlarmStep step{std::move(row), false, std::nullopt};
  if (!step.row.standing) {
    step.gone = true;
  } else if (!step.row.fine_since_ms) {
    step.row.fine_since_ms = now;
  } else if (now - *step.row.fine_since_ms >= kCalmMs) {
    step.gone = true;
    step.tell = What::over;
  }
  return step;
}

std::vector<AlarmStep> steps_of(std::span<const Condition> conditions,
                                const std::vector<AlarmRow>& rows, const std::string& machine,
                                std::int64_t now) {
  std::vector<AlarmStep> steps;
  for (const Condition& condition : conditions) {
    AlarmRow row;
    row.name = condition.name;
    row.place = condition.here ? machine : "";
    const auto known = std::ranges::find_if(rows, [&](const AlarmRow& other) {
      return other.name == row.name && other.place == row.place;
    });
    if (known != rows.end()) row = *known;
    if (condition.bad) {
      steps.push_back(when_bad(std::move(row), condition, now));
    } else if (row.version > 0) {
      steps.push_back(when_fine(std::move(row), now));
    }
  }
  for (const AlarmRow& row : rows)
    if (now - row.looked_at_ms > kForgottenMs) steps.push_back({row, true, std::nullopt});
  return steps;
}

// Once per alarm and change, by whoever made it.
void log_change(const AlarmRow& row, What what) {
  if (what == What::over) {
    log_info("an alarm is over", {{"alarm", row.name}, {"place", row.place}});
  } else {
    log_warn("alarm", {{"alarm", row.name}, {"place", row.place}, {"text", row.text}});
  }
}

}  // namespace

Alarms::Alarms(db::Database& database, jobs::Jobs& jobs, const Clock& clock, const Ids& ids,
               AlarmSettings settings)
    : database_(database), jobs_(jobs), clock_(clock), ids_(ids), settings_(std::move(settings)) {}

void Alarms::look(std::span<const Condition> conditions) {
  const std::int64_t now = clock_.now_ms();
  bool kept = false;
  try {
    kept = static_cast<bool>(look_and_keep(conditions, now));
  } catch (const std::exception& fault) {
    if (unkept_since_ms_ == 0) log_error("alarms cannot be kept", {{"reason", fault.what()}});
  }
  try {
    if (!kept) return look_without_database(conditions, now);
    if (unkept_told_ms_ > 0)
      deliver_everywhere({.name = std::string(kUnkept),
                          .place = settings_.machine,
                          .what = What::over,
                          .text = "The database can be written again.",
                          .began_at_ms = unkept_since_ms_,
                          .made_at_ms = now});
    unkept_since_ms_ = unkept_told_ms_ = 0;
  } catch (const std::exception& fault) {
    log_error("an alarm could not be told", {{"reason", fault.what()}});
  }
}

// While all is well a look writes nothing.
Result<void> Alarms::look_and_keep(std::span<const Condition> conditions, std::int64_t now) {
  struct Seen {
    std::vector<AlarmRow> rows;
    bool due = false;
  };
  const auto seen = database_.read(
      [&](db::Tx& tx) -> Result<Seen> { return Seen{tx.list<AlarmRow>(kAll), has_due(tx, now)}; });
  if (!seen) return seen.error();
  const auto steps = steps_of(conditions, seen->rows, settings_.machine, now);
  if (steps.empty() && !seen->due) return {};
  return database_.write([&](db::Tx& tx) -> Result<void> {
    for (const AlarmStep& step : steps) take(tx, step, now);
    try_again(tx, now);
    return {};
  });
}

// The anchor is the row's version: of several instances that saw the same, one changes it and
// tells.
void Alarms::take(db::Tx& tx, const AlarmStep& step, std::int64_t now) {
  const AlarmRow& row = step.row;
  if (row.version == 0) {
    tx.run(kNotice, row.name, row.place, row.text, row.remedy, now);
    return;
  }
  const auto changed = step.gone
                           ? tx.exec(kRemove, row.name, row.place, row.version)
                           : tx.exec(kChange, row.name, row.place, row.version, row.standing,
                                     row.text, row.remedy, row.fine_since_ms, row.told_at_ms, now);
  if (changed == 0 || !step.tell) return;
  tell(tx, {.name = row.name,
            .place = row.place,
            .what = *step.tell,
            .text = row.text,
            .remedy = row.remedy,
            .began_at_ms = row.began_at_ms,
            .made_at_ms = now});
  tx.after_commit([row, what = *step.tell] { log_change(row, what); });
}

// The disk is full, or the database is away: it cannot be kept who was told what, so each instance
// tells for itself, and all that is bad in one message.
void Alarms::look_without_database(std::span<const Condition> conditions, std::int64_t now) {
  if (unkept_since_ms_ == 0) unkept_since_ms_ = now;
  if (now - unkept_since_ms_ < kConfirmMs) return;
  if (unkept_told_ms_ > 0 && now - unkept_told_ms_ < kRepeatMs) return;
  std::string text = "The database cannot be written: nothing can be saved.";
  std::string remedy =
      "Look at the server's log, at the disk, and whether PostgreSQL runs if you use it.";
  for (const Condition& condition : conditions) {
    if (!condition.bad) continue;
    text += "\nAlso: " + condition.text;
    remedy += "\n" + condition.remedy;
  }
  if (deliver_everywhere({.name = std::string(kUnkept),
                          .place = settings_.machine,
                          .what = unkept_told_ms_ == 0 ? What::begun : What::still,
                          .text = std::move(text),
                          .remedy = std::move(remedy),
                          .began_at_ms = unkept_since_ms_,
                          .made_at_ms = now}))
    unkept_told_ms_ = now;
}

Result<std::vector<Standing>> Alarms::list() {
  return database_.read(
      [](db::Tx& tx) -> Result<std::vector<Standing>> { return tx.list<Standing>(kStanding); });
}

}  // namespace ops
