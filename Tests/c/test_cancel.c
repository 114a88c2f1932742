/* The stop button: before and during a call, from a thread and from a signal handler. */
#include "fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static void a_new_cancel_is_not_triggered(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error), CODELAB_OK, &error);
    CHECK_INTEGER(codelab_cancel_is_triggered(cancel), 0);
    codelab_cancel_trigger(cancel);
    CHECK_INTEGER(codelab_cancel_is_triggered(cancel), 1);
    codelab_cancel_trigger(cancel);
    CHECK_INTEGER(codelab_cancel_is_triggered(cancel), 1);
    codelab_cancel_free(cancel);
}

static void a_passed_deadline_does_not_trigger(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    CHECK_STATUS(codelab_cancel_new(0, &cancel, &error), CODELAB_OK, &error);
    CHECK_INTEGER(codelab_cancel_is_triggered(cancel), 0);
    codelab_cancel_free(cancel);
}

static void a_call_cancelled_before_it_begins_sends_nothing(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    codelab_instance *instance = NULL;
    codelab_watch *watch = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return;
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error), CODELAB_OK, &error);
    codelab_cancel_trigger(cancel);
    for (int times = 0; times < 2; times++) {
        CHECK_STATUS(codelab_open(with.client, NULL, cancel, &instance, &error), CODELAB_E_CANCELLED, &error);
        CHECK_STATUS(codelab_show(with.client, "a", cancel, &instance, &error), CODELAB_E_CANCELLED, &error);
    }
    CHECK_STATUS(codelab_watch_new_with_id(with.client, "a", NULL, &watch, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_watch_next(watch, cancel, &instance, &error), CODELAB_E_CANCELLED, &error);
    CHECK_INTEGER(simulator_request_count(&with.user), 0);
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    codelab_watch_free(watch);
    codelab_cancel_free(cancel);
    fixture_drop(&with);
}

static void a_trigger_has_priority_over_a_passed_deadline(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    codelab_instance *instance = NULL;
    if (fixture_make(&with, NULL) != 0) return;
    CHECK_STATUS(codelab_cancel_new(0, &cancel, &error), CODELAB_OK, &error);
    codelab_cancel_trigger(cancel);
    CHECK_STATUS(codelab_open(with.client, NULL, cancel, &instance, &error), CODELAB_E_CANCELLED, &error);
    codelab_cancel_free(cancel);
    fixture_drop(&with);
}

/* A second thread that acts once the service has the request. */
typedef struct stopper {
    fixture *with;
    codelab_cancel *cancel;
    pthread_t caller;
    int by_signal;
    int64_t stopped_at_ms;
} stopper;

static codelab_cancel *for_the_handler;

static void on_signal(int number)
{
    (void)number;
    codelab_cancel_trigger(for_the_handler);
}

static void *stop_when_under_way(void *context)
{
    stopper *this = context;
    if (simulator_wait_for_requests(&this->with->user, 1) == 0) {
        this->stopped_at_ms = now_ms();
        if (this->by_signal)
            pthread_kill(this->caller, SIGUSR1);
        else
            codelab_cancel_trigger(this->cancel);
    }
    return NULL;
}

/* Stops an open whose answer is seconds away, then uses the client again. */
static void stop_an_open(int by_signal)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    codelab_instance *instance = NULL;
    pthread_t thread;
    if (fixture_make(&with, SLOW_START) != 0) return;
    REQUIRE(simulator_set_faults(&with.user, LATE_FAULT) == 0);
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error), CODELAB_OK, &error);
    for_the_handler = cancel;
    stopper this = {&with, cancel, pthread_self(), by_signal, 0};
    int64_t begin = now_ms();
    REQUIRE(pthread_create(&thread, NULL, stop_when_under_way, &this) == 0);
    int32_t status = codelab_open(with.client, NULL, cancel, &instance, &error);
    int64_t end = now_ms();
    pthread_join(thread, NULL);
    CHECK_STATUS(status, CODELAB_E_CANCELLED, &error);
    CHECK(instance == NULL);
    CHECK(end - begin < LATE_MS); /* before the answer could come */
    printf("        returned %d ms after the stop\n", (int)(end - this.stopped_at_ms));
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    codelab_cancel_free(cancel);
    fixture_drop(&with);
}

static void another_thread_cancels_a_call(void)
{
    stop_an_open(0);
}

static void a_signal_handler_cancels_a_call(void)
{
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigaction(SIGUSR1, &action, &before);
    stop_an_open(1);
    sigaction(SIGUSR1, &before, NULL);
}

/* A signal interrupts the library's wait: the call must continue. */
static void ignore(int number)
{
    (void)number;
}

static void *disturb(void *context)
{
    stopper *this = context;
    if (simulator_wait_for_requests(&this->with->user, 1) == 0)
        for (int times = 0; times < 20; times++) pthread_kill(this->caller, SIGUSR1);
    return NULL;
}

