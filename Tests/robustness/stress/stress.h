/* Every kind of use at once, against servers that answer wrongly: what the parts have in common. */
#ifndef STRESS_H
#define STRESS_H

#include <codelab.h>
#include <stdatomic.h>
#include <stdint.h>

/* Addresses of the servers: HTTP/1.1, TLS with HTTP/1.1, TLS with HTTP/2. */
enum { SERVERS = 3 };

typedef struct setting {
    const char *servers[SERVERS];
    const char *ca_file;
} setting;

extern setting given;

/* Set when the threads of an epoch are to end. */
extern atomic_int is_ending;

/* Operations that have ended, and how many of them well. */
extern atomic_long ended, succeeded;

/* Reports a fault, and makes the program's exit status 1. */
void fault(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Counts the end of an operation, and checks that status and error fit each other. */
void note_end(const char *what, int32_t status, const codelab_error *error);

/* A sequence of random numbers, one for each thread. */
typedef struct dice {
    uint64_t state;
} dice;

unsigned roll(dice *with, unsigned below);

/* A client with a random server and credential, or NULL after a fault. */
codelab_client *new_client(dice *with);

/* The parts, as thread functions; the argument is a seed. */
void *call_and_cancel(void *seed);
void *watch_and_list(void *seed);
void *drive_queues(void *seed);

/* Forks children that free what they inherit, while other threads use those handles. */
void *fork_children(void *seed);

#endif
