// The row a running SQLite statement stands on.
#pragma once

#include <sqlite3.h>

#include <string>

#include "db/failure.h"
#include "db/value.h"

namespace db::sqlite {

// As strict as PostgreSQL about types, so that a statement that works here works there.
class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  int columns() const override { return sqlite3_column_count(statement_); }
  std::string_view name(int column) const override {
    return sqlite3_column_name(statement_, column);
  }
  bool is_null(int column) const override { return type(column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override {
    // One look-up for type and value. Such a value is one thread's: so is a connection.
    sqlite3_value* const value = sqlite3_column_value(statement_, column);
    need(column, sqlite3_value_type(value) == SQLITE_INTEGER, "a whole number");
    return sqlite3_value_int64(value);
  }
  double real(int column) const override {
    need(column, type(column) == SQLITE_FLOAT || type(column) == SQLITE_INTEGER, "a number");
    return sqlite3_column_double(statement_, column);
  }
  bool boolean(int column) const override { return integer(column) != 0; }
  std::string_view text(int column) const override {
    sqlite3_value* const value = sqlite3_column_value(statement_, column);
    need(column, sqlite3_value_type(value) == SQLITE_TEXT, "text");
    // As bytes: value_text would copy each text to end it with a NUL.
    return of_size(sqlite3_value_blob(value), sqlite3_value_bytes(value));
  }

  // Whatever the column holds, as SQLite prints it.
  std::string_view as_text(int column) const {
    const void* const text = sqlite3_column_text(statement_, column);
    return of_size(text, sqlite3_column_bytes(statement_, column));
  }

 private:
  static std::string_view of_size(const void* bytes, int size) {
    return {bytes ? static_cast<const char*>(bytes) : "", static_cast<std::size_t>(size)};
  }
  int type(int column) const { return sqlite3_column_type(statement_, column); }
  void need(int column, bool fits, const char* what) const {
    if (!fits) [[unlikely]]
      throw Failure(Trouble::statement, "column " + std::string(name(column)) + " is not " + what);
  }

  sqlite3_stmt* statement_;
};

}  // namespace db::sqlite
