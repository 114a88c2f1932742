#include "failing_malloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
static long live_blocks, counted, fail_at;
static int mode = -1; /* -1: neither counting nor failing */

EXPORT void failing_start(long nth, int wanted_mode)
{
    counted = 0;
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

#define SLOTS 65536 /* far more than the blocks of one run */
#define DEPTH 24

typedef struct note {
    void *block;
    size_t size;
    int depth;
    void *callers[DEPTH];
} note;

static note notes[SLOTS];
static int noting, used_slots, depth = DEPTH;
static __thread int inside; /* backtrace() may allocate */

static note *slot_of(const void *block)
{
    size_t index = ((uintptr_t)block >> 4) * 2654435761u % SLOTS;
    while (notes[index].block && notes[index].block != block) index = (index + 1) % SLOTS;
    return &notes[index];
}

/* A freed block's slot stays, with size 0, so that the search goes on beyond it. */
static void note_new(void *block, size_t size)
{
    if (!noting || inside || used_slots > SLOTS / 8 * 7) return;
    inside = 1;
    note *at = slot_of(block);
    if (!at->block) used_slots++;
    at->block = block;
    at->size = size ? size : 1;
    at->depth = backtrace(at->callers, depth);
    inside = 0;
}

static void note_gone(const void *block)
{
    if (!noting || inside) return;
    note *at = slot_of(block);
    if (at->block) at->size = 0;
}

EXPORT void failing_note(int callers)
{
    void *warm[4];
    depth = callers < DEPTH ? callers : DEPTH;
    backtrace(warm, 4);
    memset(notes, 0, sizeof notes);
    used_slots = 0;
    noting = 1;
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
    noting = 0;
    for (size_t index = 0; index < SLOTS; index++)
        if (notes[index].block && notes[index].size > 0 && is_from_below(&notes[index])) left++;
    return left;
}

EXPORT int failing_describe(int descriptor)
{
    int left = 0;
    noting = 0;
    for (size_t index = 0; index < SLOTS; index++) {
        const note *at = &notes[index];
        if (!at->block || at->size == 0 || is_from_below(at)) continue;
        left++;
        dprintf(descriptor, "  a block of %zu bytes was not freed:\n", at->size);
        backtrace_symbols_fd(at->callers + 1, at->depth - 1, descriptor);
    }
    return left;
}

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
