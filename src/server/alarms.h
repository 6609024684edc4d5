// How alarms are reached: GET /api/alarms for admins, `asbuilt alarms …` for who runs the server.
#pragma once

#include <optional>
#include <string>

#include "http/http.h"
#include "ops/ops.h"
#include "server/commands.h"
#include "server/config.h"

namespace server {

ops::AlarmSettings alarm_settings(const Config& config, const std::string& server_secret);
void add_alarms_route(http::Router& router, ops::Alarms& alarms);  // `alarms` outlives it

// Nothing when the command is about something else.
std::optional<Spoken> run_alarm_command(ops::Alarms& alarms, const Command& command);

}  // namespace server
