// One photo with all its facts, and what happened to it.
#include "photos/photos.h"
#include "photos/receipts.h"
#include "photos/rows.h"

namespace photos {
namespace {

constexpr int kHistoryMax = 500;

// A list's row and the rest.
struct StoredPhoto : StoredRow {
  std::string project_name;
  std::string work_type_name;
  std::string guidance;
  std::optional<PhotoId> replaces;
  std::optional<PhotoId> replaced_by;
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
  std::optional<std::string> display_key;
  std::optional<std::string> develop_error;
  std::optional<std::string> claims;
  std::optional<std::string> device;
  std::optional<UserId> decided_by;
  std::optional<std::string> decided_by_name;
  std::optional<std::string> decision_comment;
};
BOOST_DESCRIBE_STRUCT(StoredPhoto, (StoredRow),
                      (project_name, work_type_name, guidance, replaces, replaced_by,
                       checkpoint_version, sha256, size_bytes, media_type, width, height, file_name,
                       source, comment, taken_offset_min, lat, lon, accuracy_m, altitude_m,
                       heading_deg, line_distance_m, chainage_m, override_reason, display_key,
                       develop_error, claims, device, decided_by, decided_by_name,
                       decision_comment))

constexpr db::Sql<PhotoId> kFindPhoto{"photos.find", R"sql(
  SELECT r.*, j.name AS project_name, w.name AS work_type_name, v.guidance, p.replaces,
         (SELECT n.id FROM photos n WHERE n.replaces = p.id) AS replaced_by,
         p.checkpoint_version, p.sha256, p.size_bytes, p.media_type, p.width, p.height,
         p.file_name, p.source, p.comment, p.taken_offset_min, p.lat, p.lon, p.accuracy_m,
         p.altitude_m, p.heading_deg, p.line_distance_m, p.chainage_m, p.override_reason,
         p.display_key, p.develop_error, p.claims, p.device, p.decided_by,
         d.name AS decided_by_name, p.decision_comment
  FROM listed_photos r
  JOIN photos p ON p.id = r.id
  JOIN projects j ON j.id = p.project_id
  JOIN checkpoints k ON k.id = p.checkpoint_id
  JOIN work_types w ON w.id = k.work_type_id
  JOIN checkpoint_versions v
    ON v.checkpoint_id = p.checkpoint_id AND v.version = p.checkpoint_version
  LEFT JOIN users d ON d.id = p.decided_by
  WHERE r.id = $1
)sql"};

constexpr db::Sql<PhotoId> kFindRow{"photos.find_row", R"sql(
  SELECT * FROM listed_photos WHERE id = $1
)sql"};

Can rights(const StoredPhoto& photo, const Caller& caller, std::int64_t now_ms) {
  const bool open = photo.newest && photo.status == Status::pending;
  const bool came_back =
      photo.newest && (photo.status == Status::retake || photo.status == Status::nonconforming);
  const bool own = photo.owner_id == caller.user_id;
  const bool takes = caller.has(accounts::kPhotographers);
  const bool decides = caller.has(accounts::kDeciders);
  const bool second_thoughts = photo.decided_by == caller.user_id && photo.decided_at_ms &&
                               now_ms < *photo.decided_at_ms + kReopenMs;
  return {.decide = open && decides && !own,
          .comment = takes,
          .replace = takes && (came_back || (open && own)),
          .withdraw = open && own && takes,
          .restore = photo.withdrawn_at_ms.has_value() && own && takes,
          .move = open && ((own && takes) || decides),
          .reopen = photo.newest && photo.status != Status::pending && !own && decides &&
                    (second_thoughts || caller.has(accounts::kAdmin))};
}

std::optional<LastDecision> last_decision(const StoredPhoto& photo) {
  if (!photo.decided_by || !photo.decided_at_ms) return {};
  return LastDecision{photo.status, photo.decision_comment.value_or(""), *photo.decided_by,
                      photo.decided_by_name.value_or(""), *photo.decided_at_ms};
}

Photo facts(StoredPhoto from) {
  Photo to;
  to.display_url = image_url_of_key(from.id, Size::display, from.display_key);
  to.original_url = image_url(from.id, Size::original, from.sha256);
  to.last_decision = last_decision(from);
  to.claims.text = std::move(from.claims).value_or("{}");
  to.project_name = std::move(from.project_name);
  to.route_id = from.route_id;
  to.work_type_name = std::move(from.work_type_name);
  to.guidance = std::move(from.guidance);
  to.replaces = std::move(from.replaces);
  to.replaced_by = std::move(from.replaced_by);
  to.checkpoint_version = from.checkpoint_version;
  to.sha256 = std::move(from.sha256);
  to.size_bytes = from.size_bytes;
  to.media_type = std::move(from.media_type);
  to.width = from.width;
  to.height = from.height;
  to.file_name = std::move(from.file_name);
  to.source = from.source;
  to.comment = std::move(from.comment);
  to.taken_offset_min = from.taken_offset_min;
  to.lat = from.lat;
  to.lon = from.lon;
  to.accuracy_m = from.accuracy_m;
  to.altitude_m = from.altitude_m;
  to.heading_deg = from.heading_deg;
  to.line_distance_m = from.line_distance_m;
  to.chainage_m = from.chainage_m;
  to.override_reason = std::move(from.override_reason);
  to.develop_error = std::move(from.develop_error);
  to.device = std::move(from.device);
  static_cast<PhotoRow&>(to) = shown(std::move(static_cast<StoredRow&>(from)));
  return to;
}

struct Person {
  UserId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, name))

constexpr db::Sql<std::string> kPeople{"photos.names_of_people", R"sql(
  SELECT id, name FROM users WHERE id IN (SELECT value FROM json_each($1))
)sql"};

std::map<std::string, std::string> names_of(db::Tx& tx, const std::vector<EventRow>& events) {
  std::vector<std::string> ids;
  for (const EventRow& event : events)
    if (event.actor_id) ids.push_back(*event.actor_id);
  std::map<std::string, std::string> names;
  for (Person& person : tx.list<Person>(kPeople, json::to_text(ids)))
    names.emplace(std::move(person.id.text), std::move(person.name));
  return names;
}

}  // namespace

