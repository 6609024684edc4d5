#include "insights/live.h"

#include <algorithm>

#include "base/json_read.h"
#include "base/limits.h"

namespace insights {
namespace {

constexpr std::string_view kNothing = "{}";

struct PhotoPlace {
  PhotoId id;
  ProjectId project_id;
  SectionId section_id;
  UserId owner_id;
};
BOOST_DESCRIBE_STRUCT(PhotoPlace, (), (id, project_id, section_id, owner_id))
using Places = std::map<std::string, PhotoPlace>;  // by photo

bool is_about_photo(const EventRow& row) { return row.kind.starts_with("photo."); }

std::string list_of(const std::set<std::string>& ids) {
  return json::to_text(std::vector<std::string>(ids.begin(), ids.end()));
}

// A text inside an event's body, by the names that lead to it.
std::optional<SectionId> section_in(const std::string& body,
                                    std::initializer_list<std::string_view> names) {
  const auto parsed = json::parse(body);
  if (!parsed) return {};
  const boost::json::value* at = &*parsed;
  for (const auto name : names) {
    const auto* object = at->if_object();
    at = object ? object->if_contains(name) : nullptr;
    if (!at) return {};
  }
  if (!at->is_string()) return {};
  return SectionId{std::string(at->as_string())};
}

constexpr db::Sql<std::string> kPlaces{"insights.places_of_photos", R"sql(
  SELECT id, project_id, section_id, owner_id FROM photos
  WHERE id IN (SELECT value FROM json_each($1))
)sql"};

Result<Places> places_of(db::Database& db, const std::vector<EventRow>& rows) {
  std::set<std::string> ids;
  for (const auto& row : rows)
    if (is_about_photo(row)) ids.insert(row.subject_id);
  if (ids.empty()) return Places();
  return db.read([&](db::Tx& tx) -> Result<Places> {
    Places places;
    for (auto& place : tx.list<PhotoPlace>(kPlaces, list_of(ids)))
      places.emplace(place.id.text, std::move(place));
    return places;
  });
}

// Where the event happened. Nothing for a photo that is gone by now: that it was deleted is news,
// and follows.
std::optional<LiveEvent> event_of(const EventRow& row, const Places& places) {
  LiveEvent event{row.kind, {row.subject_id}, {}, {}, {}, {}, row.at_ms};
  if (row.actor_id) event.actor_id = UserId{*row.actor_id};
  if (const auto place = places.find(row.subject_id); place != places.end()) {
    event.project_id = place->second.project_id;
    event.section_id = place->second.section_id;
    event.owner_id = place->second.owner_id;
    return event;
  }
  const auto section = section_in(row.body, {"section_id"});
  if (row.kind != "photo.deleted" || !section || !row.project_id) return {};
  event.project_id = {*row.project_id};
  event.section_id = *section;
  return event;
}

}  // namespace

Live::Live(db::Database& database, Events& events, catalogue::Catalogue& catalogue)
    : db_(database), events_(events), catalogue_(catalogue) {}

Live::~Live() = default;

void Live::start() {
  follower_ = std::make_unique<Follower>(
      db_, events_, std::int64_t{ceilings::kNewsKept},
      [this](const Passage& passage) { return hear(passage); },
      [this] { return !members_.empty(); });
}

Result<void> Live::join(const Caller& caller, const Wish& wish,
                        std::unique_ptr<Listener> listener) {
  if (wish.project_id) {
    const auto sees = db_.read([&](db::Tx& tx) -> Result<bool> {
      return catalogue_.sees_project(tx, caller, *wish.project_id);
    });
    if (!sees) return sees.error();
    if (!*sees) return error_of(problems::kNotFound);
  }
  follower_->post([this, member = Member{caller, wish, std::move(listener), {}}]() mutable {
    members_.push_back(std::move(member));
  });
  return {};
}

bool Live::hear(const Passage& passage) {
  auto news = news_of(passage.rows);
  if (!news) return false;
  keep(*std::move(news), passage);
  const auto sight = sight_of_members();
  // What could not be told now is told with the next passage: it is kept.
  if (!sight) return true;
  std::erase_if(members_,
                [&](Member& member) { return !welcome(member) || !tell(member, *sight); });
  return true;
}

Result<std::vector<Live::News>> Live::news_of(const std::vector<EventRow>& rows) {
  const auto places = places_of(db_, rows);
  if (!places) return places.error();
  std::vector<News> all;
  for (const auto& row : rows) {
    if (!is_about_photo(row)) continue;
    auto event = event_of(row, *places);
    if (!event) continue;
    News news{*row.seq, *std::move(event), {}, {}, {}};
    news.data = json::to_text(news.event);
    if (row.kind == "photo.moved") news.left = section_in(row.body, {"from", "section_id"});
    if (news.left) {
      LiveEvent there = news.event;
      there.section_id = *news.left;
      news.data_left = json::to_text(there);
    }
    all.push_back(std::move(news));
  }
  return all;
}

void Live::keep(std::vector<News> news, const Passage& passage) {
  // Nobody listened for a while: what is kept and what comes now do not meet.
  if (kept_after_ < 0 || passage.after != upto_) {
    kept_.clear();
    kept_after_ = passage.after;
  }
  upto_ = passage.upto;
  for (auto& each : news) kept_.push_back(std::move(each));
  while (kept_.size() > ceilings::kNewsKept) {
    kept_after_ = kept_.front().seq;
    kept_.pop_front();
  }
}

// Each person with each section, and for each pair one look. With IN and IN, or when it may look
// into the pairs, PostgreSQL walks the whole index once per section.
constexpr db::Sql<std::string, std::string> kSight{"insights.sight_of_people", R"sql(
  WITH pairs AS MATERIALIZED (
    SELECT person.value AS user_id, section.value AS section_id
    FROM json_each($1) person CROSS JOIN json_each($2) section
  )
  SELECT a.user_id, a.section_id
  FROM pairs JOIN section_access a ON a.user_id = pairs.user_id AND a.section_id = pairs.section_id
)sql"};

struct Seen {
  UserId user_id;
  SectionId section_id;
};
BOOST_DESCRIBE_STRUCT(Seen, (), (user_id, section_id))

// Who of those who have something to hear sees which of the sections it is about: one question,
// however many they are, and asked each time, so that membership counts as it is now.
Result<Live::Sight> Live::sight_of_members() {
  std::set<std::string> people, sections;
  std::int64_t lowest = upto_;
  for (const auto& member : members_) {
    const auto at = member.at.value_or(member.wish.since.value_or(upto_));
    lowest = std::min(lowest, at);
    if (at < upto_ && !member.caller.has(accounts::kAdmin))
      people.insert(member.caller.user_id.text);
  }
  if (people.empty()) return Sight();
  for (const auto& news : kept_) {
    if (news.seq <= lowest) continue;
    sections.insert(news.event.section_id.text);
    if (news.left) sections.insert(news.left->text);
  }
  if (sections.empty()) return Sight();
  return db_.read([&](db::Tx& tx) -> Result<Sight> {
    Sight sight;
    for (auto& seen : tx.list<Seen>(kSight, list_of(people), list_of(sections)))
      sight.emplace(std::move(seen.user_id), std::move(seen.section_id));
    return sight;
  });
}

// The first word to who has just come.
bool Live::welcome(Member& member) const {
  if (member.at) return true;
  member.at = member.wish.since.value_or(upto_);
  return member.listener->tell({*member.at, "ready", kNothing});
}

// Who missed more than is kept, or knows more than has happened (the database is an older one), has
// to look anew at everything.
bool Live::tell(Member& member, const Sight& sight) const {
  if (*member.at < kept_after_ || *member.at > upto_) {
    member.at = upto_;
    return member.listener->tell({upto_, "reset", kNothing});
  }
  if (member.at == upto_) return member.listener->pass(upto_);
  const auto sees = [&](const SectionId& section) {
    return member.caller.has(accounts::kAdmin) || sight.contains({member.caller.user_id, section});
  };
  const auto newer = std::ranges::upper_bound(kept_, *member.at, {}, &News::seq);
  for (auto news = newer; news != kept_.end(); ++news) {
    if (member.wish.project_id && *member.wish.project_id != news->event.project_id) continue;
    const bool here = sees(news->event.section_id);
    if (!here && !(news->left && sees(*news->left))) continue;
    if (!member.listener->tell({news->seq, "photo", here ? news->data : news->data_left}))
      return false;
  }
  member.at = upto_;
  return member.listener->pass(upto_);
}

}  // namespace insights
