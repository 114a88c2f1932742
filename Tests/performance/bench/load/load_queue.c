/* Opens instances and watches them until they are RUNNING: with the queue, on one thread. */
#include "report.h"

#include <codelab.h>

static int32_t follow(codelab_queue *queue, codelab_client *client, codelab_event *event, codelab_error *error)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_watch *watch = NULL;
    options.first_delay_ms = LOOK_MS;
    options.ceiling_ms = LOOK_MS;
    options.growth_percent = 100;
    options.jitter_percent = -1;
    int32_t status = codelab_watch_new(client, event->instance, &options, &watch, error);
    return status == CODELAB_OK ? codelab_queue_watch(queue, event->tag, watch, NULL, error) : status;
}

static long run(codelab_queue *queue, codelab_client *client, task given, size_t *heap, codelab_error *error)
{
    codelab_event event = CODELAB_EVENT_INIT;
    long ready = 0;
    for (long at = 0; at < given.instances; at++)
        if (codelab_queue_open(queue, (uint64_t)at, client, NULL, NULL, error) != CODELAB_OK) return -1;
    while (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, error) == CODELAB_OK) {
        if (event.status < 0) return -1;
        if (event.operation == CODELAB_OPERATION_OPEN && follow(queue, client, &event, error) != CODELAB_OK) return -1;
        if (event.is_final && event.operation == CODELAB_OPERATION_WATCH && ready++ == 0) *heap = heap_in_use();
        codelab_event_clear(&event);
    }
    return ready;
}

int main(int count, char **arguments)
{
    task given = take_task(count, arguments);
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_queue_options settings = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_queue *queue = NULL;
    size_t heap = 0;
    options.endpoint = given.endpoint;
    options.project_id = PROJECT_ID;
    options.token = TOKEN;
    options.proxy = "";
    settings.requests_per_second = CODELAB_UNLIMITED;
    settings.connections_per_host = CONNECTIONS;
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK ||
        codelab_queue_new(&settings, &queue, &error) != CODELAB_OK)
        return fprintf(stderr, "%s\n", error.message), 1;
    long long cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID), wall = clock_ns(CLOCK_MONOTONIC);
    long ready = run(queue, client, given, &heap, &error);
    cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = clock_ns(CLOCK_MONOTONIC) - wall;
    codelab_queue_free(queue);
    codelab_client_free(client);
    if (ready != given.instances) return fprintf(stderr, "%ld are ready: %s\n", ready, error.message), 1;
    tell("queue", given, ready, cpu, wall, heap);
    return 0;
}
