// Waiting for many descriptors: poll() over a list, or epoll, which is itself a descriptor that others can wait for.
#ifndef CPLATFORM_POLLER_H
#define CPLATFORM_POLLER_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

// What is asked for and what is told are libcurl's bits: 1 readable, 2 writable, and 4 failed, which is only told.
enum { CPLATFORM_READABLE = 1, CPLATFORM_WRITABLE = 2, CPLATFORM_FAILED = 4 };

typedef struct cplatform_ready {
    int32_t descriptor;
    int32_t events;
} cplatform_ready;

// What one wait tells at the most; the rest is told by the next one.
enum { CPLATFORM_READY_CAPACITY = 64 };

// -1 when none is to be had.
int cplatform_epoll_open(void);

// Whether the kernel took it.
bool cplatform_epoll_set(int epoll, int descriptor, int32_t events);
void cplatform_epoll_remove(int epoll, int descriptor);

// How many entries of `ready` were filled; 0 after timeout_ms, or when a signal came; -1 if the descriptor is no epoll any
// more.
int32_t cplatform_epoll_wait(int epoll, cplatform_ready *ready, int32_t timeout_ms);

static inline struct pollfd cplatform_poll_entry(int descriptor, int32_t events) {
    short asked = (short)(((events & CPLATFORM_READABLE) ? POLLIN : 0) | ((events & CPLATFORM_WRITABLE) ? POLLOUT : 0));
    return (struct pollfd){.fd = descriptor, .events = asked, .revents = 0};
}

// As cplatform_epoll_wait(), but never -1. timeout_ms is not negative.
int32_t cplatform_poll_wait(struct pollfd *entries, int32_t count, cplatform_ready *ready, int32_t timeout_ms);

// A descriptor that becomes readable at a time; -1 when none is to be had.
int cplatform_timer_open(void);

// Readable from `after_ms` on, at once for 0, never for a negative number.
void cplatform_timer_set(int timer, int64_t after_ms);

#endif
