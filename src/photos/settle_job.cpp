// After a change of the checklist or of a section's length: surplus photos become extras, and where
// more is due again, extras come to hold their slots. Slots are computed, so this is a job that
// walks the project's sections and mends what does not fit; run twice it does nothing.
#include <map>
#include <set>
#include <tuple>

#include "photos/photos.h"
#include "photos/settle.h"
#include "photos/slot.h"

namespace photos {
namespace {

struct SettledSection {
  SectionId id;
  std::optional<double> length_m;
};
BOOST_DESCRIBE_STRUCT(SettledSection, (), (id, length_m))

constexpr std::int64_t kSectionsAtOnce = 100;

constexpr db::Sql<ProjectId, SectionId, std::int64_t> kSections{"photos.list_settled_sections",
                                                                R"sql(
  SELECT id, length_m FROM sections WHERE project_id = $1 AND id > $2 ORDER BY id LIMIT $3
)sql"};

struct Lying {
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  bool extra = false;
};
BOOST_DESCRIBE_STRUCT(Lying, (), (checkpoint_id, stage, slot_index, extra))

constexpr db::Sql<SectionId> kLying{"photos.list_lying", R"sql(
  SELECT checkpoint_id, stage, slot_index, extra FROM photos WHERE section_id = $1 AND newest
)sql"};

struct OpenWaiver {
  WaiverId id;
  ProjectId project_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  WaiverStatus status = WaiverStatus::pending;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(OpenWaiver, (),
                      (id, project_id, checkpoint_id, stage, slot_index, status, version))

constexpr db::Sql<SectionId> kOpenWaivers{"photos.list_open_waivers", R"sql(
  SELECT id, project_id, checkpoint_id, stage, slot_index, status, version FROM waivers
  WHERE section_id = $1 AND status IN ('pending', 'approved')
)sql"};

constexpr db::Sql<WaiverId, std::int64_t> kEndWaiver{"photos.end_waiver", R"sql(
  UPDATE waivers SET status = 'withdrawn', version = version + 1 WHERE id = $1 AND version = $2
)sql"};

// What does not fit on one section.
struct Misfits {
  std::vector<SlotKey> close;
  std::vector<SlotKey> open;
  std::vector<OpenWaiver> waivers;  // for slots that are not due any more

  bool empty() const { return close.empty() && open.empty() && waivers.empty(); }
};

using SlotName = std::tuple<CheckpointId, Stage, std::int64_t>;

Misfits find_misfits(db::Tx& tx, const SettledSection& section,
                     const std::vector<catalogue::Checkpoint>& checkpoints) {
  std::map<std::pair<CheckpointId, Stage>, std::int64_t> due;
  for (const auto& checkpoint : checkpoints)
    due[{checkpoint.id, checkpoint.stage}] = catalogue::slots_due(checkpoint, section.length_m);
  const auto is_due = [&](const auto& at) {
    const auto found = due.find({at.checkpoint_id, at.stage});
    return found != due.end() && at.slot_index <= found->second;
  };
  Misfits misfits;
  std::set<SlotName> closed;
  for (OpenWaiver& waiver : tx.list<OpenWaiver>(kOpenWaivers, section.id)) {
    if (waiver.status == WaiverStatus::approved)
      closed.emplace(waiver.checkpoint_id, waiver.stage, waiver.slot_index);
    if (!is_due(waiver)) misfits.waivers.push_back(std::move(waiver));
  }
  std::map<SlotName, bool> held;
  for (const Lying& photo : tx.list<Lying>(kLying, section.id)) {
    const SlotName slot{photo.checkpoint_id, photo.stage, photo.slot_index};
    if (!photo.extra && (!is_due(photo) || closed.contains(slot)))
      misfits.close.push_back({section.id, photo.checkpoint_id, photo.stage, photo.slot_index});
    if (is_due(photo) && !closed.contains(slot)) held[slot] |= !photo.extra;
  }
  for (const auto& [slot, by_somebody] : held)
    if (!by_somebody)
      misfits.open.push_back(
          {section.id, std::get<CheckpointId>(slot), std::get<Stage>(slot), std::get<2>(slot)});
  return misfits;
}

struct SettledBody {
  std::size_t became_extras = 0;
  std::size_t count_again = 0;
};
BOOST_DESCRIBE_STRUCT(SettledBody, (), (became_extras, count_again))

Result<void> mend(db::Tx& tx, Events& events, const ProjectId& project, const SectionId& section,
                  const Misfits& misfits, std::int64_t now_ms) {
  Tally tally;
  for (const SlotKey& slot : misfits.close)
    if (const auto done = close_slot(tx, slot, tally); !done) return done;
  for (const SlotKey& slot : misfits.open)
    if (const auto done = open_slot(tx, slot, tally); !done) return done;
  for (const OpenWaiver& waiver : misfits.waivers) {
    if (tx.exec(kEndWaiver, waiver.id, waiver.version) == 0) return error_of(kRaced);
    if (waiver.status == WaiverStatus::approved)
      tally.not_applicable({section, waiver.checkpoint_id, waiver.stage, waiver.slot_index}, -1);
    events.append(tx, {.kind = "waiver.withdrawn",
                       .subject_id = waiver.id.text,
                       .actor_id = {},
                       .project_id = project.text,
                       .body = "{}",
                       .at_ms = now_ms});
  }
  events.append(tx, {.kind = "section.settled",
                     .subject_id = section.text,
                     .actor_id = {},
                     .project_id = project.text,
                     .body = json::to_text(SettledBody{misfits.close.size(), misfits.open.size()}),
                     .at_ms = now_ms});
  tally.settle(tx);
  return {};
}

}  // namespace

jobs::Outcome Photos::settle_slots(const jobs::Job& job) {
  const ProjectId project{job.subject_id};
  using Chunk = std::vector<std::pair<SectionId, Misfits>>;
  SectionId last;
  for (bool more = true; more && !job.stop.stop_requested();) {
    const auto chunk = db_.read([&](db::Tx& tx) -> Result<Chunk> {
      const auto checkpoints = catalogue_.list_checkpoints(tx, project);
      Chunk found;
      for (const SettledSection& section :
           tx.list<SettledSection>(kSections, project, last, kSectionsAtOnce))
        found.emplace_back(section.id, find_misfits(tx, section, checkpoints));
      return found;
    });
    if (!chunk) return jobs::Retry{chunk.error().detail};
    for (const auto& [section, misfits] : *chunk) {
      if (misfits.empty()) continue;
      const auto mended = until_unraced([&] {
        return db_.write([&](db::Tx& tx) {
          return mend(tx, events_, project, section, misfits, clock_.now_ms());
        });
      });
      if (!mended) return jobs::Retry{mended.error().detail};
    }
    more = std::ssize(*chunk) == kSectionsAtOnce;
    if (more) last = chunk->back().first;
  }
  if (job.stop.stop_requested()) return jobs::Retry{"The program is stopping."};
  return jobs::Done{};
}

}  // namespace photos
