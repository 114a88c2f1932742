/* Every kind of use at once, against servers that answer wrongly: what the parts have in common. */
#ifndef STRESS_H
#define STRESS_H

#include <codelab.h>
#include <stdatomic.h>
#include <stdint.h>

/* Addresses of the servers: HTTP/1.1, TLS with HTTP/1.1, TLS with HTTP/2. */
enum { PLAIN, TLS, H2, SERVERS };

typedef struct setting {
    const char *servers[SERVERS];
    const char *ca_file;
} setting;

extern setting given;

/* Set when the threads of an epoch are to end. */
extern atomic_int is_ending;

/* Operations that have ended, and how many of them well. */
extern atomic_long ended, succeeded;

/* Children whose call succeeded: without exec (over plain HTTP), and after exec (over TLS). */
extern atomic_long fork_succeeded, exec_succeeded;

/* Reports a fault, and makes the program's exit status 1. */
void fault(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Returns the number of faults so far; a child of fork() continues its parent's number. */
int count_faults(void);

/* The most requests of one call or page: as clients here have at most 5 attempts, 5 and 10 more to IAM, and one spare.
 * A watch has no such number: it polls until its deadline, and the number holds for each poll. */
enum { MOST_REQUESTS = 16, ANY_REQUESTS = INT32_MAX };

/* Counts the end of an operation, and checks that status, requests and error fit each other. */
void note_end(const char *what, int32_t status, const codelab_error *error, int32_t most_requests);

/* A sequence of random numbers, one for each thread. */
typedef struct dice {
    uint64_t state;
} dice;

unsigned roll(dice *with, unsigned below);

/* A client with a random credential, or NULL after a fault; new_client() chooses the server at random, too. */
codelab_client *new_client(dice *with);
codelab_client *new_client_of(dice *with, const char *endpoint);

/* The parts, as thread functions; the argument is a seed. */
void *call_and_cancel(void *seed);
void *watch_and_list(void *seed);
void *drive_queues(void *seed);

/* Forks children, some of which call exec, while other threads use the handles that the children inherit. */
void *fork_children(void *seed);

/* Runs "stress --child": one call over TLS. Returns the exit status. */
int call_after_exec(const char *seed);

#endif
