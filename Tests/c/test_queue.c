/* The completion queue: what is refused, what events are, how waiting and cancelling go. */
#include "fixture.h"
#include "queue_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

/* ------------------------------------------------------------------------------------------------ refused -- */

static void wrong_options(void)
{
    static const struct {
        uint32_t flags;
        int32_t connections, rate, burst, reserved;
        const char *named;
    } cases[] = {
        {2, 0, 0, 0, 0, "flags"},        {0, -1, 0, 0, 0, "connections_per_host"},
        {0, 257, 0, 0, 0, "connections_per_host"}, {0, 0, -2, 0, 0, "requests_per_second"},
        {0, 0, 1000001, 0, 0, "requests_per_second"}, {0, 0, 0, -1, 0, "burst"},
        {0, 0, 0, 1000001, 0, "burst"},  {0, 0, 0, 0, 1, "reserved"},
    };
    for (size_t at = 0; at < sizeof cases / sizeof *cases; at++) {
        codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_queue *queue = (codelab_queue *)&error;
        options.flags = cases[at].flags;
        options.connections_per_host = cases[at].connections;
        options.requests_per_second = cases[at].rate;
        options.burst = cases[at].burst;
        options.reserved = cases[at].reserved;
        CHECK_STATUS(codelab_queue_new(&options, &queue, &error), CODELAB_E_ARGUMENT, &error);
        CHECK_CONTAINS(error.message, cases[at].named);
        CHECK(queue == NULL);
    }
}

static void nothing_there(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    CHECK_STATUS(codelab_queue_new(NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_queue_open(NULL, 1, NULL, NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_queue_wait(NULL, 0, &event, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_INTEGER(codelab_queue_fd(NULL), -1);
    CHECK_INTEGER(codelab_queue_cancel(NULL, 1), 0);
    CHECK_INTEGER(codelab_queue_cancel_all(NULL), 0);
    CHECK_INTEGER(codelab_queue_count(NULL), 0);
    codelab_queue_interrupt(NULL);
    codelab_queue_free(NULL);
    codelab_event_clear(NULL);
}

static void refused_submissions(void)
{
    queue_fixture made;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK_STATUS(codelab_queue_open(made.queue, 1, NULL, NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_queue_show(made.queue, 1, made.client, "../x", NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_queue_watch(made.queue, 1, NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_queue_list(made.queue, 1, NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    options.timeout_ms = -2;
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, &options, &error), CODELAB_E_ARGUMENT, &error);
    options.timeout_ms = 0;
    options.flags = 0x80;
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, &options, &error), CODELAB_E_ARGUMENT, &error);
    options.struct_size = 0;
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, &options, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, -2, &event, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, NULL, &error), CODELAB_E_ARGUMENT, &error);
    event.struct_size = 8;
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, &event, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_INTEGER(codelab_queue_count(made.queue), 0);
    queue_fixture_drop(&made);
}

static void refused_watch_stays(void)
{
    queue_fixture made;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_instance *instance = NULL;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK_STATUS(codelab_open(made.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_watch *watch = quick_watch(made.client, instance);
    options.timeout_ms = -2;
    CHECK_STATUS(codelab_queue_watch(made.queue, 1, watch, &options, &error), CODELAB_E_ARGUMENT, &error);
    codelab_watch_free(watch);
    codelab_instance_free(instance);
    queue_fixture_drop(&made);
}

/* ------------------------------------------------------------------------------------------------- events -- */

static void taken_pointer(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK_STATUS(codelab_queue_open(made.queue, 7, made.client, NULL, NULL, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_OK, &error);
    CHECK_INTEGER(event.operation, CODELAB_OPERATION_OPEN);
    CHECK_INTEGER(event.tag, 7);
    CHECK_INTEGER(event.is_final, 1);
    codelab_instance *instance = event.instance;
    event.instance = NULL;
    codelab_event_clear(&event);
    codelab_event_clear(&event);
    CHECK(instance && instance->id);
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, &event, NULL), CODELAB_DONE, NULL);
    CHECK_INTEGER(event.operation, CODELAB_OPERATION_NONE);
    codelab_instance_free(instance);
    queue_fixture_drop(&made);
}

static void several_at_once(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    int ended = 0;
    if (queue_fixture_make(&made, NULL) != 0) return;
    for (uint64_t tag = 0; tag < 30; tag++)
        CHECK_STATUS(codelab_queue_show(made.queue, tag, made.client, tag % 2 ? "nowhere" : "..", NULL, &error),
                     tag % 2 ? CODELAB_OK : CODELAB_E_ARGUMENT, &error);
    CHECK_INTEGER(codelab_queue_count(made.queue), 15);
    while (codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error) == CODELAB_OK) {
        CHECK_INTEGER(event.status, CODELAB_E_NOT_FOUND);
        CHECK_INTEGER(error.code, CODELAB_E_NOT_FOUND);
        ended++;
    }
    CHECK_INTEGER(ended, 15);
    queue_fixture_drop(&made);
}

/* ------------------------------------------------------------------------------------------------ waiting -- */

static void time_limit(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK(simulator_set_faults(&made.user, LATE_FAULT) == 0);
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, NULL, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, &event, &error), CODELAB_E_DEADLINE, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, 20, &event, &error), CODELAB_E_DEADLINE, &error);
    CHECK_INTEGER(codelab_queue_count(made.queue), 1);
    queue_fixture_drop(&made);
}

