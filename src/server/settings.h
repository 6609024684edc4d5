// GET /api/settings: every setting as it holds, for admins. What is secret stays hidden.
#pragma once

#include "http/http.h"
#include "server/config.h"

namespace server {

void add_settings_route(http::Router& router, const Config& config);  // outlives the router

}  // namespace server
