// What SQLite itself can do on the queue's tables, with as little around it as C allows: the limit that the queue is measured against.
//
//   sqlite-limit fsync FOLDER COUNT                 appends of 4 KiB, each with fdatasync, a second
//   sqlite-limit enqueue DATABASE COUNT PER COMMIT  durable commits (synchronous = FULL) of PER jobs each; COMMIT: FULL or NORMAL
//   sqlite-limit work DATABASE COUNT BATCH          one transaction for each BATCH jobs: delete the last ones, lease the next ones
//   sqlite-limit wait DATABASE SOCKET COUNT         leases a job for each datagram; prints the delays since the job's payload was written
//   sqlite-limit ring DATABASE SOCKET COUNT         enqueues a job, durably, and sends a datagram; 2 to 12 ms between two jobs
//
// The database has the queue's schema already. Prints one number, or one a line.

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static sqlite3 *db;

static void fail(const char *what) {
    fprintf(stderr, "sqlite-limit: %s: %s\n", what, db ? sqlite3_errmsg(db) : strerror(errno));
    exit(1);
}

static int64_t monotonic_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t wall_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void sql(const char *text) {
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) fail(text);
}

static sqlite3_stmt *prepare(const char *text) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) fail(text);
    return statement;
}

static void step_done(sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_sql(statement));
    sqlite3_reset(statement);
}

static void open_database(const char *path, const char *synchronous) {
    char pragma[64];
    if (sqlite3_open(path, &db) != SQLITE_OK) fail(path);
    sqlite3_busy_timeout(db, 10000);
    sql("PRAGMA journal_mode = WAL");
    snprintf(pragma, sizeof pragma, "PRAGMA synchronous = %s", synchronous);
    sql(pragma);
    sql("PRAGMA wal_autocheckpoint = 2000");
    sql("PRAGMA mmap_size = 0");
    sql("PRAGMA temp_store = MEMORY");
}

static void measure_fsync(const char *folder, int count) {
    char path[4096], page[4096] = {1};
    snprintf(path, sizeof path, "%s/fsync-probe", folder);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (file < 0) fail(path);
    int64_t start = monotonic_ns();
    for (int i = 0; i < count; i++) {
        if (write(file, page, sizeof page) != sizeof page || fdatasync(file) != 0) fail(path);
    }
    printf("%.1f\n", count * 1e9 / (double)(monotonic_ns() - start));
    close(file);
    unlink(path);
}

static const char *insert_text =
    "INSERT INTO jobs (queue, kind, payload, payload_version, priority, available_at, created_at) "
    "VALUES ('bench', 'Bench', ?1, 1, 0, ?2, ?2)";

static void enqueue_one(sqlite3_stmt *insert, const char *payload) {
    sqlite3_bind_text(insert, 1, payload, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 2, wall_ms());
    step_done(insert);
}

static void measure_enqueue(int count, int per) {
    char payload[128];
    sqlite3_stmt *insert = prepare(insert_text), *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    int64_t start = monotonic_ns();
    for (int i = 0; i < count;) {
        step_done(begin);
        for (int k = 0; k < per && i < count; k++, i++) {
            int length = snprintf(payload, sizeof payload, "{\"account\":%d,\"text\":\"", i);
            memset(payload + length, 'x', 98 - length);
            memcpy(payload + 98, "\"}", 3);
            enqueue_one(insert, payload);
        }
        step_done(commit);
    }
    printf("%.1f\n", count * 1e9 / (double)(monotonic_ns() - start));
}

struct work {
    sqlite3_stmt *begin, *commit, *due, *lease, *finish;
    int64_t *ids, token;
    int held;
};

static struct work prepare_work(int batch) {
    struct work w = {
        prepare("BEGIN IMMEDIATE"), prepare("COMMIT"),
        prepare("SELECT id, kind, payload, payload_version, attempts, crashes, max_attempts, available_at, created_at, unique_key, "
                "trace, batch_id, chain IS NOT NULL FROM jobs WHERE lease_token IS NULL AND queue = 'bench' AND kind = 'Bench' AND priority = 0 "
                "AND available_at <= ?1 ORDER BY available_at, id LIMIT ?2"),
        prepare("UPDATE jobs SET lease_token = ?1, lease_expires_at = ?2, worker = 'limit' WHERE id = ?3"),
        prepare("DELETE FROM jobs WHERE id = ?1 AND lease_token = ?2"),
        calloc(batch, sizeof(int64_t)), 1, 0};
    return w;
}

