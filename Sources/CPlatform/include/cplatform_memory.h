// Memory that is released without leaving its bytes behind.
#ifndef CPLATFORM_MEMORY_H
#define CPLATFORM_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Stands at the beginning of every piece of memory that belongs to one answer; see Block.swift.
typedef struct cplatform_chunk {
    struct cplatform_chunk *next;
    size_t size_bytes;
} cplatform_chunk;

// memset() before free() is a dead store that compilers drop; explicit_bzero() stays. In pieces: for larger ones glibc
// takes an instruction that has a start-up cost of its own.
static inline void cplatform_release(void *memory, size_t size_bytes) {
    if (memory == NULL) return;
    for (size_t done = 0; done < size_bytes; done += 1024) {
        size_t rest = size_bytes - done;
        explicit_bzero((char *)memory + done, rest < 1024 ? rest : 1024);
    }
    free(memory);
}

// memmem(), which the C standard library shows only to programs that ask for GNU extensions.
const void *cplatform_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count);

#endif
