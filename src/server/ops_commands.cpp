#include "server/ops_commands.h"

#include "base/json.h"
#include "server/app.h"

namespace server {
namespace {

Spoken spoken_of(const Result<void>& done, std::string text) {
  if (!done) return {false, done.error().detail + "\n"};
  return {true, std::move(text)};
}

Spoken tell_status(App& app) {
  const auto status = app.backups().status();
  if (!status) return {false, status.error().detail + "\n"};
  return {true, json::to_text(*status)};
}

}  // namespace

Spoken tell_sweeps(ops::Sweeps& sweeps) {
  const auto status = sweeps.status();
  if (!status) return {false, status.error().detail + "\n"};
  std::string text = status->held
                         ? fmt::format(
                               "Blobs are not swept: {}. When all is as it should be, say: "
                               "asbuilt sweep --confirm\n",
                               *status->held)
                         : "Blobs are swept once a day.\n";
  text += fmt::format("{} without a row, waiting for a second look\n", status->orphans_noted);
  for (const ops::SweepCount& each : status->counts)
    text += fmt::format("{:<18} {} removed in all, {} the last time\n", each.kind,
                        each.removed_ever, each.removed);
  return {true, text};
}

std::optional<Spoken> run_ops_command(App& app, const Command& command) {
  if (command.verb == "backup") return spoken_of(app.backups().ask(command.url), "");
  if (command.verb == "backup-status") return tell_status(app);
  if (command.verb == "backup-cancel") return spoken_of(app.backups().cancel(), "");
  if (command.verb == "sweep-status") return tell_sweeps(app.sweeps());
  if (command.verb == "sweep-confirm") {
    if (const auto done = app.sweeps().confirm(); !done) return Spoken{false, done.error().detail};
    return tell_sweeps(app.sweeps());
  }
  return std::nullopt;
}

}  // namespace server