static void a_signal_does_not_disturb_a_call(void)
{
    struct sigaction action, before;
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    pthread_t thread;
    memset(&action, 0, sizeof action);
    action.sa_handler = ignore;
    sigaction(SIGUSR1, &action, &before);
    if (fixture_make(&with, SLOW_START) != 0) return;
    REQUIRE(simulator_set_faults(&with.user, "[{\"kind\":\"latency\",\"delay_ms\":500}]") == 0);
    stopper this = {&with, NULL, pthread_self(), 1, 0};
    REQUIRE(pthread_create(&thread, NULL, disturb, &this) == 0);
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    pthread_join(thread, NULL);
    codelab_instance_free(instance);
    sigaction(SIGUSR1, &before, NULL);
    fixture_drop(&with);
}

static void a_watch_is_cancelled_while_it_sleeps(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    codelab_instance *instance = NULL, *next = NULL;
    codelab_watch *watch = NULL;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    pthread_t thread;
    options.first_delay_ms = 600000;
    options.ceiling_ms = 600000;
    if (fixture_make(&with, SLOW_START) != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    REQUIRE(instance != NULL);
    CHECK_STATUS(codelab_watch_new(with.client, instance, &options, &watch, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error), CODELAB_OK, &error);
    stopper this = {&with, cancel, pthread_self(), 0, 0}; /* the open is the request it sees */
    REQUIRE(pthread_create(&thread, NULL, stop_when_under_way, &this) == 0);
    CHECK_STATUS(codelab_watch_next(watch, cancel, &next, &error), CODELAB_E_CANCELLED, &error);
    pthread_join(thread, NULL);
    codelab_watch_free(watch);
    codelab_instance_free(instance);
    codelab_cancel_free(cancel);
    fixture_drop(&with);
}

static void a_wait_between_attempts_is_cancelled(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    codelab_instance *instance = NULL;
    pthread_t thread;
    if (fixture_make(&with, SLOW_START) != 0) return;
    REQUIRE(simulator_set_faults(
                &with.user, "[{\"kind\":\"status\",\"status\":429,\"headers\":{\"Retry-After\":\"50\"},\"times\":0}]") == 0);
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error), CODELAB_OK, &error);
    stopper this = {&with, cancel, pthread_self(), 0, 0};
    int64_t begin = now_ms();
    REQUIRE(pthread_create(&thread, NULL, stop_when_under_way, &this) == 0);
    CHECK_STATUS(codelab_open(with.client, NULL, cancel, &instance, &error), CODELAB_E_CANCELLED, &error);
    CHECK(now_ms() - begin < 50000);
    pthread_join(thread, NULL);
    codelab_cancel_free(cancel);
    fixture_drop(&with);
}

/* One object stops several calls at once, and may be freed while they still hold it. */
typedef struct sharer {
    fixture *with;
    codelab_cancel *cancel;
    int32_t status;
} sharer;

static void *open_until_stopped(void *context)
{
    sharer *this = context;
    codelab_instance *instance = NULL;
    this->status = codelab_open(this->with->client, NULL, this->cancel, &instance, NULL);
    codelab_instance_free(instance);
    return NULL;
}

static void one_object_cancels_several_calls(void)
{
    enum { CALLS = 4 };
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    pthread_t threads[CALLS];
    sharer sharers[CALLS];
    if (fixture_make(&with, SLOW_START) != 0) return;
    REQUIRE(simulator_set_faults(&with.user, "[{\"kind\":\"latency\",\"delay_ms\":10000,\"times\":0}]") == 0);
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error), CODELAB_OK, &error);
    for (int at = 0; at < CALLS; at++) {
        sharers[at] = (sharer){&with, cancel, CODELAB_OK};
        CHECK(pthread_create(&threads[at], NULL, open_until_stopped, &sharers[at]) == 0);
    }
    int all_came = simulator_wait_for_requests(&with.user, CALLS) == 0;
    codelab_cancel_trigger(cancel);
    if (all_came) codelab_cancel_free(cancel); /* the running calls keep their references to it */
    for (int at = 0; at < CALLS; at++) {
        pthread_join(threads[at], NULL);
        CHECK_STATUS(sharers[at].status, CODELAB_E_CANCELLED, NULL);
    }
    fixture_drop(&with);
}

static const test_case cases[] = {
    {"a trigger is latched and idempotent", a_new_cancel_is_not_triggered},
    {"a passed deadline does not trigger the cancel object", a_passed_deadline_does_not_trigger},
    {"a call that is cancelled before it begins sends nothing", a_call_cancelled_before_it_begins_sends_nothing},
    {"a trigger has priority over a passed deadline", a_trigger_has_priority_over_a_passed_deadline},
    {"another thread cancels a call, and the client still works", another_thread_cancels_a_call},
    {"a signal handler cancels a call", a_signal_handler_cancels_a_call},
    {"a signal does not disturb a call", a_signal_does_not_disturb_a_call},
    {"a watch is cancelled while it sleeps", a_watch_is_cancelled_while_it_sleeps},
    {"a wait between attempts is cancelled", a_wait_between_attempts_is_cancelled},
    {"one object cancels several calls", one_object_cancels_several_calls},
    {NULL, NULL},
};
const test_group cancel_group = {"cancel", cases};
