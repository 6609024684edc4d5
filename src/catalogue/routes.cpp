#include "catalogue/routes.h"

#include "base/limits.h"
#include "catalogue/patches.h"
#include "catalogue/wire.h"
#include "limits/limits.h"

namespace catalogue {
namespace {

using http::Answer;
using http::Method;
using http::NoContent;
using http::Request;
using http::Weight;

constexpr http::Access kSignedIn{true, 0, "anyone signed in"};
constexpr http::Access kAdmins{true, accounts::kAdmin, "admin"};

PageOf page_of_query(const auto& in) {
  PageOf page{in.limit ? static_cast<int>(in.limit->value) : ceilings::kPageDefault, in.cursor};
  if constexpr (requires { in.archived; }) page.archived = in.archived.value_or(false);
  return page;
}

// 201 with what was made.
template <class T>
Result<Answer<T>> created(Result<T> made) {
  if (!made) return made.error();
  return Answer<T>{*std::move(made), 201, {}};
}

Result<std::optional<Near>> near_of(const std::optional<std::string>& text) {
  if (!text) return std::optional<Near>();
  const auto comma = text->find(',');
  Decimal<-90, 90> lat;
  Decimal<-180, 180> lon;
  if (comma == std::string::npos || !parse_scalar(text->substr(0, comma), lat) ||
      !parse_scalar(text->substr(comma + 1), lon))
    return field_error(problems::kInvalid, "near", "Write it as latitude,longitude: 52.5,13.4.");
  return std::optional(Near{lat, lon});
}

void add_places(http::Router& router, Catalogue& catalogue) {
  router.add(Method::get, "/api/projects", kSignedIn, limits::api, Weight::inline_,
             [&](const Caller& caller, const ProjectsQuery& in) {
               return catalogue.list_projects(caller, page_of_query(in));
             });
  router.add(Method::post, "/api/projects", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const NewProject& in) {
               return created(catalogue.create_project(caller, project_from(in)));
             });
  router.add(Method::get, "/api/projects/{id}", kSignedIn, limits::api, Weight::inline_,
             [&](const Caller& caller, const ProjectKey& in) -> Result<Project> {
               return catalogue.get_project(caller, in.id);
             });
  router.add(Method::get, "/api/projects/{id}/unseen", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const ProjectKey& in) -> Result<Unseen> {
               const auto sections = catalogue.count_unseen_sections(caller, in.id);
               if (!sections) return sections.error();
               return Unseen{*sections};
             });
  router.add(Method::get, "/api/routes", kSignedIn, limits::api, Weight::inline_,
             [&](const Caller& caller, const RoutesQuery& in) {
               return catalogue.list_routes(caller, in.project_id, page_of_query(in));
             });
  router.add(Method::post, "/api/routes", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const NewRoute& in) {
               return created(catalogue.create_route(caller, route_from(in)));
             });
  router.add(Method::get, "/api/sections", kSignedIn, limits::api, Weight::wait,
             [&](const Caller& caller, const SectionQuery& in) -> Result<Page<Section>> {
               const auto near = near_of(in.near);
               if (!near) return near.error();
               const SectionFilter filter{in.project_id, in.route_id, *near,
                                          in.q ? std::optional(in.q->value) : std::nullopt};
               return catalogue.list_sections(caller, filter, page_of_query(in));
             });
  router.add(Method::post, "/api/sections", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const NewSection& in) {
               return created(catalogue.create_section(caller, section_from(in)));
             });
  router.add(Method::get, "/api/sections/{id}", kSignedIn, limits::api, Weight::inline_,
             [&](const Caller& caller, const SectionKey& in) -> Result<Section> {
               return catalogue.get_section(caller, in.id);
             });
}

void add_checklist(http::Router& router, Catalogue& catalogue) {
  router.add(Method::get, "/api/work-types", kSignedIn, limits::api, Weight::inline_,
             [&](const Caller& caller, const WholeProjectQuery& in) {
               return catalogue.list_work_types(caller, in.project_id);
             });
  router.add(Method::post, "/api/work-types", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const NewWorkType& in) {
               return created(catalogue.create_work_type(caller, work_type_from(in)));
             });
  router.add(Method::get, "/api/checkpoints", kSignedIn, limits::api, Weight::inline_,
             [&](const Caller& caller, const ChecklistQuery& in) {
               return catalogue.get_checklist(caller, in.project_id, in.archived.value_or(false));
             });
  router.add(Method::post, "/api/checkpoints", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const NewCheckpoint& in) {
               return created(catalogue.create_checkpoint(caller, checkpoint_from(in)));
             });
}

