// The table of routes: one line each, nothing left out, handlers typed by described structs.
#pragma once

#include <functional>
#include <map>
#include <span>

#include "base/json_read.h"
#include "base/page.h"
#include "http/message.h"
#include "http/schema.h"

namespace http {

struct Limits {
  std::size_t body_bytes = 0;  // 0: the server's JSON limit
  int deadline_ms =
      0;  // 0: by method and weight (2 s reads, 20 s writes, 10 s hashes, 60 s uploads)
  std::optional<Importance> importance;  // else: heavy work is spare, reading normal, the rest
                                         // important, what only touches memory vital
};

struct Route {
  Method method;
  std::string path;  // "/api/photos/{id}/image"
  Access access;
  RateClass rate;
  Weight weight;
  Limits limits;
  std::function<Result<Reply>(const Request&)> handle;
  // Uploads only: handle is empty and these two are set.
  std::function<Result<UploadPlan>(const Request&)> admit;
  std::function<Result<Reply>(const Request&, Spooled&)> receive;
  FormParts parts;
  Schema in;             // of the JSON body, the query, or the meta part
  Schema out;            // of the reply's body; empty when it is not JSON
  int status = 200;      // of success; 0: the handler says
  bool endless = false;  // answers with an EventStream; `out` is the data of its events

  Importance importance() const;
};

// Reads In from the path's {names}, then the query (GET, DELETE) or the JSON body.
// Errors: invalid, naming each wrong or unknown field.
template <class In>
Result<In> bind(const Request& request);

class Router {
 public:
  Router();  // explains the problems every server may answer with

  // A route whose handler is one of
  //   Result<Out>(const Caller&)              Result<Out>(const Caller&, const In&)
  //   Result<Out>(const Request&)             Result<Out>(const Request&, const In&)
  // where Out is a described struct, Page<…>, Items<…>, Answer<…>, NoContent, EventStream<…> or
  // Reply.
  template <class Handler>
  void add(Method method, std::string path, Access access, RateClass rate, Weight weight,
           Handler handler, Limits limits = {});

  // An upload: admit(const Caller&, const Request&) -> Result<UploadPlan> before the body is read,
  // receive(const Caller&, const Request&, const In& meta, Spooled&) -> Result<Answer<Out>> after.
  // A form whose parts name no meta reads In from {}.
  template <class Admit, class Receive>
  void add_upload(std::string path, Access access, RateClass rate, Admit admit, Receive receive,
                  FormParts parts = {}, Method method = Method::post);

  // Problems get a page each at /problems/<slug>.
  void explain(std::initializer_list<const Problem*> problems);

  // Throws std::logic_error for a route that is there already: its writer must look.
  void insert(Route route);

  struct Match {
    const Route* route = nullptr;
    std::vector<std::pair<std::string, std::string>> params;
    std::string allowed;  // "GET, POST" when the path exists but the method does not
  };
  // No method stands for one that no route can have: only `allowed` is answered.
  Match match(std::optional<Method> method, std::string_view path) const;

  std::span<const Route> routes() const { return routes_; }
  const std::map<std::string_view, const Problem*>& problems() const { return problems_; }

 private:
  // A path's segments as a tree; a literal wins over a {name}.
  struct Node {
    std::map<std::string, std::size_t, std::less<>> literals;
    std::size_t any = 0;  // of a {name}; 0: none
    std::map<Method, std::size_t> routes;
  };
  const Node* find(std::size_t node, std::string_view path,
                   std::vector<std::string_view>& values) const;

  std::vector<Route> routes_;
  std::vector<Node> nodes_;
  std::map<std::string_view, const Problem*> problems_;
};

}  // namespace http

#include "http/typed.h"
