// How the coroutines of connections wait: for the outcome, an error being one.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/wire.h"

namespace http {

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Awaits = asio::use_awaitable_t<Executor>;
inline constexpr auto kOutcome = asio::as_tuple_t<Awaits>(Awaits());

}  // namespace http
