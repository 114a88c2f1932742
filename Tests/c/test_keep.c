/* Instances that are kept alive. The unit tests have the details, with a fake clock. */
#include "fixture.h"

#include <stdio.h>

/* Leases of three seconds: a third of them is left when they are renewed. */
#define SHORT_LEASES "{\"step_ms\":0,\"lease_duration_ms\":3000,\"stop_ms\":20}"

typedef struct kept {
    fixture with;
    codelab_watch *watch;
    codelab_instance *opened;
} kept;

static int keep(kept *of, const char *settings, int64_t total_ms)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_keep_options options = CODELAB_KEEP_OPTIONS_INIT;
    options.total_ms = total_ms;
    options.poll_ms = 50;
    of->watch = NULL;
    of->opened = NULL;
    if (fixture_make(&of->with, settings) != 0) return -1;
    CHECK_STATUS(codelab_open(of->with.client, NULL, NULL, &of->opened, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_watch_new_keep(of->with.client, of->opened, &options, &of->watch, &error), CODELAB_OK, &error);
    return of->watch ? 0 : -1;
}

static void drop(kept *of)
{
    codelab_watch_free(of->watch);
    codelab_instance_free(of->opened);
    fixture_drop(&of->with);
}

static void leases_are_renewed_until_the_time_is_over(void)
{
    kept of;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    int64_t deadline_ms = 0;
    int32_t status, events = 0;
    REQUIRE(keep(&of, SHORT_LEASES, 7000) == 0);
    CHECK_INTEGER(codelab_watch_phase(of.watch), CODELAB_PHASE_KEEPING);
    while ((status = codelab_watch_next(of.watch, NULL, &instance, &error)) == CODELAB_OK) {
        CHECK_TEXT(instance->status_text, "RUNNING");
        CHECK(codelab_instance_lease_deadline_ms(instance) > deadline_ms);
        deadline_ms = codelab_instance_lease_deadline_ms(instance);
        codelab_instance_free(instance);
        events++;
    }
    CHECK_STATUS(status, CODELAB_DONE, &error);
    CHECK(events >= 3);
    CHECK_INTEGER(simulator_call_count(&of.with.user, "renew_lease"), events);
    CHECK_INTEGER(codelab_watch_phase(of.watch), CODELAB_PHASE_ENDED);
    drop(&of);
}

static void an_instance_that_is_stopped_is_no_longer_kept(void)
{
    kept of;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    int32_t status;
    REQUIRE(keep(&of, "{\"step_ms\":0,\"stop_ms\":20}", 0) == 0);
    CHECK_STATUS(codelab_stop(of.with.client, of.opened->id, NULL, &instance, &error), CODELAB_OK, &error);
    do {
        codelab_instance_free(instance);
        instance = NULL;
    } while ((status = codelab_watch_next(of.watch, NULL, &instance, &error)) == CODELAB_OK);
    CHECK_STATUS(status, CODELAB_E_INSTANCE_FAILED, &error);
    CHECK_INTEGER(simulator_call_count(&of.with.user, "renew_lease"), 0);
    drop(&of);
}

static void a_queue_keeps_an_instance_alive(void)
{
    kept of;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_queue *queue = NULL;
    int32_t events = 0;
    REQUIRE(keep(&of, SHORT_LEASES, 4000) == 0);
    CHECK_STATUS(codelab_queue_new(NULL, &queue, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_watch(queue, 7, of.watch, NULL, &error), CODELAB_OK, &error);
    of.watch = NULL;
    while (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, &error) == CODELAB_OK) {
        CHECK_INTEGER(event.tag, 7);
        if (event.is_final) CHECK_INTEGER(event.status, CODELAB_DONE);
        else CHECK_INTEGER(event.phase, CODELAB_PHASE_KEEPING);
        codelab_event_clear(&event);
        events++;
    }
    CHECK_INTEGER(simulator_call_count(&of.with.user, "renew_lease"), events - 1);
    codelab_queue_free(queue);
    drop(&of);
}

static const test_case cases[] = {
    {"leases are renewed until the time is over", leases_are_renewed_until_the_time_is_over},
    {"an instance that is stopped is no longer kept", an_instance_that_is_stopped_is_no_longer_kept},
    {"a queue keeps an instance alive", a_queue_keeps_an_instance_alive},
    {NULL, NULL},
};
const test_group keep_group = {"keep", cases};
