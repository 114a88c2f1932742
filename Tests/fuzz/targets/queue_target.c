/*
 * The libFuzzer target for sequences of calls of a queue: each byte, with the bytes after it, is a call. In any
 * order, each operation ends in exactly one final event, the counts are right, and nothing is lost or freed twice.
 */
#include "queue_server.h"
#include "walk.h"

#include <poll.h>
#include <stdint.h>
#include <string.h>

#define TAGS 8
#define CLIENTS 4
#define BUTTONS 3
#define MOST_CALLS 300
#define PATIENCE_MS 20000

typedef struct input {
    const uint8_t *at, *end;
} input;

static unsigned next(input *from) { return from->at < from->end ? *from->at++ : 0; }

typedef struct scene {
    codelab_client *clients[CLIENTS]; /* with a token, with keys, with a password, and one whose server never answers */
    codelab_cancel *buttons[BUTTONS];
    codelab_queue *queue;
    int64_t submitted[TAGS], ended[TAGS];
    enum server_mode mode;
    int stays, is_exposed;
} scene;

static char address[64];

static int64_t under_way(const scene *of, int tag) { return of->submitted[tag] - of->ended[tag]; }

static int64_t all_under_way(const scene *of)
{
    int64_t count = 0;
    for (int tag = 0; tag < TAGS; tag++) count += under_way(of, tag);
    return count;
}

/* ------------------------------------------------------------------------------------------------- making -- */

static void make_client(scene *of, int number)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.flags = CODELAB_CLIENT_NO_ENVIRONMENT;
    options.endpoint = number == 3 ? "http://127.0.0.1:1" : address;
    options.project_id = "p";
    options.proxy = "";
    options.max_attempts = 2;
    options.retry_delay_ms = 1;
    options.retry_delay_max_ms = 1;
    if (number == 1) {
        options.access_key = "a";
        options.secret_key = "s";
    } else if (number == 2) {
        options.iam_endpoint = address;
        options.user_name = "u";
        options.password = "w";
        options.domain_name = "d";
    } else {
        options.token = "t";
    }
    codelab_client_free(of->clients[number]);
    HOLDS(codelab_client_new(&options, &of->clients[number], NULL) == CODELAB_OK);
}

static void make_button(scene *of, int number, int timeout_ms)
{
    codelab_cancel_free(of->buttons[number]);
    HOLDS(codelab_cancel_new(timeout_ms, &of->buttons[number], NULL) == CODELAB_OK);
}

static void make_queue(scene *of, unsigned how)
{
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_queue_free(of->queue);
    memset(of->submitted, 0, sizeof of->submitted);
    memset(of->ended, 0, sizeof of->ended);
    of->stays = how & 1;
    of->is_exposed = 0;
    options.flags = of->stays ? CODELAB_QUEUE_STAY : 0;
    options.connections_per_host = how & 2 ? 1 : 4;
    options.requests_per_second = how & 4 ? 2000 : CODELAB_UNLIMITED;
    options.burst = how & 8 ? 1 : 5;
    HOLDS(codelab_queue_new(&options, &of->queue, NULL) == CODELAB_OK);
}

/* --------------------------------------------------------------------------------------------- submitting -- */

enum watch_kind { FOLLOWS, SWITCHES, OPENS, OPENS_AND_REPLACES, KEEPS };

/* The lease of the instance is unknown, so it is renewed at once. */
static int32_t make_keeping_watch(codelab_client *client, codelab_watch **out)
{
    static const char running[] = "{\"id\":\"nb-1\",\"status\":\"RUNNING\"}";
    codelab_keep_options options = CODELAB_KEEP_OPTIONS_INIT;
    codelab_instance *instance = NULL;
    options.total_ms = 50;
    options.poll_ms = 1;
    HOLDS(codelab_decode_instance(running, sizeof running - 1, &instance, NULL) == CODELAB_OK);
    int32_t status = codelab_watch_new_keep(client, instance, &options, out, NULL);
    codelab_instance_free(instance);
    return status;
}

static int32_t make_watch(codelab_client *client, enum watch_kind kind, codelab_watch **out)
{
    codelab_watch_options pace = CODELAB_WATCH_OPTIONS_INIT;
    codelab_switch_request request = CODELAB_SWITCH_REQUEST_INIT;
    codelab_open_request open = CODELAB_OPEN_REQUEST_INIT;
    pace.first_delay_ms = 1;
    pace.ceiling_ms = 1;
    request.flavor = "g";
    open.flags = kind == OPENS_AND_REPLACES ? CODELAB_OPEN_REPLACE_FAILED : 0;
    if (kind == FOLLOWS) return codelab_watch_new_with_id(client, "nb-1", &pace, out, NULL);
    if (kind == KEEPS) return make_keeping_watch(client, out);
    if (kind == SWITCHES) return codelab_watch_new_switch(client, "nb-1", &request, &pace, out, NULL);
    return codelab_watch_new_open(client, &open, &pace, out, NULL);
}

