// Backups over HTTP, for admins.
#pragma once

#include "http/http.h"
#include "ops/ops.h"

namespace ops {

void add_routes(http::Router& router, Backups& backups);

}  // namespace ops