// One transaction: the jobs held are done, the next ones are leased. Answers how many are held now.
static int turn(struct work *w, int batch, int64_t *first_sent) {
    step_done(w->begin);
    for (int i = 0; i < w->held; i++) {
        sqlite3_bind_int64(w->finish, 1, w->ids[i]);
        sqlite3_bind_int64(w->finish, 2, w->token);
        step_done(w->finish);
    }
    int64_t now = wall_ms();
    w->held = 0;
    w->token++;
    sqlite3_bind_int64(w->due, 1, now);
    sqlite3_bind_int(w->due, 2, batch);
    int code;
    while ((code = sqlite3_step(w->due)) == SQLITE_ROW) {
        const char *payload = (const char *)sqlite3_column_text(w->due, 2);
        if (first_sent && w->held == 0) *first_sent = atoll(payload);
        for (int column = 0; column < 13; column++) (void)sqlite3_column_type(w->due, column);
        w->ids[w->held++] = sqlite3_column_int64(w->due, 0);
    }
    if (code != SQLITE_DONE) fail("claim");
    sqlite3_reset(w->due);
    for (int i = 0; i < w->held; i++) {
        sqlite3_bind_int64(w->lease, 1, w->token);
        sqlite3_bind_int64(w->lease, 2, now + 60000);
        sqlite3_bind_int64(w->lease, 3, w->ids[i]);
        step_done(w->lease);
    }
    step_done(w->commit);
    return w->held;
}

static void measure_work(int count, int batch) {
    struct work w = prepare_work(batch);
    int done = 0;
    int64_t start = monotonic_ns();
    while (done < count) {
        int held = turn(&w, batch, NULL);
        if (held == 0) break;
        done += held;
    }
    printf("%.1f\n", done * 1e9 / (double)(monotonic_ns() - start));
}

static struct sockaddr_un address(const char *path) {
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
    return a;
}

static void wait_for_jobs(const char *socket_path, int count) {
    struct sockaddr_un a = address(socket_path);
    struct work w = prepare_work(100);
    int bell = socket(AF_UNIX, SOCK_DGRAM, 0);
    unlink(socket_path);
    if (bell < 0 || bind(bell, (struct sockaddr *)&a, sizeof a) != 0) fail(socket_path);
    for (int i = 0; i < count; i++) {
        char byte;
        int64_t sent = 0;
        if (recv(bell, &byte, 1, 0) < 0) fail(socket_path);
        if (turn(&w, 100, &sent) > 0) printf("%lld\n", (long long)(monotonic_ns() - sent));
    }
    turn(&w, 0, NULL);
    unlink(socket_path);
}

static void ring_for_jobs(const char *socket_path, int count) {
    struct sockaddr_un a = address(socket_path);
    sqlite3_stmt *insert = prepare(insert_text), *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    int bell = socket(AF_UNIX, SOCK_DGRAM, 0);
    for (int i = 0; i < count; i++) {
        char payload[32];
        usleep(2000 + (i * 7919) % 10000);
        snprintf(payload, sizeof payload, "%lld", (long long)monotonic_ns());
        step_done(begin);
        enqueue_one(insert, payload);
        step_done(commit);
        if (sendto(bell, "!", 1, 0, (struct sockaddr *)&a, sizeof a) < 0) fail(socket_path);
    }
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    if (!strcmp(mode, "fsync") && argc == 4) {
        measure_fsync(argv[2], atoi(argv[3]));
    } else if (!strcmp(mode, "enqueue") && argc == 6) {
        open_database(argv[2], argv[5]);
        measure_enqueue(atoi(argv[3]), atoi(argv[4]));
    } else if (!strcmp(mode, "work") && argc == 5) {
        open_database(argv[2], "NORMAL");
        measure_work(atoi(argv[3]), atoi(argv[4]));
    } else if (!strcmp(mode, "wait") && argc == 5) {
        open_database(argv[2], "NORMAL");
        wait_for_jobs(argv[3], atoi(argv[4]));
    } else if (!strcmp(mode, "ring") && argc == 5) {
        open_database(argv[2], "FULL");
        ring_for_jobs(argv[3], atoi(argv[4]));
    } else {
        fprintf(stderr, "sqlite-limit is run by queue-benchmark; see the head of its source.\n");
        return 64;
    }
    sqlite3_close(db);
    return 0;
}
