#include "http/schema.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace http {
namespace {

// The last name of "a::(anonymous namespace)::B", with nothing of where it lives.
std::string_view last_name(std::string_view name) {
  const auto colons = name.rfind("::");
  return colons == std::string_view::npos ? name : name.substr(colons + 2);
}

// "Page<photos::PhotoRow>" reads "PhotoRowPage". What is written already reads as what it is.
std::string short_name(std::string_view name) {
  const auto open = name.find('<');
  const auto close = name.rfind('>');
  if (open == name.npos || close == name.npos) return std::string(last_name(name));
  const auto outer = last_name(name.substr(0, open));
  auto inner = short_name(name.substr(open + 1, close - open - 1));
  return outer == "Written" ? inner : inner.append(outer);
}

}  // namespace

std::string short_type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> demangled(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  return short_name(status == 0 ? demangled.get() : type.name());
}

}  // namespace http
