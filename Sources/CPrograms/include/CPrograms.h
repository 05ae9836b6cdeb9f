#pragma once

#include <sys/types.h>

/// What of starting programs Swift cannot do: the steps between `vfork` and `execve`.

/// Starts a program in a session and process group of its own, with default signals, no descriptors but the first three, and the
/// given soft limit of open files.
///
/// Errors and output go to one descriptor. Before the program begins, its number is written to `guard` (`+NUMBER\n`) by the new
/// process itself, so that nobody who watches can miss it, whenever the caller dies.
///
/// - path: The file, with its folder.
/// - input: What it reads; below 0: nothing (/dev/null).
/// - output: What it writes to; below 0: nowhere (/dev/null).
/// - guard: Below 0: none.
/// - open_files: The soft limit; 0: as it is.
/// - pid: Where its number is stored.
///
/// Returns 0, or the error number.
int denyut_start_program(const char *path, char *const arguments[], char *const environment[], int input, int output, int guard,
                         unsigned long open_files, pid_t *pid);

/// A pipe whose ends are closed by `execve`. Returns 0, or the error number.
int denyut_pipe(int ends[2]);
