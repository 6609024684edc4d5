// Signatures of requests to S3: AWS Signature Version 4, with headers. Pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "blobs/blobs.h"

namespace blobs::s3 {

using Fields = std::map<std::string, std::string, std::less<>>;  // sorted, as signing wants them

// Everything the signature covers. The headers are all that are sent, in lower case, among them
// host, x-amz-content-sha256 and x-amz-date.
struct Unsigned {
  std::string_view method;
  std::string_view path;  // encoded: "/bucket/key"
  const Fields& query;    // not encoded
  const Fields& headers;
};

// The value of the Authorization header.
std::string authorization(const Unsigned& request, const S3Keys& keys, std::string_view region);

std::string signing_time(std::int64_t now_ms);  // "20130524T000000Z"

// As RFC 3986 has it: unreserved characters stay, and the slash of a path.
std::string encoded(std::string_view text, bool keep_slash);
std::string encoded_query(const Fields& query);  // "a=1&b="

}  // namespace blobs::s3
