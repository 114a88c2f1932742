/* Who may free what when, and many threads on one client. */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define THREADS 8
#define CALLS_A_THREAD 20

static void an_instance_outlives_its_client(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    fixture_drop(&with);
    REQUIRE(instance != NULL);
    CHECK_INTEGER(instance->status, CODELAB_STATUS_CREATING);
    CHECK_TEXT(instance->status_text, "CREATING");
    codelab_instance_free(instance);
}

static void a_watch_outlives_its_client(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    codelab_watch *watch = NULL;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    int32_t status;
    options.first_delay_ms = 5;
    options.ceiling_ms = 20;
    if (fixture_make(&with, "{\"step_ms\":20}") != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    REQUIRE(instance != NULL);
    CHECK_STATUS(codelab_watch_new(with.client, instance, &options, &watch, &error), CODELAB_OK, &error);
    codelab_instance_free(instance); /* is only read while the watch is made */
    fixture_drop(&with);
    do {
        status = codelab_watch_next(watch, NULL, &instance, &error);
        codelab_instance_free(instance);
    } while (status == CODELAB_OK);
    CHECK_STATUS(status, CODELAB_DONE, NULL);
    codelab_watch_free(watch);
}

static void a_watch_that_was_never_asked_is_freed_before_its_client(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_watch *watch = NULL;
    if (fixture_make(&with, NULL) != 0) return;
    CHECK_STATUS(codelab_watch_new_with_id(with.client, "a", NULL, &watch, &error), CODELAB_OK, &error);
    codelab_watch_free(watch);
    CHECK_INTEGER(simulator_request_count(&with.user), 0);
    fixture_drop(&with);
}

static void arguments_are_copied(void)
{
    simulator_user user;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_instance *instance = NULL;
    if (simulator_new_user(SLOW_START, &user) != 0) return;
    codelab_client_options options = options_for(&user);
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    memset(&user, 'x', sizeof user);
    memset(&options, 0xFF, sizeof options);
    CHECK_STATUS(codelab_open(client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    codelab_client_free(client);
}

static void an_ended_watch_returns_the_same_result(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    codelab_watch *watch = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    REQUIRE(instance != NULL);
    REQUIRE(simulator_patch_instance(&with.user, "{\"status\":\"ERROR\",\"fail_reason\":\"disk broke\"}") == 0);
    CHECK_STATUS(codelab_watch_new_with_id(with.client, instance->id, NULL, &watch, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    CHECK_STATUS(codelab_watch_next(watch, NULL, &instance, &error), CODELAB_OK, &error);
    REQUIRE(instance != NULL);
    CHECK_INTEGER(codelab_instance_is_failed(instance), 1);
    codelab_instance_free(instance);
    for (int times = 0; times < 3; times++) {
        CHECK_STATUS(codelab_watch_next(watch, NULL, &instance, &error), CODELAB_E_INSTANCE_FAILED, &error);
        CHECK_CONTAINS(error.message, "disk broke");
        CHECK(instance == NULL);
    }
    CHECK_INTEGER(simulator_request_count(&with.user), 2);
    codelab_watch_free(watch);
    fixture_drop(&with);
}

static void a_watch_reports_only_changes(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    codelab_instance *instance = NULL, *next = NULL;
    codelab_watch *watch = NULL;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    options.first_delay_ms = 1;
    options.ceiling_ms = 2;
    if (fixture_make(&with, SLOW_START) != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    REQUIRE(instance != NULL);
    CHECK_STATUS(codelab_watch_new(with.client, instance, &options, &watch, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_cancel_new(300, &cancel, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_watch_next(watch, cancel, &next, &error), CODELAB_E_DEADLINE, &error);
    CHECK(next == NULL);
    CHECK(simulator_request_count(&with.user) > 2); /* it has looked, more than once, and said nothing */
    REQUIRE(simulator_patch_instance(&with.user, "{\"url\":\"https://other.example/lab\"}") == 0);
    CHECK_STATUS(codelab_watch_next(watch, NULL, &next, &error), CODELAB_OK, &error);
    REQUIRE(next != NULL);
    CHECK_TEXT(next->url, "https://other.example/lab");
    codelab_instance_free(next);
    codelab_cancel_free(cancel);
    codelab_watch_free(watch);
    codelab_instance_free(instance);
    fixture_drop(&with);
}

static fixture shared;
static char shared_id[128];
static atomic_int went_wrong;

static void *call_often(void *unused)
{
    (void)unused;
    for (int times = 0; times < CALLS_A_THREAD; times++) {
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_instance *instance = NULL;
        int32_t status = times % 4 == 0 ? codelab_open(shared.client, NULL, NULL, &instance, &error)
                                        : codelab_show(shared.client, shared_id, NULL, &instance, &error);
        if (status != CODELAB_OK || !instance || strcmp(instance->id, shared_id) != 0) {
            atomic_fetch_add(&went_wrong, 1);
            printf("        a thread's call gave %s: %s\n", codelab_status_name(status), error.message);
        }
        codelab_instance_free(instance);
    }
    return NULL;
}

static void eight_threads_share_a_client(void)
{
    pthread_t threads[THREADS];
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    atomic_store(&went_wrong, 0);
    if (fixture_make(&shared, SLOW_START) != 0) return;
    CHECK_STATUS(codelab_open(shared.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    REQUIRE(instance && instance->id);
    snprintf(shared_id, sizeof shared_id, "%s", instance->id);
    codelab_instance_free(instance);
    for (int at = 0; at < THREADS; at++) CHECK(pthread_create(&threads[at], NULL, call_often, NULL) == 0);
    for (int at = 0; at < THREADS; at++) pthread_join(threads[at], NULL);
    CHECK_INTEGER(atomic_load(&went_wrong), 0);
    CHECK_INTEGER(simulator_request_count(&shared.user), THREADS * CALLS_A_THREAD + 1);
    fixture_drop(&shared);
}

static const test_case cases[] = {
    {"an instance outlives its client", an_instance_outlives_its_client},
    {"a watch outlives its client", a_watch_outlives_its_client},
    {"an unused watch is freed before its client",
     a_watch_that_was_never_asked_is_freed_before_its_client},
    {"arguments are copied", arguments_are_copied},
    {"an ended watch returns the same result, and sends no request", an_ended_watch_returns_the_same_result},
    {"a watch reports only changes", a_watch_reports_only_changes},
    {"eight threads share a client", eight_threads_share_a_client},
    {NULL, NULL},
};
const test_group lifetime_group = {"lifetimes and threads", cases};
