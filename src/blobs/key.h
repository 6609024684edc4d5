// What the names of blobs and of a depot's files may be.
#pragma once

#include <string_view>

namespace blobs {

bool is_key(std::string_view key);
void check_key(std::string_view key);          // throws std::invalid_argument
void check_depot_name(std::string_view name);  // throws std::invalid_argument

// The SHA-256 that a key ends in; empty when it ends in none.
std::string_view promised_hash(std::string_view key);

}  // namespace blobs
