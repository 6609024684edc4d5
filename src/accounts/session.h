// How sessions are kept between requests.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include "accounts/accounts.h"

namespace accounts {

inline constexpr std::int64_t kTouchEveryMs = 60'000;    // how exactly last_seen_at_ms is known
inline constexpr std::int64_t kTrustMs = 1'000;          // how long a cache may go without news
inline constexpr std::int64_t kForgetAllMs = 3'600'000;  // after so long without news
inline constexpr int kTickMs = 500;
inline constexpr int kHashWaitMs = 5'000;
inline constexpr std::size_t kTokenBytes = 32;
inline constexpr std::size_t kTokenChars = 43;  // base64url of 32 bytes
inline constexpr std::size_t kDeviceCharsMax = 200;

// A session as every request needs it.
struct CachedSession {
  UserId user_id;
  Role role = Role::crew;
  bool crew_lead = false;
  std::string name;
  std::int64_t last_seen_at_ms = 0;
  std::int64_t idle_expires_at_ms = 0;
  std::int64_t expires_at_ms = 0;

  RoleMask roles() const { return mask_of(role, crew_lead); }
};
BOOST_DESCRIBE_STRUCT(CachedSession, (),
                      (user_id, role, crew_lead, name, last_seen_at_ms, idle_expires_at_ms,
                       expires_at_ms))

// A session about to be written: the token for the person, the id for the table.
struct Accounts::NewSession {
  std::string token;
  std::string id;
  std::string device;
};

// Runs fn; when the sessions table has vanished, makes it anew and runs fn once more.
template <class F>
auto Accounts::with_sessions(F&& fn) -> std::invoke_result_t<F> {
  try {
    return fn();
  } catch (const std::exception&) {
    if (!restore_sessions_table()) throw;
  }
  return fn();
}

}  // namespace accounts
