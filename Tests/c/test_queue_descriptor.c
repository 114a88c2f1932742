/* The queue's descriptor where it is easily got wrong: the end of all work, being asked for late, edges; and what must
   not keep a queue from what else it carries. */
#include "fixture.h"
#include "queue_fixture.h"

#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

static int is_readable(int descriptor, int timeout_ms)
{
    struct pollfd entry = {.fd = descriptor, .events = POLLIN, .revents = 0};
    return poll(&entry, 1, timeout_ms) == 1;
}

static void submit_show(queue_fixture *made, uint64_t tag, codelab_cancel *cancel)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    options.cancel = cancel;
    CHECK_STATUS(codelab_queue_show(made->queue, tag, made->client, "nowhere", &options, &error), CODELAB_OK, &error);
}

static codelab_cancel *pressed(void)
{
    codelab_cancel *cancel = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error), CODELAB_OK, &error);
    codelab_cancel_trigger(cancel);
    return cancel;
}

/* As a loop does that knows nothing of the queue but its descriptor: how often it was readable within that time. */
static int wakes_within(queue_fixture *made, int descriptor, int timeout_ms)
{
    const int most = 100;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    int wakes = 0;
    while (wakes < most && is_readable(descriptor, timeout_ms)) {
        wakes++;
        while (codelab_queue_wait(made->queue, 0, &event, &error) == CODELAB_OK) codelab_event_clear(&event);
    }
    return wakes;
}

static void idle_descriptor(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    /* Once: asking for it may itself set something right. */
    int descriptor = codelab_queue_fd(made.queue);
    CHECK(wakes_within(&made, descriptor, 0) <= 2);
    submit_show(&made, 1, NULL);
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, &event, &error), CODELAB_DONE, &error);
    CHECK(wakes_within(&made, descriptor, 0) <= 2);
    codelab_queue_interrupt(made.queue);
    CHECK(is_readable(descriptor, 0));
    CHECK(wakes_within(&made, descriptor, 0) <= 3);
    queue_fixture_drop(&made);
}

static void requested_late(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK(simulator_set_faults(&made.user, "[{\"kind\":\"latency\",\"delay_ms\":400,\"times\":2}]") == 0);
    submit_show(&made, 1, NULL);
    submit_show(&made, 2, NULL);
    while (simulator_call_count(&made.user, "show") < 2)
        CHECK_STATUS(codelab_queue_wait(made.queue, 1, &event, &error), CODELAB_E_DEADLINE, &error);
    /* Both answers wait to be read; should they come later than this, the case is an easy one. */
    usleep(800000);
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_OK, &error);
    CHECK(is_readable(codelab_queue_fd(made.queue), 0));
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, &event, &error), CODELAB_OK, &error);
    queue_fixture_drop(&made);
}

/* Requests to a server without multiplexing do not wait until that is known. */
static void not_behind_the_first(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK(simulator_set_faults(&made.user, "[{\"kind\":\"latency\",\"call\":\"open\",\"delay_ms\":10000}]") == 0);
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, NULL, &error), CODELAB_OK, &error);
    submit_show(&made, 2, NULL);
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_OK, &error);
    CHECK_INTEGER(event.tag, 2);
    queue_fixture_drop(&made);
}

/* -------------------------------------------------------------------------------------------------- edges -- */

typedef struct edges {
    queue_fixture made;
    int epoll;
} edges;

static int edges_make(edges *with, const char *settings)
{
    struct epoll_event entry = {.events = EPOLLIN | EPOLLET};
    if (queue_fixture_make(&with->made, settings) != 0) return -1;
    with->epoll = epoll_create1(EPOLL_CLOEXEC);
    return epoll_ctl(with->epoll, EPOLL_CTL_ADD, codelab_queue_fd(with->made.queue), &entry);
}

static void edges_drop(edges *with)
{
    close(with->epoll);
    queue_fixture_drop(&with->made);
}

/* Collects at each edge until there is nothing more; how many events. An edge that does not come ends it. */
static int collect_by_edges(edges *with, int interrupts)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    struct epoll_event entry;
    int events = 0, wakes = 0;
    while (codelab_queue_count(with->made.queue) > 0) {
        if (epoll_wait(with->epoll, &entry, 1, LATE_MS) != 1) {
            FAIL("no edge after %d events", events);
            break;
        }
        if (interrupts && ++wakes % 2) codelab_queue_interrupt(with->made.queue);
        while (codelab_queue_wait(with->made.queue, 0, &event, &error) == CODELAB_OK) {
            events++;
            codelab_event_clear(&event);
        }
    }
    return events;
}

