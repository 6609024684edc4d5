// The HTTP face of insights.
#pragma once

#include "http/http.h"
#include "insights/insights.h"

namespace insights {

void add_routes(http::Router& router, Insights& insights);

}  // namespace insights
