#include "CFaultyVFS.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// MARK: The fault

static struct {
    pthread_mutex_t lock;
    char path_part[256];
    int kinds;
    long first;
    long count;
    int code;
    long calls;
    long failures;
} fault = {.lock = PTHREAD_MUTEX_INITIALIZER};

void faulty_vfs_arm(const char *path_part, int kinds, long first, long count, int code) {
    pthread_mutex_lock(&fault.lock);
    strncpy(fault.path_part, path_part, sizeof fault.path_part - 1);
    fault.kinds = kinds;
    fault.first = first;
    fault.count = count;
    fault.code = code;
    fault.calls = 0;
    fault.failures = 0;
    pthread_mutex_unlock(&fault.lock);
}

long faulty_vfs_disarm(void) {
    pthread_mutex_lock(&fault.lock);
    fault.kinds = 0;
    long calls = fault.calls;
    pthread_mutex_unlock(&fault.lock);
    return calls;
}

long faulty_vfs_failures(void) {
    pthread_mutex_lock(&fault.lock);
    long failures = fault.failures;
    pthread_mutex_unlock(&fault.lock);
    return failures;
}

/// The result code that this call is to end with; SQLITE_OK lets it pass.
static int next_fault(const char *path, int kind) {
    int code = SQLITE_OK;
    pthread_mutex_lock(&fault.lock);
    if ((fault.kinds & kind) && path && strstr(path, fault.path_part)) {
        long number = fault.calls++;
        if (number >= fault.first && number - fault.first < fault.count) {
            fault.failures++;
            code = fault.code;
        }
    }
    pthread_mutex_unlock(&fault.lock);
    return code;
}

// MARK: Files

/// SQLite allocates it together with the real file that follows it.
struct faulty_file {
    sqlite3_file base;
    char *path;
    sqlite3_file *real;
    sqlite3_io_methods methods;
};

#define FILE_OF(f) ((struct faulty_file *)(f))
#define REAL(f) (FILE_OF(f)->real)
#define CALL(f, method, ...) REAL(f)->pMethods->method(REAL(f) __VA_OPT__(,) __VA_ARGS__)

static int file_close(sqlite3_file *f) {
    int code = CALL(f, xClose);
    free(FILE_OF(f)->path);
    FILE_OF(f)->path = NULL;
    return code;
}
static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) { return CALL(f, xRead, to, n, at); }
static int file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    int code = next_fault(FILE_OF(f)->path, faulty_vfs_write);
    if (code == SQLITE_OK) return CALL(f, xWrite, from, n, at);
    if (n > 1) CALL(f, xWrite, from, n / 2, at);
    return code;
}
static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
    int code = next_fault(FILE_OF(f)->path, faulty_vfs_write);
    return code == SQLITE_OK ? CALL(f, xTruncate, size) : code;
}
static int file_sync(sqlite3_file *f, int flags) {
    int code = next_fault(FILE_OF(f)->path, faulty_vfs_sync);
    return code == SQLITE_OK ? CALL(f, xSync, flags) : code;
}
static int file_size(sqlite3_file *f, sqlite3_int64 *size) { return CALL(f, xFileSize, size); }
static int file_lock(sqlite3_file *f, int level) { return CALL(f, xLock, level); }
static int file_unlock(sqlite3_file *f, int level) { return CALL(f, xUnlock, level); }
static int file_is_reserved(sqlite3_file *f, int *answer) { return CALL(f, xCheckReservedLock, answer); }
static int file_control(sqlite3_file *f, int op, void *argument) { return CALL(f, xFileControl, op, argument); }
static int file_sector_size(sqlite3_file *f) { return CALL(f, xSectorSize); }
static int file_characteristics(sqlite3_file *f) { return CALL(f, xDeviceCharacteristics); }
static int file_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **to) {
    int code = extend ? next_fault(FILE_OF(f)->path, faulty_vfs_write) : SQLITE_OK;
    return code == SQLITE_OK ? CALL(f, xShmMap, page, size, extend, to) : code;
}
static int file_shm_lock(sqlite3_file *f, int offset, int n, int flags) { return CALL(f, xShmLock, offset, n, flags); }
static void file_shm_barrier(sqlite3_file *f) { CALL(f, xShmBarrier); }
static int file_shm_unmap(sqlite3_file *f, int remove) { return CALL(f, xShmUnmap, remove); }
static int file_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **to) { return CALL(f, xFetch, at, n, to); }
static int file_unfetch(sqlite3_file *f, sqlite3_int64 at, void *page) { return CALL(f, xUnfetch, at, page); }

static const sqlite3_io_methods methods = {
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
    .xFetch = file_fetch,
    .xUnfetch = file_unfetch,
};

// MARK: The VFS

static sqlite3_vfs vfs;
static sqlite3_vfs *real_vfs;

static int vfs_open(sqlite3_vfs *self, const char *path, sqlite3_file *f, int flags, int *flags_out) {
    (void)self;
    struct faulty_file *file = FILE_OF(f);
    memset(file, 0, sizeof *file);
    int code = next_fault(path, faulty_vfs_open);
    if (code != SQLITE_OK) return code;
    file->real = (sqlite3_file *)(file + 1);
    code = real_vfs->xOpen(real_vfs, path, file->real, flags, flags_out);
    if (!file->real->pMethods) return code;
    if (path) file->path = strdup(path);
    // What the real file cannot do, this one does not claim to.
    file->methods = methods;
    file->methods.iVersion = file->real->pMethods->iVersion < 3 ? file->real->pMethods->iVersion : 3;
    file->base.pMethods = &file->methods;
    return code;
}

int faulty_vfs_register(void) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    int code = SQLITE_OK;
    if (!real_vfs) {
        real_vfs = sqlite3_vfs_find(NULL);
        if (real_vfs) {
            // All but the opening of files is the real one's, which is handed its own calls' `self` by its own functions only.
            vfs = *real_vfs;
            vfs.pNext = NULL;
            vfs.zName = "denyut-faulty";
            vfs.szOsFile = (int)sizeof(struct faulty_file) + real_vfs->szOsFile;
            vfs.xOpen = vfs_open;
            code = sqlite3_vfs_register(&vfs, 1);
        } else {
            code = SQLITE_ERROR;
        }
    }
    pthread_mutex_unlock(&lock);
    return code;
}
