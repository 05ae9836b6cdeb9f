#pragma once

/// An SQLite VFS for tests that stands before the default one and makes one call of it fail.
/// https://www.sqlite.org/vfs.html

/// What may fail. Reads do not: that the file cannot be read any more is another matter.
enum faulty_vfs_kind {
    /// xWrite, xTruncate and the growing of the shared memory.
    faulty_vfs_write = 1,
    /// xSync.
    faulty_vfs_sync = 2,
    /// xOpen of a database, WAL or journal.
    faulty_vfs_open = 4,
};

/// Registers it as the default; connections that are open already keep theirs. May be called again.
/// Returns an SQLite result code.
int faulty_vfs_register(void);

/// From now on counts the calls of these kinds on files whose path contains the text, and fails `count` of them, from number
/// `first` on, with that SQLite result code. The first call is number 0. A write that fails with SQLITE_FULL or
/// SQLITE_IOERR_WRITE has written half of what it was given.
void faulty_vfs_arm(const char *path_part, int kinds, long first, long count, int code);

/// Lets all calls pass. Returns how many calls of the kinds there were since it was armed.
long faulty_vfs_disarm(void);

/// How many calls have failed since it was armed.
long faulty_vfs_failures(void);
