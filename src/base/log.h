// One JSON object per line on standard error. Nobody can forge a line, or what a terminal shows of
// it: whatever is no plain text (control characters, bytes that are no UTF-8, marks that turn the
// direction of writing) is escaped, and long texts are cut.
// Never log a secret: tokens, passwords, cookies.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/json.h"

namespace logging {

enum class Level { debug, info, warn, error };

// Appends `text` as a JSON string fit for a log.
void append_text(std::string& out, std::string_view text);

struct Field {
  std::string_view name;
  std::string json;

  template <class T>
  Field(std::string_view field_name, const T& value) : name(field_name) {
    if constexpr (std::is_convertible_v<T, std::string_view>) {
      append_text(json, std::string_view(value));
    } else {
      ::json::append(json, value);
    }
  }
};

void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});

// What to leave out. Set once by main before threads start.
void set_threshold(Level level);

}  // namespace logging

inline void log_info(std::string_view message, std::initializer_list<logging::Field> fields = {}) {
  logging::write(logging::Level::info, message, fields);
}
inline void log_warn(std::string_view message, std::initializer_list<logging::Field> fields = {}) {
  logging::write(logging::Level::warn, message, fields);
}
inline void log_error(std::string_view message, std::initializer_list<logging::Field> fields = {}) {
  logging::write(logging::Level::error, message, fields);
}
