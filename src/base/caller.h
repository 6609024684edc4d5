// Who is asking. Roles are an opaque mask here; accounts gives them meaning.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"

using UserId = Id<struct UserTag>;

using RoleMask = std::uint32_t;

struct Caller {
  UserId user_id;  // empty: nobody is signed in
  RoleMask roles = 0;
  std::string name;
  std::string session_id;  // the stored (hashed) id, never the token
  std::string client_ip;

  bool has(RoleMask any_of) const { return (roles & any_of) != 0; }
};
