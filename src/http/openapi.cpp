#include "http/contract.h"
#include "http/problem.h"

namespace http {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value schema_json(const Schema& schema);

value with_null(value inner, bool nullable) {
  if (!nullable) return inner;
  return object{{"anyOf", array{std::move(inner), object{{"type", "null"}}}}};
}

object plain(std::string_view type, const Schema& schema) {
  object out{{"type", type}};
  if (!schema.words.empty()) out["description"] = schema.words;
  return out;
}

value schema_json(const Schema& schema) {
  value out;
  switch (schema.kind) {
    case Schema::Kind::none:
    case Schema::Kind::any:
      out = object();
      break;
    case Schema::Kind::text:
    case Schema::Kind::id:
      out = plain("string", schema);
      break;
    case Schema::Kind::integer:
      out = plain("integer", schema);
      break;
    case Schema::Kind::real:
      out = plain("number", schema);
      break;
    case Schema::Kind::boolean:
      out = plain("boolean", schema);
      break;
    case Schema::Kind::choice:
    case Schema::Kind::object:
      out = object{{"$ref", "#/components/schemas/" + schema.name}};
      break;
    case Schema::Kind::list:
      out = object{{"type", "array"}, {"items", schema_json(schema.inner.front())}};
      break;
  }
  return with_null(std::move(out), schema.nullable);
}

value component(const NamedType& type) {
  if (type.schema.kind == Schema::Kind::choice) {
    array choices;
    for (const auto& choice : type.schema.choices) choices.emplace_back(choice);
    return object{{"type", "string"}, {"enum", std::move(choices)}};
  }
  object properties;
  array required;
  for (const auto& [name, schema] : type.schema.members) {
    properties[name] = schema_json(schema);
    if (!schema.nullable || !type.is_asked) required.emplace_back(name);
  }
  return object{{"type", "object"},
                {"properties", std::move(properties)},
                {"required", std::move(required)},
                {"additionalProperties", false}};
}

bool is_in_path(const Route& route, std::string_view name) {
  return route.path.contains(fmt::format("{{{}}}", name));
}

bool reads_query(const Route& route) {
  return route.method == Method::get || route.method == Method::del;
}

array parameters(const Route& route) {
  array out;
  for (std::size_t open = route.path.find('{'); open != std::string::npos;
       open = route.path.find('{', open + 1)) {
    const auto name = route.path.substr(open + 1, route.path.find('}', open) - open - 1);
    out.push_back(object{{"name", name},
                         {"in", "path"},
                         {"required", true},
                         {"schema", object{{"type", "string"}}}});
  }
  if (!reads_query(route)) return out;
  for (const auto& [name, schema] : route.in.members) {
    if (is_in_path(route, name)) continue;
    Schema bare = schema;
    bare.nullable = false;
    out.push_back(object{{"name", name},
                         {"in", "query"},
                         {"required", !schema.nullable},
                         {"schema", schema_json(bare)}});
  }
  return out;
}

object content(std::string_view type, value schema) {
  return object{{std::string(type), object{{"schema", std::move(schema)}}}};
}

value request_body(const Route& route) {
  if (!route.admit)
    return object{{"required", true},
                  {"content", content("application/json", schema_json(route.in))}};
  const object file{{"type", "string"}, {"contentMediaType", "application/octet-stream"}};
  object parts;
  if (!route.parts.meta.empty()) parts[route.parts.meta] = schema_json(route.in);
  parts[route.parts.file] = file;
  array names;
  for (const auto& part : parts) names.emplace_back(part.key());
  const object form{
      {"type", "object"}, {"properties", std::move(parts)}, {"required", std::move(names)}};
  return object{{"required", true}, {"content", content("multipart/form-data", form)}};
}

object responses(const Route& route) {
  object success{{"description", route.status == 204 ? "Done; no content" : "Done"}};
  if (route.out.kind != Schema::Kind::none)
    success["content"] =
        content(route.endless ? "text/event-stream" : "application/json", schema_json(route.out));
  const auto status = route.status ? fmt::format("{}", route.status) : std::string("2XX");
  return object{{status, std::move(success)},
                {"default", object{{"$ref", "#/components/responses/Problem"}}}};
}

std::string_view word_of(Weight weight) {
  switch (weight) {
    case Weight::memory:
      return "memory";
    case Weight::inline_:
      return "inline";
    case Weight::wait:
      return "wait";
    case Weight::write:
      return "write";
    case Weight::heavy:
      return "heavy";
    case Weight::hash:
      return "hash";
  }
  return "";
}

value operation(const Route& route) {
  object out;
  out["operationId"] = fmt::format("{} {}", http::word_of(route.method), route.path);
  if (auto list = parameters(route); !list.empty()) out["parameters"] = std::move(list);
  if (!reads_query(route) && route.in.kind != Schema::Kind::none)
    out["requestBody"] = request_body(route);
  out["responses"] = responses(route);
  if (!route.access.signed_in) out["security"] = array();
  out["x-access"] = route.access.words;
  out["x-rate-class"] = route.rate.name;
  out["x-weight"] = word_of(route.weight);
  if (route.limits.body_bytes) out["x-body-limit"] = route.limits.body_bytes;
  if (route.limits.deadline_ms) out["x-deadline-ms"] = route.limits.deadline_ms;
  return out;
}

object components(const Router& router) {
  object schemas;
  for (const auto& [name, type] : named_types(router)) schemas[name] = component(type);
  const object text{{"type", "string"}};
  const object field{{"type", "object"}, {"properties", object{{"field", text}, {"detail", text}}}};
  schemas["Problem"] =
      object{{"type", "object"},
             {"properties", object{{"type", text},
                                   {"title", text},
                                   {"status", object{{"type", "integer"}}},
                                   {"code", text},
                                   {"detail", text},
                                   {"fields", object{{"type", "array"}, {"items", field}}},
                                   {"incident", text}}},
             {"required", array{"type", "title", "status", "code", "detail", "fields"}}};
  const object problem{{"description", "What went wrong, and what to do"},
                       {"content", content("application/problem+json",
                                           object{{"$ref", "#/components/schemas/Problem"}})}};
  const object cookie{{"type", "apiKey"}, {"in", "cookie"}, {"name", "session"}};
  return object{{"schemas", std::move(schemas)},
                {"responses", object{{"Problem", problem}}},
                {"securitySchemes", object{{"session", cookie}}}};
}

array problem_list(const Router& router) {
  array out;
  for (const auto& [slug, problem] : router.problems())
    out.push_back(object{{"code", slug},
                         {"status", status_of(problem->code)},
                         {"title", problem->title},
                         {"detail", problem->remedy}});
  return out;
}

}  // namespace

std::string openapi(const Router& router, std::string_view version) {
  object paths;
  for (const Route* route : sorted_routes(router)) {
    value& path = paths[route->path];
    if (path.is_null()) path = object();
    path.as_object()[http::word_of(route->method)] = operation(*route);
  }
  const object document{{"openapi", "3.1.0"},
                        {"info", object{{"title", "HTTP API"}, {"version", version}}},
                        {"security", array{object{{"session", array()}}}},
                        {"paths", std::move(paths)},
                        {"components", components(router)},
                        {"x-problems", problem_list(router)}};
  return boost::json::serialize(document);
}

}  // namespace http
