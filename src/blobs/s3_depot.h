// A bucket as a depot.
#pragma once

#include <memory>

#include "blobs/blobs.h"

namespace blobs::s3 {

std::unique_ptr<Depot> open_bucket_depot(std::string_view url, const S3Settings& settings);

}  // namespace blobs::s3
