// Writing the catalogue's rows: what creating one by one and importing many have in common. Each
// write appends its event. Insert functions return false when the code is taken.
#pragma once

#include "catalogue/catalogue.h"

namespace catalogue {

// Who writes, when, in which transaction.
struct Pen {
  db::Tx& tx;
  Events& events;
  UserId actor;
  std::int64_t now_ms = 0;

  void record(std::string_view kind, std::string_view subject_id, const ProjectId&,
              std::string_view code, std::string_view name) const;
};

bool insert_project(const Pen&, const Project&);
void update_project(const Pen&, const Project&);
std::optional<Project> project_by_code(db::Tx&, const std::string& code);
// The anchor of every change below a project: whoever adds a section and whoever adds a member
// wait for each other here, so that the later one sees both. False: no such project.
bool lock_project(db::Tx&, const ProjectId&);

bool insert_route(const Pen&, const Route&);
void update_route(const Pen&, const Route&);
std::vector<Route> routes_of(db::Tx&, const ProjectId&);

bool insert_section(const Pen&, const Section&);
void update_section(const Pen&, const Section&);
std::vector<Section> sections_of(db::Tx&, const ProjectId&);

bool insert_work_type(const Pen&, const WorkType&);
void update_work_type(const Pen&, const WorkType&);
std::vector<WorkType> work_types_of(db::Tx&, const ProjectId&);

bool insert_checkpoint(const Pen&, const Checkpoint&);
// A new version when `after` asks for other photos than `before`. Sets after.version.
void update_checkpoint(const Pen&, const Checkpoint& before, Checkpoint& after);

bool insert_member(const Pen&, const Member&);
const std::string& place_id_of(const Member&);  // the narrowest of its three
std::vector<Member> members_of(db::Tx&, const ProjectId&);

// Works out section_access of one project from its members and what is narrowed.
void refresh_access(db::Tx&, const ProjectId&);

// What was kept with a name of the catalogue in it is written anew.
void note_new_names(db::Tx&);

// Is this an IANA time zone this machine knows? Reads the disk: not for transactions.
bool is_time_zone(std::string_view name);

Error no_such(std::string_view field, std::string_view what);  // not-found, naming the field

}  // namespace catalogue
