// The access matrix of one project: who sees which route, or which section of one route, and
// through which membership. Archived places are left out; admins see all and are not in it unless
// they are members.
#pragma once

#include "accounts/roles.h"
#include "catalogue/model.h"

namespace catalogue {

enum class Through { project, route, section };  // the narrowest membership that reaches it
BOOST_DESCRIBE_ENUM(Through, project, route, section)

struct AccessPerson {
  UserId user_id;
  std::string email;
  std::string name;
  accounts::Role role = accounts::Role::crew;
  bool disabled = false;
  std::optional<MemberId> member_id;  // of the whole project
};
BOOST_DESCRIBE_STRUCT(AccessPerson, (), (user_id, email, name, role, disabled, member_id))

// One person at one place; without a cell the person sees nothing of it.
struct AccessCell {
  UserId user_id;
  Through through = Through::project;
  std::optional<MemberId> member_id;  // that membership; null: several sections of the route
  std::int64_t sections = 0;          // seen, of the place's
};
BOOST_DESCRIBE_STRUCT(AccessCell, (), (user_id, through, member_id, sections))

struct AccessRoute {
  RouteId id;
  std::string code;
  std::string name;
  bool narrowed = false;
  std::int64_t sections = 0;
  std::int64_t narrowed_sections = 0;
  std::int64_t unseen_sections = 0;  // nobody but admins sees them
  std::vector<AccessCell> cells;
};
BOOST_DESCRIBE_STRUCT(AccessRoute, (),
                      (id, code, name, narrowed, sections, narrowed_sections, unseen_sections,
                       cells))

struct AccessSection {
  SectionId id;
  std::string code;
  std::string name;
  bool narrowed = false;
  std::vector<AccessCell> cells;
};
BOOST_DESCRIBE_STRUCT(AccessSection, (), (id, code, name, narrowed, cells))

struct AccessMatrix {
  std::vector<AccessPerson> people;     // members of anything in the project, by name
  std::vector<AccessRoute> routes;      // all, or the one that was asked for
  std::vector<AccessSection> sections;  // of that one
  bool complete = true;                 // false: it is larger than one answer holds
};
BOOST_DESCRIBE_STRUCT(AccessMatrix, (), (people, routes, sections, complete))

}  // namespace catalogue
