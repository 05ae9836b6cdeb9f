#pragma once

#include <stddef.h>

/// A migration as it stands in `migrations/queue/sqlite/`, compiled into the binary.
struct denyut_queue_migration {
    /// The name of the file without its extension, such as `0001_queue`.
    const char *name;
    /// SQL in UTF-8, not terminated.
    const unsigned char *sql;
    size_t length;
};

/// How many migrations there are.
size_t denyut_queue_migration_count(void);

/// The migration at that place, in the order of their names; a null pointer past the end.
const struct denyut_queue_migration *denyut_queue_migration_at(size_t index);
