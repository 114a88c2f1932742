/*
 * The simulator as a child process, and its control calls over a plain socket: a program that counts allocations, or
 * fails them, must not drive its surroundings through libcurl.
 *
 * ROBUST_PORT      the port on which the simulator listens; any free one if it is not set
 * ROBUST_ENDPOINT  the address of a gateway in front of it, which clients are given as their endpoint
 */
#ifndef ROBUST_SIMULATOR_H
#define ROBUST_SIMULATOR_H

#include <sys/types.h>

typedef struct simulator {
    pid_t process;
    int its_input;
    int port;
    char endpoint[64]; /* for clients */
} simulator;

typedef struct simulator_user {
    char project_id[128];
    char token[256];
    char access_key[64];
    char secret_key[128];
    char security_token[256]; /* "" unless the settings ask for one */
    char user_name[64];
    char password[64];
    char domain_name[64];
} simulator_user;

/* Starts the program, which ends when this process does. 0, or -1 after saying why on standard error. */
int simulator_start(simulator *with, const char *program);
void simulator_stop(simulator *with);

/* settings and faults are JSON. 0, or -1 after saying why on standard error. */
int simulator_new_user(const simulator *with, const char *settings, simulator_user *user);
int simulator_set_faults(const simulator *with, const simulator_user *user, const char *faults);

#endif
