// What a project's numbers are set against: what is due where, and who sees what.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/cache.h"
#include "insights/dashboard.h"

namespace insights {

struct TextHash : std::hash<std::string_view> {
  using is_transparent = void;
};
template <class Value>
using ByText = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

struct SectionName {
  std::string id;
  std::string code;
  std::string name;
  std::int64_t due = 0;
};

struct RouteLine {
  RouteName name;
  std::vector<SectionName> sections;  // in their order
  std::vector<std::int64_t> due;      // by checkpoint, in the layout's order

  std::int64_t size() const { return std::ssize(sections); }
};

struct SectionLine {
  std::size_t route = 0;
  std::size_t place = 0;  // among the route's sections
};

struct Layout {
  ProjectId project_id;
  std::int64_t version = 0;  // of the catalogue
  std::vector<catalogue::Checkpoint> checkpoints;
  ByText<std::size_t> checkpoint_at;  // by id
  std::vector<RouteLine> routes;      // in their order
  ByText<std::size_t> route_at;
  ByText<SectionLine> sections;

  static std::shared_ptr<const Layout> read(db::Tx&, catalogue::Catalogue&, const ProjectId&,
                                            std::int64_t version);
};

// The sections of one project that a person sees.
struct Scope {
  std::int64_t version = 0;  // of the catalogue
  std::unordered_set<std::string, TextHash, std::equal_to<>> sections;
  std::vector<std::int64_t> of_route;  // how many, by route of the layout
  bool whole = true;                   // all of the project

  static std::shared_ptr<const Scope> read(db::Tx&, const UserId&, const Layout&);

  bool sees(std::string_view section) const { return whole || sections.contains(section); }
  bool sees_whole(const Layout& layout, std::size_t route) const {
    return whole || of_route[route] == layout.routes[route].size();
  }
  bool sees_any(std::size_t route) const { return whole || of_route[route] > 0; }
};

// Keeps the layouts and scopes worked out last. Safe from any thread.
class Layouts {
 public:
  explicit Layouts(catalogue::Catalogue& catalogue);  // outlives this object

  std::shared_ptr<const Layout> of(db::Tx&, const ProjectId&);
  std::shared_ptr<const Scope> scope_of(db::Tx&, const Caller&, const Layout&);
  CacheLoad cache_load() const { return layouts_.load(); }

 private:
  catalogue::Catalogue& catalogue_;
  Cache<std::shared_ptr<const Layout>> layouts_;
  Cache<std::shared_ptr<const Scope>> scopes_;
};

}  // namespace insights
