// The limits as people are shown them.
#include "limits/limits.h"

namespace limits {

std::vector<ShownLimit> list_limits(const Settings& settings) {
  const auto rules = rules_of(settings);
  const int factor = settings.development ? 10 : 1;
  const std::string on = "in force", later = "no routes yet";
  const int quarter = 15 * 60;
  std::vector<ShownLimit> limits{
      {"api", "requests of a person, wherever they are", "RATE_API_MAX", settings.api_max * factor,
       quarter, on},
      {"api", "requests of an address, signed out (a /48 of IPv6: four times that)",
       "RATE_API_IP_MAX", settings.api_ip_max * factor, quarter, on},
      {"images", "pictures sent to a person", "RATE_IMAGES_AT_ONCE",
       settings.images_at_once * factor, 0, on},
  };
  const auto add = [&](const Rule& rule, const char* counts, const char* setting,
                       const std::string& state) {
    limits.push_back({std::string(rule.name), counts, setting, rule.max, rule.window_s, state});
  };
  add(rules.pair, "wrong passwords for one account from one address", "RATE_AUTH_MAX", on);
  add(rules.address, "wrong passwords from one address (a /48 of IPv6: four times that)",
      "RATE_AUTH_IP_MAX", on);
  add(rules.device, "wrong passwords on a device that is known", "RATE_AUTH_DEVICE_MAX", on);
  limits.push_back({"guesses", "at one account from devices nobody knows; then 1 in 5 min, unsaid",
                    "RATE_AUTH_ACCOUNT_MAX", rules.guesses.burst, 0, on});
  add(rules.own_password, "wrong current passwords of a session", "RATE_AUTH_MAX", on);
  add(rules.sign_up, "sign-ups from one address", "RATE_SIGNUP_IP_MAX", on);
  add(rules.link, "links that do not work, from one address", "RATE_LINK_IP_MAX", on);
  add(rules.agent, "AI operations of a person", "RATE_AGENT_MAX", later);
  add(rules.autonomy, "auto-actions of a person", "RATE_AUTONOMY_MAX", later);
  add(rules.devmode, "file operations of a person", "RATE_DEVMODE_MAX", later);
  return limits;
}

}  // namespace limits
