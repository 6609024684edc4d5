#include "insights/crew.h"

#include <algorithm>
#include <map>

#include "insights/layout.h"

namespace insights {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

// Each of the three is read from an index alone, at most kCrewRows of it.
struct OpenPhoto {
  std::string_view section_id;
  std::string_view owner_id;
};
BOOST_DESCRIBE_STRUCT(OpenPhoto, (), (section_id, owner_id))

struct BackPhoto : OpenPhoto {
  std::string_view id;
};
BOOST_DESCRIBE_STRUCT(BackPhoto, (OpenPhoto), (id))

constexpr db::Sql<ProjectId, std::int64_t> kCameBack{"insights.came_back", R"sql(
  SELECT section_id, owner_id, id FROM photos
  WHERE project_id = $1 AND newest = TRUE AND extra = FALSE
    AND status IN ('retake', 'nonconforming')
  ORDER BY decided_at_ms, id LIMIT $2
)sql"};

constexpr db::Sql<ProjectId, std::int64_t> kPending{"insights.pending_by_person", R"sql(
  SELECT section_id, owner_id FROM photos
  WHERE project_id = $1 AND status = 'pending' AND newest = TRUE AND extra = FALSE
  ORDER BY received_at_ms LIMIT $2
)sql"};

constexpr db::Sql<ProjectId, std::int64_t, std::int64_t> kTaken{"insights.taken_by_person", R"sql(
  SELECT section_id, owner_id FROM photos
  WHERE project_id = $1 AND received_at_ms > $2 AND withdrawn_at_ms IS NULL
  ORDER BY received_at_ms DESC LIMIT $3
)sql"};

// Members who see one of the sections that the caller sees; all of them for an admin.
constexpr db::Sql<ProjectId, std::optional<UserId>, std::int64_t> kMates{"insights.mates", R"sql(
  SELECT DISTINCT u.id
  FROM members m JOIN users u ON u.id = m.user_id
  WHERE m.project_id = $1 AND u.role = 'crew' AND u.disabled_at_ms IS NULL
    AND ($2 IS NULL OR EXISTS (
      SELECT 1 FROM section_access mine
      JOIN section_access theirs
        ON theirs.section_id = mine.section_id AND theirs.user_id = u.id
      WHERE mine.user_id = $2 AND mine.project_id = $1))
  ORDER BY u.id LIMIT $3
)sql"};

struct Person {
  UserId id;
  std::string name;
  bool crew_lead = false;
  bool disabled = false;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, name, crew_lead, disabled))

constexpr db::Sql<std::string> kCrewPeople{"insights.crew_people", R"sql(
  SELECT id, name, crew_lead, disabled_at_ms IS NOT NULL AS disabled
  FROM users WHERE id IN (SELECT value FROM json_each($1))
)sql"};

struct Outbox {
  UserId owner_id;
  std::int64_t waiting = 0;
  std::int64_t failed = 0;
  std::optional<std::int64_t> oldest_at_ms;
  std::int64_t told_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Outbox, (), (owner_id, waiting, failed, oldest_at_ms, told_at_ms))

constexpr db::Sql<std::string, std::int64_t> kOutboxes{"insights.outboxes", R"sql(
  SELECT owner_id, waiting, failed, oldest_at_ms, told_at_ms FROM outboxes
  WHERE owner_id IN (SELECT value FROM json_each($1)) AND told_at_ms > $2
)sql"};

struct Words {
  photos::PhotoId id;
  std::optional<std::string> comment;
  std::optional<std::string> decided_by_name;
};
BOOST_DESCRIBE_STRUCT(Words, (), (id, comment, decided_by_name))

constexpr db::Sql<std::string> kWords{"insights.words_of_decisions", R"sql(
  SELECT p.id, p.decision_comment AS comment, u.name AS decided_by_name
  FROM photos p LEFT JOIN users u ON u.id = p.decided_by
  WHERE p.id IN (SELECT value FROM json_each($1))
)sql"};

// Everybody there is something to say of, by id.
using Members = std::map<std::string, CrewMember, std::less<>>;

CrewMember& member_of(Members& members, std::string_view id) {
  const auto found = members.find(id);
  if (found != members.end()) return found->second;
  return members.emplace(std::string(id), CrewMember()).first->second;
}

// What is read of one project, for what the caller sees of it.
struct Reading {
  db::Tx& tx;
  const Scope& scope;
  const ProjectId& project;
  CrewQueue& queue;
  Members members;
  std::vector<photos::PhotoId> came_back;  // the first of them

  // Counts the rows of a statement into one number of each person.
  template <class... P>
  void count(std::int64_t CrewMember::* number, const db::Sql<P...>& sql,
             const std::type_identity_t<P>&... args) {
    std::int64_t looked_at = 0;
    tx.each<OpenPhoto>(
        [&](const OpenPhoto& photo) {
          ++looked_at;
          if (scope.sees(photo.section_id)) ++(member_of(members, photo.owner_id).*number);
        },
        sql, args...);
    queue.capped |= looked_at == kCrewRows;
  }

