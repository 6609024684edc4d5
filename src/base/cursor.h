// Cursors: where a list goes on, as text that fits one list with one filter only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/page.h"
#include "base/result.h"

// `list` names the list and its filter; `keys` are the sort keys of the last row given.
std::string write_cursor(std::string_view list, const std::vector<std::string>& keys);

// The keys again; as many empty ones when there is no cursor. Errors: cursor-invalid.
Result<std::vector<std::string>> read_cursor(std::string_view list, std::size_t keys,
                                             const std::optional<std::string>& cursor);

// The page of `rows`, which hold up to one more than `limit`; cursor_of(last row) when there is
// more.
template <class T, class CursorOf>
Page<T> page_of(std::vector<T> rows, int limit, CursorOf&& cursor_of) {
  Page<T> page;
  const auto most = static_cast<std::size_t>(limit);
  if (rows.size() > most) {
    rows.resize(most);
    if (most > 0) page.next = cursor_of(rows.back());
  }
  page.items = std::move(rows);
  return page;
}
