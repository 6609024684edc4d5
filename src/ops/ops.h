// What keeps the server well for years: backups and their proof, the watch over the disk, the sweep
// of what nobody needs any more.
#pragma once

#include "ops/alarms.h"
