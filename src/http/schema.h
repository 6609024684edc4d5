// The shape of a described type, from which OpenAPI and the web's TypeScript are printed.
#pragma once

#include <map>
#include <string>
#include <typeinfo>
#include <vector>

#include "base/json.h"
#include "base/page.h"

namespace http {

struct Schema {
  enum class Kind { none, text, id, integer, real, boolean, choice, list, object, any };
  struct Member;

  Kind kind = Kind::none;
  bool nullable = false;
  std::string name;                  // of an object or choice: "PhotoRow", "Page<PhotoRow>"
  std::string words;                 // what it takes: "text of 1 to 200 characters"
  std::vector<std::string> choices;  // of a choice
  std::vector<Schema> inner;         // of a list: one
  std::vector<Member> members;       // of an object, in order
};

struct Schema::Member {
  std::string name;
  Schema schema;
};

// "photos::PhotoRow" without its namespaces.
std::string short_type_name(const std::type_info& type);

template <class T>
Schema schema_of();

namespace detail {
template <class T>
Schema object_schema() {
  Schema schema{Schema::Kind::object, false, short_type_name(typeid(T)), {}, {}, {}, {}};
  for_each_member<T>([&](std::string_view name, auto member) {
    using Member = std::remove_reference_t<decltype(std::declval<T&>().*member)>;
    schema.members.push_back({std::string(name), schema_of<Member>()});
  });
  return schema;
}

template <class T>
Schema scalar_schema() {
  using Kind = Schema::Kind;
  if constexpr (std::is_same_v<T, json::Raw>) {
    return {Kind::any, false, {}, {}, {}, {}, {}};
  } else if constexpr (DescribedEnum<T>) {
    Schema schema{Kind::choice, false, short_type_name(typeid(T)), {}, {}, {}, {}};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto enumerator) { schema.choices.emplace_back(enumerator.name); });
    return schema;
  } else if constexpr (std::is_same_v<T, bool>) {
    return {Kind::boolean, false, {}, {}, {}, {}, {}};
  } else if constexpr (std::is_arithmetic_v<T>) {
    return {std::is_floating_point_v<T> ? Kind::real : Kind::integer,
            false,
            {},
            expects<T>(),
            {},
            {},
            {}};
  } else if constexpr (requires(T t) { requires std::is_arithmetic_v<decltype(t.value)>; }) {
    auto schema = scalar_schema<decltype(T::value)>();
    schema.words = expects<T>();
    return schema;
  } else if constexpr (requires(T t) { t.text; }) {
    return {Kind::id, false, {}, {}, {}, {}, {}};
  } else {
    return {Kind::text, false, {}, expects<T>(), {}, {}, {}};
  }
}
}  // namespace detail

template <class T>
Schema schema_of() {
  if constexpr (std::is_void_v<T>) {
    return {};
  } else if constexpr (kIsOptional<T>) {
    auto schema = schema_of<typename T::value_type>();
    schema.nullable = true;
    return schema;
  } else if constexpr (json::kIsWritten<T>) {
    return schema_of<typename T::Type>();
  } else if constexpr (kIsVector<T>) {
    return {Schema::Kind::list, false, {}, {}, {}, {schema_of<typename T::value_type>()}, {}};
  } else if constexpr (DescribedStruct<T> && !std::is_same_v<T, json::Raw>) {
    return detail::object_schema<T>();
  } else {
    return detail::scalar_schema<T>();
  }
}

}  // namespace http
