/* One run of a scenario with failing allocations, in this process. */
#ifndef RUN_H
#define RUN_H

#include "failing_malloc.h"
#include "scenarios.h"

/* How a scenario is run: its row in the report. */
typedef struct variant {
    const scenario *what;
    int mode;
    int32_t max_attempts;
    int is_first_use;
} variant;

/* What one run came to. */
typedef struct outcome {
    int32_t status;
    int32_t curl_code;
    long counted;     /* allocations asked for */
    long blocks_left; /* more than before; all handles are freed */
    char complaint[256];
} outcome;

/* What all runs need. */
typedef struct surroundings {
    char body[65536];
    size_t body_length;
    int notes_blocks; /* each with its callers, for leaks to be described */
} surroundings;

/* 0, or -1 when the allocator is not preloaded. */
int find_allocator(void);

/* Runs with the nth allocation failing, and then once more with a working allocator, on the same handles. */
outcome run_failing(const surroundings *in, const variant *how, long nth);

/* Writes the blocks that are left, each with its callers, on standard error. */
void describe_blocks_left(void);

#endif
