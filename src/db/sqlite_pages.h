// Where SQLite keeps the pages of its caches: apart from the heap.
#pragma once

#include <cstddef>

namespace db::sqlite {

// From now on what SQLite asks for by the size of a cached page lies in slots that are all alike,
// in memory of their own. Such pages live long and are a little larger than a page of the machine:
// between what requests take and give back they leave holes that nothing fits into any more. A
// page that is let go leaves its slot to the next. What has another size, or finds no slot, comes
// from the heap. Once, before the library does anything; SQLite's error code.
int keep_pages_apart();

std::size_t pages_apart();  // slots in use

}  // namespace db::sqlite
