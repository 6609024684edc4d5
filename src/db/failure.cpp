#include "db/failure.h"

#include <cmath>

#include <fmt/format.h>

namespace db {
namespace {
bool acceptable(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return std::isfinite(*real);
  if (const auto* text = std::get_if<std::string_view>(&value)) return is_clean_utf8(*text);
  return true;
}
}  // namespace

void check_values(const Statement& statement, std::span<const Value> values) {
  if (values.size() != static_cast<std::size_t>(statement.parameters))
    throw Failure(Trouble::statement, fmt::format("{}: wrong number of values", statement.name));
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!acceptable(values[i]))
      throw Failure(Trouble::statement,
                    fmt::format("{}: value {} is not finite, or not UTF-8 without NUL",
                                statement.name, i + 1));
}

}  // namespace db
