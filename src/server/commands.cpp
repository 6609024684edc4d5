#include "server/commands.h"

#include <functional>
#include <map>

namespace server {
namespace {

using accounts::Accounts;
using accounts::Role;
using accounts::User;

Spoken failed(const Error& error) { return {false, error.detail + "\n"}; }

std::string line_of(const User& user) {
  return fmt::format("{:<9} {:<32} {}{}{}\n", name_of(user.role), user.email, user.name,
                     user.crew_lead ? " (crew lead)" : "", user.disabled ? " (disabled)" : "");
}

// Finds the person, applies `change`, says `done`.
Spoken with_user(Accounts& accounts, const std::string& email,
                 const std::function<Result<void>(const User&)>& change, std::string_view done) {
  const auto user = accounts.find_by_email(email);
  if (!user) return failed(user.error());
  const auto changed = change(*user);
  if (!changed) return failed(changed.error());
  return {true, fmt::format("{} {}\n", email, done)};
}

Spoken add(Accounts& accounts, const Command& command) {
  const auto role = from_name<Role>(command.role.empty() ? "crew" : command.role);
  if (!role) return {false, "The role must be " + expects<Role>() + ".\n"};
  const std::string name =
      command.name.empty() ? command.email.substr(0, command.email.find('@')) : command.name;
  const auto password =
      command.password.empty() ? std::nullopt : std::optional<std::string>(command.password);
  const auto user =
      accounts.add_user(accounts::operator_caller(), command.email, name, *role, password);
  if (!user) return failed(user.error());
  if (password) return {true, line_of(*user)};
  const auto link = accounts.create_sign_in_link(accounts::operator_caller(), user->id);
  if (!link) return failed(link.error());
  return {true,
          fmt::format("{}No password given. Sign in once with: {}\n", line_of(*user), link->url)};
}

Spoken list(Accounts& accounts) {
  std::string text;
  std::optional<std::string> cursor;
  do {
    const auto page = accounts.list_users(accounts::operator_caller(), 200, cursor);
    if (!page) return failed(page.error());
    for (const User& user : page->items) text += line_of(user);
    cursor = page->next;
  } while (cursor);
  return {true,
          text.empty() ? "Nobody yet. Add someone: asbuilt user add EMAIL --role admin\n" : text};
}

Spoken change_role(Accounts& accounts, const Command& command) {
  const auto role = from_name<Role>(command.role);
  if (!role) return {false, "The role must be " + expects<Role>() + ".\n"};
  return with_user(
      accounts, command.email,
      [&](const User& user) -> Result<void> {
        const auto changed =
            accounts.change_user(accounts::operator_caller(), user.id, {.role = role});
        if (!changed) return changed.error();
        return {};
      },
      "is now " + std::string(name_of(*role)));
}

Spoken set_disabled(Accounts& accounts, const Command& command, bool disabled) {
  return with_user(
      accounts, command.email,
      [&](const User& user) -> Result<void> {
        const auto changed =
            accounts.change_user(accounts::operator_caller(), user.id, {.disabled = disabled});
        if (!changed) return changed.error();
        return {};
      },
      disabled ? "is disabled and signed out everywhere" : "may sign in again");
}

Spoken set_password(Accounts& accounts, const Command& command) {
  if (command.password.empty()) return {false, "Give the new password on standard input.\n"};
  return with_user(
      accounts, command.email,
      [&](const User& user) {
        return accounts.set_password(accounts::operator_caller(), user.id, command.password);
      },
      "has a new password and is signed out everywhere");
}

Spoken make_link(Accounts& accounts, const Command& command) {
  const auto user = accounts.find_by_email(command.email);
  if (!user) return failed(user.error());
  const auto link = accounts.create_sign_in_link(accounts::operator_caller(), user->id);
  if (!link) return failed(link.error());
  return {true, link->url + "\n"};
}

}  // namespace

Spoken run_command(Accounts& accounts, const Command& command) {
  if (command.verb == "add") return add(accounts, command);
  if (command.verb == "list") return list(accounts);
  if (command.verb == "role") return change_role(accounts, command);
  if (command.verb == "password") return set_password(accounts, command);
  if (command.verb == "disable") return set_disabled(accounts, command, true);
  if (command.verb == "enable") return set_disabled(accounts, command, false);
  if (command.verb == "link") return make_link(accounts, command);
  return {false, "The server does not know this command. Are both of one version?\n"};
}

}  // namespace server
