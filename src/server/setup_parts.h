// The parts of `asbuilt setup`: the files it writes, and the commands it runs.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "server/setup.h"

namespace server {

inline constexpr std::string_view kAcmeFolder = "/var/lib/asbuilt-acme";
inline constexpr std::string_view kDataFolder = "/var/lib/asbuilt";

using Settings = std::map<std::string, std::string, std::less<>>;

// "file:/mnt/disk/asbuilt" of what was typed; empty for none. Throws when it is neither a folder
// nor a URL that a backup can go to.
std::string backup_url(const std::string& typed);

// What the settings file is to say: what stands in `path` already, then what setup decides. The
// secret that is there stays.
Settings settings_of(const Setup& setup, const std::string& path);
// As a file: these, and every other setting as a comment with what it means.
std::string print_settings(const Settings& settings);

enum class Stage { before_certificate, whole };
// The shipped site with the names of this installation in it.
std::string nginx_site(const Setup& setup, Stage stage);
std::string caddy_site(const Setup& setup);

// Replaces the file as a whole. `group` may read it; empty: only its owner. Mode 0644 when open.
void write_file(const std::filesystem::path& path, const std::string& text, bool open);
void give_to_group(const std::filesystem::path& path, const char* group);
// A folder that belongs to the account of the server.
void make_folder_for(const std::filesystem::path& path, const char* account);

bool has_program(const std::string& name);
bool systemd_runs();
// Shows the command, runs it, returns its exit status; 127 when it is not there.
int run(const std::vector<std::string>& command);
// The same; throws `otherwise` unless it ends with 0.
void must_run(const std::vector<std::string>& command, const std::string& otherwise);

}  // namespace server
