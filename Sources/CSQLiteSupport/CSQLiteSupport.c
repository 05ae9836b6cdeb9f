#define _GNU_SOURCE
#include "CSQLiteSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

int denyut_sqlite_set_checkpoint_on_close(void *connection, int is_on) {
    return sqlite3_db_config((sqlite3 *)connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_on ? 0 : 1, (int *)0);
}

int denyut_sqlite_set_defensive(void *connection) {
    return sqlite3_db_config((sqlite3 *)connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

int denyut_sqlite_has_moved(void *connection) {
    int has_moved = 0;
    if (sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved) != SQLITE_OK) return 0;
    return has_moved != 0;
}

unsigned int denyut_sqlite_stored_application_id(void *connection) {
    sqlite3_file *file = 0;
    unsigned char bytes[4];
    if (sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return 0;
    if (file == 0 || file->pMethods == 0 || file->pMethods->xRead(file, bytes, 4, 68) != SQLITE_OK) return 0;
    return (unsigned int)bytes[0] << 24 | (unsigned int)bytes[1] << 16 | (unsigned int)bytes[2] << 8 | bytes[3];
}

#if defined(__linux__)
#include <sys/vfs.h>

unsigned long denyut_file_system_kind(const char *path) {
    struct statfs info;
    return statfs(path, &info) == 0 ? (unsigned long)info.f_type : 0;
}

int denyut_lock_database(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512};
    return fcntl(descriptor, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
}
#else
unsigned long denyut_file_system_kind(const char *path) {
    (void)path;
    return 0;
}

int denyut_lock_database(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512};
    return fcntl(descriptor, F_SETLK, &lock) == 0 ? 0 : errno;
}
#endif
