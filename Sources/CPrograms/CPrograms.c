#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CPrograms.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

/// Closes all descriptors from 3 on. Ours are closed by `execve` itself; this is for those of libraries.
static void close_others(void) {
#if defined(__linux__) && defined(SYS_close_range)
    if (syscall(SYS_close_range, 3u, ~0u, 0u) == 0) return;
#endif
    for (int descriptor = 3; descriptor < 4096; descriptor++) close(descriptor);
}

/// Writes "+NUMBER\n", with nothing but system calls.
static void announce(int guard, pid_t pid) {
    char text[24];
    int start = sizeof text;
    text[--start] = '\n';
    for (long rest = pid; rest > 0; rest /= 10) text[--start] = (char)('0' + rest % 10);
    text[--start] = '+';
    // A guard that has gone is noticed by who started it.
    ssize_t ignored = write(guard, text + start, sizeof text - (size_t)start);
    (void)ignored;
}

/// Puts a descriptor, or /dev/null, in the place of a standard one.
static void place(int descriptor, int target) {
    if (descriptor >= 0) {
        dup2(descriptor, target);
        return;
    }
    close(target);
    int null = open("/dev/null", O_RDWR);
    if (null >= 0 && null != target) {
        dup2(null, target);
        close(null);
    }
}

// Runs in the memory of the caller, which stands still meanwhile: only system calls, and nothing is written that it needs.
static void begin(const char *path, char *const arguments[], char *const environment[], int input, int output, int guard,
                  unsigned long open_files) {
    setsid();
    if (guard >= 0) announce(guard, getpid());
    place(output, 1);
    place(output, 2);
    place(input, 0);
    close_others();
    if (open_files > 0) {
        struct rlimit limit;
        if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && (rlim_t)open_files < limit.rlim_max) {
            limit.rlim_cur = (rlim_t)open_files;
            setrlimit(RLIMIT_NOFILE, &limit);
        }
    }
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    execve(path, arguments, environment);
}

int denyut_start_program(const char *path, char *const arguments[], char *const environment[], int input, int output, int guard,
                         unsigned long open_files, pid_t *pid) {
    // No handler of the caller may run in the new process. SIGPIPE stays as it is (ignored): one that is blocked would wait.
    sigset_t all, before;
    sigfillset(&all);
    sigdelset(&all, SIGPIPE);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    volatile int failure = 0;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    pid_t child = vfork();
#pragma clang diagnostic pop
    if (child == 0) {
        begin(path, arguments, environment, input, output, guard, open_files);
        failure = errno;
        _exit(127);
    }
    int error = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, 0);
    if (error != 0) return error;
    *pid = child;
    return failure;
}

int denyut_pipe(int ends[2]) {
#if defined(__linux__)
    return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#else
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}
