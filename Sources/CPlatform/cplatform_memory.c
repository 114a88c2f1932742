#define _GNU_SOURCE
#include "cplatform_memory.h"

// memset() before free() is a dead store that compilers drop; explicit_bzero() stays. In pieces: for larger ones glibc
// takes an instruction that has a start-up cost of its own.
void cplatform_release(void *memory, size_t size_bytes) {
    if (memory == NULL) return;
    for (size_t done = 0; done < size_bytes; done += 1024) {
        size_t rest = size_bytes - done;
        explicit_bzero((char *)memory + done, rest < 1024 ? rest : 1024);
    }
    free(memory);
}

const void *cplatform_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count) {
    return memmem(bytes, count, wanted, wanted_count);
}