static int32_t submit_watch(scene *of, uint64_t tag, codelab_client *client, const codelab_submit_options *options,
                            enum watch_kind kind)
{
    codelab_watch *watch = NULL;
    HOLDS(make_watch(client, kind, &watch) == CODELAB_OK);
    int32_t status = codelab_queue_watch(of->queue, tag, watch, options, NULL);
    if (status != CODELAB_OK) codelab_watch_free(watch);
    return status;
}

static int32_t submit_list(scene *of, uint64_t tag, codelab_client *client, const codelab_submit_options *options,
                           int lists_images)
{
    codelab_pager *pager = NULL;
    HOLDS((lists_images ? codelab_pager_new_images(client, NULL, &pager, NULL)
                        : codelab_pager_new_instances(client, NULL, &pager, NULL)) == CODELAB_OK);
    int32_t status = codelab_queue_list(of->queue, tag, pager, options, NULL);
    if (status != CODELAB_OK) codelab_pager_free(pager);
    return status;
}

/* variant: from the same byte as kind, so that older seeds keep their meaning. */
static int32_t submit_kind(scene *of, unsigned kind, unsigned variant, uint64_t tag, codelab_client *client,
                           const codelab_submit_options *options)
{
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    update.name = "n";
    switch (kind) {
    case 0: return codelab_queue_open(of->queue, tag, client, NULL, options, NULL);
    case 1: return codelab_queue_show(of->queue, tag, client, "nb-1", options, NULL);
    case 2: return codelab_queue_start(of->queue, tag, client, "nb-1", NULL, options, NULL);
    case 3: return codelab_queue_stop(of->queue, tag, client, "nb-1", options, NULL);
    case 4: return codelab_queue_delete(of->queue, tag, client, "nb-1", options, NULL);
    case 5: return codelab_queue_update(of->queue, tag, client, "nb-1", &update, options, NULL);
    case 6: return codelab_queue_show_lease(of->queue, tag, client, "nb-1", options, NULL);
    case 7: return codelab_queue_renew_lease(of->queue, tag, client, "nb-1", NULL, options, NULL);
    case 8: return codelab_queue_show_image(of->queue, tag, client, "i", options, NULL);
    case 9: return submit_watch(of, tag, client, options, FOLLOWS);
    case 10: return submit_watch(of, tag, client, options, SWITCHES + (enum watch_kind)(variant % 4));
    default: return submit_list(of, tag, client, options, kind & 1);
    }
}

static void submit(scene *of, input *from)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    unsigned kind = next(from), who = next(from), bounds = next(from);
    int tag = (int)(who % TAGS);
    if (bounds & 1) options.cancel = of->buttons[bounds / 2 % BUTTONS];
    if (bounds & 8) options.timeout_ms = 1 + bounds / 16;
    /* The event then has the watch or the pager, which goes with it. */
    if (bounds >= 192) options.flags = CODELAB_SUBMIT_STEP;
    int32_t status = submit_kind(of, kind % 13, kind / 13, (uint64_t)tag, of->clients[who / TAGS % CLIENTS], &options);
    HOLDS(status == CODELAB_OK);
    of->submitted[tag]++;
}

/* None of these may leave a trace. */
static void submit_wrongly(scene *of, input *from)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_client *client = of->clients[0];
    int32_t status;
    switch (next(from) % 5) {
    case 0: status = codelab_queue_open(of->queue, 0, NULL, NULL, NULL, NULL); break;
    case 1: status = codelab_queue_show(of->queue, 0, client, "../x", NULL, NULL); break;
    case 2:
        options.timeout_ms = -7;
        status = submit_watch(of, 0, client, &options, FOLLOWS);
        break;
    case 3:
        options.flags = 2;
        status = submit_list(of, 0, client, &options, 0);
        break;
    default: status = codelab_queue_update(of->queue, 0, client, "nb-1", NULL, NULL, NULL); break;
    }
    HOLDS(status == CODELAB_E_ARGUMENT);
}

/* --------------------------------------------------------------------------------------------- collecting -- */

static void check_event(scene *of, const codelab_event *event, const codelab_error *error)
{
    int brought = (event->instance != NULL) + (event->lease != NULL) + (event->image != NULL) + (event->page != NULL);
    HOLDS(event->tag < TAGS && under_way(of, (int)event->tag) > 0);
    HOLDS(event->operation > CODELAB_OPERATION_NONE && event->operation <= CODELAB_OPERATION_LIST);
    HOLDS(event->is_final == 1 || (event->is_final == 0 && event->status == CODELAB_OK));
    HOLDS(event->is_final == 1 || event->operation >= CODELAB_OPERATION_WATCH);
    HOLDS(brought <= 1 && (event->status == CODELAB_OK || brought == 0));
    HOLDS(event->status != CODELAB_DONE || event->operation >= CODELAB_OPERATION_WATCH);
    HOLDS(event->status != CODELAB_E_NO_MEMORY && event->status != CODELAB_E_INTERNAL);
    HOLDS(error->code == (event->status < 0 ? event->status : CODELAB_OK));
    HOLDS(event->status >= 0 || error->message[0] != '\0');
    HOLDS(event->phase == CODELAB_PHASE_FOLLOWING || event->operation == CODELAB_OPERATION_WATCH);
    if (event->instance) walk(event->instance);
    if (event->page) walk_page(event->page);
    HOLDS(!event->watch || (event->is_final && event->operation == CODELAB_OPERATION_WATCH));
    HOLDS(!event->pager || (event->is_final && event->operation == CODELAB_OPERATION_LIST));
    if (event->is_final) of->ended[event->tag]++;
}