// Each answers with the thing as it is then.
void add_edits(http::Router& router, Catalogue& catalogue) {
  router.add(Method::patch, "/api/projects/{id}", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const ProjectPatch& in) -> Result<Project> {
               const auto edit = edit_from(in);
               if (!edit) return edit.error();
               return catalogue.change_project(caller, in.id, *edit);
             });
  router.add(Method::patch, "/api/routes/{id}", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const RoutePatch& in) -> Result<Route> {
               const auto edit = edit_from(in);
               if (!edit) return edit.error();
               return catalogue.change_route(caller, in.id, *edit);
             });
  router.add(Method::patch, "/api/sections/{id}", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const SectionPatch& in) -> Result<Section> {
               const auto edit = edit_from(in);
               if (!edit) return edit.error();
               return catalogue.change_section(caller, in.id, *edit);
             });
  router.add(Method::patch, "/api/work-types/{id}", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const WorkTypePatch& in) {
               return catalogue.change_work_type(caller, in.id, edit_from(in));
             });
  router.add(Method::patch, "/api/checkpoints/{id}", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const CheckpointPatch& in) {
               return catalogue.change_checkpoint(caller, in.id, edit_from(in));
             });
  router.add(Method::get, "/api/checkpoints/{id}/versions", kSignedIn, limits::api, Weight::inline_,
             [&](const Caller& caller, const CheckpointKey& in) {
               return catalogue.list_checkpoint_versions(caller, in.id);
             });
  router.add(Method::post, "/api/checklists/order", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const NewOrder& in) {
               return catalogue.order_checklist(caller, in.project_id,
                                                {in.work_types, in.checkpoints});
             });
}

struct PictureForm {};
BOOST_DESCRIBE_STRUCT(PictureForm, (), ())

struct PictureQuery {
  CheckpointId id;
  std::optional<std::string> v;  // the picture's id: it may be kept for good
};
BOOST_DESCRIBE_STRUCT(PictureQuery, (), (id, v))

http::Reply picture_reply(Pictures::Picture picture, const std::optional<std::string>& v) {
  http::Reply reply;
  reply.content_type = "image/jpeg";
  reply.etag = fmt::format("\"{}\"", picture.id);
  reply.headers.emplace_back("cache-control", v == picture.id
                                                  ? "private, max-age=31536000, immutable"
                                                  : "private, no-cache");
  const auto size_bytes = picture.blob.size_bytes();
  reply.file.emplace(picture.blob.release(), size_bytes);
  return reply;
}

void add_pictures(http::Router& router, Pictures& pictures) {
  const std::string path = "/api/checkpoints/{id}/picture";
  router.add_upload(
      path, kAdmins, limits::api,
      [&](const Caller&, const Request&) -> Result<http::UploadPlan> {
        return http::UploadPlan{pictures.spool_dir(), ceilings::kPictureBytes, &kPictureTooLarge};
      },
      [&](const Caller& caller, const Request& request, const PictureForm&,
          http::Spooled& spooled) -> Result<Checkpoint> {
        return pictures.put(caller, CheckpointId{request.params.front().second}, spooled.fd);
      },
      {.file = "picture", .meta = ""}, Method::put);
  router.add(Method::get, path, kSignedIn, limits::images,
             pictures.remote() ? Weight::wait : Weight::inline_,
             [&](const Caller& caller, const PictureQuery& in) -> Result<http::Reply> {
               auto picture = pictures.open(caller, in.id);
               if (!picture) return picture.error();
               return picture_reply(*std::move(picture), in.v);
             });
  router.add(Method::del, path, kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const CheckpointKey& in) -> Result<NoContent> {
               const auto removed = pictures.remove(caller, in.id);
               if (!removed) return removed.error();
               return NoContent{};
             });
}

void add_members(http::Router& router, Catalogue& catalogue) {
  router.add(Method::get, "/api/members", kAdmins, limits::api, Weight::inline_,
             [&](const Caller& caller, const ProjectQuery& in) {
               return catalogue.list_members(caller, in.project_id, page_of_query(in));
             });
  router.add(Method::get, "/api/access", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const AccessQuery& in) {
               return catalogue.access_matrix(caller, in.project_id, in.route_id);
             });
  router.add(Method::post, "/api/members", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const NewMember& in) -> Result<Answer<Member>> {
               if (in.user_id.has_value() == in.email.has_value())
                 return error_of(problems::kInvalid, "Give either user_id or email.");
               auto joined = catalogue.add_member(caller, member_from(in));
               if (!joined) return joined.error();
               return Answer<Member>{std::move(joined->member), joined->is_new ? 201 : 200, {}};
             });
  router.add(Method::del, "/api/members/{id}", kAdmins, limits::api, Weight::wait,
             [&](const Caller& caller, const MemberKey& in) -> Result<NoContent> {
               const auto removed = catalogue.remove_member(caller, in.id);
               if (!removed) return removed.error();
               return NoContent{};
             });
}

Result<bool> wants_commit(const Request& request) {
  const auto wrong =
      field_error(problems::kInvalid, "mode", "Add ?mode=preview or ?mode=commit to the address.");
  if (request.query.size() != 1 || request.query.front().first != "mode") return wrong;
  const auto& mode = request.query.front().second;
  if (mode != "preview" && mode != "commit") return wrong;
  return mode == "commit";
}

void add_import(http::Router& router, Catalogue& catalogue) {
  router.add(Method::post, "/api/imports/catalogue", kAdmins, limits::api, Weight::wait,
             [&](const Request& request) -> Result<ImportReport> {
               const auto commit = wants_commit(request);
               if (!commit) return commit.error();
               return catalogue.import_csv(request.caller, request.body, *commit);
             });
}

}  // namespace

void add_routes(http::Router& router, Catalogue& catalogue, Pictures& pictures) {
  router.explain({&kCodeTaken, &kCatalogueChanged, &kImportHasErrors, &kPictureType,
                  &kPictureTooLarge, &imaging::kDamaged});
  add_places(router, catalogue);
  add_checklist(router, catalogue);
  add_edits(router, catalogue);
  add_pictures(router, pictures);
  add_members(router, catalogue);
  add_import(router, catalogue);
}

}  // namespace catalogue
