/* The simulator as a child process, and its control calls. Each user is independent: a case makes one of its own. */
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
} simulator_user;

/* Starts the program; it ends when this process does, for it reads until the end of its standard input.
   Returns 0, or -1 after saying why on standard error. */
int simulator_start(const char *program);
void simulator_stop(void);
const char *simulator_endpoint(void);

/* Each fails the running case and returns -1 when the simulator does not do it. settings and faults are JSON;
   settings may be NULL. */
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
