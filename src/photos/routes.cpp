#include "photos/routes.h"

#include "base/limits.h"
#include "limits/limits.h"

namespace photos {
namespace {

using http::Answer;
using http::Method;
using http::NoContent;
using http::Request;
using http::Spooled;
using http::UploadPlan;
using http::Weight;

constexpr http::Access kSignedIn{true, 0, "anyone signed in"};
constexpr http::Access kTakers{true, accounts::kPhotographers, "crew, reviewer or admin"};
constexpr http::Access kDeciders{true, accounts::kDeciders, "reviewer or admin"};
constexpr http::Access kAdmins{true, accounts::kAdmin, "admin"};

struct ListQuery : FilterQuery {
  std::optional<Number<1, ceilings::kPageMax>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (FilterQuery), (limit, cursor))

struct PhotoKey {
  PhotoId id;
};
BOOST_DESCRIBE_STRUCT(PhotoKey, (), (id))

struct WithdrawIn {
  PhotoId id;  // of the address
  std::optional<std::int64_t> seen_version;
};
BOOST_DESCRIBE_STRUCT(WithdrawIn, (), (id, seen_version))

struct MoveIn {
  PhotoId id;  // of the address
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  Number<1, 10'000> index;
  std::optional<Text<0, 2'000>> comment;
  std::optional<std::int64_t> seen_version;
};
BOOST_DESCRIBE_STRUCT(MoveIn, (),
                      (id, section_id, checkpoint_id, stage, index, comment, seen_version))

struct SectionKey {
  SectionId id;
};
BOOST_DESCRIBE_STRUCT(SectionKey, (), (id))

struct ImageQuery {
  PhotoId id;
  std::optional<Size> size;      // display
  std::optional<std::string> v;  // the beginning of the picture's hash: it may be kept for good
};
BOOST_DESCRIBE_STRUCT(ImageQuery, (), (id, size, v))

Filter filter_of(const Caller& caller, const ListQuery& in) {
  Filter filter = filter_of(caller, static_cast<const FilterQuery&>(in));
  if (in.limit) filter.limit = static_cast<int>(in.limit->value);
  filter.cursor = in.cursor;
  return filter;
}

Result<UploadPlan> plan_upload(Photos& photos, const Caller& caller) {
  if (const auto fine = photos.admit(caller); !fine) return fine.error();
  UploadPlan plan;
  plan.spool_dir = photos.spool_dir();
  plan.max_file_bytes = photos.settings().upload_bytes_max;
  plan.too_large = &kPhotoTooLarge;
  return plan;
}

Result<Answer<Receipt>> receive(Photos& photos, const Caller& caller, const PhotoMeta& meta,
                                const Spooled& spooled, Intent intent) {
  auto taken = photos.receive(
      caller, meta,
      {spooled.path, spooled.fd, spooled.size_bytes, spooled.sha256, spooled.file_name}, intent);
  if (!taken) return taken.error();
  return Answer<Receipt>{std::move(taken->receipt), taken->fresh ? 201 : 200, {}};
}

// The path says which photo is answered; the metadata may repeat it, and nothing else.
Result<Answer<Receipt>> resubmit(Photos& photos, const Request& request, PhotoMeta meta,
                                 const Spooled& spooled) {
  const PhotoId answered{request.params.front().second};
  if (meta.replaces && *meta.replaces != answered)
    return field_error(problems::kInvalid, "replaces", "This must be the photo of the address.");
  meta.replaces = answered;
  return receive(photos, request.caller, meta, spooled, Intent::resubmission);
}

// Bytes under one address never change when `v` names them, so that browsers need not ask again.
http::Reply image_reply(Image image, const std::optional<std::string>& v) {
  http::Reply reply;
  reply.content_type = std::move(image.media_type);
  reply.etag = fmt::format("\"{}\"", image.identity);
  const bool named = v && v->size() >= 8 && image.identity.starts_with(*v);
  reply.headers.emplace_back("cache-control",
                             named ? "private, max-age=31536000, immutable" : "private, no-cache");
  if (!image.attachment_name.empty())
    reply.headers.emplace_back("content-disposition",
                               fmt::format("attachment; filename=\"{}\"", image.attachment_name));
  const auto size_bytes = image.blob.size_bytes();
  reply.file.emplace(image.blob.release(), size_bytes);
  return reply;
}

void add_intake(http::Router& router, Photos& photos) {
  constexpr http::FormParts kParts{.file = "photo", .meta = "meta"};
  const auto admit = [&photos](const Caller& caller, const Request&) {
    return plan_upload(photos, caller);
  };
  router.add_upload(
      "/api/photos", kTakers, limits::api, admit,
      [&photos](const Caller& caller, const Request&, const PhotoMeta& meta,
                Spooled& spooled) -> Result<Answer<Receipt>> {
        return receive(photos, caller, meta, spooled, Intent::shot);
      },
      kParts);
  router.add_upload(
      "/api/photos/{id}/resubmit", kTakers, limits::api, admit,
      [&photos](const Caller&, const Request& request, const PhotoMeta& meta, Spooled& spooled)
          -> Result<Answer<Receipt>> { return resubmit(photos, request, meta, spooled); },
      kParts);
}

void add_reads(http::Router& router, Photos& photos) {
  router.add(Method::get, "/api/photos", kSignedIn, limits::api, Weight::inline_,
             [&photos](const Caller& caller, const ListQuery& in) -> Result<Page<RowText>> {
               return photos.list(caller, filter_of(caller, in));
             });
  router.add(Method::get, "/api/photos/{id}", kSignedIn, limits::api, Weight::inline_,
             [&photos](const Caller& caller, const PhotoKey& in) -> Result<Photo> {
               return photos.find(caller, in.id);
             });
  const auto image_weight = photos.remote() ? Weight::wait : Weight::inline_;
  router.add(Method::get, "/api/photos/{id}/image", kSignedIn, limits::images, image_weight,
             [&photos](const Caller& caller, const ImageQuery& in) -> Result<http::Reply> {
               auto image = photos.open_image(caller, in.id, in.size.value_or(Size::display));
               if (!image) return image.error();
               return image_reply(*std::move(image), in.v);
             });
  router.add(Method::get, "/api/photos/{id}/history", kSignedIn, limits::api, Weight::inline_,
             [&photos](const Caller& caller, const PhotoKey& in) -> Result<Items<HistoryEntry>> {
               return photos.history(caller, in.id);
             });
  router.add(Method::get, "/api/sections/{id}/slots", kSignedIn, limits::api, Weight::inline_,
             [&photos](const Caller& caller, const SectionKey& in) -> Result<SectionSlots> {
               return photos.slots(caller, in.id);
             });
}

struct AskWaiverIn {
  SectionId section_id;  // of the address
  CheckpointId checkpoint_id;
  Number<1, 10'000> index;
  Text<0, 500> reason;
};
BOOST_DESCRIBE_STRUCT(AskWaiverIn, (), (section_id, checkpoint_id, index, reason))

struct WaiversQuery {
  ProjectId project_id;
  std::optional<WaiverStatus> status;  // pending
  std::optional<Number<1, ceilings::kPageMax>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(WaiversQuery, (), (project_id, status, limit, cursor))

enum class WaiverDecision { approved, retake };
BOOST_DESCRIBE_ENUM(WaiverDecision, approved, retake)

struct DecideWaiverIn {
  WaiverId id;  // of the address
  WaiverDecision decision = WaiverDecision::approved;
  std::optional<Text<0, 2'000>> comment;
  std::optional<std::int64_t> seen_version;
};
BOOST_DESCRIBE_STRUCT(DecideWaiverIn, (), (id, decision, comment, seen_version))

struct StepWaiverIn {
  WaiverId id;  // of the address
  std::optional<Text<0, 2'000>> comment;
  std::optional<std::int64_t> seen_version;
};
BOOST_DESCRIBE_STRUCT(StepWaiverIn, (), (id, comment, seen_version))

struct SignOffIn {
  SectionId id;  // of the address
  std::optional<Text<0, 2'000>> comment;
};
BOOST_DESCRIBE_STRUCT(SignOffIn, (), (id, comment))

std::string text_of(const std::optional<Text<0, 2'000>>& text) {
  return text ? text->value : std::string();
}

void add_waivers(http::Router& router, Photos& photos) {
  router.add(Method::post, "/api/sections/{section_id}/not-applicable", kTakers, limits::api,
             Weight::wait,
             [&photos](const Caller& caller, const AskWaiverIn& in) -> Result<Answer<Waiver>> {
               auto asked = photos.ask_waiver(
                   caller, {in.section_id, in.checkpoint_id, in.index.value, in.reason.value});
               if (!asked) return asked.error();
               return Answer<Waiver>{*std::move(asked), 201, {}};
             });
  router.add(Method::get, "/api/not-applicable", kSignedIn, limits::api, Weight::inline_,
             [&photos](const Caller& caller, const WaiversQuery& in) -> Result<Page<Waiver>> {
               WaiverFilter filter{in.project_id, in.status.value_or(WaiverStatus::pending),
                                   ceilings::kPageDefault, in.cursor};
               if (in.limit) filter.limit = static_cast<int>(in.limit->value);
               return photos.list_waivers(caller, filter);
             });
  router.add(Method::post, "/api/not-applicable/{id}/decide", kDeciders, limits::api, Weight::wait,
             [&photos](const Caller& caller, const DecideWaiverIn& in) -> Result<Waiver> {
               const auto to = *from_name<WaiverStatus>(name_of(in.decision));
               return photos.step_waiver(caller, {in.id, to, text_of(in.comment), in.seen_version});
             });
  const auto step = [&photos](const Caller& caller, const StepWaiverIn& in, WaiverStatus to) {
    return photos.step_waiver(caller, {in.id, to, text_of(in.comment), in.seen_version});
  };
  router.add(Method::post, "/api/not-applicable/{id}/withdraw", kTakers, limits::api, Weight::wait,
             [step](const Caller& caller, const StepWaiverIn& in) -> Result<Waiver> {
               return step(caller, in, WaiverStatus::withdrawn);
             });
  router.add(Method::post, "/api/not-applicable/{id}/reopen", kDeciders, limits::api, Weight::wait,
             [step](const Caller& caller, const StepWaiverIn& in) -> Result<Waiver> {
               return step(caller, in, WaiverStatus::pending);
             });
}

void add_sign_off(http::Router& router, Photos& photos) {
  router.add(Method::post, "/api/sections/{id}/accept", kDeciders, limits::api, Weight::wait,
             [&photos](const Caller& caller, const SignOffIn& in) -> Result<Acceptance> {
               return photos.accept_section(caller, in.id, text_of(in.comment));
             });
  router.add(Method::post, "/api/sections/{id}/reopen", kAdmins, limits::api, Weight::wait,
             [&photos](const Caller& caller, const SignOffIn& in) -> Result<NoContent> {
               const auto done = photos.reopen_section(caller, in.id, text_of(in.comment));
               if (!done) return done.error();
               return NoContent{};
             });
}

struct OutboxIn {
  UserId owner_id;
  Text<8, 64> device;
  Number<0, 1'000'000> waiting;
  Number<0, 1'000'000> failed;
  std::optional<Number<0, 253'402'300'799'999>> oldest_at_ms;  // by the phone's clock
};
BOOST_DESCRIBE_STRUCT(OutboxIn, (), (owner_id, device, waiting, failed, oldest_at_ms))

void add_outbox(http::Router& router, Photos& photos) {
  router.add(Method::put, "/api/outbox", kTakers, limits::api, Weight::wait,
             [&photos](const Caller& caller, const OutboxIn& in) -> Result<NoContent> {
               OutboxWord word{in.owner_id, in.device.value, in.waiting, in.failed, {}};
               if (in.oldest_at_ms) word.oldest_at_ms = in.oldest_at_ms->value;
               const auto told = photos.tell_outbox(caller, word);
               if (!told) return told.error();
               return NoContent{};
             });
}

// Each answers with the photo as it is then.
void add_corrections(http::Router& router, Photos& photos) {
  const auto shown = [&photos](const Caller& caller, const PhotoId& id,
                               const Result<void>& done) -> Result<Photo> {
    if (!done) return done.error();
    return photos.find(caller, id);
  };
  router.add(Method::post, "/api/photos/{id}/withdraw", kTakers, limits::api, Weight::wait,
             [&photos, shown](const Caller& caller, const WithdrawIn& in) -> Result<Photo> {
               return shown(caller, in.id, photos.withdraw(caller, in.id, in.seen_version));
             });
  router.add(Method::post, "/api/photos/{id}/restore", kTakers, limits::api, Weight::wait,
             [&photos, shown](const Caller& caller, const PhotoKey& in) -> Result<Photo> {
               return shown(caller, in.id, photos.restore(caller, in.id));
             });
  router.add(Method::post, "/api/photos/{id}/move", kTakers, limits::api, Weight::wait,
             [&photos, shown](const Caller& caller, const MoveIn& in) -> Result<Photo> {
               const Move move{
                   in.id,          in.section_id, in.checkpoint_id,
                   in.stage,       in.index,      in.comment ? in.comment->value : std::string(),
                   in.seen_version};
               return shown(caller, in.id, photos.move(caller, move));
             });
}

}  // namespace

void add_routes(http::Router& router, Photos& photos) {
  router.explain({&kPhotoTooLarge,   &kHashMismatch,     &kPhotoIdTaken,       &kPhotoDeleted,
                  &kWrongStage,      &kCaptureRule,      &kHoldPoint,          &kSectionArchived,
                  &kCommentRequired, &kOwnPhoto,         &kPhotoChanged,       &kNotNewest,
                  &kOriginalMissing, &kNotDeveloped,     &kCannotDelete,       &kNotYours,
                  &kReopenDenied,    &kSlotPhotographed, &kWaiverOpen,         &kWaiverChanged,
                  &kSectionOpen,     &kSectionAccepted,  &blobs::kBlobDamaged, &imaging::kNotAPhoto,
                  &imaging::kDamaged});
  add_intake(router, photos);
  add_reads(router, photos);
  add_corrections(router, photos);
  add_waivers(router, photos);
  add_sign_off(router, photos);
  add_outbox(router, photos);
  router.add(Method::del, "/api/photos/{id}", kAdmins, limits::api, Weight::wait,
             [&photos](const Caller& caller, const PhotoKey& in) -> Result<NoContent> {
               if (const auto gone = photos.remove(caller, in.id); !gone) return gone.error();
               return NoContent{};
             });
}

}  // namespace photos
