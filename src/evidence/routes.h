#pragma once

#include "evidence/evidence.h"
#include "http/http.h"

namespace evidence {

void add_routes(http::Router& router, Evidence& evidence);

}  // namespace evidence
