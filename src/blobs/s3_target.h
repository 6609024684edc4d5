// Where a bucket is, from a URL: s3://bucket/prefix?endpoint=http://host:port&region=us-east-1.
#pragma once

#include <string>
#include <string_view>

namespace blobs::s3 {

struct Target {
  std::string origin;  // "http://127.0.0.1:7480"
  std::string host;    // of the Host header: what is signed must be what is sent
  std::string root;    // "/bucket", or empty when the bucket is part of the host
  std::string bucket;
  std::string prefix;  // of every key: "site-1/", or empty
  std::string region = "us-east-1";
};

// Without endpoint it is AWS's of the region. `style=virtual` puts the bucket into the host's name.
// Throws std::invalid_argument with a line for the operator.
Target target_from(std::string_view url);

}  // namespace blobs::s3
