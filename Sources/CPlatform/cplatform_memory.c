#define _GNU_SOURCE
#include "cplatform_memory.h"

// Compilers remove a memset() before free() as a dead store, but not explicit_bzero(). Overwrites in pieces: for larger
// ones glibc uses an instruction with a high start-up cost.
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
