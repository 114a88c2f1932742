/* The queue in a loop of the caller's own, stopping what is in it, and fork(). */
#include "fixture.h"
#include "queue_fixture.h"

#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

/* ----------------------------------------------------------------------------------------- the descriptor -- */

static int is_readable(int descriptor, int timeout_ms)
{
    struct pollfd entry = {.fd = descriptor, .events = POLLIN, .revents = 0};
    return poll(&entry, 1, timeout_ms) == 1;
}

/* Collects what there is; how many events, of which the last instance is kept. */
static int collect(queue_fixture *made, codelab_instance **last, int32_t *status)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    int events = 0;
    while ((*status = codelab_queue_wait(made->queue, 0, &event, &error)) == CODELAB_OK) {
        events++;
        if (event.instance) {
            codelab_instance_free(*last);
            *last = event.instance;
            event.instance = NULL;
        }
        if (event.operation == CODELAB_OPERATION_OPEN)
            CHECK_STATUS(codelab_queue_watch(made->queue, 2, quick_watch(made->client, *last), NULL, &error),
                         CODELAB_OK, &error);
        codelab_event_clear(&event);
    }
    return events;
}

static void driven_by_epoll(void)
{
    queue_fixture made;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *last = NULL;
    int32_t status = CODELAB_E_DEADLINE;
    int wakes = 0, events = 0, epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event entry = {.events = EPOLLIN};
    if (queue_fixture_make(&made, "{\"step_ms\":40}") != 0) return;
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, codelab_queue_fd(made.queue), &entry) == 0);
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, NULL, &error), CODELAB_OK, &error);
    while (status == CODELAB_E_DEADLINE && wakes < 2000 && epoll_wait(epoll, &entry, 1, LATE_MS) == 1) {
        wakes++;
        events += collect(&made, &last, &status);
    }
    CHECK_INTEGER(status, CODELAB_DONE);
    CHECK(codelab_instance_is_ready(last));
    /* Each transfer causes a few wake-ups, and there are a few dozen transfers: a busy loop would cause thousands. */
    if (wakes > 400) FAIL("%d wake-ups for %d events", wakes, events);
    codelab_instance_free(last);
    queue_fixture_drop(&made);
    close(epoll);
}

static void quiet_descriptor(void)
{
    queue_fixture made;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_watch *watch = NULL;
    int32_t status;
    if (queue_fixture_make(&made, SLOW_START) != 0) return;
    options.first_delay_ms = 3600000;
    CHECK_STATUS(codelab_open(made.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_watch_new(made.client, instance, &options, &watch, &error), CODELAB_OK, &error);
    CHECK(!is_readable(codelab_queue_fd(made.queue), 0));
    CHECK_STATUS(codelab_queue_watch(made.queue, 1, watch, NULL, &error), CODELAB_OK, &error);
    CHECK(is_readable(codelab_queue_fd(made.queue), 0));
    CHECK_INTEGER(collect(&made, &instance, &status), 0);
    CHECK_INTEGER(status, CODELAB_E_DEADLINE);
    CHECK(!is_readable(codelab_queue_fd(made.queue), 50));
    CHECK_INTEGER(codelab_queue_cancel(made.queue, 1), 1);
    CHECK(is_readable(codelab_queue_fd(made.queue), 0));
    CHECK_INTEGER(collect(&made, &instance, &status), 1);
    CHECK_INTEGER(status, CODELAB_DONE);
    codelab_instance_free(instance);
    queue_fixture_drop(&made);
}

/* --------------------------------------------------------------------------------------------- cancelling -- */

static void expect_end(queue_fixture *made, uint64_t tag, int32_t status)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    CHECK_STATUS(codelab_queue_wait(made->queue, CODELAB_NO_TIMEOUT, &event, &error), CODELAB_OK, &error);
    CHECK_INTEGER(event.tag, tag);
    CHECK_INTEGER(event.is_final, 1);
    CHECK_INTEGER(event.status, status);
    CHECK_INTEGER(error.code, status);
    codelab_event_clear(&event);
}

static void cancelled_in_flight(void)
{
    queue_fixture made;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK(simulator_set_faults(&made.user, LATE_FAULT) == 0);
    CHECK_STATUS(codelab_queue_open(made.queue, 3, made.client, NULL, NULL, &error), CODELAB_OK, &error);
    while (simulator_request_count(&made.user) == 0)
        CHECK_STATUS(codelab_queue_wait(made.queue, 5, &event, &error), CODELAB_E_DEADLINE, &error);
    CHECK_INTEGER(codelab_queue_cancel(made.queue, 4), 0);
    CHECK_INTEGER(codelab_queue_cancel(made.queue, 3), 1);
    CHECK_INTEGER(codelab_queue_cancel(made.queue, 3), 0);
    CHECK_INTEGER(codelab_queue_cancel_all(made.queue), 0);
    CHECK_INTEGER(codelab_queue_count(made.queue), 1);
    expect_end(&made, 3, CODELAB_E_CANCELLED);
    CHECK_INTEGER(codelab_queue_cancel(made.queue, 3), 0);
    /* The client is as good as before. */
    CHECK_STATUS(codelab_queue_show(made.queue, 5, made.client, "nowhere", NULL, &error), CODELAB_OK, &error);
    expect_end(&made, 5, CODELAB_E_NOT_FOUND);
    queue_fixture_drop(&made);
}

