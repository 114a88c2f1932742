/* Preloaded, it counts the allocations of a process, and tells them in one line on standard error at its end. */
#include <stdio.h>
#include <stdlib.h>

/* glibc's own names for its allocator: a program that overrides malloc() can go on using it. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static long mallocs, callocs, reallocs;

#define COUNT(which) __atomic_fetch_add(&which, 1, __ATOMIC_RELAXED)

void *malloc(size_t size)
{
    COUNT(mallocs);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    COUNT(callocs);
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    COUNT(reallocs);
    return __libc_realloc(memory, size);
}

__attribute__((destructor)) static void tell(void)
{
    fprintf(stderr, "allocations: malloc %ld calloc %ld realloc %ld\n", mallocs, callocs, reallocs);
}
