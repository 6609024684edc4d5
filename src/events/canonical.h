// What of an event is hashed, and how one hash leads to the next.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/events.h"

namespace events {

// SHA-256 of the row's content as a JSON list: everything but seq, hash and chain.
std::string hash_of(const EventRow& row);

// SHA-256 of "<chain before>:<seq>:<hash>".
std::string link(std::string_view chain_before, std::int64_t seq, std::string_view hash);

}  // namespace events
