// The migrations, embedded by the compiler (C23 #embed). A file that is added to the folder is added here, too: a test compares.

#include "CMigrations.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char sql_0001_queue[] = {
#embed "../../migrations/sqlite/0001_queue.sql"
};
static const unsigned char sql_0002_schedule[] = {
#embed "../../migrations/sqlite/0002_schedule.sql"
};

static const unsigned char sql_0003_sessions[] = {
#embed "../../migrations/sqlite/0003_sessions.sql"
};

static const unsigned char sql_0004_gateway_settings[] = {
#embed "../../migrations/sqlite/0004_gateway_settings.sql"
};

static const unsigned char sql_0005_queue_claim[] = {
#embed "../../migrations/sqlite/0005_queue_claim.sql"
};

static const unsigned char sql_0006_lease_time[] = {
#embed "../../migrations/sqlite/0006_lease_time.sql"
};

static const unsigned char sql_0007_evidence[] = {
#embed "../../migrations/sqlite/0007_evidence.sql"
};

static const unsigned char sql_0008_notifications_account[] = {
#embed "../../migrations/sqlite/0008_notifications_account.sql"
};

static const unsigned char sql_0009_large_columns_last[] = {
#embed "../../migrations/sqlite/0009_large_columns_last.sql"
};

static const unsigned char sql_0010_worker_lease[] = {
#embed "../../migrations/sqlite/0010_worker_lease.sql"
};

#define MIGRATION(name) {#name, sql_##name, sizeof(sql_##name)}

static const struct denyut_migration migrations[] = {
    MIGRATION(0001_queue),
    MIGRATION(0002_schedule),
    MIGRATION(0003_sessions),
    MIGRATION(0004_gateway_settings),
    MIGRATION(0005_queue_claim),
    MIGRATION(0006_lease_time),
    MIGRATION(0007_evidence),
    MIGRATION(0008_notifications_account),
    MIGRATION(0009_large_columns_last),
    MIGRATION(0010_worker_lease),
};

size_t denyut_migration_count(void) { return sizeof(migrations) / sizeof(migrations[0]); }

const struct denyut_migration *denyut_migration_at(size_t index) {
    return index < denyut_migration_count() ? &migrations[index] : NULL;
}
