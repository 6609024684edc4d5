// From the last byte of an upload to its receipt. The order is a proof: until the original is
// durable there is no row, and until row, event and counters are committed there is no receipt.
#include "photos/keys.h"
#include "photos/photos.h"
#include "photos/plan.h"
#include "photos/receipts.h"
#include "photos/slot.h"

namespace photos {
namespace {

// The bytes as they are kept.
struct Original {
  std::string key;
  std::string_view media_type;
  std::int64_t size_bytes = 0;
  std::optional<std::string_view> file_name;
};

using OptionalText = std::optional<std::string_view>;
using Real = std::optional<double>;

template <class T>
Real decimal(const std::optional<T>& from) {
  if (!from) return {};
  return from->value;
}

OptionalText text(const auto& from) {
  if (!from || from->value.empty()) return {};
  return std::string_view(from->value);
}

// The phone's word for the file, or what the form called it.
OptionalText name_of_file(const PhotoMeta& meta, const ShotFile& file) {
  if (meta.file_name) return text(meta.file_name);
  if (!is_clean_text(file.file_name, 1, 200)) return {};
  return file.file_name;
}

constexpr db::Sql<PhotoId, UserId, ProjectId, SectionId, CheckpointId, std::int64_t, Stage,
                  std::int64_t, std::int64_t, std::optional<PhotoId>, bool, std::string,
                  std::int64_t, std::string_view, std::string, Source, OptionalText, OptionalText,
                  std::int64_t, std::int64_t, std::int64_t, Real, Real, Real, Real, Real, Real,
                  Real, OptionalText, OptionalText, std::string>
    kInsert{"photos.insert", R"sql(
  INSERT INTO photos (id, owner_id, project_id, section_id, checkpoint_id, checkpoint_version,
    stage, slot_index, status, attempt, replaces, newest, extra, received, sha256, size_bytes,
    media_type, original_key, source, file_name, device, received_at_ms, taken_at_ms,
    taken_offset_min, lat, lon, accuracy_m, altitude_m, heading_deg, line_distance_m, chainage_m,
    comment, override_reason, flags, develop, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10, TRUE, $11, 'original', $12, $13, $14,
    $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, 'waiting',
    1)
  ON CONFLICT DO NOTHING
)sql"};

bool insert(db::Tx& tx, const Caller& caller, const PhotoMeta& meta, const Plan& plan,
            const Seat& seat, const Original& original, std::int64_t now_ms) {
  Real line_distance_m, chainage_m;
  if (plan.on_line) {
    line_distance_m = plan.on_line->distance_m;
    chainage_m = plan.on_line->chainage_m;
  }
  return tx.exec(kInsert, meta.id, caller.user_id, plan.place.project_id, meta.section_id,
                 meta.checkpoint_id, plan.checkpoint_version, meta.stage, meta.index, seat.attempt,
                 seat.replaces, seat.extra, meta.sha256, original.size_bytes, original.media_type,
                 original.key, meta.source, original.file_name, text(meta.device), now_ms,
                 meta.taken_at_ms, meta.taken_offset_min, decimal(meta.lat), decimal(meta.lon),
                 decimal(meta.accuracy_m), decimal(meta.altitude_m), decimal(meta.heading_deg),
                 line_distance_m, chainage_m, text(meta.comment), text(meta.override_reason),
                 to_text(plan.flags)) == 1;
}

// What the audit trail says of an arrival.
struct ReceivedBody {
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t index = 1;
  std::int64_t attempt = 1;
  std::optional<PhotoId> replaces;
  bool extra = false;
  std::string sha256;
  std::int64_t size_bytes = 0;
  std::int64_t taken_at_ms = 0;
  std::string flags;
  std::optional<std::string_view> comment;
  std::optional<std::string_view> override_reason;
};
BOOST_DESCRIBE_STRUCT(ReceivedBody, (),
                      (section_id, checkpoint_id, stage, index, attempt, replaces, extra, sha256,
                       size_bytes, taken_at_ms, flags, comment, override_reason))

struct ReplacedBody {
  PhotoId replaced_by;
};
BOOST_DESCRIBE_STRUCT(ReplacedBody, (), (replaced_by))

void record(db::Tx& tx, Events& log, const Caller& caller, const PhotoMeta& meta, const Plan& plan,
            const Seat& seat, const Original& original, std::int64_t now_ms) {
  const auto append = [&](std::string kind, const auto& subject, std::string body) {
    log.append(tx, {.kind = std::move(kind),
                    .subject_id = subject.text,
                    .actor_id = caller.user_id.text,
                    .project_id = plan.place.project_id.text,
                    .body = std::move(body),
                    .at_ms = now_ms});
  };
  if (seat.ended_waiver)
    append("waiver.withdrawn", *seat.ended_waiver, json::to_text(ReplacedBody{meta.id}));
  if (seat.replaces) append("photo.replaced", *seat.replaces, json::to_text(ReplacedBody{meta.id}));
  append("photo.received", meta.id,
         json::to_text(ReceivedBody{meta.section_id, meta.checkpoint_id, meta.stage, meta.index,
                                    seat.attempt, seat.replaces, seat.extra, meta.sha256,
                                    original.size_bytes, meta.taken_at_ms, to_text(plan.flags),
                                    text(meta.comment), text(meta.override_reason)}));
}

}  // namespace

Result<void> Photos::admit(const Caller& caller) {
  if (!caller.has(accounts::kPhotographers)) return error_of(problems::kDenied);
  return room_.enter();
}

Result<Taken> Photos::receive(const Caller& caller, const PhotoMeta& meta, const ShotFile& file,
                              Intent intent) {
  const auto now_ms = clock_.now_ms();
  if (const auto fine = check_meta(meta, file.sha256, intent, now_ms); !fine) return fine.error();
  const auto plan = db_.read(
      [&](db::Tx& tx) { return make_plan(tx, accounts_, catalogue_, caller, meta, now_ms); });
  if (!plan) return plan.error();
  const auto key = blob_key(Size::original, meta.id, meta.sha256);
  if (plan->known) {
    Taken taken{*plan->known, false};
    taken.receipt.store = blobs_.where(key);
    return taken;
  }

  const auto format = imaging::inspect(file.fd);
  if (!format) return format.error();
  const Original original{key, imaging::media_type_of(*format),
                          static_cast<std::int64_t>(file.size_bytes), name_of_file(meta, file)};
  if (const auto claimed = orphans_.claim(original.key); !claimed) return claimed.error();
  const auto kept = blobs_.put(original.key, file.path, meta.sha256);
  if (!kept) return kept.error();

  // A transaction that fails from here on leaves a blob without a row: harmless, swept later.
  const auto place = [&](db::Tx& tx) -> Result<Taken> {
    const auto known = find_receipt(tx, caller, meta);
    if (!known) return known.error();
    if (*known) return Taken{**known, false};
    Tally tally;
    const auto seat =
        take_seat(tx, {meta.section_id, meta.checkpoint_id, meta.stage, meta.index.value},
                  meta.replaces, plan->beyond_due, tally);
    if (!seat) return seat.error();
    if (!insert(tx, caller, meta, *plan, *seat, original, now_ms)) return error_of(kRaced);
    record(tx, events_, caller, meta, *plan, *seat, original, now_ms);
    jobs_.add(tx, kDevelopJob, meta.id.text);
    const auto receipt = find_receipt(tx, caller, meta);  // also: was the id deleted just now?
    if (!receipt) return receipt.error();
    tally.taken(plan->place.project_id, caller.user_id, 1);
    tally.settle(tx);
    return Taken{**receipt, true};
  };
  auto taken = until_unraced([&] { return db_.write(place); });
  if (taken) taken->receipt.store = *kept;
  return taken;
}

}  // namespace photos
