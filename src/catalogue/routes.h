// The HTTP face of the catalogue.
#pragma once

#include "catalogue/catalogue.h"
#include "http/http.h"

namespace catalogue {

void add_routes(http::Router& router, Catalogue& catalogue);

}  // namespace catalogue
