#include "photos/slot.h"

#include <chrono>

#include "photos/photos.h"
#include "photos/settle.h"

namespace photos {
namespace {

struct Link {
  PhotoId id;
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  Status status = Status::pending;
  bool newest = true;
  bool extra = false;
  std::int64_t attempt = 1;
  std::int64_t version = 1;
  std::optional<std::int64_t> decided_at_ms;
  std::optional<std::string> decided_by_name;
};
BOOST_DESCRIBE_STRUCT(Link, (),
                      (id, section_id, checkpoint_id, stage, slot_index, status, newest, extra,
                       attempt, version, decided_at_ms, decided_by_name))

constexpr db::Sql<SectionId, CheckpointId, Stage, std::int64_t> kNewestOfSlot{
    "photos.newest_of_slot", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.stage, p.slot_index, p.status, p.newest, p.extra,
         p.attempt, p.version, p.decided_at_ms, d.name AS decided_by_name
  FROM photos p LEFT JOIN users d ON d.id = p.decided_by
  WHERE p.section_id = $1 AND p.checkpoint_id = $2 AND p.stage = $3 AND p.slot_index = $4
    AND p.newest AND NOT p.extra
)sql"};

constexpr db::Sql<PhotoId> kLink{"photos.find_link", R"sql(
  SELECT p.id, p.section_id, p.checkpoint_id, p.stage, p.slot_index, p.status, p.newest, p.extra,
         p.attempt, p.version, p.decided_at_ms, d.name AS decided_by_name
  FROM photos p LEFT JOIN users d ON d.id = p.decided_by
  WHERE p.id = $1
)sql"};

constexpr db::Sql<PhotoId, std::int64_t> kSupersede{"photos.supersede", R"sql(
  UPDATE photos SET newest = FALSE, version = version + 1, revision = revision + 1
  WHERE id = $1 AND newest AND version = $2
)sql"};

constexpr db::Sql<PhotoId, std::int64_t> kLeave{"photos.leave_seat", R"sql(
  UPDATE photos
  SET newest = FALSE, replaces = NULL, version = version + 1, revision = revision + 1
  WHERE id = $1 AND version = $2 AND newest AND status = 'pending'
)sql"};

constexpr db::Sql<PhotoId> kBefore{"photos.find_attempt_before", R"sql(
  SELECT b.id, b.section_id, b.checkpoint_id, b.stage, b.slot_index, b.status, b.newest, b.extra,
         b.attempt, b.version, b.decided_at_ms, d.name AS decided_by_name
  FROM photos p JOIN photos b ON b.id = p.replaces LEFT JOIN users d ON d.id = b.decided_by
  WHERE p.id = $1
)sql"};

constexpr db::Sql<PhotoId> kReturn{"photos.newest_again", R"sql(
  UPDATE photos SET newest = TRUE, version = version + 1, revision = revision + 1 WHERE id = $1
)sql"};

SlotKey slot_of(const Link& link) {
  return {link.section_id, link.checkpoint_id, link.stage, link.slot_index};
}

void count_link(const Link& link, std::int64_t by, Tally& tally) {
  if (link.extra) {
    tally.extra(slot_of(link), by);
  } else {
    tally.holds(slot_of(link), link.status, by);
  }
}

bool is_in(const Link& link, const SlotKey& slot) {
  return link.checkpoint_id == slot.checkpoint_id && link.stage == slot.stage &&
         link.slot_index == slot.index;
}

// The anchor of the chain: of two shots, decisions or deletions at once, one changes this row.
Result<Seat> follow(db::Tx& tx, const Link& link, Tally& tally) {
  if (tx.exec(kSupersede, link.id, link.version) == 0) return error_of(kRaced);
  count_link(link, -1, tally);
  return Seat{link.attempt + 1, link.id, link.extra, {}};
}

// A photo that came back can be answered once.
Result<void> check_answerable(const Link& link) {
  if (!link.newest) return error_of(kNotNewest);
  if (link.status == Status::retake || link.status == Status::nonconforming) return {};
  if (link.status == Status::pending)
    return error_of(kPhotoChanged, "The photo is waiting for a decision: nobody sent it back.");
  return error_of(kPhotoChanged, decided_words(link.status, link.decided_by_name.value_or("?"),
                                               link.decided_at_ms.value_or(0)));
}

Result<Seat> answer(db::Tx& tx, const SlotKey& slot, const PhotoId& replaces, Tally& tally) {
  const auto link = tx.find<Link>(kLink, replaces);
  if (!link || link->section_id != slot.section_id)
    return error_of(problems::kNotFound, "The photo that came back is not here.");
  if (!is_in(*link, slot))
    return field_error(problems::kInvalid, "replaces", "This photo belongs to another slot.");
  if (const auto fine = check_answerable(*link); !fine) return fine.error();
  return follow(tx, *link, tally);
}

}  // namespace

Result<Seat> take_seat(db::Tx& tx, const SlotKey& slot, const std::optional<PhotoId>& replaces,
                       bool beyond_due, Tally& tally) {
  const auto met = meet_waiver(tx, slot);
  auto seat = [&]() -> Result<Seat> {
    if (replaces) return answer(tx, slot, *replaces, tally);
    if (met.closed) return Seat{1, {}, true, {}};
    const auto head =
        tx.find<Link>(kNewestOfSlot, slot.section_id, slot.checkpoint_id, slot.stage, slot.index);
    if (!head) return Seat{1, {}, beyond_due, {}};
    if (head->status == Status::approved) return Seat{1, {}, true, {}};
    return follow(tx, *head, tally);
  }();
  if (!seat) return seat;
  seat->ended_waiver = met.ended;
  if (seat->extra) {
    tally.extra(slot, 1);
  } else {
    tally.holds(slot, Status::pending, 1);
  }
  return seat;
}

Result<std::optional<PhotoId>> leave_seat(db::Tx& tx, const PhotoId& id, std::int64_t version,
                                          Tally& tally) {
  const auto link = tx.find<Link>(kLink, id);
  const auto before = tx.find<Link>(kBefore, id);
  if (!link || tx.exec(kLeave, id, version) == 0) return error_of(kRaced);
  count_link(*link, -1, tally);
  if (!before) return std::optional<PhotoId>();
  tx.run(kReturn, before->id);
  count_link(*before, 1, tally);
  return std::optional(before->id);
}

std::string decided_words(Status status, std::string_view decider, std::int64_t decided_at_ms) {
  const auto act = [&]() -> std::string_view {
    switch (status) {
      case Status::approved:
        return "approved it";
      case Status::retake:
        return "sent it back (retake)";
      case Status::nonconforming:
        return "found the work not OK (nonconforming)";
      case Status::pending:
        break;
    }
    return "changed it";
  }();
  return fmt::format("{} {} on {}.", decider, act, time_words(decided_at_ms));
}

std::string time_words(std::int64_t at_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(at_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count());
}

}  // namespace photos
