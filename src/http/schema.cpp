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

}  // namespace

std::string short_type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> demangled(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  std::string_view name = status == 0 ? demangled.get() : type.name();
  // "Page<photos::PhotoRow>" reads "PhotoRowPage".
  const auto open = name.find('<');
  if (open == std::string_view::npos || !name.ends_with('>')) return std::string(last_name(name));
  const auto outer = last_name(name.substr(0, open));
  const auto inner = last_name(name.substr(open + 1, name.size() - open - 2));
  return std::string(inner).append(outer);
}

}  // namespace http
