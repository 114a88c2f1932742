/* Blocking calls of several threads on one client, cancelled at random; watches and lists. */
#include "stress.h"

#include <pthread.h>
#include <unistd.h>

/* A thread that triggers a cancel object after a random time. */
typedef struct trigger {
    codelab_cancel *cancel;
    useconds_t after_us;
    pthread_t thread;
} trigger;

static void *pull(void *context)
{
    const trigger *which = context;
    usleep(which->after_us);
    codelab_cancel_trigger(which->cancel);
    return NULL;
}

/* Each type of result has its own function that frees it. */
#define CALL(type, call) \
    do { \
        type *out; \
        int32_t status = call; \
        if ((status == CODELAB_OK) != (out != NULL) && !may_be_empty) fault(#call ": %d and its result", status); \
        note_end(#call, status, &error, MOST_REQUESTS); \
        type##_free(out); \
    } while (0)

static void call_once(dice *with, codelab_client *client, codelab_cancel *cancel)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_lease_request lease = CODELAB_LEASE_REQUEST_INIT;
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    int may_be_empty = 0;
    lease.duration_ms = 3600000;
    update.name = "name";
    switch (roll(with, 8)) {
    case 0: CALL(codelab_instance, codelab_open(client, NULL, cancel, &out, &error)); break;
    case 1: CALL(codelab_instance, codelab_show(client, "a-b-c", cancel, &out, &error)); break;
    case 2: CALL(codelab_instance, codelab_start(client, "a-b-c", &lease, cancel, &out, &error)); break;
    case 3: CALL(codelab_instance, codelab_stop(client, "a-b-c", cancel, &out, &error)); break;
    case 4:
        may_be_empty = 1;
        CALL(codelab_instance, codelab_delete(client, "a-b-c", cancel, &out, &error));
        break;
    case 5: CALL(codelab_instance, codelab_update(client, "a-b-c", &update, cancel, &out, &error)); break;
    case 6: CALL(codelab_lease, codelab_show_lease(client, "a-b-c", cancel, &out, &error)); break;
    default: CALL(codelab_lease, codelab_renew_lease(client, "a-b-c", &lease, cancel, &out, &error));
    }
}

typedef struct shared_calls {
    codelab_client *client;
    uint64_t seed;
} shared_calls;

static void *call_beside(void *context)
{
    const shared_calls *of = context;
    dice with = {of->seed};
    for (int at = 0; at < 10 && !atomic_load(&is_ending); at++) {
        codelab_cancel *cancel;
        if (codelab_cancel_new(1 + roll(&with, 1500), &cancel, NULL) != CODELAB_OK) return fault("no cancel"), NULL;
        call_once(&with, of->client, cancel);
        codelab_cancel_free(cancel);
    }
    return NULL;
}

void *call_and_cancel(void *seed)
{
    dice with = {*(uint64_t *)seed};
    while (!atomic_load(&is_ending)) {
        pthread_t beside;
        shared_calls of = {new_client(&with), with.state | 1};
        if (!of.client || pthread_create(&beside, NULL, call_beside, &of) != 0) return NULL;
        for (int at = 0; at < 10 && !atomic_load(&is_ending); at++) {
            trigger which = {.after_us = roll(&with, 100000)};
            if (codelab_cancel_new(3000, &which.cancel, NULL) != CODELAB_OK) return fault("no cancel object"), NULL;
            if (pthread_create(&which.thread, NULL, pull, &which) != 0) return fault("no thread"), NULL;
            call_once(&with, of.client, which.cancel);
            pthread_join(which.thread, NULL);
            codelab_cancel_free(which.cancel);
        }
        pthread_join(beside, NULL);
        codelab_client_free(of.client);
    }
    return NULL;
}

static void follow(dice *with, codelab_client *client, codelab_cancel *cancel)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_switch_request request = CODELAB_SWITCH_REQUEST_INIT;
    codelab_watch *watch = NULL;
    options.first_delay_ms = 1;
    options.ceiling_ms = 5;
    options.until = (int32_t)roll(with, 3);
    request.flavor = "flavor";
    int32_t status;
    const int is_switch = roll(with, 3) == 0;
    if (is_switch) {
        options.until = CODELAB_UNTIL_READY;
        status = codelab_watch_new_switch(client, "a-b-c", &request, &options, &watch, &error);
    } else {
        status = codelab_watch_new_with_id(client, "a-b-c", &options, &watch, &error);
    }
    if (status != CODELAB_OK) return fault("no watch: %s", error.message);
    for (int steps = 0; steps < 30 && !atomic_load(&is_ending); steps++) {
        codelab_instance *out;
        status = codelab_watch_next(watch, cancel, &out, &error);
        /* A wrong response in place of the possible flavors makes the library refuse the switch. */
        if (is_switch && status == CODELAB_E_ARGUMENT) break;
        note_end("codelab_watch_next", status, &error, ANY_REQUESTS);
        codelab_instance_free(out);
        if (status != CODELAB_OK && status != CODELAB_E_PROTOCOL) break;
    }
    codelab_watch_free(watch);
}

static void list(dice *with, codelab_client *client, codelab_cancel *cancel)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_pager *pager = NULL;
    int32_t status = roll(with, 2) ? codelab_pager_new_instances(client, NULL, &pager, &error)
                                   : codelab_pager_new_images(client, NULL, &pager, &error);
    if (status != CODELAB_OK) return fault("no pager: %s", error.message);
    for (int pages = 0; pages < 8 && !atomic_load(&is_ending); pages++) {
        codelab_page *out;
        status = codelab_pager_next(pager, cancel, &out, &error);
        note_end("codelab_pager_next", status, &error, MOST_REQUESTS);
        codelab_page_free(out);
    }
    codelab_pager_free(pager);
}

void *watch_and_list(void *seed)
{
    dice with = {*(uint64_t *)seed};
    while (!atomic_load(&is_ending)) {
        codelab_client *client = new_client(&with);
        codelab_cancel *cancel;
        if (!client || codelab_cancel_new(1500, &cancel, NULL) != CODELAB_OK) return fault("no cancel object"), NULL;
        if (roll(&with, 2)) follow(&with, client, cancel);
        else list(&with, client, cancel);
        /* In any order: what was made from the client keeps what it needs. */
        codelab_client_free(client);
        codelab_cancel_free(cancel);
    }
    return NULL;
}
