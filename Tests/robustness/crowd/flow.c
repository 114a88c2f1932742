/* Who may send, and when. */
#include "crowd.h"
#include "service.h"

#include <stdio.h>

static void submit_show(codelab_queue *queue, uint64_t tag, codelab_client *client)
{
    codelab_error error = CODELAB_ERROR_INIT;
    if (codelab_queue_show(queue, tag, client, "nb-1", NULL, &error) != CODELAB_OK) fail("%s", error.message);
}

/* Collects events until `most` of them have a tag of `from` or above, or the queue is empty. Returns their number. */
static long drain(codelab_queue *queue, uint64_t from, long most)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    long events = 0, found = 0;
    while (found < most && codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, &error) == CODELAB_OK) {
        events++;
        if (event.tag >= from) found++;
        codelab_event_clear(&event);
    }
    return events;
}

void test_pace(void)
{
    const int32_t rate = 500, burst = 20;
    codelab_client *client = new_client(service_endpoint());
    codelab_queue *queue = new_queue(rate, burst, 8);
    long before = service_ask(0).requests;
    for (uint64_t tag = 0; tag < 300; tag++) submit_show(queue, tag, client);
    drain(queue, 0, 300);
    service_counts after = service_ask(0);
    /* Slower is always right. One request more for the millisecond in which the clock is read. */
    double allowed = burst + 1 + rate * (after.span_ms + 1) / 1000.0;
    if ((double)(after.requests - before) > allowed)
        fail("%ld requests in %.0f ms, and %.0f are allowed", after.requests - before, after.span_ms, allowed);
    codelab_queue_free(queue);
    codelab_client_free(client);
}

void test_turns(void)
{
    codelab_client *crowd = new_client(service_endpoint()), *few = new_client(service_endpoint());
    /* At this rate all operations are ready to send before many of them have ended, on a busy machine as well. */
    codelab_queue *queue = new_queue(100, 1, 1);
    for (uint64_t tag = 0; tag < CROWD; tag++) submit_show(queue, tag, crowd);
    for (uint64_t tag = CROWD; tag < CROWD + 10; tag++) submit_show(queue, tag, few);
    long until = drain(queue, CROWD, 10);
    /* In turns it is about twenty, and in the order of submission all of them. */
    if (until < 10 || until > 60) fail("the ten had ended after %ld of %d events", until, CROWD + 10);
    codelab_queue_free(queue);
    codelab_client_free(crowd);
    codelab_client_free(few);
}

void test_throttling(void)
{
    codelab_client *client = new_client(service_endpoint());
    codelab_queue *queue = new_queue(CODELAB_UNLIMITED, 0, 1);
    service_ask(1);
    for (uint64_t tag = 0; tag < 20; tag++) submit_show(queue, tag, client);
    drain(queue, 0, 20);
    double gap_ms = service_ask(0).gap_ms;
    if (gap_ms < 990) fail("the next request came after %.0f ms", gap_ms);
    codelab_queue_free(queue);
    codelab_client_free(client);
}
