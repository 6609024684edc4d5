#include "http/contract.h"

#include <algorithm>
#include <stdexcept>

namespace http {
namespace {

bool same(const Schema& a, const Schema& b) {
  const auto same_members = [](const Schema::Member& x, const Schema::Member& y) {
    return x.name == y.name && same(x.schema, y.schema);
  };
  return a.kind == b.kind && a.nullable == b.nullable && a.name == b.name &&
         a.choices == b.choices && std::ranges::equal(a.inner, b.inner, same) &&
         std::ranges::equal(a.members, b.members, same_members);
}

void collect(const Schema& schema, bool asked, std::map<std::string, NamedType>& types) {
  if (!schema.name.empty()) {
    Schema plain = schema;
    plain.nullable = false;
    auto& type = types.try_emplace(schema.name, NamedType{plain}).first->second;
    if (!same(type.schema, plain))
      throw std::logic_error("two types of the contract are named " + schema.name);
    (asked ? type.is_asked : type.is_given) = true;
  }
  for (const auto& inner : schema.inner) collect(inner, asked, types);
  for (const auto& member : schema.members) collect(member.schema, asked, types);
}

}  // namespace

std::map<std::string, NamedType> named_types(const Router& router) {
  std::map<std::string, NamedType> types;
  for (const Route& route : router.routes()) {
    collect(route.in, true, types);
    collect(route.out, false, types);
  }
  return types;
}

std::vector<const Route*> sorted_routes(const Router& router) {
  std::vector<const Route*> routes;
  for (const Route& route : router.routes()) routes.push_back(&route);
  std::ranges::sort(routes, {}, [](const Route* r) { return std::pair(r->path, r->method); });
  return routes;
}

std::string word_of(Method method) {
  std::string word(name_of(method));
  for (char& c : word) c = static_cast<char>(c | 0x20);
  return word;
}

}  // namespace http
