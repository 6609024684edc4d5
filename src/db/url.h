// What a database URL names.
#pragma once

#include <string>
#include <string_view>

namespace db {

bool names_sqlite(std::string_view url);
bool names_postgres(std::string_view url);

// sqlite:/var/lib/x.db, sqlite:///var/lib/x.db, sqlite:data/x.db → the path of the file.
std::string sqlite_path(std::string_view url);

}  // namespace db
