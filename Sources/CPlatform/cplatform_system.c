#define _GNU_SOURCE
#include "cplatform_system.h"

#include <errno.h>
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
