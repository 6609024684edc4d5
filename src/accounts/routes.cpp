#include "accounts/routes.h"

#include "accounts/qr.h"
#include "base/limits.h"
#include "limits/limits.h"

namespace accounts {
namespace {

using http::Answer;
using http::Method;
using http::NoContent;
using http::Request;
using http::Weight;
using Email = Text<3, 254>;
using Name = Text<0, 100>;

constexpr http::Access kAnyone{false, 0, "anyone"};
constexpr http::Access kSignedIn{true, 0, "anyone signed in"};
constexpr http::Access kAdmins{true, kAdmin, "admin"};

struct Signup {
  Email email;
  std::string password;
  std::optional<Name> name;
};
BOOST_DESCRIBE_STRUCT(Signup, (), (email, password, name))

struct Login {
  Email email;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(Login, (), (email, password))

struct PasswordChange {
  std::string current_password;
  std::string new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (current_password, new_password))

struct ClientConfig {
  std::int64_t max_upload_bytes = 0;
  std::int64_t password_min_length = 0;
};
BOOST_DESCRIBE_STRUCT(ClientConfig, (), (max_upload_bytes, password_min_length))

struct Me {
  UserId id;
  std::string email;
  std::string name;
  Role role = Role::crew;
  bool crew_lead = false;
  SignupPolicy signup = SignupPolicy::invite;
  ClientConfig config;
};
BOOST_DESCRIBE_STRUCT(Me, (), (id, email, name, role, crew_lead, signup, config))

struct Policy {
  SignupPolicy signup = SignupPolicy::invite;
  std::int64_t password_min_length = 0;
};
BOOST_DESCRIBE_STRUCT(Policy, (), (signup, password_min_length))

struct SessionKey {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(SessionKey, (), (id))

struct LinkKey {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(LinkKey, (), (token))

struct LinkUse {
  std::string token;
  std::optional<std::string> password;
  std::optional<Text<1, 100>> name;
  std::optional<Email> email;
};
BOOST_DESCRIBE_STRUCT(LinkUse, (), (token, password, name, email))

struct NewUser {
  Email email;
  std::optional<Name> name;
  Role role = Role::crew;
  std::optional<std::string> password;
};
BOOST_DESCRIBE_STRUCT(NewUser, (), (email, name, role, password))

struct UserPatch {
  UserId id;
  std::optional<Text<1, 100>> name;
  std::optional<Role> role;
  std::optional<bool> disabled;
  std::optional<bool> crew_lead;
};
BOOST_DESCRIBE_STRUCT(UserPatch, (), (id, name, role, disabled, crew_lead))

struct UserKey {
  UserId id;
};
BOOST_DESCRIBE_STRUCT(UserKey, (), (id))

struct PageKey {
  std::optional<Number<1, ceilings::kPageMax>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageKey, (), (limit, cursor))

struct SignInLink {
  std::string url;
  std::string qr_svg;
  std::int64_t expires_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(SignInLink, (), (url, qr_svg, expires_at_ms))

bool is_https(const Settings& settings) { return settings.public_url.starts_with("https://"); }

std::string_view cookie_name(const Settings& settings) {
  return is_https(settings) ? "__Host-asbuilt_sid" : "asbuilt_sid";
}

http::Header set_cookie(const Settings& settings, std::string_view token, std::int64_t age_ms) {
  return {"set-cookie", fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}",
                                    cookie_name(settings), token, age_ms / 1000,
                                    is_https(settings) ? "; Secure" : "")};
}

constexpr std::int64_t kDeviceKnownMs = 400 * 86'400'000LL;  // as long as browsers keep a cookie

http::Header device_cookie(const Settings& settings, std::string_view mark) {
  return {"set-cookie", fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}",
                                    device_cookie_name(settings), mark, kDeviceKnownMs / 1000,
                                    is_https(settings) ? "; Secure" : "")};
}

std::optional<std::string> text_of(const auto& text) {
  return text ? std::optional<std::string>(text->value) : std::nullopt;
}

// The small API that each handler below speaks through.
struct Handlers {
  Accounts& accounts;

