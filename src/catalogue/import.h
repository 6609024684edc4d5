// One run of a CSV import, inside one transaction.
#pragma once

#include <map>
#include <set>

#include "catalogue/import_rows.h"
#include "catalogue/store.h"

namespace catalogue {

// A project as it is while the import goes on.
struct ImportState {
  Project project;
  std::map<std::string, Route> routes;                              // by code
  std::map<std::pair<std::string, std::string>, Section> sections;  // by route's and own code
  std::map<std::string, WorkType> work_types;
  std::map<std::string, Checkpoint> checkpoints;
  std::set<std::pair<std::string, std::string>> members;  // user and the narrowest place
  std::int64_t routes_end = 0, sections_end = 0, work_types_end = 0, checkpoints_end = 0;
  bool access_changed = false;
  DueChange due;
};

// Rows are looked up by their codes, so that the same file a second time changes nothing. Projects
// first, then what is in them, whatever the order of the file.
class Import {
 public:
  Import(const Pen& pen, Catalogue& catalogue, accounts::Accounts& accounts, const Ids& ids,
         bool commit, ImportReport& report)
      : pen_(pen),
        catalogue_(catalogue),
        accounts_(accounts),
        ids_(ids),
        commit_(commit),
        report_(report) {}

  // Adds to the report; writes when `commit`, until the first error.
  void run(const std::vector<ImportRow>& rows);

 private:
  void take(const ImportRow& row);
  void take_project(const ImportRow& row);
  void take_route(ImportState& state, const ImportRow& row);
  void take_section(ImportState& state, const ImportRow& row);
  void take_work_type(ImportState& state, const ImportRow& row);
  void take_checkpoint(ImportState& state, const ImportRow& row);
  void take_member(ImportState& state, const ImportRow& row);

  ImportState* state_of(const std::string& code);
  ImportState load(Project project);
  bool is_first(const ImportRow& row);
  const UserId* user_of(const ImportRow& row);

  void wrong(const ImportRow& row, std::string_view column, std::string detail) {
    if (!row.broken) report_.errors.push_back({row.line, std::string(column), std::move(detail)});
  }
  // Writes what is new or different, and counts it. `before` is null for a new row.
  template <class T, class Insert, class Update>
  void settle(const ImportRow& row, const T* before, T& after, Insert insert, Update update);
  template <class T>
  void put_common(const ImportRow& row, T& to, bool is_new, std::int64_t& end);
  template <class T>
  void put_shape(const ImportRow& row, T& to);

  const Pen& pen_;
  Catalogue& catalogue_;
  accounts::Accounts& accounts_;
  const Ids& ids_;
  const bool commit_;
  ImportReport& report_;
  std::map<std::string, std::optional<ImportState>> projects_;  // by code
  std::map<std::string, std::int64_t> seen_;                    // kind and codes, to the line
  std::map<std::string, std::optional<UserId>> users_;          // by email
};

}  // namespace catalogue
