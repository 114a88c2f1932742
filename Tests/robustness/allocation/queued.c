#include "queued.h"

#include "life.h"

#include <poll.h>
#include <string.h>

#define MOST_EVENTS 1000
#define OPERATIONS 8
/* Should libcurl take a lack of memory for a failed connection, a watch would wait it out. */
#define PATIENCE_MS 10000

/* What was submitted in one run, by tag, and how it has ended. */
typedef struct ledger {
    stage *with;
    int submitted[OPERATIONS], finals[OPERATIONS];
    int32_t wanted[OPERATIONS]; /* what its final event should say */
    int32_t status;             /* the first one that was not as it should be; CODELAB_DONE until then */
} ledger;

static void note(ledger *of, int32_t status, int32_t wanted)
{
    /* The operation may have ended before it was cancelled. */
    int is_faster = wanted == CODELAB_E_CANCELLED && status == CODELAB_OK;
    if (of->status == CODELAB_DONE && status != wanted && !is_faster) of->status = status;
}

/* As judge() does for calls that hand something out. */
static void check_told(stage *with, const char *call, int32_t status)
{
    judge(with, call, status, status == CODELAB_OK ? with : NULL);
}

static ledger begin(stage *with)
{
    ledger of = {.with = with, .status = CODELAB_DONE};
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_queue *out = UNTOUCHED;
    if (with->queue) return of;
    options.requests_per_second = 1000;
    options.burst = 1;
    options.connections_per_host = 2;
    int32_t status = codelab_queue_new(&options, &out, &with->error);
    with->queue = judge(with, "codelab_queue_new", status, out);
    note(&of, status, CODELAB_OK);
    return of;
}

/* Of each submission: what it was refused with, or its place in the ledger. */
static int submitted(ledger *of, int tag, int32_t status, int32_t wanted)
{
    check_told(of->with, "a submission", status);
    note(of, status, CODELAB_OK);
    of->wanted[tag] = wanted;
    of->submitted[tag] = status == CODELAB_OK;
    return of->submitted[tag];
}

static codelab_submit_options bounds(codelab_cancel *cancel)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    options.timeout_ms = PATIENCE_MS;
    options.cancel = cancel;
    return options;
}

static void submit_open(ledger *of, int tag)
{
    const codelab_submit_options options = bounds(NULL);
    stage *with = of->with;
    submitted(of, tag, codelab_queue_open(with->queue, (uint64_t)tag, with->client, NULL, &options, &with->error),
              CODELAB_OK);
}

static void submit_show(ledger *of, int tag, codelab_cancel *cancel, int32_t wanted)
{
    const codelab_submit_options options = bounds(cancel);
    stage *with = of->with;
    int32_t status =
        codelab_queue_show(with->queue, (uint64_t)tag, with->client, shown_id, &options, &with->error);
    submitted(of, tag, status, wanted);
}

static void submit_list(ledger *of, int tag)
{
    const codelab_submit_options options = bounds(NULL);
    stage *with = of->with;
    codelab_pager *out = UNTOUCHED;
    int32_t status = codelab_pager_new_flavors(with->client, NULL, &out, &with->error);
    out = judge(with, "codelab_pager_new_flavors", status, out);
    note(of, status, CODELAB_OK);
    if (!out) return;
    status = codelab_queue_list(with->queue, (uint64_t)tag, out, &options, &with->error);
    if (!submitted(of, tag, status, CODELAB_DONE)) codelab_pager_free(out);
}

static void submit_watch(ledger *of, int tag, codelab_watch *watch)
{
    const codelab_submit_options options = bounds(NULL);
    stage *with = of->with;
    if (!watch) return;
    int32_t status = codelab_queue_watch(with->queue, (uint64_t)tag, watch, &options, &with->error);
    if (!submitted(of, tag, status, CODELAB_DONE)) codelab_watch_free(watch);
}

