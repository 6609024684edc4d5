// Email addresses, as far as a name to sign in with needs it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace accounts {

// Lower case without blanks around. Not checked.
std::string normal_email(std::string_view email);

// Errors: invalid when it cannot be an address.
Result<void> check_email(std::string_view normal);

std::string_view domain_of(std::string_view normal);

}  // namespace accounts
