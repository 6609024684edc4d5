// A request's target, taken apart: path and query, percent-decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace http {

// "GET"; nothing for what this server never answers.
std::optional<Method> method_of(std::string_view text);

struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;  // in order
};

// Nothing for a bad escape, an escaped slash or NUL, or bytes that are not UTF-8: two readers
// could understand those differently.
std::optional<Target> parse_target(std::string_view target);

}  // namespace http