static void cancelled_before(void)
{
    queue_fixture made;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &options.cancel, &error), CODELAB_OK, &error);
    codelab_cancel_trigger(options.cancel);
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, &options, &error), CODELAB_OK, &error);
    /* The queue keeps what it needs of it. */
    codelab_cancel_free(options.cancel);
    expect_end(&made, 1, CODELAB_E_CANCELLED);
    CHECK_STATUS(codelab_queue_open(made.queue, 2, made.client, NULL, NULL, &error), CODELAB_OK, &error);
    CHECK_INTEGER(codelab_queue_cancel_all(made.queue), 1);
    expect_end(&made, 2, CODELAB_E_CANCELLED);
    CHECK_INTEGER(simulator_request_count(&made.user), 0);
    queue_fixture_drop(&made);
}

static void one_cancel_object_for_many(void)
{
    queue_fixture made;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    int ended = 0;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK(simulator_set_faults(&made.user, "[{\"kind\":\"latency\",\"delay_ms\":10000,\"times\":100}]") == 0);
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &options.cancel, &error), CODELAB_OK, &error);
    for (uint64_t tag = 0; tag < 40; tag++)
        CHECK_STATUS(codelab_queue_show(made.queue, tag, made.client, "nowhere", &options, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, 20, &event, &error), CODELAB_E_DEADLINE, &error);
    codelab_cancel_trigger(options.cancel);
    while (codelab_queue_wait(made.queue, CODELAB_NO_TIMEOUT, &event, &error) == CODELAB_OK)
        ended += event.status == CODELAB_E_CANCELLED;
    CHECK_INTEGER(ended, 40);
    codelab_cancel_free(options.cancel);
    queue_fixture_drop(&made);
}

static void deadlines(void)
{
    queue_fixture made;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    if (queue_fixture_make(&made, NULL) != 0) return;
    CHECK(simulator_set_faults(&made.user, "[{\"kind\":\"latency\",\"delay_ms\":10000,\"times\":2}]") == 0);
    options.timeout_ms = 30;
    CHECK_STATUS(codelab_queue_open(made.queue, 1, made.client, NULL, &options, &error), CODELAB_OK, &error);
    expect_end(&made, 1, CODELAB_E_DEADLINE);
    options.timeout_ms = 0;
    CHECK_STATUS(codelab_cancel_new(30, &options.cancel, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_show(made.queue, 2, made.client, "nowhere", &options, &error), CODELAB_OK, &error);
    expect_end(&made, 2, CODELAB_E_DEADLINE);
    codelab_cancel_free(options.cancel);
    queue_fixture_drop(&made);
}

/* ---------------------------------------------------------------------------------------- tokens and fork -- */

static void one_fetch_for_all(void)
{
    fixture base;
    codelab_queue_options settings = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_queue *queue = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    int ended = 0;
    if (fixture_make_with(&base, CREDENTIAL_PASSWORD, NULL) != 0) return;
    settings.requests_per_second = CODELAB_UNLIMITED;
    CHECK_STATUS(codelab_queue_new(&settings, &queue, &error), CODELAB_OK, &error);
    for (uint64_t tag = 0; tag < 100; tag++)
        CHECK_STATUS(codelab_queue_show(queue, tag, base.client, "nowhere", NULL, &error), CODELAB_OK, &error);
    while (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, &error) == CODELAB_OK)
        ended += event.status == CODELAB_E_NOT_FOUND;
    CHECK_INTEGER(ended, 100);
    CHECK_INTEGER(simulator_call_count(&base.user, "iam_tokens"), 1);
    codelab_queue_free(queue);
    fixture_drop(&base);
}

/* What a child sees of its parent's queue: 0 when all is as it should be. */
static int look_from_child(queue_fixture *made)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    if (codelab_queue_wait(made->queue, 0, &event, &error) != CODELAB_E_STATE) return 1;
    if (codelab_queue_open(made->queue, 9, made->client, NULL, NULL, &error) != CODELAB_E_STATE) return 2;
    if (codelab_queue_fd(made->queue) != -1 || codelab_queue_cancel_all(made->queue) != 0) return 3;
    codelab_queue_interrupt(made->queue);
    codelab_queue_free(made->queue);
    codelab_client_free(made->client);
    return 0;
}

/* Makes a queue with a pending request. valgrind.supp names this function: the child frees nothing of it. */
__attribute__((noinline)) static int make_before_fork(queue_fixture *made)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    if (queue_fixture_make(made, NULL) != 0) return -1;
    CHECK(simulator_set_faults(&made->user, "[{\"kind\":\"latency\",\"delay_ms\":300,\"times\":1}]") == 0);
    CHECK_STATUS(codelab_queue_open(made->queue, 1, made->client, NULL, NULL, &error), CODELAB_OK, &error);
    while (simulator_request_count(&made->user) == 0) codelab_queue_wait(made->queue, 5, &event, &error);
    return 0;
}

static void forked(void)
{
    queue_fixture made;
    int status = -1;
    if (make_before_fork(&made) != 0) return;
    pid_t child = fork();
    if (child == 0) _exit(look_from_child(&made));
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
    CHECK_INTEGER(WEXITSTATUS(status), 0);
    expect_end(&made, 1, CODELAB_OK);
    queue_fixture_drop(&made);
}

static const test_case cases[] = {
    {"an instance is opened and followed in the caller's loop, which sleeps between steps", driven_by_epoll},
    {"the descriptor is readable only while there is work to do", quiet_descriptor},
    {"an operation with a pending request is cancelled by its tag", cancelled_in_flight},
    {"an operation that is cancelled before it begins sends no request", cancelled_before},
    {"one cancel object ends forty operations", one_cancel_object_for_many},
    {"an operation ends with its time limit, or that of its cancel object", deadlines},
    {"a hundred operations that need a token fetch one", one_fetch_for_all},
    {"a child process is refused, and does not change the parent's queue", forked},
    {NULL, NULL},
};

const test_group queue_loop_group = {"queue in a loop", cases};
