/* The calls of the scenarios, each submitted to a queue, and the outcome that its events report. */
#include "harness.h"
#include "outcome.h"

#include <inttypes.h>
#include <string.h>

#define TAG UINT64_C(0xFEDCBA9876543210)
#define MOST_EVENTS 2000

typedef struct submission {
    const scenario *each;
    codelab_queue *queue;
    codelab_client *client;
    const char *id;
    codelab_submit_options options;
    codelab_error *error;
} submission;

static int32_t submit_watch(const submission *what)
{
    codelab_watch *watch = NULL;
    int32_t status = make_watch(what->each, what->client, what->id, &watch, what->error);
    if (status != CODELAB_OK) return status;
    status = codelab_queue_watch(what->queue, TAG, watch, &what->options, what->error);
    if (status != CODELAB_OK) codelab_watch_free(watch);
    return status;
}

static int32_t submit_list(const submission *what)
{
    codelab_pager *pager = NULL;
    int32_t status = make_pager(what->each, what->client, what->id, &pager, what->error);
    if (status != CODELAB_OK) return status;
    status = codelab_queue_list(what->queue, TAG, pager, &what->options, what->error);
    if (status != CODELAB_OK) codelab_pager_free(pager);
    return status;
}

static int32_t submit_call(const submission *what)
{
    const scenario *each = what->each;
    codelab_queue *queue = what->queue;
    codelab_client *client = what->client;
    const codelab_submit_options *options = &what->options;
    codelab_open_request open = CODELAB_OPEN_REQUEST_INIT;
    codelab_lease_request lease = CODELAB_LEASE_REQUEST_INIT;
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    int has_request = each->request != NULL;
    switch (each->call) {
    case CALL_OPEN:
        if (has_request) each->request(&open);
        return codelab_queue_open(queue, TAG, client, has_request ? &open : NULL, options, what->error);
    case CALL_START:
        if (has_request) each->request(&lease);
        return codelab_queue_start(queue, TAG, client, what->id, has_request ? &lease : NULL, options, what->error);
    case CALL_UPDATE:
        if (has_request) each->request(&update);
        return codelab_queue_update(queue, TAG, client, what->id, has_request ? &update : NULL, options, what->error);
    case CALL_RENEW_LEASE:
        if (has_request) each->request(&lease);
        return codelab_queue_renew_lease(queue, TAG, client, what->id, has_request ? &lease : NULL, options,
                                         what->error);
    case CALL_STOP: return codelab_queue_stop(queue, TAG, client, what->id, options, what->error);
    case CALL_DELETE: return codelab_queue_delete(queue, TAG, client, what->id, options, what->error);
    case CALL_SHOW_LEASE: return codelab_queue_show_lease(queue, TAG, client, what->id, options, what->error);
    case CALL_SHOW_IMAGE: return codelab_queue_show_image(queue, TAG, client, what->id, options, what->error);
    case CALL_WATCH:
    case CALL_OPEN_UNTIL_READY:
    case CALL_SWITCH: return submit_watch(what);
    case CALL_LIST_INSTANCES:
    case CALL_LIST_IMAGES:
    case CALL_LIST_FLAVORS:
    case CALL_LIST_SWITCHABLE_FLAVORS: return submit_list(what);
    default: return codelab_queue_show(queue, TAG, client, what->id, options, what->error);
    }
}

/* Takes the event's result as the table looks at it: the last instance, the first page. */
static void keep(outcome *end, codelab_event *event)
{
    if (event->operation == CODELAB_OPERATION_WATCH) note_phase(end, event->phase);
    if (event->operation == CODELAB_OPERATION_WATCH && event->instance) note_status(end, event->instance);
    if (event->instance) outcome_keep(end, event->instance, RESULT_INSTANCE);
    if (event->lease) outcome_keep(end, event->lease, RESULT_LEASE);
    if (event->image) outcome_keep(end, event->image, RESULT_IMAGE);
    event->instance = NULL;
    event->lease = NULL;
    event->image = NULL;
    if (event->page) {
        note_items(end, event->page);
        if (end->kind == RESULT_NONE) {
            outcome_keep(end, event->page, RESULT_PAGE);
            event->page = NULL;
        }
    }
}

/* Collects all events of the operation; the final event has its result. */
static void collect(codelab_queue *queue, outcome *end)
{
    codelab_event event = CODELAB_EVENT_INIT;
    int finals = 0;
    int32_t told = CODELAB_OK, operation = CODELAB_OPERATION_NONE;
    for (int events = 0; events < MOST_EVENTS; events++) {
        codelab_error error = CODELAB_ERROR_INIT;
        int32_t status = codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, &error);
        if (status == CODELAB_DONE) break;
        CHECK_STATUS(status, CODELAB_OK, &error);
        if (status != CODELAB_OK) break;
        CHECK_INTEGER(event.tag, TAG);
        CHECK_INTEGER(finals, 0);
        if (!event.is_final) CHECK_INTEGER(event.status, CODELAB_OK);
        CHECK_INTEGER(codelab_queue_count(queue), event.is_final ? 0 : 1);
        keep(end, &event);
        finals += event.is_final != 0;
        told = event.status;
        operation = event.operation;
        end->error = error;
        codelab_event_clear(&event);
    }
    CHECK_INTEGER(finals, 1);
    end->status = told;
    /* A list that is walked to its end: the table calls that CODELAB_OK. */
    if (operation == CODELAB_OPERATION_LIST && told == CODELAB_DONE) end->status = CODELAB_OK;
}

void run_call_queued(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel,
                     outcome *end)
{
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    submission what = {each, NULL, client, id, CODELAB_SUBMIT_OPTIONS_INIT, &end->error};
    options.requests_per_second = CODELAB_UNLIMITED;
    what.options.cancel = cancel;
    CHECK_STATUS(codelab_queue_new(&options, &what.queue, &end->error), CODELAB_OK, &end->error);
    if (!what.queue) return;
    end->status = submit_call(&what);
    if (end->status == CODELAB_OK) {
        collect(what.queue, end);
    } else {
        codelab_event event = CODELAB_EVENT_INIT;
        codelab_error error = CODELAB_ERROR_INIT;
        CHECK_INTEGER(codelab_queue_wait(what.queue, 0, &event, &error), CODELAB_DONE);
    }
    codelab_queue_free(what.queue);
}
