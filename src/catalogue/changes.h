// What an edit changed, field by field, for the audit trail.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"

namespace catalogue {

struct FieldChange {
  std::string_view field;
  json::Raw from;
  json::Raw to;
};
BOOST_DESCRIBE_STRUCT(FieldChange, (), (field, from, to))

// Both without their versions. A line is named, and not written out.
template <class T>
std::vector<FieldChange> changes_between(const T& before, const T& after) {
  std::vector<FieldChange> changes;
  for_each_member<T>([&](std::string_view name, auto member) {
    if (name == "version") return;
    auto from = json::to_text(before.*member);
    auto to = json::to_text(after.*member);
    if (from == to) return;
    if (name == "line") return changes.push_back({name, {}, {}});
    changes.push_back({name, {std::move(from)}, {std::move(to)}});
  });
  return changes;
}

}  // namespace catalogue
