// PostgreSQL behind Database.
#pragma once

#include <memory>

#include "db/db.h"

namespace db::postgres {

// Connects once and reads the settings back. Throws when that fails.
std::unique_ptr<Database> open(const Settings& settings);

}  // namespace db::postgres
