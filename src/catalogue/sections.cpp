// Sections: one at a time.
#include "catalogue/store.h"

namespace catalogue {

constexpr db::Sql<SectionId> kFindPlace{"catalogue.find_place", R"sql(
  SELECT s.id AS section_id, s.code AS section_code, s.name AS section_name, r.id AS route_id,
         r.name AS route_name, p.id AS project_id, p.name AS project_name,
         p.time_zone AS time_zone, s.line AS line, s.length_m AS length_m,
         p.max_accuracy_m AS max_accuracy_m, p.max_line_distance_m AS max_line_distance_m,
         p.max_photo_distance_m AS max_photo_distance_m,
         COALESCE(s.archived_at_ms, r.archived_at_ms, p.archived_at_ms) AS archived_at_ms
  FROM sections s JOIN routes r ON r.id = s.route_id JOIN projects p ON p.id = s.project_id
  WHERE s.id = $1
)sql"};

Result<Place> Catalogue::find_place(db::Tx& tx, const Caller& caller, const SectionId& id) {
  auto place = tx.find<Place>(kFindPlace, id);
  if (!place || !sees(tx, caller, id)) return no_such("section_id", "section");
  return *std::move(place);
}

constexpr db::Sql<SectionId> kFindSection{"catalogue.find_section", R"sql(
  SELECT s.* FROM listed_sections s WHERE s.id = $1
)sql"};

Result<Section> Catalogue::find_section(db::Tx& tx, const Caller& caller, const SectionId& id) {
  auto section = tx.find<Section>(kFindSection, id);
  if (!section || !sees(tx, caller, id)) return no_such("section_id", "section");
  return *std::move(section);
}

Result<Section> Catalogue::get_section(const Caller& caller, const SectionId& id) {
  return db_.read([&](db::Tx& tx) { return find_section(tx, caller, id); });
}

constexpr db::Sql<ProjectId> kSectionsOf{"catalogue.sections_of", R"sql(
  SELECT s.* FROM listed_sections s
  WHERE s.project_id = $1 ORDER BY s.position, s.id
)sql"};

std::vector<Section> sections_of(db::Tx& tx, const ProjectId& project_id) {
  return tx.list<Section>(kSectionsOf, project_id);
}

constexpr db::Sql<SectionId, ProjectId, RouteId, std::string, std::string, std::optional<json::Raw>,
                  std::optional<double>, bool, std::int64_t>
    kInsertSection{"catalogue.insert_section", R"sql(
  INSERT INTO sections (id, project_id, route_id, code, name, line, length_m, narrowed, position,
                        version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
  ON CONFLICT (route_id, code) DO NOTHING
)sql"};

bool insert_section(const Pen& pen, const Section& s) {
  if (pen.tx.exec(kInsertSection, s.id, s.project_id, s.route_id, s.code, s.name, s.line,
                  s.length_m, s.narrowed, s.position) == 0)
    return false;
  pen.record("section.created", s.id.text, s.project_id, s.code, s.name);
  return true;
}

constexpr db::Sql<SectionId, std::string, std::optional<json::Raw>, std::optional<double>, bool,
                  std::int64_t>
    kUpdateSection{"catalogue.update_section", R"sql(
  UPDATE sections
  SET name = $2, line = $3, length_m = $4, narrowed = $5, position = $6, version = version + 1
  WHERE id = $1
)sql"};

void update_section(const Pen& pen, const Section& before, const Section& s) {
  pen.tx.run(kUpdateSection, s.id, s.name, s.line, s.length_m, s.narrowed, s.position);
  pen.record("section.changed", s.id.text, s.project_id, s.code, s.name,
             changes_between(before, s));
}

constexpr db::Sql<RouteId> kProjectOfRoute{"catalogue.project_of_route", R"sql(
  SELECT project_id FROM routes WHERE id = $1
)sql"};
constexpr db::Sql<ProjectId> kNextSectionPosition{"catalogue.next_section_position", R"sql(
  SELECT COALESCE(MAX(position), 0) + 1 FROM sections WHERE project_id = $1
)sql"};

Result<Section> Catalogue::create_section(const Caller& caller, Section section) {
  if (section.line) {
    auto line = read_line(section.line->text);
    if (!line) return line.error();
    section.line->text = std::move(line->geojson);
    if (!section.length_m) section.length_m = line->length_m;
  }
  section.id = ids_.next<SectionTag>();
  return db_.write([&](db::Tx& tx) -> Result<Section> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    Section made = section;
    const auto project_id = tx.find<ProjectId>(kProjectOfRoute, made.route_id);
    if (!project_id || !lock_project(tx, *project_id)) return no_such("route_id", "route");
    made.project_id = *project_id;
    if (made.position == 0)
      made.position = tx.get<std::int64_t>(kNextSectionPosition, made.project_id);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!insert_section(pen, made)) return field_error(kCodeTaken, "code", "Choose another.");
    refresh_access(tx, made.project_id);
    note_new_names(tx);
    return tx.get<Section>(kFindSection, made.id);
  });
}

constexpr db::Sql<SectionId, std::optional<std::int64_t>, bool> kArchiveSection{
    "catalogue.archive_section", R"sql(
  UPDATE sections SET archived_at_ms = $2, version = version + 1
  WHERE id = $1 AND (archived_at_ms IS NULL) = $3
)sql"};

Result<Section> Catalogue::change_section(const Caller& caller, const SectionId& id,
                                          const Edit<Section>& edit) {
  return db_.write([&](db::Tx& tx) -> Result<Section> {
    if (auto admin = accounts_.recheck(tx, caller, accounts::kAdmin); !admin) return admin.error();
    const auto found = tx.find<Section>(kFindSection, id);
    if (!found || !lock_project(tx, found->project_id)) return no_such("id", "section");
    const auto before = tx.get<Section>(kFindSection, id);  // under the lock
    if (const auto fresh = check_seen(tx, edit.seen_version, before.version, "section", id.text);
        !fresh)
      return fresh.error();
    Section after = before;
    edit.apply(after);
    const Pen pen{tx, events_, caller.user_id, clock_.now_ms()};
    if (!changes_between(before, after).empty()) update_section(pen, before, after);
    if (edit.archived &&
        tx.exec(kArchiveSection, id, pen.archived_at(*edit.archived), *edit.archived) == 1)
      pen.record(*edit.archived ? "section.archived" : "section.restored", id.text,
                 after.project_id, after.code, after.name);
    if (after.narrowed != before.narrowed) refresh_access(tx, after.project_id);
    if (after.length_m != before.length_m) due_changed(tx, {after.project_id, {}, {id}});
    note_new_names(tx);
    return tx.get<Section>(kFindSection, id);
  });
}

}  // namespace catalogue
