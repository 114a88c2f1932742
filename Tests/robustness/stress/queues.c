/* Queues with many operations, whose clients are freed at once; cancelled, interrupted, and freed while busy. */
#include "stress.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define OPERATIONS 40

typedef struct round_of {
    codelab_queue *queue;
    uint64_t seed;
    atomic_int is_over;
    int submitted[OPERATIONS];
    int finals[OPERATIONS];
    int is_watch[OPERATIONS];
} round_of;

static int32_t submit_walk(dice *with, round_of *in, uint64_t tag, codelab_client *client,
                           const codelab_submit_options *options, codelab_error *error)
{
    codelab_watch_options quick = CODELAB_WATCH_OPTIONS_INIT;
    codelab_watch *watch = NULL;
    codelab_pager *pager = NULL;
    int32_t status;
    quick.first_delay_ms = 1;
    quick.ceiling_ms = 20;
    if (roll(with, 2)) {
        status = codelab_pager_new_instances(client, NULL, &pager, error);
        if (status == CODELAB_OK) status = codelab_queue_list(in->queue, tag, pager, options, error);
        if (status != CODELAB_OK) codelab_pager_free(pager);
        return status;
    }
    in->is_watch[tag] = 1;
    status = codelab_watch_new_with_id(client, "a-b-c", &quick, &watch, error);
    if (status == CODELAB_OK) status = codelab_queue_watch(in->queue, tag, watch, options, error);
    if (status != CODELAB_OK) codelab_watch_free(watch);
    return status;
}

static void submit(dice *with, round_of *in, int tag, codelab_client *client)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_cancel *cancel = NULL;
    int32_t status;
    if (roll(with, 3) == 0 && codelab_cancel_new(1 + roll(with, 2000), &cancel, &error) == CODELAB_OK)
        options.cancel = cancel;
    else
        options.timeout_ms = 1 + roll(with, 2500);
    switch (roll(with, 6)) {
    case 0: status = codelab_queue_open(in->queue, (uint64_t)tag, client, NULL, &options, &error); break;
    case 1: status = codelab_queue_show(in->queue, (uint64_t)tag, client, "a-b-c", &options, &error); break;
    case 2: status = codelab_queue_delete(in->queue, (uint64_t)tag, client, "a-b-c", &options, &error); break;
    case 3: status = codelab_queue_show_lease(in->queue, (uint64_t)tag, client, "a-b-c", &options, &error); break;
    case 4: options.flags = CODELAB_SUBMIT_STEP; /* fall through */
    default: status = submit_walk(with, in, (uint64_t)tag, client, &options, &error);
    }
    /* The queue keeps what it needs of it. */
    codelab_cancel_free(cancel);
    in->submitted[tag] = status == CODELAB_OK;
    if (status != CODELAB_OK) fault("a submission: %s", error.message);
}

static void *disturb(void *context)
{
    round_of *in = context;
    dice with = {in->seed};
    while (!atomic_load(&in->is_over)) {
        switch (roll(&with, 12)) {
        case 0: codelab_queue_cancel_all(in->queue); break;
        case 1: codelab_queue_interrupt(in->queue); break;
        default: codelab_queue_cancel(in->queue, roll(&with, OPERATIONS));
        }
        usleep(1000 + roll(&with, 40000));
    }
    return NULL;
}

static void take(round_of *in, codelab_event *event, const codelab_error *error)
{
    if (event->tag >= OPERATIONS || !in->submitted[event->tag]) return fault("an event for tag %d", (int)event->tag);
    if (in->finals[event->tag]) fault("an event after the final one");
    note_end("an operation of a queue", event->status, error,
             in->is_watch[event->tag] ? ANY_REQUESTS : MOST_REQUESTS);
    if (event->is_final) in->finals[event->tag]++;
    codelab_watch_free(event->watch);
    codelab_pager_free(event->pager);
    event->watch = NULL;
    event->pager = NULL;
    codelab_event_clear(event);
}

/* Until all have ended, or for a moment only: then the queue is freed while it is busy. */
static void drive(dice *with, round_of *in)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    int is_left_early = roll(with, 3) == 0;
    int rounds = is_left_early ? 1 + (int)roll(with, 20) : 1 << 30;
    for (; rounds > 0; rounds--) {
        int32_t status = codelab_queue_wait(in->queue, 30, &event, &error);
        if (status == CODELAB_OK) take(in, &event, &error);
        else if (status == CODELAB_DONE) break;
        else if (status != CODELAB_E_DEADLINE && status != CODELAB_E_CANCELLED) fault("waiting: %s", error.message);
    }
    for (int tag = 0; tag < OPERATIONS && !is_left_early; tag++)
        if (in->finals[tag] != in->submitted[tag]) fault("operation %d has %d final events", tag, in->finals[tag]);
}

void *drive_queues(void *seed)
{
    dice with = {*(uint64_t *)seed};
    while (!atomic_load(&is_ending)) {
        round_of in;
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
        pthread_t beside;
        memset(&in, 0, sizeof in);
        in.seed = with.state | 1;
        options.requests_per_second = roll(&with, 2) ? CODELAB_UNLIMITED : 400;
        options.connections_per_host = (int32_t)roll(&with, 5);
        if (codelab_queue_new(&options, &in.queue, &error) != CODELAB_OK) return fault("%s", error.message), NULL;
        if (roll(&with, 2) && codelab_queue_fd(in.queue) < 0) fault("no descriptor");
        if (pthread_create(&beside, NULL, disturb, &in) != 0) return fault("no thread"), NULL;
        codelab_client *clients[2] = {new_client(&with), new_client(&with)};
        for (int tag = 0; tag < OPERATIONS && clients[0] && clients[1]; tag++)
            submit(&with, &in, tag, clients[roll(&with, 2)]);
        for (int at = 0; at < 2; at++) codelab_client_free(clients[at]);
        drive(&with, &in);
        atomic_store(&in.is_over, 1);
        pthread_join(beside, NULL);
        codelab_queue_free(in.queue);
    }
    return NULL;
}
