/* What the programs under load have in common: PROGRAM PORT INSTANCES, and one line of JSON at the end. */
#ifndef REPORT_H
#define REPORT_H

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PROJECT_ID "0123456789abcdef0123456789abcdef"
#define TOKEN "0123456789abcdef0123456789abcdef"

/* Between two requests for an instance: the same in all programs, so that all send the same requests. */
#define LOOK_MS 50
#define CONNECTIONS 8

typedef struct task {
    char endpoint[64];
    long instances;
} task;

static inline task take_task(int count, char **arguments)
{
    task given = {.instances = count == 3 ? atol(arguments[2]) : 0};
    if (given.instances < 1) {
        fprintf(stderr, "usage: %s PORT INSTANCES\n", arguments[0]);
        exit(2);
    }
    snprintf(given.endpoint, sizeof given.endpoint, "http://127.0.0.1:%d", atoi(arguments[1]));
    return given;
}

static inline long long clock_ns(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Of this program alone: getrusage() also knows what its parent was when it was forked off. */
static inline long long peak_rss_bytes(void)
{
    char line[256];
    long long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, "VmHWM:", 6) == 0) kib = atoll(line + 6);
    if (status) fclose(status);
    return kib * 1024;
}

/* heap_bytes: the most that was in use, as the program has seen it at its busiest. */
static inline void tell(const char *name, task given, long ready, long long cpu_ns, long long wall_ns,
                        size_t heap_bytes)
{
    printf("{\"name\":\"%s\",\"instances\":%ld,\"ready\":%ld,\"cpu_ns\":%lld,\"wall_ns\":%lld,\"peak_rss_bytes\":%lld,"
           "\"heap_bytes\":%zu}\n",
           name, given.instances, ready, cpu_ns, wall_ns, peak_rss_bytes(), heap_bytes);
}

static inline size_t heap_in_use(void)
{
    struct mallinfo2 now = mallinfo2();
    return now.uordblks + now.hblkhd;
}

#endif
