// The glue between typed handlers and Route: reads In, calls, writes Out. Included by router.h.
#pragma once

#include "http/router.h"

namespace http {
namespace detail {

// Handler signatures, taken apart.
template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class C, class Out, class First>
struct Signature<Result<Out> (C::*)(const First&) const> {
  using Return = Out;
  using From = First;
  using In = void;
};
template <class C, class Out, class First, class Second>
struct Signature<Result<Out> (C::*)(const First&, const Second&) const> {
  using Return = Out;
  using From = First;
  using In = Second;
};
template <class F>
struct Receiver : Receiver<decltype(&F::operator())> {};
template <class C, class Out, class Meta>
struct Receiver<Result<Out> (C::*)(const Caller&, const Request&, const Meta&, Spooled&) const> {
  using Return = Out;
  using In = Meta;
};

template <class T>
inline constexpr bool kIsAnswer = false;
template <class T>
inline constexpr bool kIsAnswer<Answer<T>> = true;

template <class T>
inline constexpr bool kIsEventStream = false;
template <class T>
inline constexpr bool kIsEventStream<EventStream<T>> = true;

template <class T>
Schema event_schema(const EventStream<T>*) {
  return schema_of<T>();
}

template <class Out>
Reply reply_with(Out&& out) {
  using T = std::remove_cvref_t<Out>;
  if constexpr (std::is_same_v<T, Reply>) {
    return std::forward<Out>(out);
  } else if constexpr (std::is_same_v<T, NoContent>) {
    return Reply{.status = 204, .content_type = {}};
  } else if constexpr (kIsEventStream<T>) {
    Reply reply{.content_type = "text/event-stream"};
    reply.headers = {{"cache-control", "no-store"}, {"x-accel-buffering", "no"}};
    reply.stream.emplace(std::move(out.stream));
    return reply;
  } else if constexpr (kIsAnswer<T>) {
    Reply reply = reply_with(std::move(out.body));
    if (out.status != 200) reply.status = out.status;
    reply.headers = std::move(out.headers);
    return reply;
  } else {
    return Reply{.body = json::to_text(out)};
  }
}

template <class Out>
Schema out_schema() {
  if constexpr (std::is_same_v<Out, Reply> || std::is_same_v<Out, NoContent>) {
    return {};
  } else if constexpr (kIsEventStream<Out>) {
    return event_schema(static_cast<const Out*>(nullptr));
  } else if constexpr (kIsAnswer<Out>) {
    return out_schema<decltype(Out::body)>();
  } else {
    return schema_of<Out>();
  }
}

// What OpenAPI says of success: an Answer brings its own status.
template <class Out>
constexpr int status_of_out() {
  if constexpr (std::is_same_v<Out, NoContent>) {
    return 204;
  } else {
    return kIsAnswer<Out> || std::is_same_v<Out, Reply> ? 0 : 200;
  }
}

template <class From>
const From& source_of(const Request& request) {
  if constexpr (std::is_same_v<From, Caller>) {
    return request.caller;
  } else {
    return request;  // NOLINT(bugprone-return-const-ref-from-parameter): it outlives the handler
  }
}

// The texts a request gives for In's members, and what is left over.
struct Texts {
  explicit Texts(const Request& request);
  const std::string* take(std::string_view name);
  std::vector<FieldError> unknown() const;  // also what is named twice

