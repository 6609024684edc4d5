#include "photos/plan.h"

#include <algorithm>

#include "photos/hold.h"
#include "photos/receipts.h"

namespace photos {
namespace {

struct LastPosition {
  double lat = 0;
  double lon = 0;
};
BOOST_DESCRIBE_STRUCT(LastPosition, (), (lat, lon))

constexpr db::Sql<SectionId, UserId> kLastPosition{"photos.last_position", R"sql(
  SELECT lat, lon FROM photos
  WHERE section_id = $1 AND owner_id = $2 AND lat IS NOT NULL AND lon IS NOT NULL
  ORDER BY received_at_ms DESC, id DESC LIMIT 1
)sql"};

Measured measure(db::Tx& tx, const Caller& caller, const PhotoMeta& meta, const Plan& plan) {
  Measured measured;
  const auto here = position_of(meta);
  if (!here) return measured;
  if (meta.accuracy_m) measured.accuracy_m = *meta.accuracy_m;
  if (plan.on_line) measured.line_distance_m = plan.on_line->distance_m;
  if (!plan.place.max_photo_distance_m) return measured;
  if (const auto last = tx.find<LastPosition>(kLastPosition, meta.section_id, caller.user_id))
    measured.last_distance_m = distance_m(*here, {last->lat, last->lon});
  return measured;
}

bool is_blank(const auto& text) {
  return !text || text->value.find_first_not_of(" \n\t") == std::string::npos;
}

Result<void> check_capture_rules(const PhotoMeta& meta, const std::vector<Breach>& broken) {
  if (broken.empty() || !is_blank(meta.override_reason)) return {};
  std::string detail;
  for (const Breach& breach : broken) detail += breach.sentence + " ";
  return field_error(kCaptureRule, "override_reason",
                     detail + "Take it again, or send it with a reason.");
}

// The checkpoint as the shot was taken for it.
Result<catalogue::Checkpoint> find_taken_for(db::Tx& tx, catalogue::Catalogue& catalogue,
                                             const PhotoMeta& meta, const Plan& plan) {
  std::optional<std::int64_t> version;
  if (meta.checkpoint_version) version = *meta.checkpoint_version;
  auto taken_for = catalogue.find_checkpoint(tx, meta.checkpoint_id, version);
  if (!taken_for) return taken_for;
  if (taken_for->project_id != plan.place.project_id)
    return error_of(problems::kNotFound, "This checkpoint is not part of the section's project.");
  if (taken_for->stage != meta.stage)
    return error_of(kWrongStage,
                    fmt::format("{} is photographed {} the work, not {}.", taken_for->code,
                                name_of(taken_for->stage), name_of(meta.stage)));
  return taken_for;
}

// The checklist as it holds now: how many are due, and does an earlier stage hold this one back?
Result<void> check_slot(db::Tx& tx, catalogue::Catalogue& catalogue, const PhotoMeta& meta,
                        const catalogue::Checkpoint& taken_for, Plan& plan) {
  const auto checkpoints = catalogue.list_checkpoints(tx, plan.place.project_id);
  const auto holds_now =
      std::ranges::find(checkpoints, meta.checkpoint_id, &catalogue::Checkpoint::id);
  plan.beyond_due = holds_now == checkpoints.end() ||
                    meta.index > catalogue::slots_due(*holds_now, plan.place.length_m);
  if (meta.replaces) return {};  // what came back may always be answered
  const auto approvals = read_approvals(tx, plan.place, checkpoints);
  const auto* hold = find_hold(checkpoints, approvals, plan.place, taken_for);
  if (!hold) return {};
  return error_of(kHoldPoint,
                  fmt::format("{} {} ({}) waits for approval. Take this photo once it is approved.",
                              hold->code, hold->name, name_of(hold->stage)));
}

}  // namespace

Result<void> check_meta(const PhotoMeta& meta, std::string_view file_sha256, Intent intent,
                        std::int64_t now_ms) {
  auto wrong = wrong_fields(meta, now_ms);
  if (!wrong.empty()) {
    Error error =
        error_of(problems::kInvalid, fmt::format("{}: {}", wrong[0].field, wrong[0].detail));
    error.fields = std::move(wrong);
    return error;
  }
  if (meta.sha256 != file_sha256) return error_of(kHashMismatch);
  const bool answers = intent == Intent::resubmission || meta.replaces;
  if (answers && is_blank(meta.comment))
    return field_error(kCommentRequired, "comment", "Say what was changed; a phrase will do.");
  return {};
}

Result<Plan> make_plan(db::Tx& tx, accounts::Accounts& accounts, catalogue::Catalogue& catalogue,
                       const Caller& caller, const PhotoMeta& meta, std::int64_t now_ms) {
  // The upload may have taken minutes: may this person still?
  const auto person = accounts.recheck(tx, caller, accounts::kPhotographers);
  if (!person) return person.error();
  Plan plan;
  auto known = find_receipt(tx, caller, meta);
  if (!known) return known.error();
  plan.known = *std::move(known);
  if (plan.known) return plan;

  auto place = catalogue.find_place(tx, caller, meta.section_id);
  if (!place) return place.error();
  plan.place = *std::move(place);
  if (plan.place.archived_at_ms) return error_of(kSectionArchived);
  const auto taken_for = find_taken_for(tx, catalogue, meta, plan);
  if (!taken_for) return taken_for.error();
  plan.checkpoint_version = taken_for->version;
  if (const auto fine = check_slot(tx, catalogue, meta, *taken_for, plan); !fine)
    return fine.error();

  if (const auto here = position_of(meta); here && plan.place.line)
    plan.on_line = catalogue::nearest_on_line(*plan.place.line, here->lat, here->lon);
  const auto broken = breaches(measure(tx, caller, meta, plan), plan.place);
  if (const auto fine = check_capture_rules(meta, broken); !fine) return fine.error();
  const bool doubled = find_doubles(tx, caller, meta.sha256, meta.id).any;
  plan.flags = flags_at_intake(meta, broken, doubled, now_ms);
  return plan;
}

}  // namespace photos
