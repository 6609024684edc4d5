// Named SQL: one text for both engines, checked while compiling. docs/SQL.md states the dialect.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace db {
namespace detail {

constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// Is `word` in `text` as a whole word, in any case?
constexpr bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same < word.size() && upper(text[at + same]) == word[same]) ++same;
    if (same < word.size()) continue;
    const bool starts = at == 0 || !is_word(text[at - 1]) || !is_word(word.front());
    const std::size_t end = at + word.size();
    const bool ends = end == text.size() || !is_word(text[end]) || !is_word(word.back());
    if (starts && ends) return true;
  }
  return false;
}

// Words that mean something else, or nothing, on one of the two engines.
inline constexpr std::array<std::string_view, 14> kForbidden = {
    "::",     "ILIKE", "SERIAL", "NOW()",    "ANY(",     "DATETIME(", "AUTOINCREMENT",
    "PRAGMA", "ROWID", "GLOB",   "STRFTIME", "TO_CHAR(", "OFFSET",    "CURRENT_TIMESTAMP"};

// The largest n of $n, or -1 when some $1…$n is left out.
constexpr int parameter_count(std::string_view text) {
  std::array<bool, 100> seen{};
  int largest = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '$') continue;
    int n = 0;
    for (std::size_t k = i + 1; k < text.size() && text[k] >= '0' && text[k] <= '9'; ++k)
      n = n * 10 + (text[k] - '0');
    if (n < 1 || n >= static_cast<int>(seen.size())) return -1;
    seen[static_cast<std::size_t>(n)] = true;
    if (n > largest) largest = n;
  }
  for (int n = 1; n <= largest; ++n)
    if (!seen[static_cast<std::size_t>(n)]) return -1;
  return largest;
}

// Not constexpr: reaching one of these while compiling is the error message.
void sql_has_a_word_that_both_engines_do_not_share();
void sql_parameters_do_not_match_the_declared_types();
void sql_needs_a_name();

}  // namespace detail

// What an engine needs of a statement. `text` identifies it: prepared once per connection.
struct Statement {
  const char* name;  // "review.insert_decision": labels slow-query logs and metrics
  std::string_view text;
  int parameters;
};

// A statement with typed parameters. Text joined at run time does not compile.
template <class... Params>
struct Sql : Statement {
  consteval Sql(const char* statement_name, const char* statement_text)
      : Statement{statement_name, statement_text, static_cast<int>(sizeof...(Params))} {
    if (std::string_view(statement_name).find('.') == std::string_view::npos)
      detail::sql_needs_a_name();
    for (const auto word : detail::kForbidden)
      if (detail::has_word(statement_text, word))
        detail::sql_has_a_word_that_both_engines_do_not_share();
    if (detail::parameter_count(statement_text) != static_cast<int>(sizeof...(Params)))
      detail::sql_parameters_do_not_match_the_declared_types();
  }
};

}  // namespace db
