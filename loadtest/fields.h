// Looking into answers without trusting them: what is not there is empty.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace loadtest {

using Json = boost::json::value;

inline const Json* find(const Json& value, std::string_view name) {
  return value.is_object() ? value.get_object().if_contains({name.data(), name.size()}) : nullptr;
}

inline std::string text_of(const Json& value, std::string_view name) {
  const Json* found = find(value, name);
  return found && found->is_string() ? std::string(found->get_string().c_str()) : std::string();
}

inline std::int64_t number_of(const Json& value, std::string_view name) {
  const Json* found = find(value, name);
  boost::json::error_code ec;
  const auto number = found && found->is_number() ? found->to_number<std::int64_t>(ec) : 0;
  return ec ? 0 : number;
}

inline const boost::json::array& items_of(const Json& value) {
  static const boost::json::array kNone;
  const Json* found = find(value, "items");
  return found && found->is_array() ? found->get_array() : kNone;
}

inline std::string quoted(std::string_view text) {
  return boost::json::serialize(Json(boost::json::string_view(text.data(), text.size())));
}

}  // namespace loadtest