Result<Photo> Photos::find(const Caller& caller, const PhotoId& id) {
  return db_.read([&](db::Tx& tx) -> Result<Photo> {
    auto stored = tx.find<StoredPhoto>(kFindPhoto, id);
    if (!stored || !catalogue_.sees(tx, caller, stored->section_id))
      return error_of(problems::kNotFound);
    const Can can = rights(*stored, caller, clock_.now_ms());
    Photo photo = facts(*std::move(stored));
    photo.can = can;
    if (photo.replaces)
      if (auto previous = tx.find<StoredRow>(kFindRow, *photo.replaces))
        photo.previous = shown(*std::move(previous));
    photo.duplicates = find_doubles(tx, caller, photo.sha256, photo.id).visible;
    return photo;
  });
}

Result<Items<HistoryEntry>> Photos::history(const Caller& caller, const PhotoId& id) {
  return db_.read([&](db::Tx& tx) -> Result<Items<HistoryEntry>> {
    if (const auto seen = check_visible(tx, caller, id); !seen) return seen.error();
    const auto events = events_.list_of_subject(tx, id.text, kHistoryMax);
    const auto names = names_of(tx, events);
    Items<HistoryEntry> history;
    for (const EventRow& event : events) {
      HistoryEntry entry{event.seq, event.at_ms, event.kind, {}, {}, {event.body}};
      if (event.actor_id) {
        entry.actor_id = UserId{*event.actor_id};
        const auto name = names.find(*event.actor_id);
        if (name != names.end()) entry.actor_name = name->second;
      }
      history.items.push_back(std::move(entry));
    }
    return history;
  });
}

}  // namespace photos