static int32_t wait_once(scene *of, int64_t timeout_ms)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    int32_t status = codelab_queue_wait(of->queue, timeout_ms, &event, &error);
    if (status == CODELAB_OK) {
        check_event(of, &event, &error);
        codelab_event_clear(&event);
    } else {
        HOLDS(event.operation == CODELAB_OPERATION_NONE && !event.instance && !event.page);
        HOLDS(status == CODELAB_DONE || status == CODELAB_E_DEADLINE || status == CODELAB_E_CANCELLED);
        HOLDS(status != CODELAB_DONE || (!of->stays && all_under_way(of) == 0));
    }
    HOLDS(codelab_queue_count(of->queue) == all_under_way(of));
    return status;
}

static int is_readable(const scene *of, int timeout_ms)
{
    struct pollfd entry = {.fd = codelab_queue_fd(of->queue), .events = POLLIN, .revents = 0};
    return poll(&entry, 1, timeout_ms) == 1;
}

/* Everything ends, and the descriptor alone says when there is something to collect. */
static void finish(scene *of)
{
    HOLDS(codelab_queue_cancel_all(of->queue) <= all_under_way(of));
    HOLDS(codelab_queue_cancel_all(of->queue) == 0);
    while (all_under_way(of) > 0) {
        HOLDS(is_readable(of, PATIENCE_MS));
        while (wait_once(of, 0) == CODELAB_OK) continue;
    }
    /* A pending interruption and the last event may wake the descriptor a few times more. */
    for (int wakes = 0; is_readable(of, 0); wakes++) {
        HOLDS(wakes < 4);
        wait_once(of, 0);
    }
}

/* -------------------------------------------------------------------------------------------------- calls -- */

static void call(scene *of, input *from)
{
    unsigned what = next(from);
    int tag;
    switch (what % 16) {
    default: submit(of, from); break;
    case 5: submit_wrongly(of, from); break;
    case 6:
    case 7:
        server_work(of->mode);
        wait_once(of, 0);
        break;
    case 8:
        server_work(of->mode);
        wait_once(of, 1);
        break;
    case 9:
        tag = (int)(next(from) % TAGS);
        /* What was stopped before does not count, and a second call finds nothing more to stop. */
        HOLDS(codelab_queue_cancel(of->queue, (uint64_t)tag) <= under_way(of, tag));
        HOLDS(codelab_queue_cancel(of->queue, (uint64_t)tag) == 0);
        break;
    case 10: codelab_queue_interrupt(of->queue); break;
    case 11:
        is_readable(of, 0);
        of->is_exposed = 1;
        break;
    case 12: codelab_cancel_trigger(of->buttons[what / 16 % BUTTONS]); break;
    case 13: make_button(of, (int)(what / 16 % BUTTONS), next(from) & 1 ? 2 : CODELAB_NO_TIMEOUT); break;
    case 14: of->mode = (enum server_mode)(next(from) % SERVER_MODES); break;
    case 15:
        if (what / 16 < 4) make_client(of, (int)(what / 16));
        else if (what / 16 < 6) make_queue(of, next(from));
        else if (what / 16 < 8) finish(of);
        else if (of->is_exposed && is_readable(of, 0)) while (wait_once(of, 0) == CODELAB_OK) continue;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input from = {data, data + size};
    scene of;
    memset(&of, 0, sizeof of);
    if (!address[0]) snprintf(address, sizeof address, "http://127.0.0.1:%d", server_start());
    for (int number = 0; number < CLIENTS; number++) make_client(&of, number);
    for (int number = 0; number < BUTTONS; number++) make_button(&of, number, CODELAB_NO_TIMEOUT);
    unsigned how = next(&from);
    make_queue(&of, how);
    for (int calls = 0; calls < MOST_CALLS && from.at < from.end; calls++) call(&of, &from);
    if (how & 16) finish(&of);
    /* In one order or the other. */
    if (how & 32) codelab_queue_free(of.queue);
    for (int number = 0; number < CLIENTS; number++) codelab_client_free(of.clients[number]);
    for (int number = 0; number < BUTTONS; number++) codelab_cancel_free(of.buttons[number]);
    if (!(how & 32)) codelab_queue_free(of.queue);
    server_reset();
    return 0;
}
