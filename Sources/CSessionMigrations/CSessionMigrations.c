// The migrations of the sessions, embedded by the compiler (C23 #embed). A file that is added to the folder is added here, too: a test
// compares.

#include "CSessionMigrations.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char sql_0003_sessions[] = {
#embed "../../migrations/sessions/sqlite/0003_sessions.sql"
};

static const unsigned char sql_0004_gateway_settings[] = {
#embed "../../migrations/sessions/sqlite/0004_gateway_settings.sql"
};

static const unsigned char sql_0007_evidence[] = {
#embed "../../migrations/sessions/sqlite/0007_evidence.sql"
};

static const unsigned char sql_0008_notifications_account[] = {
#embed "../../migrations/sessions/sqlite/0008_notifications_account.sql"
};

#define MIGRATION(name) {#name, sql_##name, sizeof(sql_##name)}

static const struct denyut_session_migration migrations[] = {
    MIGRATION(0003_sessions),
    MIGRATION(0004_gateway_settings),
    MIGRATION(0007_evidence),
    MIGRATION(0008_notifications_account),
};

size_t denyut_session_migration_count(void) { return sizeof(migrations) / sizeof(migrations[0]); }

const struct denyut_session_migration *denyut_session_migration_at(size_t index) {
    return index < denyut_session_migration_count() ? &migrations[index] : NULL;
}
