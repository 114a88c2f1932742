/*
 * A preloaded allocator that fails on demand. The program looks the functions up with dlsym(), by these names.
 *
 * Counts all calls of malloc, calloc, realloc, reallocarray, posix_memalign, aligned_alloc and memalign in the whole
 * process, by any library, from failing_start() to failing_stop().
 */
#ifndef FAILING_MALLOC_H
#define FAILING_MALLOC_H

enum failing_mode {
    FAIL_NONE,     /* only count */
    FAIL_ONLY_NTH, /* a moment of scarcity */
    FAIL_FROM_NTH  /* nothing is left, until failing_stop() */
};

/* Counts from 1 again and fails as mode says. */
void failing_start(long nth, int mode);

/* Allocations go well again. Returns how many were asked for since failing_start(). */
long failing_stop(void);

/* Calls of poll() and epoll_wait() since failing_start(). */
long failing_waits(void);

/* Blocks that are allocated now, in the whole process. */
long failing_live_blocks(void);

/* From here on the blocks are noted, each with so many of its callers, until failing_describe() has reported those that
   are left. Finding the callers is what a run over TLS, with its thousands of blocks, spends most of its time on. */
void failing_note(int callers);

/* How many of the blocks that were noted and not freed OpenSSL and nghttp2 have allocated for themselves. What OpenSSL
   fetches is kept for the process, also half of it; nghttp2 1.52 loses the entries of a SETTINGS frame. */
int failing_left_below(void);

/* Writes what was noted and not freed, but for those; returns how many blocks those are. */
int failing_describe(int descriptor);

#endif
