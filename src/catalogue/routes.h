// The HTTP face of the catalogue.
#pragma once

#include "catalogue/catalogue.h"
#include "catalogue/pictures.h"
#include "http/http.h"

namespace catalogue {

void add_routes(http::Router& router, Catalogue& catalogue, Pictures& pictures);

}  // namespace catalogue
