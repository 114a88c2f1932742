/*
 * Preloaded, or linked before the C library, it counts the allocations of a process, and prints them in one line on
 * standard error at its end. A program that is linked with it can also ask what is in use.
 */
#include "allocations.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

/* glibc's own names for its allocator: a program that overrides malloc() can go on using it. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

static long mallocs, callocs, reallocs;
static live_memory live;

#define ADD(which, amount) __atomic_fetch_add(&which, amount, __ATOMIC_RELAXED)

/* Before each block glibc keeps its size. */
static long whole_bytes(void *memory) { return (long)(malloc_usable_size(memory) + sizeof(size_t)); }

static void *taken(void *memory)
{
    if (!memory) return NULL;
    ADD(live.blocks, 1);
    ADD(live.bytes, whole_bytes(memory));
    return memory;
}

static void given_back(long bytes)
{
    ADD(live.blocks, -1);
    ADD(live.bytes, -bytes);
}

void *malloc(size_t size)
{
    ADD(mallocs, 1);
    return taken(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    ADD(callocs, 1);
    return taken(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
    long before = memory ? whole_bytes(memory) : 0;
    void *moved = __libc_realloc(memory, size);
    ADD(reallocs, 1);
    /* Without memory, or of no size, it has left the old block, or freed it. */
    if (memory && (moved || size == 0)) given_back(before);
    return taken(moved);
}

void free(void *memory)
{
    if (memory) given_back(whole_bytes(memory));
    __libc_free(memory);
}

live_memory memory_now(void)
{
    return (live_memory){ADD(live.blocks, 0), ADD(live.bytes, 0)};
}

__attribute__((destructor)) static void tell(void)
{
    fprintf(stderr, "allocations: malloc %ld calloc %ld realloc %ld\n", mallocs, callocs, reallocs);
}
