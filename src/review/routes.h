// The HTTP face of review.
#pragma once

#include "http/http.h"
#include "review/review.h"

namespace review {

void add_routes(http::Router& router, Review& review);

}  // namespace review
