#include "server/settings.h"

#include "limits/limits.h"

namespace server {

void add_settings_route(http::Router& router, const Config& config) {
  constexpr http::Access kAdmins{true, accounts::kAdmin, "admin"};
  router.add(http::Method::get, "/api/settings", kAdmins, limits::api, http::Weight::inline_,
             [&config](const Caller&) -> Result<Items<ShownSetting>> {
               return Items<ShownSetting>{list_settings(config)};
             });
}

}  // namespace server
