/*
 * Watches that sleep in a queue between two polls: "sleepers PORT WATCHES" with a service that knows them. The
 * program is linked with the counting allocator. Its last line is JSON with the blocks and bytes in use that the
 * watches after the first have added.
 */
#include "allocations.h"
#include "call.h"

#include <codelab.h>
#include <string.h>

#define HOUR_MS 3600000

static void require(int32_t status, int32_t wanted, const codelab_error *error)
{
    if (status == wanted) return;
    fprintf(stderr, "status %d: %s\n", (int)status, error->message);
    exit(1);
}

static void submit(codelab_queue *queue, uint64_t tag, codelab_client *client, codelab_error *error)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_watch *watch = NULL;
    options.first_delay_ms = HOUR_MS;
    options.ceiling_ms = HOUR_MS;
    require(codelab_watch_new_with_id(client, INSTANCE_ID, &options, &watch, error), CODELAB_OK, error);
    require(codelab_queue_watch(queue, tag, watch, NULL, error), CODELAB_OK, error);
}

/* Collects until each watch has reported once, and all sleep. */
static void collect(codelab_queue *queue, long count, codelab_error *error)
{
    codelab_event event = CODELAB_EVENT_INIT;
    for (long told = 0; told < count; told++) {
        require(codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, error), CODELAB_OK, error);
        require(event.status, CODELAB_OK, error);
        codelab_event_clear(&event);
    }
    require(codelab_queue_wait(queue, 0, &event, error), CODELAB_E_DEADLINE, error);
}

int main(int count, char **arguments)
{
    orders given = take_orders(count, arguments);
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_queue_options settings = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_queue *queue = NULL;
    options.endpoint = given.endpoint;
    options.project_id = PROJECT_ID;
    options.token = TOKEN;
    options.proxy = "";
    settings.requests_per_second = CODELAB_UNLIMITED;
    require(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    require(codelab_queue_new(&settings, &queue, &error), CODELAB_OK, &error);
    submit(queue, 0, client, &error);
    collect(queue, 1, &error);
    live_memory first = memory_now();
    for (long tag = 1; tag <= given.calls; tag++) submit(queue, (uint64_t)tag, client, &error);
    collect(queue, given.calls, &error);
    live_memory all = memory_now();
    printf("{\"name\":\"sleepers\",\"count\":%ld,\"blocks\":%ld,\"bytes\":%ld}\n", given.calls,
           all.blocks - first.blocks, all.bytes - first.bytes);
    codelab_queue_free(queue);
    codelab_client_free(client);
    return 0;
}
