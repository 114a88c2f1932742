// Memory that is overwritten before it is freed.
#ifndef CPLATFORM_MEMORY_H
#define CPLATFORM_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// The head of each allocation of a Block; see Block.swift.
typedef struct cplatform_chunk {
    struct cplatform_chunk *next;
    size_t used_bytes;  // of the whole allocation, to be overwritten
} cplatform_chunk;

// Overwrites memory that holds size_bytes, and frees it.
void cplatform_release(void *memory, size_t size_bytes);

// Calls memmem(), which is only declared for programs that ask for GNU extensions.
const void *cplatform_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count);

#endif
