#include "ops/routes.h"

#include "base/log.h"
#include "limits/limits.h"

namespace ops {
namespace {

using http::Answer;
using http::Method;
using http::NoContent;
using http::Weight;

constexpr http::Access kAdmins{true, accounts::kAdmin, "admin"};
constexpr std::size_t kSetsShown = 100;

struct BackupSet {
  std::string set;
  std::string program;
  std::int64_t schema = 0;
  std::int64_t mark_at_ms = 0;
  std::int64_t database_bytes = 0;
  std::int64_t blobs = 0;
  std::int64_t blob_bytes = 0;
  std::int64_t damaged = 0;
};
BOOST_DESCRIBE_STRUCT(BackupSet, (),
                      (set, program, schema, mark_at_ms, database_bytes, blobs, blob_bytes,
                       damaged))

Result<Items<BackupSet>> list(const Backups& backups) {
  const std::string& url = backups.settings().url;
  Items<BackupSet> sets;
  if (url.empty()) return sets;
  try {
    const auto depot = blobs::open_depot(url, backups.settings().s3);
    for (const Manifest& set : list_sets(*depot)) {
      if (sets.items.size() == kSetsShown) break;
      sets.items.push_back({set.set, set.program, set.schema, set.mark_at_ms,
                            set.database.size_bytes, set.blobs, set.blob_bytes,
                            static_cast<std::int64_t>(set.damaged.size())});
    }
  } catch (const std::exception& fault) {
    log_error("the place for backups does not answer", {{"why", fault.what()}});
    return error_of(kDepotFailed);
  }
  return sets;
}

}  // namespace

void add_routes(http::Router& router, Backups& backups) {
  router.explain({&kNoDepot, &kBackupBusy, &kNoBackup, &kDepotFailed});
  router.add(Method::get, "/api/backups", kAdmins, limits::api, Weight::inline_,
             [&backups](const Caller&) -> Result<BackupStatus> { return backups.status(); });
  router.add(Method::get, "/api/backups/sets", kAdmins, limits::api, Weight::heavy,
             [&backups](const Caller&) -> Result<Items<BackupSet>> { return list(backups); });
  router.add(Method::post, "/api/backups", kAdmins, limits::api, Weight::wait,
             [&backups](const Caller& caller) -> Result<Answer<NoContent>> {
               const auto asked = backups.ask({}, caller.user_id.text);
               if (!asked) return asked.error();
               return Answer<NoContent>{{}, 202, {}};
             });
  router.add(Method::del, "/api/backups/running", kAdmins, limits::api, Weight::wait,
             [&backups](const Caller& caller) -> Result<NoContent> {
               const auto ended = backups.cancel(caller.user_id.text);
               if (!ended) return ended.error();
               return NoContent{};
             });
}

}  // namespace ops