  std::vector<std::pair<std::string, std::string>> pairs;
  std::vector<bool> taken;
};

bool takes_body(Method method);
Result<boost::json::value> body_of(const Request& request);

template <class T>
void read_text(const std::string* text, T& to, std::string_view name,
               std::vector<FieldError>& wrong) {
  if constexpr (kIsOptional<T>) {
    if (text) read_text(text, to.emplace(), name, wrong);
  } else if (!text) {
    wrong.push_back({std::string(name), "This is missing."});
  } else if constexpr (requires { parse_scalar(*text, to); }) {
    if (!parse_scalar(*text, to))
      wrong.push_back({std::string(name), fmt::format("This must be {}.", expects<T>())});
  }
}

// Members named in the path come from there; in a body-less request the rest from the query.
template <class In>
Result<In> bind_texts(const Request& request) {
  In in{};
  Texts texts(request);
  std::vector<FieldError> wrong;
  for_each_member<In>([&](std::string_view name, auto member) {
    read_text(texts.take(name), in.*member, name, wrong);
  });
  const auto unknown = texts.unknown();
  if (wrong.empty() && unknown.empty()) return in;
  const auto& first = wrong.empty() ? unknown.front() : wrong.front();
  Error error = error_of(wrong.empty() ? ::problems::kUnknownField : ::problems::kInvalid,
                         fmt::format("{}: {}", first.field, first.detail));
  error.fields = std::move(wrong);
  error.fields.insert(error.fields.end(), unknown.begin(), unknown.end());
  return error;
}

// The path's names are put into the body's object, so that In is read as one.
template <class In>
Result<In> bind_body(const Request& request) {
  auto body = body_of(request);
  if (!body) return body.error();
  for (const auto& [name, value] : request.params) body->as_object()[name] = value;
  In in{};
  json::detail::Complaints complaints;
  json::detail::read_struct(body->as_object(), in, "", complaints);
  if (!complaints.fields.empty()) return json::detail::error_from(std::move(complaints));
  return in;
}

}  // namespace detail

template <class In>
Result<In> bind(const Request& request) {
  if (detail::takes_body(request.method)) return detail::bind_body<In>(request);
  return detail::bind_texts<In>(request);
}

template <class Handler>
void Router::add(Method method, std::string path, Access access, RateClass rate, Weight weight,
                 Handler handler, Limits limits) {
  using Signature = detail::Signature<Handler>;
  using In = typename Signature::In;
  using From = typename Signature::From;
  Route route{method, std::move(path), access, rate, weight, limits, {}, {}, {}, {}, {}, {}};
  route.in = schema_of<In>();
  route.out = detail::out_schema<typename Signature::Return>();
  route.status = detail::status_of_out<typename Signature::Return>();
  route.endless = detail::kIsEventStream<typename Signature::Return>;
  route.handle = [handler = std::move(handler)](const Request& request) -> Result<Reply> {
    const auto reply = [](auto outcome) -> Result<Reply> {
      if (!outcome) return outcome.error();
      return detail::reply_with(*std::move(outcome));
    };
    if constexpr (std::is_void_v<In>) {
      return reply(handler(detail::source_of<From>(request)));
    } else {
      const auto in = bind<In>(request);
      if (!in) return in.error();
      return reply(handler(detail::source_of<From>(request), *in));
    }
  };
  insert(std::move(route));
}

template <class Admit, class Receive>
void Router::add_upload(std::string path, Access access, RateClass rate, Admit admit,
                        Receive receive, FormParts parts, Method method) {
  using In = typename detail::Receiver<Receive>::In;
  Route route{method, std::move(path), access, rate, Weight::wait, {}, {}, {}, {}, {}, {}, {}};
  route.in = schema_of<In>();
  route.out = detail::out_schema<typename detail::Receiver<Receive>::Return>();
  route.status = detail::status_of_out<typename detail::Receiver<Receive>::Return>();
  route.parts = parts;
  route.admit = [admit = std::move(admit)](const Request& request) {
    return admit(request.caller, request);
  };
  route.receive = [receive = std::move(receive)](const Request& request,
                                                 Spooled& spooled) -> Result<Reply> {
    const auto in = json::read<In>(spooled.meta.empty() ? "{}" : spooled.meta);
    if (!in) return in.error();
    auto outcome = receive(request.caller, request, *in, spooled);
    if (!outcome) return outcome.error();
    return detail::reply_with(*std::move(outcome));
  };
  insert(std::move(route));
}

}  // namespace http
