#include "http/typed.h"

#include "http/problem.h"

namespace http::detail {

Texts::Texts(const Request& request) : pairs(request.params) {
  if (!takes_body(request.method))
    pairs.insert(pairs.end(), request.query.begin(), request.query.end());
  taken.resize(pairs.size());
}

const std::string* Texts::take(std::string_view name) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i].first != name) continue;
    taken[i] = true;
    return &pairs[i].second;
  }
  return nullptr;
}

std::vector<FieldError> Texts::unknown() const {
  std::vector<FieldError> unknown;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (!taken[i])
      unknown.push_back({pairs[i].first, "This is not known here, or is named twice."});
  return unknown;
}

bool takes_body(Method method) {
  return method == Method::post || method == Method::put || method == Method::patch;
}

Result<boost::json::value> body_of(const Request& request) {
  if (request.body.empty()) return boost::json::value(boost::json::object());
  const auto type = request.header("content-type");
  const auto media = type.substr(0, type.find_first_of("; "));
  if (media != "application/json")
    return error_of(problems::kUnsupported, "Send the body as application/json.");
  auto value = json::parse(request.body);
  if (value && !value->is_object())
    return error_of(::problems::kInvalid, "The body must be a JSON object.");
  return value;
}

}  // namespace http::detail
