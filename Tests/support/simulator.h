/*
 * The simulator as a child process, and its control calls over a plain socket: a program that counts allocations, or
 * fails them, must not drive its surroundings through libcurl. Each user is independent, so that a test makes a new one.
 *
 * SIMULATOR_PORT      the port on which the simulator listens; any free one if it is not set
 * SIMULATOR_ENDPOINT  the address of a gateway before it, which clients get as their endpoint
 */
#ifndef SIMULATOR_H
#define SIMULATOR_H

#include <stddef.h>

/* security_token is empty unless the settings ask for one. */
typedef struct simulator_user {
    char endpoint[128];
    char project_id[128];
    char token[4096];
    char access_key[128];
    char secret_key[128];
    char security_token[4096];
    char user_name[128];
    char password[128];
    char domain_name[128];
    char project_name[128];
    char user_id[128];
    char domain_id[128];
} simulator_user;

/* Starts the program, which ends when this process does: it reads its standard input to the end. Its messages go into the
   file log, or nowhere if log is NULL. Returns 0, or -1 after writing the reason to standard error. */
int simulator_start(const char *program, const char *log);
void simulator_stop(void);
/* Returns the endpoint for clients. */
const char *simulator_endpoint(void);

/* Receives the message when a control call fails. At first it writes to standard error. */
extern void (*simulator_report_failure)(const char *message);

/* Each returns 0, or -1 after reporting a failure. settings and faults are JSON; settings may be NULL. */
int simulator_new_user(const char *settings, simulator_user *user);
int simulator_set_faults(const simulator_user *user, const char *faults);
int simulator_forget_requests(const simulator_user *user);
int simulator_change_user(const simulator_user *user, const char *settings);
/* Takes back all tokens that IAM has given to the user. */
int simulator_revoke_tokens(const simulator_user *user);
int simulator_patch_instance(const simulator_user *user, const char *changes);
int simulator_delete_instance(const simulator_user *user);

/* The logged requests as JSON text, to be freed; NULL on failure. */
char *simulator_requests(const simulator_user *user);
/* How many were logged, or -1. */
int simulator_request_count(const simulator_user *user);
/* How many of them were calls of that name, or -1. */
int simulator_call_count(const simulator_user *user, const char *call);
/* The names of the calls that were logged, each followed by a space; to be freed. NULL on failure. */
char *simulator_calls(const simulator_user *user);
/* Waits until that many have come. Any thread. */
int simulator_wait_for_requests(const simulator_user *user, int count);
/* Waits until so many calls of that name have come. Any thread. */
int simulator_wait_for_calls(const simulator_user *user, const char *call, int count);

#endif
