/* Watches and pagers that go a step at a time in a queue, and come back with it. */
#include "fixture.h"
#include "queue_fixture.h"

static int32_t step(queue_fixture *made, codelab_watch *watch, codelab_pager *pager, codelab_event *event)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    options.flags = CODELAB_SUBMIT_STEP;
    CHECK_STATUS(watch ? codelab_queue_watch(made->queue, 9, watch, &options, &error)
                       : codelab_queue_list(made->queue, 9, pager, &options, &error),
                 CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_wait(made->queue, CODELAB_NO_TIMEOUT, event, &error), CODELAB_OK, &error);
    CHECK_INTEGER(event->tag, 9);
    CHECK_INTEGER(event->is_final, 1);
    CHECK(event->watch == watch && event->pager == pager);
    CHECK_INTEGER(codelab_queue_count(made->queue), 0);
    return event->status;
}

static void watch_steps(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    int changes = 0, is_ready = 0;
    int32_t status = CODELAB_OK;
    if (queue_fixture_make(&made, "{\"step_ms\":20}") != 0) return;
    CHECK_STATUS(codelab_open(made.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_watch *watch = quick_watch(made.client, instance);
    for (; (status = step(&made, watch, NULL, &event)) == CODELAB_OK; changes++) {
        is_ready = codelab_instance_is_ready(event.instance);
        event.watch = NULL;
        codelab_event_clear(&event);
    }
    CHECK_INTEGER(status, CODELAB_DONE);
    CHECK_INTEGER(event.phase, CODELAB_PHASE_ENDED);
    CHECK(is_ready && changes > 1);
    codelab_event_clear(&event); /* the watch with it */
    CHECK(event.watch == NULL);
    codelab_instance_free(instance);
    queue_fixture_drop(&made);
}

static void list_continues_after_an_error(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_image_filter filter = CODELAB_IMAGE_FILTER_INIT;
    codelab_pager *pager = NULL;
    filter.page_size = 10;
    if (queue_fixture_make(&made, "{\"extra_images\":25}") != 0) return;
    CHECK_STATUS(codelab_pager_new_images(made.client, &filter, &pager, &error), CODELAB_OK, &error);
    CHECK_INTEGER(step(&made, NULL, pager, &event), CODELAB_OK);
    event.pager = NULL;
    codelab_event_clear(&event);
    CHECK(simulator_set_faults(&made.user, "[{\"kind\":\"status\",\"status\":403}]") == 0);
    CHECK_INTEGER(step(&made, NULL, pager, &event), CODELAB_E_PERMISSION);
    event.pager = NULL;
    CHECK_INTEGER(step(&made, NULL, pager, &event), CODELAB_OK);
    CHECK(event.page && event.page->images_count == 10);
    codelab_event_clear(&event);
    queue_fixture_drop(&made);
}

static void freed_during_a_step(void)
{
    queue_fixture made;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_watch *watch = NULL;
    options.flags = CODELAB_SUBMIT_STEP;
    if (queue_fixture_make(&made, NULL) != 0) return;
    /* Else the answer could be there before the queue is freed. */
    CHECK(simulator_set_faults(&made.user, "[{\"kind\":\"latency\",\"delay_ms\":10000}]") == 0);
    CHECK_STATUS(codelab_watch_new_with_id(made.client, "nowhere", NULL, &watch, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_watch(made.queue, 1, watch, &options, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_queue_wait(made.queue, 0, &event, &error), CODELAB_E_DEADLINE, &error);
    queue_fixture_drop(&made);
}

static const test_case cases[] = {
    {"each step of a watch is a separate event, which returns the watch", watch_steps},
    {"a list continues at the page that failed", list_continues_after_an_error},
    {"freeing a queue cancels a pending step", freed_during_a_step},
    {NULL, NULL},
};

const test_group queue_step_group = {"queue step", cases};
