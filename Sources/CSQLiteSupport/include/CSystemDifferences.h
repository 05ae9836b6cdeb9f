#pragma once

#include <stdint.h>

/// Where Linux and Darwin differ, as far as the queue needs it. Darwin's half was written after its headers
/// (https://github.com/apple-oss-distributions/xnu, bsd/sys) and has not been run.

/// A datagram socket for bells: it never waits, programs that are started do not inherit it, and writing to one that is gone raises no
/// signal. Returns -1 and sets errno where there is none left.
int denyut_bell_socket(void);

/// Two of them, joined. Returns 0; or -1, sets errno, and leaves the pair as it was.
int denyut_bell_socket_pair(int pair[2]);

/// The flags for sending through them.
int denyut_bell_send_flags(void);

/// When the content of a file or folder last changed: `st_mtim`, which Darwin calls `st_mtimespec`.
/// `info` is a `struct stat`; its header is left out here, because Swift would take the structure for one of this module's.
void denyut_modified_at(const void *info, int64_t *seconds, int64_t *nanoseconds);

/// The largest file that this process may write, in bytes; UINT64_MAX where there is no limit.
uint64_t denyut_file_size_limit(void);
