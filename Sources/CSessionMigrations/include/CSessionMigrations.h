#pragma once

#include <stddef.h>

/// A migration as it stands in `migrations/sessions/sqlite/`, compiled into the binary.
struct denyut_session_migration {
    /// The name of the file without its extension, such as `0003_sessions`.
    const char *name;
    /// SQL in UTF-8, not terminated.
    const unsigned char *sql;
    size_t length;
};

/// How many migrations there are.
size_t denyut_session_migration_count(void);

/// The migration at that place, in the order of their names; a null pointer past the end.
const struct denyut_session_migration *denyut_session_migration_at(size_t index);
