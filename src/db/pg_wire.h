// PostgreSQL's binary formats: values out, rows in.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <span>
#include <vector>

#include "db/failure.h"
#include "db/value.h"

namespace db::postgres {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

// A statement's values as libpq wants them. Borrows text from the values.
class Parameters {
 public:
  explicit Parameters(std::span<const Value> values);

  int size() const { return static_cast<int>(types_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* data() const { return data_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(Oid type, std::uint64_t number, int bytes);

  std::vector<std::uint64_t> numbers_;  // in network byte order
  std::vector<Oid> types_;
  std::vector<const char*> data_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

// One row of an answer in binary format.
class PgRow final : public Row {
 public:
  PgRow(const PGresult* answer, int row) : answer_(answer), row_(row) {}

  int columns() const override { return PQnfields(answer_); }
  std::string_view name(int column) const override { return PQfname(answer_, column); }
  bool is_null(int column) const override { return PQgetisnull(answer_, row_, column) != 0; }
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  bool boolean(int column) const override;
  std::string_view text(int column) const override;

 private:
  std::string_view bytes(int column) const;
  [[noreturn]] void misfit(int column, const char* what) const;

  const PGresult* answer_;
  int row_;
};

// What an error means for its transaction, by its SQLSTATE.
Trouble trouble_of(std::string_view sqlstate);

}  // namespace db::postgres
