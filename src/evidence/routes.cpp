#include "evidence/routes.h"

#include "limits/limits.h"

namespace evidence {
namespace {

using http::Method;
using http::Weight;

constexpr http::Access kOffice{true, accounts::kReviewer | accounts::kAdmin | accounts::kViewer,
                               "reviewer, admin or viewer"};

struct ArchiveQuery : photos::FilterQuery {
  std::optional<Pictures> pictures;  // original
};
BOOST_DESCRIBE_STRUCT(ArchiveQuery, (photos::FilterQuery), (pictures))

class DownloadSource final : public http::Source {
 public:
  explicit DownloadSource(std::unique_ptr<Download> download) : download_(std::move(download)) {}
  bool next(std::string& into) override { return download_->next(into); }

 private:
  std::unique_ptr<Download> download_;
};

Result<http::Reply> reply_with(Result<OpenDownload> opened, std::string content_type) {
  if (!opened) return opened.error();
  http::Reply reply{.content_type = std::move(content_type)};
  reply.headers = {
      {"cache-control", "no-store"},
      {"x-accel-buffering", "no"},
      {"content-disposition", fmt::format("attachment; filename=\"{}\"", opened->file_name)}};
  reply.source = std::make_unique<DownloadSource>(std::move(opened->download));
  return reply;
}

}  // namespace

void add_routes(http::Router& router, Evidence& evidence) {
  router.explain({&kDownloadsBusy});
  router.add(
      Method::get, "/api/exports/photos.csv", kOffice, limits::api, Weight::wait,
      [&evidence](const Caller& caller, const photos::FilterQuery& in) -> Result<http::Reply> {
        return reply_with(evidence.open_table(caller, in), "text/csv; charset=utf-8");
      });
  router.add(Method::get, "/api/exports/photos.zip", kOffice, limits::api, Weight::wait,
             [&evidence](const Caller& caller, const ArchiveQuery& in) -> Result<http::Reply> {
               return reply_with(
                   evidence.open_archive(caller, in, in.pictures.value_or(Pictures::original)),
                   "application/zip");
             });
}

}  // namespace evidence
