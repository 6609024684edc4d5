// CSV import as a whole: which row goes where, and what is told of it.
#include "catalogue/import.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"

namespace catalogue {

void Import::run(const std::vector<ImportRow>& rows) {
  for (const auto kind : {RowKind::project, RowKind::route, RowKind::section, RowKind::work_type,
                          RowKind::checkpoint, RowKind::member})
    for (const ImportRow& row : rows)
      if (row.kind == kind) take(row);
  if (!commit_ || !report_.errors.empty()) return;
  note_new_names(pen_.tx);
  for (auto& [code, state] : projects_) {
    if (!state) continue;
    if (state->access_changed) refresh_access(pen_.tx, state->project.id);
    state->due.project_id = state->project.id;
    if (!state->due.sections.empty() || !state->due.checkpoints.empty())
      catalogue_.due_changed(pen_.tx, state->due);
  }
}

ImportState Import::load(Project project) {
  ImportState state;
  for (auto& route : routes_of(pen_.tx, project.id)) {
    state.routes_end = std::max(state.routes_end, route.position);
    state.routes.emplace(route.code, std::move(route));
  }
  for (auto& section : sections_of(pen_.tx, project.id)) {
    state.sections_end = std::max(state.sections_end, section.position);
    state.sections.emplace(std::pair(section.route_code, section.code), std::move(section));
  }
  for (auto& work_type : work_types_of(pen_.tx, project.id)) {
    state.work_types_end = std::max(state.work_types_end, work_type.position);
    state.work_types.emplace(work_type.code, std::move(work_type));
  }
  for (auto& checkpoint : checkpoints_of(pen_.tx, project.id)) {
    state.checkpoints_end = std::max(state.checkpoints_end, checkpoint.position);
    state.checkpoints.emplace(checkpoint.code, std::move(checkpoint));
  }
  for (const auto& member : members_of(pen_.tx, project.id))
    state.members.emplace(member.user_id.text, place_id_of(member));
  state.project = std::move(project);
  return state;
}

// The project by its code, from the database or from this file; null when there is none.
ImportState* Import::state_of(const std::string& code) {
  auto at = projects_.find(code);
  if (at == projects_.end()) {
    auto project = project_by_code(pen_.tx, code);
    if (project && commit_ && lock_project(pen_.tx, project->id))
      project = project_by_code(pen_.tx, code);  // as it is under the lock
    at = projects_.emplace(code, std::nullopt).first;
    if (project) at->second = load(*std::move(project));
  }
  return at->second ? &*at->second : nullptr;
}

bool Import::is_first(const ImportRow& row) {
  std::string key(name_of(row.kind));
  for (const auto* code :
       {&row.project, &row.route, &row.section, &row.work_type, &row.checkpoint, &row.email})
    if (row.kind != RowKind::checkpoint || code != &row.work_type) key += '\x1f' + *code;
  const auto [at, is_new] = seen_.emplace(key, row.line);
  if (!is_new)
    wrong(row, "",
          fmt::format("Line {} says the same {}. Keep one.", at->second,
                      row.kind == RowKind::work_type ? "work type" : name_of(row.kind)));
  return is_new;
}

void Import::take(const ImportRow& row) {
  ++report_.rows;
  if (!is_first(row)) return;
  if (row.kind == RowKind::project) return take_project(row);
  ImportState* state = state_of(row.project);
  if (!state)
    return wrong(
        row, "project",
        fmt::format("There is no project {}. Add a row for it, or correct the code.", row.project));
  switch (row.kind) {
    case RowKind::route:
      return take_route(*state, row);
    case RowKind::section:
      return take_section(*state, row);
    case RowKind::work_type:
      return take_work_type(*state, row);
    case RowKind::checkpoint:
      return take_checkpoint(*state, row);
    default:
      return take_member(*state, row);
  }
}

namespace {

Error error_from(const ImportReport& report) {
  Error error = error_of(kImportHasErrors);
  for (const ImportError& wrong : report.errors)
    error.fields.push_back(
        {fmt::format("line {}{}{}", wrong.line, wrong.column.empty() ? "" : ", ", wrong.column),
         wrong.detail});
  return error;
}

// In the file's order, as far as anyone wants to read.
void tidy_errors(ImportReport& report) {
  std::ranges::sort(report.errors, {}, [](const ImportError& error) {
    return std::tuple<std::int64_t, const std::string&, const std::string&>(
        error.line, error.column, error.detail);
  });
  if (report.errors.size() > ceilings::kImportErrors) report.errors.resize(ceilings::kImportErrors);
}

}  // namespace

Result<ImportReport> Catalogue::import_csv(const Caller& caller, std::string_view csv,
                                           bool commit) {
  std::vector<ImportError> misread;
  const auto rows = read_import(csv, misread);
  const auto work = [&](db::Tx& tx) -> Result<ImportReport> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    ImportReport report;
    report.errors = misread;
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    Import(pen, *this, accounts_, ids_, commit, report).run(rows);
    tidy_errors(report);
    if (commit && !report.errors.empty()) return error_from(report);
    return report;
  };
  return commit ? db_.write(work) : db_.read(work);
}

}  // namespace catalogue