  void read_came_back() {
    std::int64_t looked_at = 0;
    tx.each<BackPhoto>(
        [&](const BackPhoto& photo) {
          ++looked_at;
          if (!scope.sees(photo.section_id)) return;
          ++queue.came_back_total;
          ++member_of(members, photo.owner_id).came_back;
          if (came_back.size() < kCameBackShown) came_back.push_back({std::string(photo.id)});
        },
        kCameBack, project, kCrewRows);
    queue.capped |= looked_at == kCrewRows;
  }
};

template <class Ids>
std::string list_of(const Ids& ids) {
  std::vector<std::string> texts;
  for (const auto& id : ids) texts.push_back(id.text);
  return json::to_text(texts);
}

// Photos that came back, in the order given, with the words they came back with.
std::vector<CameBack> with_words(db::Tx& tx, const std::vector<photos::PhotoId>& ids,
                                 std::vector<photos::PhotoRow> rows) {
  std::map<std::string, CameBack> found;
  for (auto& row : rows) {
    auto id = row.id.text;
    found[std::move(id)].photo = std::move(row);
  }
  for (auto& words : tx.list<Words>(kWords, list_of(ids))) {
    const auto one = found.find(words.id.text);
    if (one == found.end()) continue;
    one->second.comment = std::move(words.comment).value_or("");
    one->second.decided_by_name = std::move(words.decided_by_name).value_or("");
  }
  std::vector<CameBack> out;
  for (const auto& id : ids)
    if (auto one = found.extract(id.text)) out.push_back(std::move(one.mapped()));
  return out;
}

// Adds a phone to what is known of the others. As old as its oldest word that still matters: a
// phone that keeps nothing tells only that it was heard from.
void hear(CrewMember& member, const Outbox& word) {
  const bool keeps = word.waiting + word.failed > 0;
  if (!member.on_phones) {
    member.on_phones = OnPhones{word.waiting, word.failed, word.oldest_at_ms, word.told_at_ms};
    return;
  }
  OnPhones& all = *member.on_phones;
  const bool kept = all.waiting + all.failed > 0;
  if (keeps == kept)
    all.told_at_ms = keeps ? std::min(all.told_at_ms, word.told_at_ms)
                           : std::max(all.told_at_ms, word.told_at_ms);
  else if (keeps)
    all.told_at_ms = word.told_at_ms;
  all.waiting += word.waiting;
  all.failed += word.failed;
  if (word.oldest_at_ms)
    all.oldest_at_ms = std::min(all.oldest_at_ms.value_or(*word.oldest_at_ms), *word.oldest_at_ms);
}

// Names those counted, and hears their phones. Who is disabled stays while photos of theirs are
// open: somebody else has to answer.
std::vector<CrewMember> name_people(db::Tx& tx, Members members, std::int64_t now_ms) {
  std::vector<UserId> ids;
  for (const auto& [id, member] : members) ids.push_back({id});
  const auto list = list_of(ids);
  for (auto& person : tx.list<Person>(kCrewPeople, list)) {
    CrewMember& member = members.at(person.id.text);
    member.id = std::move(person.id);
    member.name = std::move(person.name);
    member.crew_lead = person.crew_lead;
    member.disabled = person.disabled;
  }
  for (const auto& word : tx.list<Outbox>(kOutboxes, list, now_ms - kHeardMs))
    hear(members.at(word.owner_id.text), word);
  std::vector<CrewMember> people;
  for (auto& [id, member] : members)
    if (!member.disabled || member.pending + member.came_back > 0)
      people.push_back(std::move(member));
  return people;
}

void sort_people(std::vector<CrewMember>& people) {
  const auto urgency = [](const CrewMember& one) {
    return std::tuple(-one.came_back, -(one.on_phones ? one.on_phones->failed : 0),
                      std::string_view(one.name), std::string_view(one.id.text));
  };
  std::ranges::sort(people, {}, urgency);
  if (people.size() > kCrewMax) people.resize(kCrewMax);
}

}  // namespace

Crew::Crew(db::Database& db, catalogue::Catalogue& catalogue, photos::Photos& photos,
           Layouts& layouts, const Clock& clock)
    : db_(db), catalogue_(catalogue), photos_(photos), layouts_(layouts), clock_(clock) {}

Result<CrewQueue> Crew::queue(const Caller& caller, const ProjectId& project) {
  const auto now_ms = clock_.now_ms();
  return db_.read([&](db::Tx& tx) -> Result<CrewQueue> {
    if (!catalogue_.sees_project(tx, caller, project)) return error_of(problems::kNotFound);
    const auto layout = layouts_.of(tx, project);
    const auto scope = layouts_.scope_of(tx, caller, *layout);
    CrewQueue queue;
    Reading reading{tx, *scope, project, queue, {}, {}};
    reading.read_came_back();
    reading.count(&CrewMember::pending, kPending, project, kCrewRows);
    reading.count(&CrewMember::taken_24_h, kTaken, project, now_ms - kDayMs, kCrewRows);
    const auto viewer = caller.has(accounts::kAdmin) ? std::nullopt : std::optional(caller.user_id);
    for (const auto& mate : tx.list<UserId>(kMates, project, viewer, std::int64_t{kCrewMax}))
      member_of(reading.members, mate.text);
    queue.came_back =
        with_words(tx, reading.came_back, photos_.list_rows(tx, caller, reading.came_back));
    queue.people = name_people(tx, std::move(reading.members), now_ms);
    sort_people(queue.people);
    return queue;
  });
}

}  // namespace insights
