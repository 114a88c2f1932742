/*
 * What the programs that are measured have in common: PROGRAM PORT CALLS [HEADER…]. They make one call more, the first,
 * which connects; and at the end they print a line of JSON with what the others took.
 */
#ifndef CALL_H
#define CALL_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PROJECT_ID "0123456789abcdef0123456789abcdef"

/* Short on purpose: libcurl spends about a hundred instructions on each byte, which would hide the library's own. */
#define TOKEN "0123456789abcdef0123456789abcdef"

/* What identifies the answer, to be sure that the work was done. */
#define INSTANCE_ID "f9937afa-ca78-45b6-bc12-7ecf42553c48"

typedef struct orders {
    char endpoint[64];
    long calls;
    int header_count;
    char **headers;
} orders;

static inline orders take_orders(int count, char **arguments)
{
    orders given = {.calls = 0};
    if (count >= 3) {
        snprintf(given.endpoint, sizeof given.endpoint, "http://127.0.0.1:%d", atoi(arguments[1]));
        given.calls = atol(arguments[2]);
        given.header_count = count - 3;
        given.headers = arguments + 3;
    }
    if (given.calls < 1) {
        fprintf(stderr, "usage: %s PORT CALLS [HEADER...]\n", arguments[0]);
        exit(2);
    }
    return given;
}

static inline long long clock_ns(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

typedef struct stopwatch {
    long long cpu_ns, wall_ns;
} stopwatch;

static inline stopwatch start(void)
{
    return (stopwatch){clock_ns(CLOCK_PROCESS_CPUTIME_ID), clock_ns(CLOCK_MONOTONIC)};
}

static inline void tell(const char *name, long calls, stopwatch since)
{
    stopwatch now = start();
    printf("{\"name\":\"%s\",\"count\":%ld,\"cpu_ns\":%lld,\"wall_ns\":%lld}\n", name, calls,
           now.cpu_ns - since.cpu_ns, now.wall_ns - since.wall_ns);
}

#endif
