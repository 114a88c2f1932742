/* Opens instances and watches them until they are RUNNING: a thread for each, in blocking calls. */
#include "report.h"

#include <codelab.h>
#include <pthread.h>
#include <stdatomic.h>

#define STACK_BYTES (128 * 1024)

static codelab_client *client;
static atomic_long ready;
static atomic_size_t heap;

static void *follow(void *context)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_instance *instance = NULL;
    codelab_watch *watch = NULL;
    int32_t status = codelab_open(client, NULL, NULL, &instance, &error);
    (void)context;
    options.first_delay_ms = LOOK_MS;
    options.ceiling_ms = LOOK_MS;
    options.growth_percent = 100;
    options.jitter_percent = -1;
    if (status == CODELAB_OK) status = codelab_watch_new(client, instance, &options, &watch, &error);
    while (status == CODELAB_OK) {
        codelab_instance_free(instance);
        instance = NULL;
        status = codelab_watch_next(watch, NULL, &instance, &error);
    }
    if (status == CODELAB_DONE) {
        if (atomic_fetch_add(&ready, 1) == 0) atomic_store(&heap, heap_in_use());
    } else {
        fprintf(stderr, "%s\n", error.message);
    }
    codelab_instance_free(instance);
    codelab_watch_free(watch);
    return NULL;
}

static void run(task given)
{
    pthread_t *threads = calloc((size_t)given.instances, sizeof *threads);
    pthread_attr_t attributes;
    long started = 0;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    while (threads && started < given.instances && pthread_create(&threads[started], &attributes, follow, NULL) == 0)
        started++;
    for (long at = 0; at < started; at++) pthread_join(threads[at], NULL);
    pthread_attr_destroy(&attributes);
    free(threads);
}

int main(int count, char **arguments)
{
    task given = take_task(count, arguments);
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    options.endpoint = given.endpoint;
    options.project_id = PROJECT_ID;
    options.token = TOKEN;
    options.proxy = "";
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK) return fprintf(stderr, "%s\n", error.message), 1;
    long long cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID), wall = clock_ns(CLOCK_MONOTONIC);
    run(given);
    cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = clock_ns(CLOCK_MONOTONIC) - wall;
    codelab_client_free(client);
    if (ready != given.instances) return fprintf(stderr, "%ld are ready\n", (long)ready), 1;
    tell("threads", given, ready, cpu, wall, heap);
    return 0;
}