  const Settings& settings() const { return accounts.settings(); }

  Me me(const User& user) const {
    return {
        user.id,
        user.email,
        user.name,
        user.role,
        user.crew_lead,
        settings().signup,
        {static_cast<std::int64_t>(settings().upload_bytes_max), settings().password_min_length}};
  }

  Visitor visitor(const Request& request) const {
    return {std::string(request.header("user-agent")), request.client_ip,
            std::string(request.cookie(device_cookie_name(settings())))};
  }

  // Is what this request carries safe from who listens on the line?
  Result<void> over_a_safe_line(const Request& request) const {
    const bool here = request.client_ip.starts_with("127.") || request.client_ip == "::1";
    if (!settings().https_only || request.over_https || here) return {};
    return error_of(kHttpsNeeded);
  }

  // The cookie with the fresh token. Whoever was signed in on this device before is signed out.
  Result<Answer<Me>> welcome(const Request& request, const Result<SignedIn>& signed_in,
                             int status) const {
    if (!signed_in) return signed_in.error();
    if (!request.caller.session_id.empty())
      if (const auto ended = accounts.sign_out(request.caller); !ended) return ended.error();
    return Answer<Me>{me(signed_in->user),
                      status,
                      {set_cookie(settings(), signed_in->token, settings().session_absolute_ms),
                       device_cookie(settings(), signed_in->device_mark)}};
  }
};

void add_sign_in(http::Router& router, const Handlers h) {
  router.add(Method::post, "/api/auth/signup", kAnyone, limits::sign_up, Weight::hash,
             [h](const Request& request, const Signup& in) -> Result<Answer<Me>> {
               if (const auto safe = h.over_a_safe_line(request); !safe) return safe.error();
               return h.welcome(
                   request,
                   h.accounts.sign_up(in.email.value, in.password, text_of(in.name).value_or(""),
                                      h.visitor(request)),
                   201);
             });
  router.add(Method::post, "/api/auth/login", kAnyone, limits::sign_in, Weight::hash,
             [h](const Request& request, const Login& in) -> Result<Answer<Me>> {
               if (const auto safe = h.over_a_safe_line(request); !safe) return safe.error();
               return h.welcome(request,
                                h.accounts.sign_in(in.email.value, in.password, h.visitor(request)),
                                200);
             });
  router.add(Method::post, "/api/auth/logout", kSignedIn, limits::api, Weight::wait,
             [h](const Caller& caller) -> Result<Answer<NoContent>> {
               if (const auto ended = h.accounts.sign_out(caller); !ended) return ended.error();
               return Answer<NoContent>{{}, 204, {set_cookie(h.settings(), "", 0)}};
             });
  router.add(Method::post, "/api/auth/links/peek", kAnyone, limits::link, Weight::wait,
             [h](const Request& request, const LinkKey& in) -> Result<LinkPreview> {
               return h.accounts.peek_link(in.token, h.visitor(request));
             });
  router.add(Method::post, "/api/auth/links/redeem", kAnyone, limits::link, Weight::hash,
             [h](const Request& request, const LinkUse& in) -> Result<Answer<Me>> {
               if (const auto safe = h.over_a_safe_line(request); !safe) return safe.error();
               const Redemption with{text_of(in.email), text_of(in.name), in.password};
               return h.welcome(request, h.accounts.redeem_link(in.token, with, h.visitor(request)),
                                200);
             });
  router.add(Method::get, "/api/auth/policy", kAnyone, limits::free, Weight::inline_,
             [h](const Caller&) -> Result<Policy> {
               return Policy{h.settings().signup, h.settings().password_min_length};
             });
}

void add_own(http::Router& router, const Handlers h) {
  router.add(Method::get, "/api/auth/me", kSignedIn, limits::free, Weight::inline_,
             [h](const Caller& caller) -> Result<Me> {
               const auto user = h.accounts.find_me(caller);
               if (!user) return user.error();
               return h.me(*user);
             });
  router.add(Method::post, "/api/auth/change-password", kSignedIn, limits::own_password,
             Weight::hash,
             [h](const Caller& caller, const PasswordChange& in) -> Result<NoContent> {
               const auto changed =
                   h.accounts.change_password(caller, in.current_password, in.new_password);
               if (!changed) return changed.error();
               return NoContent{};
             });
  router.add(Method::get, "/api/auth/sessions", kSignedIn, limits::api, Weight::inline_,
             [h](const Caller& caller) { return h.accounts.list_sessions(caller); });
  router.add(Method::del, "/api/auth/sessions/{id}", kSignedIn, limits::api, Weight::wait,
             [h](const Caller& caller, const SessionKey& in) -> Result<NoContent> {
               const auto ended = h.accounts.end_session(caller, in.id);
               if (!ended) return ended.error();
               return NoContent{};
             });
}

void add_people(http::Router& router, const Handlers h) {
  router.add(Method::get, "/api/users", kAdmins, limits::api, Weight::inline_,
             [h](const Caller& caller, const PageKey& in) -> Result<Page<User>> {
               const auto limit = in.limit ? in.limit->value : ceilings::kPageDefault;
               return h.accounts.list_users(caller, static_cast<int>(limit), in.cursor);
             });
  router.add(Method::post, "/api/users", kAdmins, limits::api, Weight::hash,
             [h](const Caller& caller, const NewUser& in) -> Result<Answer<User>> {
               auto added = h.accounts.add_user(
                   caller, in.email.value, text_of(in.name).value_or(""), in.role, in.password);
               if (!added) return added.error();
               return Answer<User>{*std::move(added), 201, {}};
             });
  router.add(Method::patch, "/api/users/{id}", kAdmins, limits::api, Weight::wait,
             [h](const Caller& caller, const UserPatch& in) -> Result<User> {
               return h.accounts.change_user(
                   caller, in.id, {text_of(in.name), in.role, in.disabled, in.crew_lead});
             });
  router.add(Method::post, "/api/users/{id}/sign-in-link", kAdmins, limits::api, Weight::wait,
             [h](const Caller& caller, const UserKey& in) -> Result<Answer<SignInLink>> {
               const auto link = h.accounts.create_sign_in_link(caller, in.id);
               if (!link) return link.error();
               return Answer<SignInLink>{
                   {link->url, qr_svg(link->url), link->expires_at_ms}, 201, {}};
             });
}

}  // namespace

std::string_view device_cookie_name(const Settings& settings) {
  return is_https(settings) ? "__Host-asbuilt_device" : "asbuilt_device";
}

Gate::Gate(Accounts& accounts) : accounts_(accounts), cookie_(cookie_name(accounts.settings())) {}

Result<Caller> Gate::identify(const http::Request& head) {
  return accounts_.identify(head.cookie(cookie_));
}

std::optional<Caller> Gate::recognise(const http::Request& head) {
  return accounts_.recognise(head.cookie(cookie_));
}

http::Gatekeeper::Standing Gate::vouch(const Caller& caller) {
  const auto holds = accounts_.still_holds(caller);
  if (!holds) return Standing::unknown;
  return *holds ? Standing::good : Standing::ended;
}

void add_routes(http::Router& router, Accounts& accounts) {
  router.explain({&kSignInFailed, &kEmailTaken, &kSignupClosed, &kPasswordWeak, &kLinkSpent,
                  &kLastAdmin, &kHttpsNeeded});
  const Handlers handlers{accounts};
  add_sign_in(router, handlers);
  add_own(router, handlers);
  add_people(router, handlers);
}

}  // namespace accounts
