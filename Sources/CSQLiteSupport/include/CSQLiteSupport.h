#pragma once

#include "CSystemDifferences.h"

/// What of the C library and of SQLite Swift cannot call: variable arguments, structures it does not import.

/// Whether the connection writes the WAL back and deletes it when it is the last one to close, with the database locked for all others.
/// https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfignockptonclose
/// Returns an SQLite result code.
int denyut_sqlite_set_checkpoint_on_close(void *connection, int is_on);

/// Forbids the connection what spoils a file by ordinary SQL, such as to write into the schema.
/// https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfigdefensive
/// Returns an SQLite result code.
int denyut_sqlite_set_defensive(void *connection);

/// Whether the file of the connection is no longer the one at its path: moved, deleted or replaced. 0 where nobody can tell.
/// https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntlhasmoved
int denyut_sqlite_has_moved(void *connection);

/// The `application_id` in the database file itself, whatever the WAL holds; 0 where it cannot be read.
/// Reads through SQLite's own file: to open and close another one would drop its locks (https://www.sqlite.org/howtocorrupt.html, 2.2).
unsigned int denyut_sqlite_stored_application_id(void *connection);

/// The kind of the file system that a path is on, as a number of linux/magic.h; 0 where nobody can tell.
unsigned long denyut_file_system_kind(const char *path);

/// Locks the bytes of a database file that each connection to it holds, for as long as the descriptor is open
/// (https://www.sqlite.org/src/file/src/os.h, PENDING_BYTE to SHARED_SIZE). Returns 0, or the error number: EAGAIN or EACCES where
/// somebody has the database open.
int denyut_lock_database(int descriptor);