static codelab_watch *new_watch(ledger *of, const codelab_instance *instance, const char *flavor)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_switch_request request = CODELAB_SWITCH_REQUEST_INIT;
    stage *with = of->with;
    codelab_watch *out = UNTOUCHED;
    options.first_delay_ms = 1;
    options.ceiling_ms = 2;
    request.flavor = flavor;
    int32_t status = instance ? codelab_watch_new(with->client, instance, &options, &out, &with->error)
                              : codelab_watch_new_switch(with->client, shown_id[0] ? shown_id : "nobody", &request,
                                                         &options, &out, &with->error);
    out = judge(with, instance ? "codelab_watch_new" : "codelab_watch_new_switch", status, out);
    note(of, status, CODELAB_OK);
    return out;
}

/* --------------------------------------------------------------------------------------------- collecting -- */

static void check_event(ledger *of, const codelab_event *event)
{
    stage *with = of->with;
    const void *brought = event->instance;
    if (event->page) brought = event->page;
    if (event->tag >= OPERATIONS || !of->submitted[event->tag])
        return complain(with, "codelab_queue_wait", "an event of nothing that was submitted", event->status);
    if (of->finals[event->tag])
        return complain(with, "codelab_queue_wait", "an event after the last one", event->status);
    if (event->status == CODELAB_OK && !brought)
        complain(with, "codelab_queue_wait", "an event without what it should bring", event->status);
    if (event->status != CODELAB_OK && brought)
        complain(with, "codelab_queue_wait", "a failure that brings something", event->status);
    if (event->status != CODELAB_OK && !event->is_final)
        complain(with, "codelab_queue_wait", "a failure that is not the end", event->status);
    if (event->status < 0) check_told(with, "an event", event->status);
    if (!event->is_final) return;
    of->finals[event->tag]++;
    note(of, event->status, of->wanted[event->tag]);
}

/* The next event, if there is one; waiting itself never lacks memory. */
static int32_t collect_one(ledger *of, int64_t timeout_ms, codelab_event *event)
{
    stage *with = of->with;
    int32_t status = codelab_queue_wait(with->queue, timeout_ms, event, &with->error);
    if (status == CODELAB_OK) check_event(of, event);
    else if (status != CODELAB_DONE && status != CODELAB_E_DEADLINE)
        complain(with, "codelab_queue_wait", with->error.message, status);
    return status;
}

static int32_t finish(ledger *of)
{
    for (int tag = 0; tag < OPERATIONS; tag++)
        if (of->submitted[tag] && of->finals[tag] != 1)
            complain(of->with, "codelab_queue_wait", "an operation has not ended once", (int32_t)tag);
    if (codelab_queue_count(of->with->queue) != 0)
        complain(of->with, "codelab_queue_count", "something is left", CODELAB_DONE);
    return of->status;
}

static int32_t collect(ledger *of)
{
    codelab_event event = CODELAB_EVENT_INIT;
    for (int events = 0; of->with->queue && events < MOST_EVENTS; events++) {
        if (collect_one(of, 2 * PATIENCE_MS, &event) != CODELAB_OK) break;
        codelab_event_clear(&event);
    }
    return of->with->queue ? finish(of) : of->status;
}

/* ---------------------------------------------------------------------------------------------- scenarios -- */

int32_t queue_several(stage *with)
{
    ledger of = begin(with);
    if (!with->queue) return of.status;
    submit_open(&of, 0);
    submit_show(&of, 1, NULL, CODELAB_OK);
    submit_list(&of, 2);
    return collect(&of);
}

int32_t queue_open_and_watch(stage *with)
{
    ledger of = begin(with);
    codelab_event event = CODELAB_EVENT_INIT;
    if (!with->queue) return of.status;
    submit_open(&of, 0);
    if (of.submitted[0] && collect_one(&of, 2 * PATIENCE_MS, &event) == CODELAB_OK && event.instance)
        submit_watch(&of, 1, new_watch(&of, event.instance, NULL));
    codelab_event_clear(&event);
    return collect(&of);
}

