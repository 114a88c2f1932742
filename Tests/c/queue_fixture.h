/* A user, a client and a queue without a pace. */
#ifndef QUEUE_FIXTURE_H
#define QUEUE_FIXTURE_H

#include "simulator.h"

#include <codelab.h>

typedef struct queue_fixture {
    simulator_user user;
    codelab_client *client;
    codelab_queue *queue;
} queue_fixture;

/* 0, or -1 after failing the case. settings: of the user; may be NULL. */
int queue_fixture_make(queue_fixture *made, const char *settings);
int queue_fixture_make_with(queue_fixture *made, const char *settings, uint32_t flags);
void queue_fixture_drop(queue_fixture *made);

/* One that looks often. */
codelab_watch *quick_watch(codelab_client *client, const codelab_instance *instance);

#endif
