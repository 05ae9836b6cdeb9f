#include "CSQLiteSupport.h"

#include <sqlite3.h>

int denyut_sqlite_no_checkpoint_on_close(void *connection) {
    return sqlite3_db_config((sqlite3 *)connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

#if defined(__linux__)
#include <sys/vfs.h>

unsigned long denyut_file_system_kind(const char *path) {
    struct statfs info;
    return statfs(path, &info) == 0 ? (unsigned long)info.f_type : 0;
}
#else
unsigned long denyut_file_system_kind(const char *path) {
    (void)path;
    return 0;
}
#endif
