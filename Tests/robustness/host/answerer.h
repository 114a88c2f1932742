/* A server on loopback in a separate thread, which can break the protocol as a case needs it. */
#ifndef ANSWERER_H
#define ANSWERER_H

#include <pthread.h>

typedef enum manners {
    ANSWERS,       /* an instance, and keeps the connection */
    LEAVES,        /* takes the connection and resets it, nothing read */
    LEAVES_LATER,  /* answers once, then resets the connection while it is kept */
    MUMBLES,       /* fails, with a request id that is no UTF-8 */
    GRANTS,        /* answers as IAM and as the service at once: a token, and an instance */
    ECHOES         /* fails, and repeats SECRET wherever a text is taken from an answer */
} manners;

#define SECRET "the-token-0123456789-that-nobody-may-see"

typedef struct answerer {
    int listener;
    manners how;
    pthread_t thread;
    char endpoint[64];
} answerer;

/* 0, or -1 after saying why. It ends with answerer_stop() or the process. */
int answerer_start(answerer *with, manners how);
void answerer_stop(answerer *with);

#endif
