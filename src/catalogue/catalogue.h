// Projects, routes, sections, work types, checkpoints and members. Owns projects, routes, sections,
// work_types, checkpoints, checkpoint_versions, members, section_access and catalogue_head.
#pragma once

#include <memory>

#include "catalogue/matrix.h"
#include "catalogue/model.h"
#include "db/db.h"
#include "events/events.h"

namespace catalogue {

class Catalogue {
 public:
  // All references outlive this object.
  Catalogue(db::Database&, accounts::Accounts&, Events&, const Clock&, const Ids&);
  static std::unique_ptr<Catalogue> open(db::Database&, accounts::Accounts&, Events&, const Clock&,
                                         const Ids&);

  // For use inside another feature's transaction.

  // The section with its parents. not-found when the caller may not see it.
  Result<Place> find_place(db::Tx&, const Caller&, const SectionId&);
  Result<Section> find_section(db::Tx&, const Caller&, const SectionId&);  // not-found
  // May the caller see this section? Admins see all.
  bool sees(db::Tx&, const Caller&, const SectionId&);
  // May the caller see anything of this project?
  bool sees_project(db::Tx&, const Caller&, const ProjectId&);
  // The checkpoint as it holds now, or as `version` defined it. not-found.
  Result<Checkpoint> find_checkpoint(db::Tx&, const CheckpointId&,
                                     std::optional<std::int64_t> version = {});
  // All that hold now in a project, in order.
  std::vector<Checkpoint> list_checkpoints(db::Tx&, const ProjectId&);
  Result<Project> find_project(db::Tx&, const Caller&, const ProjectId&);  // not-found
  // Belongs into every transaction that changes how many photos are due.
  void due_changed(db::Tx&, const DueChange&);

  // Whole calls. Lists hold what the caller sees; an unknown or unseen project is not-found.

  Result<Project> get_project(const Caller&, const ProjectId&);
  Result<Section> get_section(const Caller&, const SectionId&);
  Result<Items<Checkpoint>> get_checklist(const Caller&, const ProjectId&, bool archived = false);
  // Newest first; not-found also for whoever does not see the project.
  Result<Items<CheckpointVersion>> list_checkpoint_versions(const Caller&, const CheckpointId&);
  Result<Page<Project>> list_projects(const Caller&, const PageOf&);
  Result<Page<Route>> list_routes(const Caller&, const ProjectId&, const PageOf&);
  Result<Page<Section>> list_sections(const Caller&, const SectionFilter&, const PageOf&);
  Result<Items<WorkType>> list_work_types(const Caller&, const ProjectId&);
  Result<Page<Member>> list_members(const Caller&, const ProjectId&, const PageOf&);
  // All routes of a project, or one with its sections. Admins only.
  Result<AccessMatrix> access_matrix(const Caller&, const ProjectId&,
                                     const std::optional<RouteId>&);
  // How many sections of a project nobody but admins can see.
  Result<std::int64_t> count_unseen_sections(const Caller&, const ProjectId&);

  // Admins only. The id and version given are not looked at. denied, code-taken, not-found (the
  // parent), invalid.
  Result<Project> create_project(const Caller&, Project);
  Result<Route> create_route(const Caller&, Route);
  Result<Section> create_section(const Caller&, Section);
  Result<WorkType> create_work_type(const Caller&, WorkType);
  Result<Checkpoint> create_checkpoint(const Caller&, Checkpoint);

  // Admins only. One winner: an edit of what somebody else changed since is catalogue-changed, and
  // says who it was. denied, not-found, invalid.
  Result<Project> change_project(const Caller&, const ProjectId&, const Edit<Project>&);
  Result<Route> change_route(const Caller&, const RouteId&, const Edit<Route>&);
  Result<Section> change_section(const Caller&, const SectionId&, const Edit<Section>&);
  Result<WorkType> change_work_type(const Caller&, const WorkTypeId&, const Edit<WorkType>&);
  // Other words or counts make a new version; another position does not.
  Result<Checkpoint> change_checkpoint(const Caller&, const CheckpointId&, const Edit<Checkpoint>&);
  // catalogue-changed when the ids are not those of the checklist as it is.
  Result<Items<Checkpoint>> order_checklist(const Caller&, const ProjectId&, const ChecklistOrder&);

  struct Joined {
    Member member;
    bool is_new = true;  // false: was a member there already
  };
  Result<Joined> add_member(const Caller&, Member);  // by user_id, or by email if that is empty
  Result<void> remove_member(const Caller&, const MemberId&);

  // CSV import: docs/import.md. Preview changes nothing; commit changes all or nothing.
  // import-has-errors on commit; a preview with errors is a fine preview.
  Result<ImportReport> import_csv(const Caller&, std::string_view csv, bool commit);

 private:
  db::Database& db_;
  accounts::Accounts& accounts_;
  Events& events_;
  const Clock& clock_;
  const Ids& ids_;
};

}  // namespace catalogue
