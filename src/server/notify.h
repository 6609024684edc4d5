// What the supervisor is told (systemd's Type=notify): ready, stopping, still alive. Without
// $NOTIFY_SOCKET nothing happens.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/ticker.h"

namespace server {

void notify_ready(const std::string& words);  // "serving https://photos.example.org"
void notify_stopping();

// Says that the server is alive, twice within the time that $WATCHDOG_USEC grants, as long as its
// network threads answer /api/live on `port` and the first of `hosts` (HOST, comma-separated).
// Nothing when no watchdog asks.
std::unique_ptr<Ticker> watchdog(std::string_view hosts, std::uint16_t port);

}  // namespace server
