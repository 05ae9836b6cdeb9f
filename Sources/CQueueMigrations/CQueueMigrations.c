// The migrations of the queue, embedded by the compiler (C23 #embed). A file that is added to the folder is added here, too: a test
// compares.

#include "CQueueMigrations.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char sql_0001_queue[] = {
#embed "../../migrations/queue/sqlite/0001_queue.sql"
};

static const unsigned char sql_0002_schedule[] = {
#embed "../../migrations/queue/sqlite/0002_schedule.sql"
};

static const unsigned char sql_0005_queue_claim[] = {
#embed "../../migrations/queue/sqlite/0005_queue_claim.sql"
};

static const unsigned char sql_0006_lease_time[] = {
#embed "../../migrations/queue/sqlite/0006_lease_time.sql"
};

static const unsigned char sql_0009_large_columns_last[] = {
#embed "../../migrations/queue/sqlite/0009_large_columns_last.sql"
};

static const unsigned char sql_0010_worker_lease[] = {
#embed "../../migrations/queue/sqlite/0010_worker_lease.sql"
};

static const unsigned char sql_0011_lines[] = {
#embed "../../migrations/queue/sqlite/0011_lines.sql"
};

#define MIGRATION(name) {#name, sql_##name, sizeof(sql_##name)}

static const struct denyut_queue_migration migrations[] = {
    MIGRATION(0001_queue),
    MIGRATION(0002_schedule),
    MIGRATION(0005_queue_claim),
    MIGRATION(0006_lease_time),
    MIGRATION(0009_large_columns_last),
    MIGRATION(0010_worker_lease),
    MIGRATION(0011_lines),
};

size_t denyut_queue_migration_count(void) { return sizeof(migrations) / sizeof(migrations[0]); }

const struct denyut_queue_migration *denyut_queue_migration_at(size_t index) {
    return index < denyut_queue_migration_count() ? &migrations[index] : NULL;
}
