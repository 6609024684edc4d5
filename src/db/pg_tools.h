// PostgreSQL's own programs, pg_dump and pg_restore, run as children.
#pragma once

#include <filesystem>
#include <string>

#include "db/db.h"

namespace db::postgres {

// Each throws Failure with what the program said.
void dump(const std::string& url, const std::filesystem::path& into, const GoOn& go_on);
void restore(const std::filesystem::path& snapshot, const std::string& url);
void read_through(const std::filesystem::path& snapshot);

// Is there no table in the database?
bool is_empty(const std::string& url);
// A new database on the same server; returns its URL.
std::string make_database(const std::string& url, const std::string& name);
// Those that a process which died left behind: names from `prefix` up to `before`.
void drop_databases(const std::string& url, const std::string& prefix, const std::string& before);
void drop_database(const std::string& url, const std::string& name);

}  // namespace db::postgres
