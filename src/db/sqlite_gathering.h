// SQLite as we use it: what it writes to its log and to its undo files goes in few large pieces.
#pragma once

namespace db::sqlite {

// Sets what is set once, before the library does anything. Throws when it has begun without it.
void configure_library();

// The name of a VFS that is SQLite's own, but for the write-ahead log and for what undoes
// savepoints when it outgrows the memory: SQLite writes these in two pieces for every page, a small
// one and 4,096 bytes, each a system call. Here they are gathered, and written before anybody
// looks: at the sync that ends a commit, at a read, at what comes elsewhere in the file, and before
// a lock is let go behind which another process may write. An error of the disk is told then. For
// the one connection that writes: it must sync at every commit (synchronous=FULL), and nothing may
// be written behind that sync (powersafe overwrite). Source of the formats:
// https://www.sqlite.org/fileformat2.html#the_write_ahead_log
const char* gathering_vfs();

}  // namespace db::sqlite
