// What photos are made of, in C++, in rows and on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/scalars.h"
#include "blobs/blobs.h"
#include "catalogue/catalogue.h"

namespace photos {

using catalogue::CheckpointId;
using catalogue::ProjectId;
using catalogue::RouteId;
using catalogue::SectionId;
using catalogue::Stage;
using catalogue::WorkTypeId;
using PhotoId = Id<struct PhotoTag>;

enum class Status { pending, approved, retake, nonconforming };
BOOST_DESCRIBE_ENUM(Status, pending, approved, retake, nonconforming)

enum class Source { camera, canvas, file };
BOOST_DESCRIBE_ENUM(Source, camera, canvas, file)

enum class Received { preview, original };
BOOST_DESCRIBE_ENUM(Received, preview, original)

enum class Develop { waiting, done, failed, damaged };
BOOST_DESCRIBE_ENUM(Develop, waiting, done, failed, damaged)

enum class Size { thumb, display, original };
BOOST_DESCRIBE_ENUM(Size, thumb, display, original)

struct SlotKey {
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  std::int64_t index = 1;
  bool operator==(const SlotKey&) const = default;
};

// What the phone says of a shot. Coordinates in degrees, WGS 84.
struct PhotoMeta {
  PhotoId id;
  SectionId section_id;
  CheckpointId checkpoint_id;
  Stage stage = Stage::during;
  Number<1, 10'000> index;
  std::string sha256;
  Number<0, 253'402'300'799'999> taken_at_ms;  // to the end of the year 9999
  Number<-1'080, 1'080> taken_offset_min;
  std::optional<Decimal<-90, 90>> lat;
  std::optional<Decimal<-180, 180>> lon;
  std::optional<Decimal<0, 1'000'000>> accuracy_m;
  std::optional<Decimal<-12'000, 100'000>> altitude_m;
  std::optional<Decimal<0, 360>> heading_deg;
  Source source = Source::camera;
  std::optional<Text<0, 200>> file_name;
  std::optional<PhotoId> replaces;
  std::optional<Text<0, 2'000>> comment;
  std::optional<Text<0, 500>> override_reason;
  std::optional<Number<1, 1'000'000>> checkpoint_version;
  std::optional<Text<0, 300>> device;
};
BOOST_DESCRIBE_STRUCT(PhotoMeta, (),
                      (id, section_id, checkpoint_id, stage, index, sha256, taken_at_ms,
                       taken_offset_min, lat, lon, accuracy_m, altitude_m, heading_deg, source,
                       file_name, replaces, comment, override_reason, checkpoint_version, device))

// Another photo with the very same bytes.
struct Duplicate {
  PhotoId photo_id;
  SectionId section_id;
  std::string section_name;
  std::string checkpoint_name;
  Status status = Status::pending;
};
BOOST_DESCRIBE_STRUCT(Duplicate, (), (photo_id, section_id, section_name, checkpoint_name, status))

// Proof that the phone may forget its copy.
struct Receipt {
  PhotoId id;
  std::string sha256;
  std::int64_t size_bytes = 0;
  std::string media_type;
  std::int64_t received_at_ms = 0;
  bool durable = true;
  blobs::Kept store = blobs::Kept::folder;  // spooled: on this machine, until S3 answers again
  Status status = Status::pending;
  std::int64_t attempt = 1;
  bool extra = false;
  std::int64_t version = 1;
  std::vector<Duplicate> duplicates;
};
BOOST_DESCRIBE_STRUCT(Receipt, (),
                      (id, sha256, size_bytes, media_type, received_at_ms, durable, store, status,
                       attempt, extra, version, duplicates))

// A photo in a list.
struct PhotoRow {
  PhotoId id;
  ProjectId project_id;
  SectionId section_id;
  std::string section_code;
  std::string section_name;
  std::string route_name;
  CheckpointId checkpoint_id;
  std::string checkpoint_code;
  std::string checkpoint_name;
  Stage stage = Stage::during;
  std::int64_t index = 1;
  Status status = Status::pending;
  std::int64_t attempt = 1;
  bool newest = true;
  bool extra = false;
  Received received = Received::original;
  Develop develop = Develop::waiting;
  UserId owner_id;
  std::string owner_name;
  std::int64_t taken_at_ms = 0;
  std::int64_t received_at_ms = 0;
  std::optional<std::int64_t> decided_at_ms;
  std::optional<std::int64_t> withdrawn_at_ms;
  std::optional<std::string> thumb_url;
  std::vector<std::string> flags;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(PhotoRow, (),
                      (id, project_id, section_id, section_code, section_name, route_name,
                       checkpoint_id, checkpoint_code, checkpoint_name, stage, index, status,
                       attempt, newest, extra, received, develop, owner_id, owner_name, taken_at_ms,
                       received_at_ms, decided_at_ms, withdrawn_at_ms, thumb_url, flags, version))

// The same, written.
using RowText = json::Written<PhotoRow>;

// What a row's text was written from. Every change of a listed fact changes one of these.
struct RowEdition {
  std::int64_t revision = 0;       // of the photo: every change of the row raises it
  std::int64_t names_version = 0;  // of everything around it
  bool operator==(const RowEdition&) const = default;
};
struct KeptRow {
  RowEdition edition;
  RowText text;
};

struct LastDecision {
  Status decision = Status::approved;
  std::string comment;
  UserId reviewer_id;
  std::string reviewer_name;
  std::int64_t decided_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(LastDecision, (),
                      (decision, comment, reviewer_id, reviewer_name, decided_at_ms))

// What this caller may do with a photo now, by the rules of the work.
struct Can {
  bool decide = false;
  bool comment = false;
  bool replace = false;
  bool withdraw = false;
  bool restore = false;
  bool move = false;
  bool reopen = false;
};
BOOST_DESCRIBE_STRUCT(Can, (), (decide, comment, replace, withdraw, restore, move, reopen))

// A photo with all its facts.
struct Photo : PhotoRow {
  std::string project_name;
  RouteId route_id;
  std::string work_type_name;
  std::string guidance;
  std::optional<PhotoId> replaces;
  std::optional<PhotoId> replaced_by;
  std::optional<PhotoRow> previous;
  std::int64_t checkpoint_version = 1;
  std::string sha256;
  std::int64_t size_bytes = 0;
  std::string media_type;
  std::optional<std::int64_t> width;
  std::optional<std::int64_t> height;
  std::optional<std::string> file_name;
  Source source = Source::camera;
  std::optional<std::string> comment;
  std::int64_t taken_offset_min = 0;
  std::optional<double> lat;
  std::optional<double> lon;
  std::optional<double> accuracy_m;
  std::optional<double> altitude_m;
  std::optional<double> heading_deg;
  std::optional<double> line_distance_m;
  std::optional<double> chainage_m;
  std::optional<std::string> override_reason;
  std::optional<std::string> display_url;
  std::string original_url;
  std::optional<std::string> develop_error;
  json::Raw claims;
  std::optional<std::string> device;
  std::optional<LastDecision> last_decision;
  std::vector<Duplicate> duplicates;
  Can can;
};
BOOST_DESCRIBE_STRUCT(Photo, (PhotoRow),
                      (project_name, route_id, work_type_name, guidance, replaces, replaced_by,
                       previous, checkpoint_version, sha256, size_bytes, media_type, width, height,
                       file_name, source, comment, taken_offset_min, lat, lon, accuracy_m,
                       altitude_m, heading_deg, line_distance_m, chainage_m, override_reason,
                       display_url, original_url, develop_error, claims, device, last_decision,
                       duplicates, can))

struct HistoryEntry {
  std::optional<std::int64_t> seq;  // null until the event is sealed
  std::int64_t at_ms = 0;
  std::string kind;
  std::optional<UserId> actor_id;
  std::optional<std::string> actor_name;
  json::Raw body;
};
BOOST_DESCRIBE_STRUCT(HistoryEntry, (), (seq, at_ms, kind, actor_id, actor_name, body))

}  // namespace photos
