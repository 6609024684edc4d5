// The scalar types that cross an edge (JSON, query, CSV, settings), each with its range in its
// type, and how to read them from text.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/describe.h"
#include "base/ids.h"

// Is this UTF-8 (RFC 3629: shortest form, no surrogates) without NUL? What both databases take.
bool is_clean_utf8(std::string_view text);

// How many code points a clean UTF-8 text has.
std::size_t code_points(std::string_view text);

// Text of Min to Max code points, without control characters but line feed and tab.
template <std::size_t Min, std::size_t Max>
struct Text {
  std::string value;
  operator const std::string&() const { return value; }  // NOLINT: it is the text
  bool operator==(const Text&) const = default;
};

// A whole number from Min to Max.
template <std::int64_t Min, std::int64_t Max>
struct Number {
  std::int64_t value = Min;
  operator std::int64_t() const { return value; }  // NOLINT: it is the number
  bool operator==(const Number&) const = default;
};

// A finite decimal number from Min to Max.
template <int Min, int Max>
struct Decimal {
  double value = Min;
  operator double() const { return value; }  // NOLINT: it is the number
  bool operator==(const Decimal&) const = default;
};

bool is_clean_text(std::string_view text, std::size_t min, std::size_t max);

inline bool parse_scalar(std::string_view text, std::string& out) {
  out = text;
  return is_clean_utf8(text);
}

template <std::size_t Min, std::size_t Max>
bool parse_scalar(std::string_view text, Text<Min, Max>& out) {
  out.value = text;
  return is_clean_text(text, Min, Max);
}

template <class Tag>
bool parse_scalar(std::string_view text, Id<Tag>& out) {
  out.text = text;
  return !text.empty() && text.size() <= 64 && is_clean_utf8(text);
}

template <class N>
  requires std::is_arithmetic_v<N> && (!std::is_same_v<N, bool>)
bool parse_scalar(std::string_view text, N& out) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (ec != std::errc() || end != text.data() + text.size()) return false;
  if constexpr (std::is_floating_point_v<N>) return std::isfinite(out);
  return true;
}

template <std::int64_t Min, std::int64_t Max>
bool parse_scalar(std::string_view text, Number<Min, Max>& out) {
  return parse_scalar(text, out.value) && out.value >= Min && out.value <= Max;
}

template <int Min, int Max>
bool parse_scalar(std::string_view text, Decimal<Min, Max>& out) {
  return parse_scalar(text, out.value) && out.value >= Min && out.value <= Max;
}

inline bool parse_scalar(std::string_view text, bool& out) {
  out = text == "true" || text == "1";
  return out || text == "false" || text == "0";
}

template <DescribedEnum E>
bool parse_scalar(std::string_view text, E& out) {
  const auto found = from_name<E>(text);
  if (found) out = *found;
  return found.has_value();
}

// What a field of type T takes, in words: "a whole number from 1 to 200". For messages and docs.
template <class T>
std::string expects();

namespace detail {
template <class T>
struct Expects;
template <>
struct Expects<std::string> {
  static std::string words() { return "text in UTF-8"; }
};
template <>
struct Expects<bool> {
  static std::string words() { return "true or false"; }
};
template <class N>
  requires std::is_arithmetic_v<N>
struct Expects<N> {
  static std::string words() {
    return std::is_floating_point_v<N> ? "a finite number" : "a whole number";
  }
};
template <std::size_t Min, std::size_t Max>
struct Expects<Text<Min, Max>> {
  static std::string words() {
    if (Min == 0) return fmt::format("text of at most {} characters", Max);
    return fmt::format("text of {} to {} characters", Min, Max);
  }
};
template <std::int64_t Min, std::int64_t Max>
struct Expects<Number<Min, Max>> {
  static std::string words() { return fmt::format("a whole number from {} to {}", Min, Max); }
};
template <int Min, int Max>
struct Expects<Decimal<Min, Max>> {
  static std::string words() { return fmt::format("a number from {} to {}", Min, Max); }
};
template <class Tag>
struct Expects<Id<Tag>> {
  static std::string words() { return "an id"; }
};
template <DescribedEnum E>
struct Expects<E> {
  static std::string words() {
    std::string words = "one of";
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto enumerator) { words += fmt::format(" {},", enumerator.name); });
    words.pop_back();
    return words;
  }
};
}  // namespace detail

template <class T>
std::string expects() {
  return detail::Expects<T>::words();
}