static void many_by_edges(void)
{
    edges with;
    REQUIRE(edges_make(&with, NULL) == 0);
    for (uint64_t tag = 0; tag < 100; tag++) submit_show(&with.made, tag, NULL);
    CHECK_INTEGER(collect_by_edges(&with, 0), 100);
    edges_drop(&with);
}

static void interrupted_by_edges(void)
{
    edges with;
    REQUIRE(edges_make(&with, NULL) == 0);
    for (uint64_t tag = 0; tag < 20; tag++) submit_show(&with.made, tag, NULL);
    CHECK_INTEGER(collect_by_edges(&with, 1), 20);
    edges_drop(&with);
}

/* Each operation has its own cancel object: more descriptors are ready than one epoll_wait() returns. */
static void many_cancel_objects_by_edges(void)
{
    edges with;
    codelab_cancel *buttons[200];
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    REQUIRE(edges_make(&with, NULL) == 0);
    CHECK(simulator_set_faults(&with.made.user, "[{\"kind\":\"latency\",\"delay_ms\":10000,\"times\":0}]") == 0);
    for (int at = 0; at < 200; at++) {
        CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &buttons[at], &error), CODELAB_OK, &error);
        submit_show(&with.made, (uint64_t)at, buttons[at]);
    }
    CHECK_STATUS(codelab_queue_wait(with.made.queue, 0, &event, &error), CODELAB_E_DEADLINE, &error);
    for (int at = 0; at < 200; at++) codelab_cancel_trigger(buttons[at]);
    CHECK_INTEGER(collect_by_edges(&with, 0), 200);
    for (int at = 0; at < 200; at++) codelab_cancel_free(buttons[at]);
    edges_drop(&with);
}

/* ---------------------------------------------------------------------------------------------- starving -- */

/* A caller that submits again whatever has failed keeps the queue busy: not from the others, and their deadlines. */
static void submitted_again_and_again(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_cancel *button = pressed();
    int64_t begin = now_ms();
    int answered = 0, late = 0;
    if (queue_fixture_make(&made, NULL) != 0) return;
    submit_show(&made, 1, NULL);
    CHECK(simulator_set_faults(&made.user, "[{\"kind\":\"latency\",\"call\":\"open\",\"delay_ms\":10000}]") == 0);
    options.timeout_ms = 300;
    CHECK_STATUS(codelab_queue_open(made.queue, 2, made.client, NULL, &options, &error), CODELAB_OK, &error);
    submit_show(&made, 3, button);
    while ((!answered || !late) && now_ms() - begin < LATE_MS) {
        if (codelab_queue_wait(made.queue, 0, &event, &error) != CODELAB_OK) continue;
        answered += event.tag == 1;
        late += event.tag == 2 && event.is_final;
        if (event.tag == 3) submit_show(&made, 3, button);
        codelab_event_clear(&event);
    }
    CHECK_INTEGER(answered, 1);
    CHECK_INTEGER(late, 1);
    codelab_cancel_free(button);
    queue_fixture_drop(&made);
}

/* ------------------------------------------------------------------------------------------------- errors -- */

static void attempts_of_one_operation(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_pager *pager = NULL;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK_STATUS(codelab_pager_new_flavors(made.client, NULL, &pager, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_list(made.queue, 1, pager, NULL, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_OK, &error);
    CHECK_INTEGER(error.attempts, 1);
    codelab_event_clear(&event);
    /* The end of the list is known without a request. */
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_OK, &error);
    CHECK_INTEGER(event.status, CODELAB_DONE);
    CHECK_INTEGER(error.attempts, 0);
    queue_fixture_drop(&made);
}

static const test_case cases[] = {
    {"the descriptor of an idle queue is not readable, also after an interruption", idle_descriptor},
    {"a descriptor that is requested late is readable if operations have ended", requested_late},
    {"a hundred operations are collected by edges alone", many_by_edges},
    {"an edge follows an interruption if there is work left", interrupted_by_edges},
    {"two hundred cancel objects at once are seen by edges alone", many_cancel_objects_by_edges},
    {"an operation that is resubmitted after each failure delays no other operation",
     submitted_again_and_again},
    {"the second request of a new queue does not wait for the answer to the first", not_behind_the_first},
    {"an event's error counts only the requests of that operation", attempts_of_one_operation},
    {NULL, NULL},
};

const test_group queue_descriptor_group = {"the queue's descriptor", cases};
