// The HTTP face of photos.
#pragma once

#include "http/http.h"
#include "photos/photos.h"

namespace photos {

void add_routes(http::Router& router, Photos& photos);

}  // namespace photos
