#define _GNU_SOURCE
#include "cplatform_poller.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/timerfd.h>

int cplatform_epoll_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

bool cplatform_epoll_set(int epoll, int descriptor, int32_t events) {
    struct epoll_event event = {.events = ((events & CPLATFORM_READABLE) ? EPOLLIN : 0u) |
                                          ((events & CPLATFORM_WRITABLE) ? EPOLLOUT : 0u),
                                .data.fd = descriptor};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0) return true;
    return errno == EEXIST && epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0;
}

void cplatform_epoll_remove(int epoll, int descriptor) {
    // Fails if the descriptor is already closed, which removed it from the epoll.
    epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &(struct epoll_event){0});
}

int32_t cplatform_epoll_wait(int epoll, cplatform_ready *ready, int32_t timeout_ms) {
    struct epoll_event events[CPLATFORM_READY_CAPACITY];
    int count = epoll_wait(epoll, events, CPLATFORM_READY_CAPACITY, timeout_ms);
    for (int i = 0; i < count; i++) {
        uint32_t bits = events[i].events;
        ready[i].descriptor = events[i].data.fd;
        ready[i].events = ((bits & (EPOLLIN | EPOLLHUP)) ? CPLATFORM_READABLE : 0) |
                          ((bits & EPOLLOUT) ? CPLATFORM_WRITABLE : 0) | ((bits & EPOLLERR) ? CPLATFORM_FAILED : 0);
    }
    if (count >= 0) return count;
    return errno == EINTR ? 0 : -1;
}

// Waits with select(). poll() rejects more descriptors than RLIMIT_NOFILE allows, which the host may have lowered after
// they were opened; select() accepts all open descriptors. If memory is short it waits for a moment, so that callers do
// not spin.
static int select_wait(struct pollfd *entries, int32_t count, int32_t timeout_ms) {
    enum { BITS = 8 * sizeof(unsigned long) };
    int end = 0, closed = 0;
    for (int32_t i = 0; i < count; i++) {
        entries[i].revents = fcntl(entries[i].fd, F_GETFD) < 0 ? POLLNVAL : 0;
        closed += entries[i].revents != 0;
        if (entries[i].fd >= end) end = entries[i].fd + 1;
    }
    if (closed > 0) return closed;
    size_t words = (size_t)end / BITS + 1;
    unsigned long *readable = calloc(2 * words, sizeof *readable), *writable = readable + words;
    if (readable == NULL) return poll(NULL, 0, timeout_ms < 10 ? timeout_ms : 10);
    for (int32_t i = 0; i < count; i++) {
        unsigned long bit = 1ul << entries[i].fd % BITS;
        if (entries[i].events & POLLIN) readable[entries[i].fd / BITS] |= bit;
        if (entries[i].events & POLLOUT) writable[entries[i].fd / BITS] |= bit;
    }
    struct timeval after = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};
    int found = select(end, (fd_set *)readable, (fd_set *)writable, NULL, &after);
    for (int32_t i = 0; i < count && found > 0; i++) {
        int word = entries[i].fd / BITS, shift = entries[i].fd % BITS;
        entries[i].revents = (short)((readable[word] >> shift & 1 ? POLLIN : 0) |
                                     (writable[word] >> shift & 1 ? POLLOUT : 0));
    }
    free(readable);
    return found;
}

int32_t cplatform_poll_wait(struct pollfd *entries, int32_t count, cplatform_ready *ready, int32_t timeout_ms) {
    int32_t filled = 0;
    int found = poll(entries, (nfds_t)count, timeout_ms);
    if (found < 0 && errno != EINTR) found = select_wait(entries, count, timeout_ms);
    if (found <= 0) return 0;
    for (int32_t i = 0; i < count && filled < CPLATFORM_READY_CAPACITY; i++) {
        short bits = entries[i].revents;
        if (bits == 0) continue;
        ready[filled].descriptor = entries[i].fd;
        ready[filled].events = ((bits & (POLLIN | POLLHUP)) ? CPLATFORM_READABLE : 0) |
                               ((bits & POLLOUT) ? CPLATFORM_WRITABLE : 0) |
                               ((bits & (POLLERR | POLLNVAL)) ? CPLATFORM_FAILED : 0);
        filled++;
    }
    return filled;
}

int cplatform_timer_open(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK); }

void cplatform_timer_set(int timer, int64_t after_ms) {
    // A time of zero would disarm the timer.
    struct timespec after = {.tv_sec = after_ms / 1000, .tv_nsec = after_ms % 1000 * 1000000};
    if (after_ms == 0) after.tv_nsec = 1;
    if (after_ms < 0) after = (struct timespec){0, 0};
    timerfd_settime(timer, 0, &(struct itimerspec){.it_value = after}, NULL);
}
