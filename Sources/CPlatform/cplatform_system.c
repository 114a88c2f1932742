#define _GNU_SOURCE
#include "cplatform_system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

int64_t cplatform_monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t cplatform_coarse_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t cplatform_wall_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint64_t cplatform_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

const char *cplatform_environment(const char *name) { return secure_getenv(name); }

// getpid() would be a system call for each use of a handle; a counter that the child bumps costs a load.
static uint32_t generation;
static pthread_once_t generation_once = PTHREAD_ONCE_INIT;

static void enter_child(void) { generation++; }

static void watch_forks(void) {
    if (pthread_atfork(NULL, NULL, enter_child) == 0) generation = 1;
}

uint32_t cplatform_process_generation(void) {
    pthread_once(&generation_once, watch_forks);
    return generation;
}

int cplatform_event_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void cplatform_event_raise(int event) {
    int saved_errno = errno;
    uint64_t one = 1;
    // Fails only when the counter is full, and then the descriptor is readable already.
    ssize_t written = write(event, &one, sizeof one);
    (void)written;
    errno = saved_errno;
}

void cplatform_event_lower(int event) {
    uint64_t raised;
    ssize_t count = read(event, &raised, sizeof raised);
    (void)count;
}

void cplatform_event_close(int event) {
    if (event >= 0) close(event);
}

int cplatform_append_open(const char *path) {
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
}

static void write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        // Nobody is left to tell that a trace cannot be written.
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
    }
}

void cplatform_write_line(int descriptor, const void *bytes, size_t count) {
    int saved_errno = errno;
    // A pipe that nobody reads raises SIGPIPE, which would end the host: it is kept off this thread, and taken away
    // again unless it was waiting before.
    sigset_t pipe_signal, before, waiting;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&waiting);
    bool was_waiting = sigismember(&waiting, SIGPIPE) == 1;
    if (pthread_sigmask(SIG_BLOCK, &pipe_signal, &before) == 0) {
        write_all(descriptor, bytes, count);
        const struct timespec at_once = {0, 0};
        if (!was_waiting)
            while (sigtimedwait(&pipe_signal, NULL, &at_once) < 0 && errno == EINTR) continue;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    errno = saved_errno;
}
