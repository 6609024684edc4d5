// How C++ values go into statements and come out of rows.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "base/scalars.h"

namespace db {

enum class Type { integer, real, boolean, text };

// A null knows its type: PostgreSQL prepares with declared types.
struct Null {
  Type type;
};

// Borrows text: valid while the argument it was made from lives.
using Value = std::variant<Null, std::int64_t, double, bool, std::string_view>;

template <class T>
constexpr Type type_of() {
  if constexpr (kIsOptional<T>) {
    return type_of<typename T::value_type>();
  } else if constexpr (std::is_same_v<T, bool>) {
    return Type::boolean;
  } else if constexpr (std::is_integral_v<T>) {
    return Type::integer;
  } else if constexpr (std::is_floating_point_v<T>) {
    return Type::real;
  } else if constexpr (requires(T t) { requires std::is_arithmetic_v<decltype(t.value)>; }) {
    return type_of<decltype(T::value)>();
  } else {
    return Type::text;
  }
}

template <class T>
Value to_value(const T& from) {
  if constexpr (kIsOptional<T>) {
    return from ? to_value(*from) : Value(Null{type_of<T>()});
  } else if constexpr (std::is_same_v<T, bool>) {
    return from;
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<std::int64_t>(from);
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<double>(from);
  } else if constexpr (DescribedEnum<T>) {
    return name_of(from);
  } else if constexpr (requires { from.text; }) {
    return std::string_view(from.text);
  } else if constexpr (requires { from.value; }) {
    return to_value(from.value);
  } else {
    return std::string_view(from);
  }
}

// One row of a result; columns from 0. Text is valid until the next row.
class Row {
 public:
  virtual ~Row() = default;
  virtual int columns() const = 0;
  virtual std::string_view name(int column) const = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual bool boolean(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
};

template <class T>
void from_column(const Row& row, int column, T& to) {
  if constexpr (kIsOptional<T>) {
    if (row.is_null(column)) {
      to.reset();
    } else {
      from_column(row, column, to.emplace());
    }
  } else if constexpr (std::is_same_v<T, bool>) {
    to = row.boolean(column);
  } else if constexpr (std::is_integral_v<T>) {
    to = static_cast<T>(row.integer(column));
  } else if constexpr (std::is_floating_point_v<T>) {
    to = static_cast<T>(row.real(column));
  } else if constexpr (DescribedEnum<T>) {
    const auto found = from_name<T>(row.text(column));
    if (!found) throw std::runtime_error("unknown word in column " + std::string(row.name(column)));
    to = *found;
  } else if constexpr (requires { to.text; }) {
    to.text = row.text(column);
  } else if constexpr (requires { to.value; }) {
    from_column(row, column, to.value);
  } else {
    to = row.text(column);
  }
}

// A fault (exception) when the statement's columns are not the struct's members, in order and by
// name. Once per result is enough.
template <class T>
void check_columns(const Row& row) {
  if constexpr (DescribedStruct<T>) {
    if (row.columns() != static_cast<int>(kMemberCount<T>))
      throw std::logic_error("statement and struct differ in the number of columns");
    int column = 0;
    for_each_member<T>([&](std::string_view member_name, auto) {
      if (row.name(column) != member_name)
        throw std::logic_error("column " + std::string(row.name(column)) + " should be " +
                               std::string(member_name));
      ++column;
    });
  }
}

// Fills a described struct from columns that were checked; or one scalar.
template <class T>
void from_row(const Row& row, T& to) {
  if constexpr (DescribedStruct<T>) {
    int column = 0;
    for_each_member<T>(
        [&](std::string_view, auto member) { from_column(row, column++, to.*member); });
  } else {
    from_column(row, 0, to);
  }
}

}  // namespace db
