#include "http/contract.h"

namespace http {
namespace {

std::string type_text(const Schema& schema) {
  std::string text;
  switch (schema.kind) {
    case Schema::Kind::none:
      return "void";
    case Schema::Kind::text:
    case Schema::Kind::id:
      text = "string";
      break;
    case Schema::Kind::integer:
    case Schema::Kind::real:
      text = "number";
      break;
    case Schema::Kind::boolean:
      text = "boolean";
      break;
    case Schema::Kind::any:
      text = "unknown";
      break;
    case Schema::Kind::choice:
    case Schema::Kind::object:
      text = schema.name;
      break;
    case Schema::Kind::list:
      text = type_text(schema.inner.front());
      text = text.contains(' ') ? "(" + text + ")[]" : text + "[]";
  }
  return schema.nullable ? text + " | null" : text;
}

std::string declaration(const std::string& name, const NamedType& type) {
  std::string out;
  if (type.schema.kind == Schema::Kind::choice) {
    out = fmt::format("export type {} =", name);
    for (const auto& choice : type.schema.choices) out += fmt::format("\n  | \"{}\"", choice);
    return out + ";\n";
  }
  out = fmt::format("export interface {} {{\n", name);
  // What may be null may be left out of a request; a reply always says it.
  for (const auto& [member, schema] : type.schema.members)
    out += fmt::format("  {}{}: {};\n", member, type.is_asked && schema.nullable ? "?" : "",
                       type_text(schema));
  return out + "}\n";
}

}  // namespace

std::string typescript(const Router& router) {
  std::string out =
      "// Printed by the server from its routes (asbuilt contract types). Do not edit.\n";
  for (const auto& [name, type] : named_types(router)) out += "\n" + declaration(name, type);
  return out;
}

}  // namespace http
