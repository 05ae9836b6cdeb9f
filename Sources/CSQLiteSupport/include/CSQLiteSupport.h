#pragma once

/// What of the C library and of SQLite Swift cannot call: variable arguments, structures it does not import.

/// Keeps the connection from checkpointing and deleting the WAL when it is the last one to close.
/// https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfignockptonclose
/// Returns an SQLite result code.
int denyut_sqlite_no_checkpoint_on_close(void *connection);

/// The kind of the file system that a path is on, as a number of linux/magic.h; 0 where nobody can tell.
unsigned long denyut_file_system_kind(const char *path);
