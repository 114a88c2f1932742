/* The kinds of credentials that a simulated user has, and how a client gets them. */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include "simulator.h"

#include <codelab.h>

enum credential_kind {
    CREDENTIAL_TOKEN,
    CREDENTIAL_KEYS,
    CREDENTIAL_TEMPORARY_KEYS,
    CREDENTIAL_PASSWORD,
    CREDENTIAL_ENVIRONMENT /* nothing among the options */
};

typedef struct credential_variable {
    const char *name;
    const char *value;
} credential_variable;

/* Texts that live until the pool is freed. */
typedef struct text_pool {
    const simulator_user *user;
    char *texts[32];
    size_t count;
} text_pool;

/* The text with $endpoint, $token, … replaced by what the user has. Fails the case where there is no such name. */
const char *expand(text_pool *pool, const char *text);
void text_pool_free(text_pool *pool);

/* Options with that kind of credential, and short delays between attempts. They point into the user. */
codelab_client_options options_with(enum credential_kind kind, const simulator_user *user);

/* Takes away all variables that the library reads. */
void environment_clear(void);
void environment_set(const credential_variable *variables, text_pool *pool);

#endif
