/* What the C programs of this folder share: a check that ends the program, and a client with a token. */
#ifndef REQUIRE_H
#define REQUIRE_H

#include <codelab.h>
#include <stdio.h>
#include <unistd.h>

/* Prints a condition that is false, and ends the process with status 1. */
#define REQUIRE(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s\n", __LINE__, #condition); \
            fflush(stdout); \
            _exit(1); \
        } \
    } while (0)

/* Returns a client, which the caller frees. No request is sent. */
static inline codelab_client *make_client(const char *endpoint)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *made = NULL;
    options.endpoint = endpoint;
    options.project_id = "project-1";
    options.token = "token";
    REQUIRE(codelab_client_new(&options, &made, NULL) == CODELAB_OK);
    return made;
}

#endif
