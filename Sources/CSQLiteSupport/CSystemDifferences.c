#define _GNU_SOURCE
#include "CSystemDifferences.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#if defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)

int denyut_bell_socket(void) {
    return socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

int denyut_bell_socket_pair(int pair[2]) {
    return socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair);
}

#else

/// Closes the socket and returns -1 where it cannot be made what it should be.
static int prepared(int descriptor) {
    if (descriptor < 0) return -1;
    int is_ready = fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 && fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0;
#if defined(SO_NOSIGPIPE)
    int on = 1;
    is_ready = is_ready && setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on) == 0;
#endif
    if (is_ready) return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

int denyut_bell_socket(void) {
    return prepared(socket(AF_UNIX, SOCK_DGRAM, 0));
}

int denyut_bell_socket_pair(int pair[2]) {
    int made[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, made) != 0) return -1;
    int first = prepared(made[0]), second = prepared(made[1]);
    if (first < 0 || second < 0) {
        int reason = errno;
        if (first >= 0) close(first);
        if (second >= 0) close(second);
        errno = reason;
        return -1;
    }
    pair[0] = first;
    pair[1] = second;
    return 0;
}

#endif

int denyut_bell_send_flags(void) {
#if defined(MSG_NOSIGNAL)
    return MSG_DONTWAIT | MSG_NOSIGNAL;
#else
    return MSG_DONTWAIT;
#endif
}

void denyut_modified_at(const void *info, int64_t *seconds, int64_t *nanoseconds) {
#if defined(__APPLE__)
    struct timespec time = ((const struct stat *)info)->st_mtimespec;
#else
    struct timespec time = ((const struct stat *)info)->st_mtim;
#endif
    *seconds = time.tv_sec;
    *nanoseconds = time.tv_nsec;
}

uint64_t denyut_file_size_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return UINT64_MAX;
    return (uint64_t)limit.rlim_cur;
}
