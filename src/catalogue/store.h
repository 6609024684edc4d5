// Writing the catalogue's rows: what creating one by one and importing many have in common. Each
// write appends its event. Insert functions return false when the code is taken.
#pragma once

#include "catalogue/catalogue.h"
#include "catalogue/changes.h"

namespace catalogue {

// Who writes, when, in which transaction.
struct Pen {
  db::Tx& tx;
  Events& events;
  UserId actor;
  std::int64_t now_ms = 0;

  std::optional<std::int64_t> archived_at(bool archived) const {
    return archived ? std::optional(now_ms) : std::nullopt;
  }
  void record(std::string_view kind, std::string_view subject_id, const ProjectId&,
              std::string_view code, std::string_view name,
              const std::vector<FieldChange>& changes = {}) const;
};

bool insert_project(const Pen&, const Project&);
void update_project(const Pen&, const Project& before, const Project& after);
std::optional<Project> project_by_code(db::Tx&, const std::string& code);
Result<void> check_project(const Project&);  // do its settings fit together?
// The anchor of every change below a project: whoever adds a section and whoever adds a member
// wait for each other here, so that the later one sees both. False: no such project.
bool lock_project(db::Tx&, const ProjectId&);

bool insert_route(const Pen&, const Route&);
void update_route(const Pen&, const Route& before, const Route& after);
std::vector<Route> routes_of(db::Tx&, const ProjectId&);

bool insert_section(const Pen&, const Section&);
void update_section(const Pen&, const Section& before, const Section& after);
std::vector<Section> sections_of(db::Tx&, const ProjectId&);

bool insert_work_type(const Pen&, const WorkType&);
void update_work_type(const Pen&, const WorkType& before, const WorkType& after);
std::vector<WorkType> work_types_of(db::Tx&, const ProjectId&);

bool insert_checkpoint(const Pen&, const Checkpoint&);
std::vector<Checkpoint> checkpoints_of(db::Tx&, const ProjectId&);  // archived ones too
bool is_as_many(const Checkpoint&, const Checkpoint&);  // do both make the same slots due?
// A new version when `after` asks for other photos than `before`. Sets after.version.
void update_checkpoint(const Pen&, const Checkpoint& before, Checkpoint& after);

bool insert_member(const Pen&, const Member&);
const std::string& place_id_of(const Member&);  // the narrowest of its three
std::vector<Member> members_of(db::Tx&, const ProjectId&);

// Works out section_access of one project from its members and what is narrowed.
void refresh_access(db::Tx&, const ProjectId&);

// What was kept with a name or a count of the catalogue in it is written anew.
void note_new_names(db::Tx&);

// Is this an IANA time zone this machine knows? Reads the disk: not for transactions.
bool is_time_zone(std::string_view name);

// catalogue-changed, saying who did it and when. `kind` is what the subject's events begin with:
// "route".
Error changed_by_another(db::Tx&, std::string_view kind, const std::string& subject_id);
// Did nobody change the subject since `seen`?
Result<void> check_seen(db::Tx&, const std::optional<std::int64_t>& seen, std::int64_t version,
                        std::string_view kind, const std::string& subject_id);

Error no_such(std::string_view field, std::string_view what);  // not-found, naming the field

}  // namespace catalogue
