/* The classroom: all at once, with everything that can happen to one of them. */
#include "crowd.h"
#include "service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WATCH UINT64_C(1000000) /* the tag of a watch is that of its open, and this */
#define NOBODY "http://127.0.0.1:9" /* discard: no server listens there */

typedef struct classroom {
    codelab_queue *queue;
    codelab_client *client, *other, *lost;
    codelab_cancel *bell;
    long submitted, finals, running, cancelled, late, failed;
    int finals_of_open[CROWD], finals_of_watch[CROWD], events_of_watch[CROWD], was_stopped[CROWD];
} classroom;

static codelab_client *client_of(const classroom *room, long tag)
{
    if (tag % 50 == 7) return room->lost;
    return tag % 3 ? room->client : room->other;
}

static void submit_open(classroom *room, long tag)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    if (tag % 20 == 3) options.cancel = room->bell;
    if (tag % 40 == 11) options.timeout_ms = 1 + tag % 7;
    if (codelab_queue_open(room->queue, (uint64_t)tag, client_of(room, tag), NULL, &options, &error) != CODELAB_OK)
        fail("%s", error.message);
    room->submitted++;
}

static void submit_watch(classroom *room, const codelab_event *event)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    long tag = (long)event->tag;
    codelab_watch *watch = new_watch(client_of(room, tag), event->instance, 5 + tag % 20);
    if (tag % 20 == 3) options.cancel = room->bell;
    if (codelab_queue_watch(room->queue, WATCH + event->tag, watch, &options, &error) != CODELAB_OK)
        fail("%s", error.message);
    room->submitted++;
}

static void count_final(classroom *room, const codelab_event *event, const codelab_error *error)
{
    room->finals++;
    if (event->status == CODELAB_DONE) room->running++;
    else if (event->status == CODELAB_E_CANCELLED) room->cancelled++;
    else if (event->status == CODELAB_E_DEADLINE) room->late++;
    else if (event->status < 0) room->failed++;
    if (event->status < 0 && error->message[0] == 0) fail("an error without a message");
    if (event->status < 0 && error->code != event->status) fail("the event says %d, its error %d", event->status, error->code);
}

static void take(classroom *room, codelab_event *event, const codelab_error *error)
{
    long at = (long)(event->tag % WATCH);
    if (event->tag < WATCH) {
        REQUIRE(event->operation == CODELAB_OPERATION_OPEN && event->is_final);
        room->finals_of_open[at]++;
        if (event->instance) submit_watch(room, event);
    } else {
        REQUIRE(event->operation == CODELAB_OPERATION_WATCH);
        REQUIRE(room->finals_of_watch[at] == 0);
        if (event->is_final) room->finals_of_watch[at]++;
        else REQUIRE(event->status == CODELAB_OK && event->instance != NULL);
        room->events_of_watch[at]++;
    }
    if (event->is_final) count_final(room, event, error);
}

static void disturb(classroom *room, long events)
{
    if (events == 400) codelab_cancel_trigger(room->bell);
    if (events % 25 == 0) {
        long tag = events * 7 % CROWD;
        room->was_stopped[tag] = 1;
        codelab_queue_cancel(room->queue, (uint64_t)tag);
        codelab_queue_cancel(room->queue, WATCH + (uint64_t)tag);
    }
}

static void run(classroom *room)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    int32_t status;
    long events = 0;
    for (long tag = 0; tag < CROWD; tag++) submit_open(room, tag);
    while ((status = codelab_queue_wait(room->queue, CODELAB_NO_TIMEOUT, &event, &error)) == CODELAB_OK) {
        take(room, &event, &error);
        codelab_event_clear(&event);
        disturb(room, ++events);
    }
    REQUIRE(status == CODELAB_DONE);
    REQUIRE(codelab_queue_count(room->queue) == 0);
}

static void check(const classroom *room)
{
    REQUIRE(room->finals == room->submitted);
    for (long at = 0; at < CROWD; at++) {
        if (room->finals_of_open[at] != 1) fail("open %ld has ended %d times", at, room->finals_of_open[at]);
        if (room->finals_of_watch[at] > 1) fail("watch %ld has ended %d times", at, room->finals_of_watch[at]);
        if (room->events_of_watch[at] && room->finals_of_watch[at] != 1) fail("watch %ld has not ended", at);
    }
    /* A mixture in which one of these never happens tests nothing. */
    REQUIRE(room->running > CROWD / 2 && room->cancelled > 10 && room->late > 0 && room->failed > 10);
}

static void one_lesson(void)
{
    classroom *room = calloc(1, sizeof *room);
    codelab_error error = CODELAB_ERROR_INIT;
    REQUIRE(room != NULL);
    if (!room) return;
    room->queue = new_queue(3000, 100, 8);
    room->client = new_client(service_endpoint());
    room->other = new_client(service_endpoint());
    room->lost = new_client(NOBODY);
    if (codelab_cancel_new(CODELAB_NO_TIMEOUT, &room->bell, &error) != CODELAB_OK) fail("%s", error.message);
    run(room);
    check(room);
    printf("        %ld operations: %ld run, %ld cancelled, %ld too late, %ld failed\n", room->submitted, room->running,
           room->cancelled, room->late, room->failed);
    codelab_queue_free(room->queue);
    codelab_client_free(room->client);
    codelab_client_free(room->other);
    codelab_client_free(room->lost);
    codelab_cancel_free(room->bell);
    free(room);
}

void test_mixture(void)
{
    service_fault(FAULTS);
    /* The first one also fills what libcurl keeps for good. */
    one_lesson();
    service_ask(0);
    size_t bytes = bytes_in_use();
    int descriptors = descriptors_open();
    one_lesson();
    REQUIRE(descriptors_open() == descriptors);
    if (bytes_in_use() > bytes) fail("%zu bytes more are in use than before", bytes_in_use() - bytes);
    service_counts counts = service_ask(0);
    REQUIRE(counts.most_open <= 8);
    REQUIRE(counts.faults > 0);
    service_fault(0);
}
