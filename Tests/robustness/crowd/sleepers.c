/* Watches that sleep between two polls, and cost only memory. */
#include "crowd.h"
#include "service.h"

#include <stdio.h>
#include <time.h>

#define SLEEPERS 10000
#define HOUR_MS 3600000

static void submit_by_id(codelab_queue *queue, uint64_t tag, codelab_client *client)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_watch *watch = NULL;
    char id[32];
    options.first_delay_ms = HOUR_MS;
    options.ceiling_ms = HOUR_MS;
    /* Each is another instance, which has not been looked at before: not one is ready. */
    snprintf(id, sizeof id, "nb-%d", (int)(800000 + tag));
    if (codelab_watch_new_with_id(client, id, &options, &watch, &error) != CODELAB_OK ||
        codelab_queue_watch(queue, tag, watch, NULL, &error) != CODELAB_OK)
        fail("%s", error.message);
}

/* Collects until all watches have reported once, and sleep. */
static void collect(codelab_queue *queue, int count)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    for (int told = 0; told < count; told++) {
        if (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, &error) != CODELAB_OK) {
            fail("%s", error.message);
            return;
        }
        REQUIRE(event.status == CODELAB_OK && !event.is_final);
        codelab_event_clear(&event);
    }
    /* The watch that reported last goes to sleep now. */
    REQUIRE(codelab_queue_wait(queue, 0, &event, &error) == CODELAB_E_DEADLINE);
}

void test_sleepers(void)
{
    codelab_client *client = new_client(service_endpoint());
    codelab_queue *queue = new_queue(CODELAB_UNLIMITED, 0, 8);
    submit_by_id(queue, 0, client);
    collect(queue, 1);
    size_t first = bytes_in_use();
    for (uint64_t tag = 1; tag <= SLEEPERS; tag++) submit_by_id(queue, tag, client);
    collect(queue, SLEEPERS);
    double each = (double)(bytes_in_use() - first) / SLEEPERS;
    printf("        %.0f bytes each\n", each);
    REQUIRE(each <= 1024);
    REQUIRE(codelab_queue_count(queue) == SLEEPERS + 1);
    REQUIRE(codelab_queue_cancel_all(queue) == SLEEPERS + 1);
    codelab_queue_free(queue);
    codelab_client_free(client);
}

static double cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Submits that many watches, which only sleep, cancels them, and collects their ends. The CPU time of one. */
static double cost_of_one(codelab_client *client, const codelab_instance *instance, int count)
{
    codelab_queue *queue = new_queue(CODELAB_UNLIMITED, 0, 8);
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    double begin = cpu_ns();
    int ended = 0;
    for (int tag = 0; tag < count; tag++) {
        /* Due in an order that has nothing to do with that of their coming. */
        codelab_watch *watch = new_watch(client, instance, HOUR_MS - (tag * 7919 % 1000003) % HOUR_MS);
        if (codelab_queue_watch(queue, (uint64_t)tag, watch, NULL, &error) != CODELAB_OK) fail("%s", error.message);
    }
    REQUIRE(codelab_queue_wait(queue, 0, &event, &error) == CODELAB_E_DEADLINE);
    for (int tag = 0; tag < count; tag++) codelab_queue_cancel(queue, (uint64_t)tag);
    while (codelab_queue_wait(queue, 0, &event, &error) == CODELAB_OK) ended += event.status == CODELAB_E_CANCELLED;
    REQUIRE(ended == count);
    codelab_queue_free(queue);
    return (cpu_ns() - begin) / count;
}

void test_timers(void)
{
    codelab_client *client = new_client(service_endpoint());
    codelab_instance *instance = known_instance();
    double few = cost_of_one(client, instance, SLEEPERS), many = cost_of_one(client, instance, 10 * SLEEPERS);
    printf("        %.2f times as much each\n", many / few);
    /* By the logarithm 1.25; memory that is no longer near costs more than that. A list would be ten times as much. */
    REQUIRE(many < 4 * few);
    codelab_instance_free(instance);
    codelab_client_free(client);
}
