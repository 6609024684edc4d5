// Without a server: a catalogue on a fresh database, filled by CSV.
#pragma once

#include "catalogue/catalogue.h"
#include "kit/accounts.h"

namespace kit {

struct CatalogueBench : AccountsBench {
  jobs::Jobs jobs{ids, clock};
  catalogue::Catalogue catalogue{**database, *accounts, events, jobs, clock, ids};
  Caller admin = accounts::operator_caller();

  // Rows of kind project to checkpoint, as docs/import.md describes them; throws when one is wrong.
  catalogue::ImportReport import(const std::string& csv) {
    auto report = catalogue.import_csv(admin, csv, true);
    if (report) return *report;
    throw std::runtime_error(report.error().detail + " " + report.error().fields[0].detail);
  }

  // Somebody who signs in no further than this.
  Caller caller(const std::string& name, Role role = Role::crew) {
    const auto user = accounts->add_user(admin, name + "@example.org", name, role, std::nullopt);
    if (!user) throw std::runtime_error(user.error().detail);
    Caller caller;
    caller.user_id = user->id;
    caller.roles = accounts::mask_of(role);
    caller.name = name;
    return caller;
  }

  catalogue::Project project(const std::string& code) {
    const auto page = catalogue.list_projects(admin, {200, {}});
    for (auto& project : page->items)
      if (project.code == code) return project;
    throw std::runtime_error("no project " + code);
  }
  catalogue::Section section(const std::string& code) {
    const auto page = catalogue.list_sections(admin, {}, {200, {}});
    for (auto& section : page->items)
      if (section.code == code) return section;
    throw std::runtime_error("no section " + code);
  }

  // The codes of the sections somebody sees, in the list's order, with blanks between.
  std::string seen_by(const Caller& caller, const catalogue::SectionFilter& filter = {}) {
    const auto page = catalogue.list_sections(caller, filter, {200, {}});
    if (!page) return std::string(page.error().problem->slug);
    std::string codes;
    for (const auto& section : page->items) codes += (codes.empty() ? "" : " ") + section.code;
    return codes;
  }
};

}  // namespace kit
