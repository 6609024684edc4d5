// What the two printers of the contract (OpenAPI, TypeScript) share: the named types.
#pragma once

#include "http/http.h"

namespace http {

struct NamedType {
  Schema schema;
  bool is_asked = false;  // stands in a request
  bool is_given = false;  // stands in a reply
};

// Every named object and choice the routes take or give, by name. Throws std::logic_error when two
// different types share a name.
std::map<std::string, NamedType> named_types(const Router& router);

// The routes by path, then method.
std::vector<const Route*> sorted_routes(const Router& router);

std::string word_of(Method method);  // "get"

}  // namespace http