static void *interrupt_later(void *context)
{
    queue_fixture *made = context;
    simulator_wait_for_requests(&made->user, 1);
    codelab_queue_interrupt(made->queue);
    return NULL;
}

static void interrupted(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    pthread_t other;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK(simulator_set_faults(&made.user, LATE_FAULT) == 0);
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, NULL, &error), CODELAB_OK, &error);
    codelab_queue_interrupt(made.queue);
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_E_CANCELLED, &error);
    REQUIRE(pthread_create(&other, NULL, interrupt_later, &made) == 0);
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_E_CANCELLED, &error);
    pthread_join(other, NULL);
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, &event, &error), CODELAB_E_DEADLINE, &error);
    CHECK_INTEGER(codelab_queue_count(made.queue), 1);
    queue_fixture_drop(&made);
}

static codelab_queue *of_handler;

static void on_signal(int number)
{
    (void)number;
    codelab_queue_interrupt(of_handler);
}

static void interrupted_by_signal(void)
{
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    options.flags = CODELAB_QUEUE_STAY;
    REQUIRE(codelab_queue_new(&options, &of_handler, &error) == CODELAB_OK);
    sigaction(SIGUSR1, &action, &before);
    raise(SIGUSR1);
    CHECK_STATUS(codelab_queue_wait(of_handler, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_E_CANCELLED, &error);
    sigaction(SIGUSR1, &before, NULL);
    codelab_queue_free(of_handler);
}

static void *submit_later(void *context)
{
    queue_fixture *made = context;
    codelab_error error = CODELAB_ERROR_INIT;
    CHECK_STATUS(codelab_queue_show(made->queue, 5, made->client, "nowhere", NULL, &error), CODELAB_OK, &error);
    return NULL;
}

static void stays(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    pthread_t other;
    if (queue_fixture_make_with(&made, NULL, CODELAB_QUEUE_STAY) != 0) return;
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, &event, &error), CODELAB_E_DEADLINE, &error);
    REQUIRE(pthread_create(&other, NULL, submit_later, &made) == 0);
    CHECK_STATUS(codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_OK, &error);
    CHECK_INTEGER(event.tag, 5);
    pthread_join(other, NULL);
    queue_fixture_drop(&made);
}

static const test_case cases[] = {
    {"a queue is not made with invalid options", wrong_options},
    {"functions accept a NULL queue", nothing_there},
    {"an operation that is refused at its submission has no event", refused_submissions},
    {"a watch that could not be submitted is still the caller's", refused_watch_stays},
    {"a pointer taken out of an event outlives it, and an event can be cleared twice", taken_pointer},
    {"several operations at once end once each", several_at_once},
    {"waiting ends with its time limit, and the operation continues", time_limit},
    {"waiting is interrupted before it begins, and from another thread", interrupted},
    {"waiting is interrupted by a signal handler", interrupted_by_signal},
    {"a queue with the flag to stay waits for submissions of other threads", stays},
    {NULL, NULL},
};

const test_group queue_group = {"queue", cases};
