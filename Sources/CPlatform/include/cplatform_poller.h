// Functions that wait for many descriptors: poll() with a list, or epoll, whose descriptor others can wait for.
#ifndef CPLATFORM_POLLER_H
#define CPLATFORM_POLLER_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

// Events have libcurl's bits: 1 readable, 2 writable, and 4 failed, which is only reported.
enum { CPLATFORM_READABLE = 1, CPLATFORM_WRITABLE = 2, CPLATFORM_FAILED = 4 };

typedef struct cplatform_ready {
    int32_t descriptor;
    int32_t events;
} cplatform_ready;

// The most events that one wait reports; the next one reports the rest.
enum { CPLATFORM_READY_CAPACITY = 64 };

// Returns a new epoll descriptor, or -1 on failure.
int cplatform_epoll_open(void);

// Returns true on success.
bool cplatform_epoll_set(int epoll, int descriptor, int32_t events);
void cplatform_epoll_remove(int epoll, int descriptor);

// Returns how many entries of `ready` were filled; 0 after timeout_ms or a signal; -1 if the descriptor is no longer an
// epoll.
int32_t cplatform_epoll_wait(int epoll, cplatform_ready *ready, int32_t timeout_ms);

static inline struct pollfd cplatform_poll_entry(int descriptor, int32_t events) {
    short asked = (short)(((events & CPLATFORM_READABLE) ? POLLIN : 0) | ((events & CPLATFORM_WRITABLE) ? POLLOUT : 0));
    return (struct pollfd){.fd = descriptor, .events = asked, .revents = 0};
}

// Does the same as cplatform_epoll_wait(), but never returns -1. timeout_ms is not negative.
int32_t cplatform_poll_wait(struct pollfd *entries, int32_t count, cplatform_ready *ready, int32_t timeout_ms);

// Returns a new timer descriptor, which becomes readable at a set time; -1 on failure.
int cplatform_timer_open(void);

// Sets the timer to expire in `after_ms`; 0: at once; negative: never.
void cplatform_timer_set(int timer, int64_t after_ms);

#endif
