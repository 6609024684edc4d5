// A request's target, taken apart: path and query, percent-decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;  // in order
};

// Nothing for a bad escape, an escaped slash or NUL, or bytes that are not UTF-8: two readers
// could understand those differently.
std::optional<Target> parse_target(std::string_view target);

}  // namespace http
