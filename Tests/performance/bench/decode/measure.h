/* What the decoders under test have in common: PROGRAM ANSWER-FILE COUNT, and one line of JSON at the end. */
#ifndef DECODE_MEASURE_H
#define DECODE_MEASURE_H

#include <codelab.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct answer {
    char *bytes;
    size_t length;
} answer;

static inline answer read_answer(const char *path)
{
    answer read = {NULL, 0};
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        exit(1);
    }
    read.length = (size_t)ftell(file);
    rewind(file);
    read.bytes = (char *)malloc(read.length + 1);
    if (!read.bytes || fread(read.bytes, 1, read.length, file) != read.length) exit(1);
    fclose(file);
    return read;
}

static inline long long clock_ns(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* A number that depends on what was decoded, from one end of the answer to the other: equal for all decoders. */
static inline unsigned long long digest(const codelab_instance *instance)
{
    unsigned long long sum = (unsigned long long)instance->update_at_ms + (unsigned long long)instance->status;
    if (instance->id) sum += strlen(instance->id);
    if (instance->workspace_id) sum += (unsigned char)instance->workspace_id[0];
    if (instance->image && instance->image->swr_path) sum += strlen(instance->image->swr_path);
    for (long long at = 0; at < instance->action_progress_count; at++)
        sum += (unsigned long long)instance->action_progress[at]->step * (unsigned long long)(at + 1) +
               strlen(instance->action_progress[at]->description);
    if (instance->volume && instance->volume->uri) sum += strlen(instance->volume->uri);
    return sum;
}

static inline void tell(const char *name, long count, unsigned long long sum, long long cpu_ns, long long wall_ns)
{
    printf("{\"name\":\"%s\",\"count\":%ld,\"digest\":%llu,\"cpu_ns\":%lld,\"wall_ns\":%lld}\n", name, count, sum,
           cpu_ns, wall_ns);
}

/* Runs `decode`, which decodes once and returns the digest, and prints what it cost. */
#define MEASURE(name, count, decode)                                                                        \
    do {                                                                                                    \
        unsigned long long sum = 0;                                                                         \
        long long cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID), wall = clock_ns(CLOCK_MONOTONIC);               \
        for (long at = 0; at < (count); at++) sum = (decode);                                               \
        cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;                                                     \
        wall = clock_ns(CLOCK_MONOTONIC) - wall;                                                            \
        tell(name, count, sum, cpu, wall);                                                                  \
    } while (0)

#endif
