// What keeps the server well for years: alarms, backups and their proof, the watch over the disk,
// the sweep of what nobody needs any more.
#pragma once

#include "ops/alarms.h"
#include "ops/backups.h"
#include "ops/disk_watch.h"
#include "ops/sweeps.h"
