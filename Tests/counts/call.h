/* What the programs that are measured have in common: PROGRAM PORT CALLS [HEADER…]. */
#ifndef CALL_H
#define CALL_H

#include <stdio.h>
#include <stdlib.h>

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

#endif
