#define _GNU_SOURCE
#include "cplatform_memory.h"

const void *cplatform_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count) {
    return memmem(bytes, count, wanted, wanted_count);
}
