#include "failing_malloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>

#define EXPORT __attribute__((visibility("default")))

/* ------------------------------------------------------------------------------------ the allocator below -- */

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void *(*real_memalign)(size_t, size_t);
static void (*real_free)(void *);

/* For what dlsym() itself may ask for. */
static _Alignas(16) char early[4096];
static size_t early_used;
static int resolving;

static void *early_allocate(size_t size)
{
    size_t rounded = (size + 15) & ~(size_t)15;
    if (rounded > sizeof early - early_used) return NULL;
    early_used += rounded;
    return early + early_used - rounded;
}

static int is_early(const void *block)
{
    return (const char *)block >= early && (const char *)block < early + sizeof early;
}

/* Uses the next library in the search order, not glibc's internal names: that library may be valgrind's. */
static void resolve(void)
{
    resolving = 1;
    *(void **)&real_malloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&real_calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&real_realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&real_memalign = dlsym(RTLD_NEXT, "memalign");
    *(void **)&real_free = dlsym(RTLD_NEXT, "free");
    resolving = 0;
}

/* --------------------------------------------------------------------------------------- failing, counting -- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long live_blocks, counted, fail_at, waits;
static int mode = -1; /* -1: neither counting nor failing */

EXPORT void failing_start(long nth, int wanted_mode)
{
    counted = 0;
    waits = 0;
    fail_at = nth;
    mode = wanted_mode;
}

EXPORT long failing_stop(void)
{
    mode = -1;
    return counted;
}

EXPORT long failing_live_blocks(void) { return live_blocks; }

static int fails_now(void)
{
    int fails = 0;
    if (mode < 0) return 0;
    pthread_mutex_lock(&lock);
    counted++;
    if (mode == FAIL_ONLY_NTH) fails = counted == fail_at;
    if (mode == FAIL_FROM_NTH) fails = counted >= fail_at;
    pthread_mutex_unlock(&lock);
    if (fails) errno = ENOMEM;
    return fails;
}

/* ----------------------------------------------------------------------------------------------- noting -- */

#define SLOTS 65536
#define MOST_NOTES (SLOTS / 8 * 7) /* far more than the blocks of one run */
#define DEPTH 24

typedef struct note {
    void *block;
    size_t size; /* 0 when the block is freed: the note stays, so that the search goes on beyond it */
    int depth;
    void *callers[DEPTH];
} note;

/* A hash table of positions in an array: a run makes a few hundred notes, and touches only the pages of these. */
typedef struct notebook {
    uint16_t slots[SLOTS]; /* 0 for none */
    note notes[MOST_NOTES + 1];
} notebook;

static notebook *book;
static int used_notes, depth = DEPTH;
static pthread_mutex_t book_lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int inside; /* backtrace() may allocate */

static const note *first_note(void) { return book ? book->notes + 1 : NULL; }
static const note *end_of_notes(void) { return book ? book->notes + 1 + used_notes : NULL; }

static uint16_t *slot_of(const void *block)
{
    size_t index = ((uintptr_t)block >> 4) * 2654435761u % SLOTS;
    while (book->slots[index] && book->notes[book->slots[index]].block != block) index = (index + 1) % SLOTS;
    return &book->slots[index];
}

static void write_note(void *block, size_t size)
{
    uint16_t *slot = slot_of(block);
    if (!*slot && used_notes < MOST_NOTES) *slot = (uint16_t)++used_notes;
    if (!*slot) return;
    note *at = &book->notes[*slot];
    at->block = block;
    at->size = size ? size : 1;
    at->depth = backtrace(at->callers, depth);
}

static void note_new(void *block, size_t size)
{
    if (!book || inside) return;
    inside = 1;
    pthread_mutex_lock(&book_lock);
    write_note(block, size);
    pthread_mutex_unlock(&book_lock);
    inside = 0;
}

static void note_gone(const void *block)
{
    if (!book || inside) return;
    pthread_mutex_lock(&book_lock);
    const uint16_t slot = *slot_of(block);
    if (slot) book->notes[slot].size = 0;
    pthread_mutex_unlock(&book_lock);
}

