// Who belongs to a project, a route or a section.
#include "base/cursor.h"
#include "catalogue/store.h"

namespace catalogue {

constexpr db::Sql<ProjectId, MemberId, std::int64_t> kListMembers{"catalogue.list_members", R"sql(
  SELECT m.id AS id, m.user_id AS user_id, u.email AS email, u.name AS name,
         m.project_id AS project_id, m.route_id AS route_id, m.section_id AS section_id
  FROM members m JOIN users u ON u.id = m.user_id
  WHERE m.project_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3
)sql"};

Result<Page<Member>> Catalogue::list_members(const Caller& caller, const ProjectId& project_id,
                                             const PageOf& page) {
  const auto list_name = "members " + project_id.text;
  const auto after = read_cursor(list_name, 1, page.cursor);
  if (!after) return after.error();
  if (!caller.has(accounts::kAdmin)) return error_of(problems::kDenied);
  return db_.read([&](db::Tx& tx) -> Result<Page<Member>> {
    if (const auto seen = find_project(tx, caller, project_id); !seen) return seen.error();
    auto members = tx.list<Member>(kListMembers, project_id, MemberId{after->front()},
                                   std::int64_t{page.limit} + 1);
    return page_of(std::move(members), page.limit,
                   [&](const Member& last) { return write_cursor(list_name, {last.id.text}); });
  });
}

constexpr db::Sql<ProjectId> kMembersOf{"catalogue.members_of", R"sql(
  SELECT m.id AS id, m.user_id AS user_id, u.email AS email, u.name AS name,
         m.project_id AS project_id, m.route_id AS route_id, m.section_id AS section_id
  FROM members m JOIN users u ON u.id = m.user_id
  WHERE m.project_id = $1 ORDER BY m.id
)sql"};

std::vector<Member> members_of(db::Tx& tx, const ProjectId& project_id) {
  return tx.list<Member>(kMembersOf, project_id);
}

constexpr db::Sql<MemberId, UserId, ProjectId, std::optional<RouteId>, std::optional<SectionId>,
                  std::string, std::int64_t>
    kInsertMember{"catalogue.insert_member", R"sql(
  INSERT INTO members (id, user_id, project_id, route_id, section_id, place_id, created_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (user_id, place_id) DO NOTHING
)sql"};

const std::string& place_id_of(const Member& m) {
  if (m.section_id) return m.section_id->text;
  return m.route_id ? m.route_id->text : m.project_id.text;
}

bool insert_member(const Pen& pen, const Member& m) {
  if (pen.tx.exec(kInsertMember, m.id, m.user_id, m.project_id, m.route_id, m.section_id,
                  place_id_of(m), pen.now_ms) == 0)
    return false;
  pen.record("member.added", place_id_of(m), m.project_id, m.user_id.text, m.email);
  return true;
}

constexpr db::Sql<RouteId, ProjectId> kHasRoute{"catalogue.has_route", R"sql(
  SELECT id FROM routes WHERE id = $1 AND project_id = $2
)sql"};
constexpr db::Sql<SectionId, ProjectId> kRouteOfSection{"catalogue.route_of_section", R"sql(
  SELECT route_id FROM sections WHERE id = $1 AND project_id = $2
)sql"};
constexpr db::Sql<UserId, std::string> kFindMember{"catalogue.find_member", R"sql(
  SELECT m.id AS id, m.user_id AS user_id, u.email AS email, u.name AS name,
         m.project_id AS project_id, m.route_id AS route_id, m.section_id AS section_id
  FROM members m JOIN users u ON u.id = m.user_id
  WHERE m.user_id = $1 AND m.place_id = $2
)sql"};
constexpr db::Sql<UserId> kEmailOf{"catalogue.email_of", R"sql(
  SELECT email FROM users WHERE id = $1
)sql"};

namespace {
// A section's member carries its route too. Errors: not-found.
Result<void> check_place(db::Tx& tx, Member& member) {
  if (member.section_id) {
    const auto route_id = tx.find<RouteId>(kRouteOfSection, *member.section_id, member.project_id);
    if (!route_id || (member.route_id && *member.route_id != *route_id))
      return no_such("section_id", "section in this project and route");
    member.route_id = *route_id;
  } else if (member.route_id && !tx.find<RouteId>(kHasRoute, *member.route_id, member.project_id)) {
    return no_such("route_id", "route in this project");
  }
  return {};
}
}  // namespace

Result<Catalogue::Joined> Catalogue::add_member(const Caller& caller, Member member) {
  member.id = ids_.next<MemberTag>();
  return db_.write([&](db::Tx& tx) -> Result<Joined> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    Member made = member;
    if (made.user_id.empty()) {
      const auto user = accounts_.find_by_email(tx, made.email);
      if (!user) return field_error(problems::kNotFound, "email", "Nobody has this email.");
      made.user_id = user->id;
    }
    const auto email = tx.find<std::string>(kEmailOf, made.user_id);
    if (!email) return field_error(problems::kNotFound, "user_id", "There is no such person.");
    made.email = *email;
    if (!lock_project(tx, made.project_id)) return no_such("project_id", "project");
    if (const auto placed = check_place(tx, made); !placed) return placed.error();
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    const bool is_new = insert_member(pen, made);
    if (is_new) refresh_access(tx, made.project_id);
    return Joined{tx.get<Member>(kFindMember, made.user_id, place_id_of(made)), is_new};
  });
}

constexpr db::Sql<MemberId> kProjectOfMember{"catalogue.project_of_member", R"sql(
  SELECT project_id FROM members WHERE id = $1
)sql"};
struct Removed {
  UserId user_id;
  std::string place_id;
};
BOOST_DESCRIBE_STRUCT(Removed, (), (user_id, place_id))
constexpr db::Sql<MemberId> kDeleteMember{"catalogue.delete_member", R"sql(
  DELETE FROM members WHERE id = $1 RETURNING user_id, place_id
)sql"};

Result<void> Catalogue::remove_member(const Caller& caller, const MemberId& id) {
  return db_.write([&](db::Tx& tx) -> Result<void> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    const auto project_id = tx.find<ProjectId>(kProjectOfMember, id);
    if (!project_id || !lock_project(tx, *project_id)) return error_of(problems::kNotFound);
    const auto removed = tx.find<Removed>(kDeleteMember, id);
    if (!removed) return error_of(problems::kNotFound, "Somebody else removed this member.");
    refresh_access(tx, *project_id);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    pen.record("member.removed", removed->place_id, *project_id, removed->user_id.text, "");
    return {};
  });
}

}  // namespace catalogue
