#include "shared_queue.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUBMITTERS 3
#define EACH 60 /* operations of one submitter, and calls of one that blocks */
#define OPERATIONS (SUBMITTERS * EACH)

typedef struct shared {
    codelab_queue *queue;
    codelab_client *client, *signing_in;
    const char *id;
    atomic_int submitted[OPERATIONS], finals[OPERATIONS], busy, faults;
} shared;

typedef struct worker {
    shared *all;
    int number;
} worker;

static void fault(shared *all, const char *what, int32_t status, const codelab_error *error)
{
    fprintf(stderr, "queue: %s: %s: %s\n", what, codelab_status_name(status), error->message);
    atomic_fetch_add(&all->faults, 1);
}

static int32_t make_watch(const shared *all, int tag, codelab_watch **out, codelab_error *error)
{
    codelab_keep_options options = CODELAB_KEEP_OPTIONS_INIT;
    codelab_instance *instance = NULL;
    if (tag % 8 == 7) return codelab_watch_new_open(all->client, NULL, NULL, out, error);
    if (tag % 16 == 3) return codelab_watch_new_with_id(all->client, all->id, NULL, out, error);
    options.total_ms = 100;
    options.poll_ms = 5;
    int32_t status = codelab_show(all->client, all->id, NULL, &instance, error);
    if (status == CODELAB_OK) status = codelab_watch_new_keep(all->client, instance, &options, out, error);
    codelab_instance_free(instance);
    return status;
}

/* The stop button is the submitter's: the queue keeps what it needs of it. */
static int32_t submit_one(const shared *all, int tag, codelab_error *error)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_pager *pager = NULL;
    codelab_watch *watch = NULL;
    int32_t status = CODELAB_OK;
    options.timeout_ms = tag % 7 == 6 ? 1 + tag % 5 : 60000;
    if (tag % 5 == 4) status = codelab_cancel_new(CODELAB_NO_TIMEOUT, &options.cancel, error);
    if (status != CODELAB_OK) return status;
    switch (tag % 4) {
    case 0: status = codelab_queue_open(all->queue, (uint64_t)tag, all->client, NULL, &options, error); break;
    case 1: status = codelab_queue_show(all->queue, (uint64_t)tag, all->client, all->id, &options, error); break;
    case 2:
        status = codelab_pager_new_images(all->signing_in, NULL, &pager, error);
        if (status == CODELAB_OK) status = codelab_queue_list(all->queue, (uint64_t)tag, pager, &options, error);
        break;
    default:
        status = make_watch(all, tag, &watch, error);
        if (status == CODELAB_OK) status = codelab_queue_watch(all->queue, (uint64_t)tag, watch, &options, error);
    }
    if (tag % 10 == 9) codelab_cancel_trigger(options.cancel);
    codelab_cancel_free(options.cancel);
    return status;
}

static void *submits(void *context)
{
    const worker *who = context;
    for (int at = 0; at < EACH; at++) {
        codelab_error error = CODELAB_ERROR_INIT;
        int tag = who->number * EACH + at;
        atomic_store(&who->all->submitted[tag], 1);
        int32_t status = submit_one(who->all, tag, &error);
        if (status != CODELAB_OK) fault(who->all, "a submission", status, &error);
        usleep(500);
    }
    atomic_fetch_sub(&who->all->busy, 1);
    codelab_queue_interrupt(who->all->queue);
    return NULL;
}

static void *disturbs(void *context)
{
    const worker *who = context;
    for (int tag = 0; atomic_load(&who->all->busy) > 0; tag = (tag + 37) % OPERATIONS) {
        codelab_queue_cancel(who->all->queue, (uint64_t)tag);
        if (codelab_queue_count(who->all->queue) < 0) abort();
        codelab_queue_interrupt(who->all->queue);
        usleep(2000);
    }
    codelab_queue_cancel_all(who->all->queue);
    return NULL;
}

/* With the queue's clients: the same token is fetched once for both. */
static void *blocks(void *context)
{
    const worker *who = context;
    for (int round = 0; round < EACH; round++) {
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_pager *pager = NULL;
        codelab_page *page = NULL;
        codelab_instance *instance = NULL;
        int32_t status = codelab_show(who->all->client, who->all->id, NULL, &instance, &error);
        if (status != CODELAB_OK) fault(who->all, "a show next to the queue", status, &error);
        status = codelab_pager_new_flavors(who->all->signing_in, NULL, &pager, &error);
        if (status == CODELAB_OK) status = codelab_pager_next(pager, NULL, &page, &error);
        if (status != CODELAB_OK) fault(who->all, "a list next to the queue", status, &error);
        codelab_instance_free(instance);
        codelab_page_free(page);
        codelab_pager_free(pager);
    }
    atomic_fetch_sub(&who->all->busy, 1);
    return NULL;
}

static int may_end_so(int32_t status)
{
    return status == CODELAB_OK || status == CODELAB_DONE || status == CODELAB_E_CANCELLED ||
           status == CODELAB_E_DEADLINE;
}

static void take(shared *all, codelab_event *event, const codelab_error *error)
{
    if (event->tag >= OPERATIONS || !atomic_load(&all->submitted[event->tag])) abort();
    if (atomic_load(&all->finals[event->tag])) fault(all, "an event after the last one", event->status, error);
    if (!may_end_so(event->status)) fault(all, "an event", event->status, error);
    if (event->is_final) atomic_fetch_add(&all->finals[event->tag], 1);
    codelab_event_clear(event);
}

static void *waits(void *context)
{
    shared *all = context;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    while (atomic_load(&all->busy) > 0 || codelab_queue_count(all->queue) > 0) {
        int32_t status = codelab_queue_wait(all->queue, 20, &event, &error);
        if (status == CODELAB_OK) take(all, &event, &error);
        else if (status != CODELAB_E_DEADLINE && status != CODELAB_E_CANCELLED) fault(all, "waiting", status, &error);
    }
    return NULL;
}

int share_a_queue(codelab_client *client, codelab_client *signing_in, const char *id)
{
    static shared all;
    static void *(*const others[])(void *) = {disturbs, blocks, blocks};
    enum { OTHERS = sizeof others / sizeof *others };
    pthread_t waiter, threads[SUBMITTERS + OTHERS];
    worker workers[SUBMITTERS + OTHERS];
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    all.client = client;
    all.signing_in = signing_in;
    all.id = id;
    options.flags = CODELAB_QUEUE_STAY;
    options.requests_per_second = CODELAB_UNLIMITED;
    if (codelab_queue_new(&options, &all.queue, &error) != CODELAB_OK) return fault(&all, "the queue", 0, &error), 1;
    /* Blocking calls may wait for a token that the queue fetches: keep driving the queue until they have ended. */
    atomic_store(&all.busy, SUBMITTERS + 2);
    if (pthread_create(&waiter, NULL, waits, &all) != 0) abort();
    for (int at = 0; at < SUBMITTERS + OTHERS; at++) {
        workers[at] = (worker){&all, at};
        if (pthread_create(&threads[at], NULL, at < SUBMITTERS ? submits : others[at - SUBMITTERS], &workers[at]) != 0)
            abort();
    }
    for (int at = 0; at < SUBMITTERS + OTHERS; at++) pthread_join(threads[at], NULL);
    pthread_join(waiter, NULL);
    for (int tag = 0; tag < OPERATIONS; tag++)
        if (atomic_load(&all.finals[tag]) != 1) fault(&all, "an operation has not ended once", tag, &error);
    codelab_queue_free(all.queue);
    return atomic_load(&all.faults);
}