EXPORT void failing_note(int callers)
{
    void *warm[4];
    depth = callers < DEPTH ? callers : DEPTH;
    backtrace(warm, 4);
    if (book) munmap(book, sizeof *book);
    void *fresh = mmap(NULL, sizeof *book, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (fresh == MAP_FAILED) abort();
    used_notes = 0;
    book = fresh;
}

/* Whether OpenSSL or nghttp2 asked for the block: the first caller outside this file. */
static int is_from_below(const note *at)
{
    Dl_info self, info;
    if (!dladdr((void *)(uintptr_t)failing_note, &self)) return 0;
    for (int frame = 0; frame < at->depth; frame++) {
        if (!dladdr(at->callers[frame], &info) || info.dli_fbase == self.dli_fbase) continue;
        return strstr(info.dli_fname, "/libcrypto.so") || strstr(info.dli_fname, "/libssl.so") ||
               strstr(info.dli_fname, "/libnghttp2.so");
    }
    return 0;
}

EXPORT int failing_left_below(void)
{
    int left = 0;
    inside = 1;
    for (const note *at = first_note(); at < end_of_notes(); at++)
        if (at->size > 0 && is_from_below(at)) left++;
    inside = 0;
    return left;
}

EXPORT int failing_describe(int descriptor)
{
    int left = 0;
    inside = 1;
    for (const note *at = first_note(); at < end_of_notes(); at++) {
        if (at->size == 0 || is_from_below(at)) continue;
        left++;
        dprintf(descriptor, "  a block of %zu bytes was not freed:\n", at->size);
        backtrace_symbols_fd(at->callers + 1, at->depth - 1, descriptor);
    }
    inside = 0;
    return left;
}

/* ------------------------------------------------------------------------------------------------ waiting -- */

/* A loop that waits for a ready descriptor and does not read from it calls these as fast as it can. */
EXPORT int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms)
{
    static int (*real)(int, struct epoll_event *, int, int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "epoll_wait");
    __atomic_add_fetch(&waits, 1, __ATOMIC_RELAXED);
    return real(epoll, events, most, timeout_ms);
}

EXPORT int poll(struct pollfd *entries, nfds_t count, int timeout_ms)
{
    static int (*real)(struct pollfd *, nfds_t, int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "poll");
    __atomic_add_fetch(&waits, 1, __ATOMIC_RELAXED);
    return real(entries, count, timeout_ms);
}

EXPORT long failing_waits(void) { return waits; }

/* ------------------------------------------------------------------------------- the allocator's functions -- */

static void *born(void *block, size_t size)
{
    if (block) {
        __atomic_add_fetch(&live_blocks, 1, __ATOMIC_RELAXED);
        note_new(block, size);
    }
    return block;
}

EXPORT void *malloc(size_t size)
{
    if (!real_free && !resolving) resolve();
    if (!real_malloc) return early_allocate(size);
    return fails_now() ? NULL : born(real_malloc(size), size);
}

EXPORT void *calloc(size_t count, size_t size)
{
    if (!real_free && !resolving) resolve();
    if (!real_calloc) return early_allocate(count * size);
    return fails_now() ? NULL : born(real_calloc(count, size), count * size);
}

EXPORT void free(void *block)
{
    if (!block || is_early(block)) return;
    if (!real_free && !resolving) resolve();
    __atomic_sub_fetch(&live_blocks, 1, __ATOMIC_RELAXED);
    note_gone(block);
    int saved_errno = errno;
    real_free(block);
    errno = saved_errno;
}

EXPORT void *realloc(void *block, size_t size)
{
    if (!block) return malloc(size);
    if (is_early(block)) { /* its size is not known, but its end is */
        void *moved = malloc(size);
        size_t most = (size_t)(early + sizeof early - (char *)block);
        return moved ? memcpy(moved, block, size < most ? size : most) : NULL;
    }
    if (fails_now()) return NULL;
    void *grown = real_realloc(block, size);
    if (!grown && size > 0) return NULL;
    note_gone(block);
    if (grown)
        note_new(grown, size);
    else
        __atomic_sub_fetch(&live_blocks, 1, __ATOMIC_RELAXED);
    return grown;
}

EXPORT void *reallocarray(void *block, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(block, bytes);
}

EXPORT void *memalign(size_t alignment, size_t size)
{
    if (!real_free && !resolving) resolve();
    return fails_now() ? NULL : born(real_memalign(alignment, size), size);
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

EXPORT int posix_memalign(void **out, size_t alignment, size_t size)
{
    int saved_errno = errno;
    void *block = memalign(alignment, size);
    errno = saved_errno;
    if (!block) return ENOMEM;
    *out = block;
    return 0;
}
