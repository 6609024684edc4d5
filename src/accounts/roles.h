// What the opaque role mask means: the four roles of the product, and the mark of a crew lead.
#pragma once

#include "base/caller.h"
#include "base/describe.h"

namespace accounts {

enum class Role { crew, reviewer, admin, viewer };
BOOST_DESCRIBE_ENUM(Role, crew, reviewer, admin, viewer)

constexpr RoleMask mask_of(Role role) { return RoleMask{1} << static_cast<unsigned>(role); }

inline constexpr RoleMask kCrew = mask_of(Role::crew);
inline constexpr RoleMask kReviewer = mask_of(Role::reviewer);
inline constexpr RoleMask kAdmin = mask_of(Role::admin);
inline constexpr RoleMask kViewer = mask_of(Role::viewer);
inline constexpr RoleMask kCrewLead = RoleMask{1} << 4;  // beside kCrew
inline constexpr RoleMask kDeciders = kReviewer | kAdmin;
inline constexpr RoleMask kPhotographers = kCrew | kReviewer | kAdmin;  // all but viewers
inline constexpr RoleMask kCrewWatchers = kCrewLead | kDeciders;

// A person's mask: the mark counts for crew only.
constexpr RoleMask mask_of(Role role, bool crew_lead) {
  return mask_of(role) | (role == Role::crew && crew_lead ? kCrewLead : 0);
}

}  // namespace accounts
