#include "db/pg_wire.h"

#include <algorithm>
#include <array>
#include <bit>

namespace db::postgres {
namespace {
// pg_type.dat: these numbers never change.
constexpr Oid kBool = 16, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kJson = 114;
constexpr Oid kFloat4 = 700, kFloat8 = 701, kUnknown = 705, kBpchar = 1042, kVarchar = 1043;
constexpr std::array kTexts = {kText, kVarchar, kName, kBpchar, kJson, kUnknown};

Oid oid_of(Type type) {
  switch (type) {
    case Type::integer:
      return kInt8;
    case Type::real:
      return kFloat8;
    case Type::boolean:
      return kBool;
    case Type::text:
      return kText;
  }
  return kText;
}

// The first `bytes` bytes in memory are the number in network order.
std::uint64_t to_network(std::uint64_t number, int bytes) {
  return std::byteswap(number << (64 - 8 * bytes));
}

std::uint64_t from_network(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}
}  // namespace

Parameters::Parameters(std::span<const Value> values) {
  numbers_.reserve(values.size());  // data_ points into it
  for (const Value& value : values) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      add(kInt8, static_cast<std::uint64_t>(*number), 8);
    } else if (const auto* real = std::get_if<double>(&value)) {
      add(kFloat8, std::bit_cast<std::uint64_t>(*real), 8);
    } else if (const auto* yes = std::get_if<bool>(&value)) {
      add(kBool, *yes ? 1 : 0, 1);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      add(kText, 0, static_cast<int>(text->size()));
      data_.back() = text->empty() ? "" : text->data();  // a null pointer would be NULL
    } else {
      add(oid_of(std::get<Null>(value).type), 0, 0);
      data_.back() = nullptr;
    }
  }
}

void Parameters::add(Oid type, std::uint64_t number, int bytes) {
  numbers_.push_back(bytes >= 1 && bytes <= 8 ? to_network(number, bytes) : 0);
  types_.push_back(type);
  data_.push_back(reinterpret_cast<const char*>(&numbers_.back()));
  lengths_.push_back(bytes);
  formats_.push_back(1);
}

std::string_view PgRow::bytes(int column) const {
  return {PQgetvalue(answer_, row_, column),
          static_cast<std::size_t>(PQgetlength(answer_, row_, column))};
}

void PgRow::misfit(int column, const char* what) const {
  throw Failure(Trouble::statement, "column " + std::string(name(column)) + " is not " + what);
}

std::int64_t PgRow::integer(int column) const {
  const Oid type = PQftype(answer_, column);
  if (is_null(column)) misfit(column, "a whole number");
  const std::uint64_t number = from_network(bytes(column));
  if (type == kInt8) return static_cast<std::int64_t>(number);
  if (type == kInt4) return static_cast<std::int32_t>(number);
  if (type == kInt2) return static_cast<std::int16_t>(number);
  misfit(column, "a whole number");
}

double PgRow::real(int column) const {
  const Oid type = PQftype(answer_, column);
  if (is_null(column)) misfit(column, "a number");
  if (type == kFloat8) return std::bit_cast<double>(from_network(bytes(column)));
  if (type == kFloat4)
    return std::bit_cast<float>(static_cast<std::uint32_t>(from_network(bytes(column))));
  return static_cast<double>(integer(column));
}

bool PgRow::boolean(int column) const {
  if (is_null(column) || PQftype(answer_, column) != kBool) misfit(column, "true or false");
  return bytes(column) == std::string_view("\1");
}

std::string_view PgRow::text(int column) const {
  if (is_null(column) || !std::ranges::count(kTexts, PQftype(answer_, column)))
    misfit(column, "text");
  return bytes(column);
}

Trouble trouble_of(std::string_view sqlstate) {
  const auto is_one_of = [&](std::initializer_list<std::string_view> states) {
    return std::ranges::count(states, sqlstate) > 0;
  };
  if (is_one_of({"40001", "40P01"})) return Trouble::again;
  if (sqlstate == "23505") return Trouble::rival;
  if (is_one_of({"57014", "55P03", "53300", "53200", "57P03"})) return Trouble::busy;
  if (sqlstate == "53100") return Trouble::full;
  if (sqlstate.empty() || sqlstate.starts_with("08") || sqlstate.starts_with("57P") ||
      sqlstate == "25P03")
    return Trouble::lost;
  return Trouble::statement;
}

}  // namespace db::postgres
