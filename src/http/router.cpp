#include "http/router.h"

#include <stdexcept>

#include "http/problem.h"

namespace http {
namespace {

// Cuts the first segment off a path that begins with a slash.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool is_name(std::string_view segment) {
  return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
}

}  // namespace

Importance Route::importance() const {
  if (limits.importance) return *limits.importance;
  if (weight == Weight::memory) return Importance::vital;
  if (weight == Weight::heavy && !admit) return Importance::spare;
  return method == Method::get ? Importance::normal : Importance::important;
}

Router::Router() : nodes_(1) {
  using namespace http::problems;
  explain({&::problems::kInvalid, &::problems::kUnknownField, &::problems::kCursor,
           &::problems::kNotFound, &::problems::kDenied, &::problems::kSignedOut,
           &::problems::kConflict, &::problems::kUnavailable, &::problems::kFault});
  explain({&kMalformed, &kHeadTooLarge, &kMethodNotAllowed, &kTooSlow, &kBodyTooLarge,
           &kUnsupported, &kBadUpload, &kCrossOrigin, &kStorageFull, &kBusy, &kTooManyStreams,
           &kRateLimited});
}

void Router::explain(std::initializer_list<const Problem*> problems) {
  for (const Problem* problem : problems) {
    const auto [place, is_new] = problems_.emplace(problem->slug, problem);
    if (!is_new && place->second->title != problem->title)
      throw std::logic_error("two problems share the slug " + std::string(problem->slug));
  }
}

void Router::insert(Route route) {
  std::size_t at = 0;
  std::string_view rest = route.path;
  while (!rest.empty()) {
    const auto segment = take_segment(rest);
    std::size_t& next =
        is_name(segment) ? nodes_[at].any : nodes_[at].literals[std::string(segment)];
    if (next == 0) {
      next = nodes_.size();
      at = next;
      nodes_.emplace_back();
    } else {
      at = next;
    }
  }
  if (!nodes_[at].routes.emplace(route.method, routes_.size()).second)
    throw std::logic_error(
        fmt::format("the route {} {} is there twice", name_of(route.method), route.path));
  routes_.push_back(std::move(route));
}

const Router::Node* Router::find(std::size_t at, std::string_view path,
                                 std::vector<std::string_view>& values) const {
  const Node& node = nodes_[at];
  if (path.empty()) return node.routes.empty() ? nullptr : &node;
  const auto segment = take_segment(path);
  const auto literal = node.literals.find(segment);
  if (literal != node.literals.end())
    if (const Node* found = find(literal->second, path, values)) return found;
  if (node.any == 0 || segment.empty()) return nullptr;
  values.push_back(segment);
  if (const Node* found = find(node.any, path, values)) return found;
  values.pop_back();
  return nullptr;
}

Router::Match Router::match(std::optional<Method> method, std::string_view path) const {
  Match match;
  std::vector<std::string_view> values;
  const Node* node = path.starts_with('/') ? find(0, path, values) : nullptr;
  if (!node) return match;
  if (method == Method::head) method = Method::get;
  const auto found = method ? node->routes.find(*method) : node->routes.end();
  if (found == node->routes.end()) {
    for (const auto& [allowed, index] : node->routes) {
      match.allowed += match.allowed.empty() ? "" : ", ";
      match.allowed += name_of(allowed);
      if (allowed == Method::get) match.allowed += ", HEAD";
    }
    return match;
  }
  match.route = &routes_[found->second];
  std::string_view pattern = match.route->path;
  for (auto value = values.begin(); !pattern.empty();) {
    const auto segment = take_segment(pattern);
    if (is_name(segment))
      match.params.emplace_back(segment.substr(1, segment.size() - 2), *value++);
  }
  return match;
}

}  // namespace http