int32_t queue_open_until_ready(stage *with)
{
    ledger of = begin(with);
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_watch *out = UNTOUCHED;
    if (!with->queue) return of.status;
    options.first_delay_ms = 1;
    options.ceiling_ms = 2;
    int32_t status = codelab_watch_new_open(with->client, NULL, &options, &out, &with->error);
    out = judge(with, "codelab_watch_new_open", status, out);
    note(&of, status, CODELAB_OK);
    submit_watch(&of, 0, out);
    return collect(&of);
}

/* One step, which ends with the first renewal. */
int32_t queue_keep(stage *with)
{
    ledger of = begin(with);
    codelab_submit_options options = bounds(NULL);
    codelab_watch *watch = NULL;
    if (!with->queue) return of.status;
    note(&of, make_keeping_watch(with, &watch), CODELAB_OK);
    if (!watch) return collect(&of);
    options.flags = CODELAB_SUBMIT_STEP;
    int32_t status = codelab_queue_watch(with->queue, 0, watch, &options, &with->error);
    if (!submitted(&of, 0, status, CODELAB_OK)) codelab_watch_free(watch);
    return collect(&of);
}

int32_t queue_switch(stage *with)
{
    ledger of = begin(with);
    if (!with->queue) return of.status;
    submit_watch(&of, 0, new_watch(&of, NULL, "modelarts.vm.gpu.free"));
    return collect(&of);
}

int32_t queue_shared_sign_in(stage *with)
{
    ledger of = begin(with);
    if (!with->queue) return of.status;
    submit_open(&of, 0);
    submit_open(&of, 1);
    submit_list(&of, 2);
    return collect(&of);
}

/* One operation is stopped by its button, one by its tag, and what has a time limit keeps to it. */
int32_t queue_with_bounds(stage *with)
{
    ledger of = begin(with);
    codelab_cancel *button = UNTOUCHED;
    if (!with->queue) return of.status;
    int32_t status = codelab_cancel_new(CODELAB_NO_TIMEOUT, &button, &with->error);
    button = judge(with, "codelab_cancel_new", status, button);
    note(&of, status, CODELAB_OK);
    submit_show(&of, 0, NULL, CODELAB_OK);
    if (button) submit_show(&of, 1, button, CODELAB_E_CANCELLED);
    submit_show(&of, 2, NULL, CODELAB_E_CANCELLED);
    codelab_event event = CODELAB_EVENT_INIT;
    /* The first operation begins, and the others wait in the queue. */
    if (collect_one(&of, 0, &event) == CODELAB_OK) codelab_event_clear(&event);
    codelab_cancel_trigger(button);
    codelab_cancel_free(button);
    codelab_queue_cancel(with->queue, 2);
    return collect(&of);
}

int32_t queue_by_descriptor(stage *with)
{
    ledger of = begin(with);
    codelab_event event = CODELAB_EVENT_INIT;
    int32_t status = CODELAB_E_DEADLINE;
    if (!with->queue) return of.status;
    struct pollfd entry = {.fd = codelab_queue_fd(with->queue), .events = POLLIN, .revents = 0};
    submit_show(&of, 0, NULL, CODELAB_OK);
    submit_list(&of, 1);
    /* A queue to which nothing was submitted has no event. */
    while (codelab_queue_count(with->queue) > 0 && status != CODELAB_DONE && poll(&entry, 1, 2 * PATIENCE_MS) == 1)
        while ((status = collect_one(&of, 0, &event)) == CODELAB_OK) codelab_event_clear(&event);
    return finish(&of);
}

int32_t queue_freed_early(stage *with)
{
    ledger of = begin(with);
    codelab_event event = CODELAB_EVENT_INIT;
    if (!with->queue) return of.status;
    submit_open(&of, 0);
    submit_open(&of, 1);
    submit_list(&of, 2);
    submit_watch(&of, 3, new_watch(&of, NULL, "modelarts.vm.gpu.free"));
    /* How far they come is a matter of chance: only what could not begin counts. */
    const int32_t status = of.status;
    for (int looks = 0; looks < 4; looks++)
        if (collect_one(&of, 0, &event) == CODELAB_OK) codelab_event_clear(&event);
    codelab_queue_free(with->queue);
    with->queue = NULL;
    return status;
}
