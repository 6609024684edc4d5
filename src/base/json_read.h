// JSON text to described structs: unknown, duplicate, missing and ill-typed fields are named.
// A std::optional member may be left out or null; every other member must be there. A member that
// is optional twice tells the two apart: left out it is empty, null gives it an empty optional.
#pragma once

#include <boost/json.hpp>

#include "base/json.h"
#include "base/result.h"

namespace json {

// Any JSON value, kept as it came (GeoJSON).
using Value = boost::json::value;

// Parses one JSON value of at most kJsonDepth levels. Errors: invalid.
Result<boost::json::value> parse(std::string_view text);

namespace detail {

// Collects what is wrong, with the path to it.
struct Complaints {
  std::vector<FieldError> fields;
  bool unknown = false;

  void add(std::string field, std::string detail) {
    fields.push_back({std::move(field), std::move(detail)});
  }
};

template <class T>
bool read_value(const Value& from, T& to, const std::string& path, Complaints& complaints);

template <DescribedStruct T>
bool read_struct(const boost::json::object& from, T& to, const std::string& path,
                 Complaints& complaints) {
  const auto inside = [&](std::string_view name) {
    return path.empty() ? std::string(name) : path + "." + std::string(name);
  };
  const std::size_t before = complaints.fields.size();
  std::size_t known = 0;
  for_each_member<T>([&](std::string_view name, auto member) {
    using Member = std::remove_reference_t<decltype(to.*member)>;
    const Value* found = from.if_contains(boost::json::string_view(name.data(), name.size()));
    if (found) {
      ++known;
      read_value(*found, to.*member, inside(name), complaints);
    } else if constexpr (!kIsOptional<Member>) {
      complaints.add(inside(name), "This field is missing.");
    }
  });
  if (known == from.size()) return complaints.fields.size() == before;
  for (const auto& entry : from) {
    const std::string_view key(entry.key().data(), entry.key().size());
    bool is_known = false;
    for_each_member<T>([&](std::string_view name, auto) { is_known |= name == key; });
    if (is_known) continue;
    complaints.unknown = true;
    complaints.add(inside(key), "This field is not known here.");
  }
  return false;
}

template <class T>
bool read_list(const boost::json::array& from, std::vector<T>& to, const std::string& path,
               Complaints& complaints) {
  bool fine = true;
  to.resize(from.size());
  for (std::size_t i = 0; i < from.size() && complaints.fields.size() < 20; ++i)
    fine &= read_value(from[i], to[i], fmt::format("{}[{}]", path, i), complaints);
  return fine;
}

template <std::int64_t Min, std::int64_t Max>
bool in_range(const Number<Min, Max>& n) {
  return n.value >= Min && n.value <= Max;
}
template <int Min, int Max>
bool in_range(const Decimal<Min, Max>& n) {
  return n.value >= Min && n.value <= Max;
}
template <class T>
bool in_range(const T&) {
  return true;
}

template <class T>
bool read_number(const Value& from, T& to) {
  if constexpr (requires { to.value; }) {
    return read_number(from, to.value) && in_range(to);
  } else {
    boost::json::error_code ec;
    to = from.to_number<T>(ec);
    if constexpr (std::is_floating_point_v<T>) return !ec && std::isfinite(to);
    return !ec;
  }
}

template <class T>
bool read_scalar(const Value& from, T& to) {
  if constexpr (std::is_same_v<T, bool>) {
    if (!from.is_bool()) return false;
    to = from.get_bool();
    return true;
  } else if constexpr (std::is_arithmetic_v<T> ||
                       requires { requires std::is_arithmetic_v<decltype(to.value)>; }) {
    return from.is_number() && read_number(from, to);
  } else {
    return from.is_string() &&
           parse_scalar({from.get_string().data(), from.get_string().size()}, to);
  }
}

template <class T>
bool read_value(const Value& from, T& to, const std::string& path, Complaints& complaints) {
  if constexpr (kIsOptional<T>) {
    if constexpr (kIsOptional<typename T::value_type>) to.emplace();
    if (from.is_null()) return true;
    return read_value(from, to.emplace(), path, complaints);
  } else if constexpr (std::is_same_v<T, Raw>) {
    to.text = boost::json::serialize(from);
    return true;
  } else if constexpr (kIsVector<T>) {
    if (from.is_array()) return read_list(from.get_array(), to, path, complaints);
    complaints.add(path, "This must be a list.");
    return false;
  } else if constexpr (DescribedStruct<T>) {
    if (from.is_object()) return read_struct(from.get_object(), to, path, complaints);
    complaints.add(path, "This must be an object.");
    return false;
  } else {
    if (read_scalar(from, to)) return true;
    complaints.add(path, fmt::format("This must be {}.", expects<T>()));
    return false;
  }
}

inline Error error_from(Complaints complaints) {
  const auto& first = complaints.fields.front();
  Error error = error_of(complaints.unknown ? problems::kUnknownField : problems::kInvalid,
                         fmt::format("{}: {}", first.field, first.detail));
  error.fields = std::move(complaints.fields);
  return error;
}

}  // namespace detail

// Reads one struct. Errors: invalid, with each wrong field named.
template <DescribedStruct T>
Result<T> read(std::string_view text) {
  const auto value = parse(text);
  if (!value) return value.error();
  if (!value->is_object()) return error_of(problems::kInvalid, "The body must be a JSON object.");
  T out{};
  detail::Complaints complaints;
  detail::read_struct(value->get_object(), out, "", complaints);
  if (!complaints.fields.empty()) return detail::error_from(std::move(complaints));
  return out;
}

}  // namespace json
