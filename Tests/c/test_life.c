/* From opening to deletion, and what outlives what on the way. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAST "{\"step_ms\":20,\"stop_ms\":20,\"delete_ms\":20}"

/* Follows until the watch ends; how it ended. */
static int32_t follow(codelab_watch *watch, codelab_error *error)
{
    int32_t status = CODELAB_OK;
    while (status == CODELAB_OK) {
        codelab_instance *instance = NULL;
        status = codelab_watch_next(watch, NULL, &instance, error);
        codelab_instance_free(instance);
    }
    return status;
}

static int32_t wait_until(codelab_client *client, const char *id, int32_t until, codelab_error *error)
{
    codelab_watch *watch = NULL;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    options.first_delay_ms = 5;
    options.ceiling_ms = 20;
    options.until = until;
    int32_t status = codelab_watch_new_with_id(client, id, &options, &watch, error);
    if (status == CODELAB_OK) status = follow(watch, error);
    codelab_watch_free(watch);
    return status;
}

static void an_instance_is_opened_stopped_started_and_deleted(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *opened = NULL, *instance = NULL;
    char first_token[128];
    if (fixture_make_with(&with, CREDENTIAL_KEYS, FAST) != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &opened, &error), CODELAB_OK, &error);
    REQUIRE(opened != NULL);
    snprintf(first_token, sizeof first_token, "%s", opened->token);
    CHECK_STATUS(wait_until(with.client, opened->id, CODELAB_UNTIL_READY, &error), CODELAB_DONE, &error);
    CHECK_STATUS(codelab_stop(with.client, opened->id, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    CHECK_STATUS(wait_until(with.client, opened->id, CODELAB_UNTIL_STOPPED, &error), CODELAB_DONE, &error);
    CHECK_STATUS(codelab_start(with.client, opened->id, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    REQUIRE(instance != NULL);
    CHECK(instance->token && strcmp(instance->token, first_token) != 0);
    codelab_instance_free(instance);
    CHECK_STATUS(wait_until(with.client, opened->id, CODELAB_UNTIL_READY, &error), CODELAB_DONE, &error);
    CHECK_STATUS(codelab_stop(with.client, opened->id, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    CHECK_STATUS(wait_until(with.client, opened->id, CODELAB_UNTIL_STOPPED, &error), CODELAB_DONE, &error);
    CHECK_STATUS(codelab_delete(with.client, opened->id, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    CHECK_STATUS(wait_until(with.client, opened->id, CODELAB_UNTIL_DELETED, &error), CODELAB_DONE, &error);
    CHECK_STATUS(codelab_show(with.client, opened->id, NULL, &instance, &error), CODELAB_E_NOT_FOUND, &error);
    codelab_instance_free(opened);
    fixture_drop(&with);
}

static void a_pager_outlives_its_client(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_pager *pager = NULL;
    codelab_page *page = NULL, *last = NULL;
    codelab_instance_filter filter = CODELAB_INSTANCE_FILTER_INIT;
    int64_t found = 0;
    int32_t status;
    if (fixture_make(&with, "{\"extra_notebooks\":25}") != 0) return;
    filter.feature = CODELAB_FEATURE_NOTEBOOK;
    filter.page_size = 10;
    CHECK_STATUS(codelab_pager_new_instances(with.client, &filter, &pager, &error), CODELAB_OK, &error);
    memset(&filter, 0x5A, sizeof filter); /* it was copied */
    fixture_drop(&with);
    while ((status = codelab_pager_next(pager, NULL, &page, &error)) == CODELAB_OK) {
        found += page->instances_count;
        codelab_page_free(last);
        last = page;
    }
    CHECK_STATUS(status, CODELAB_DONE, &error);
    CHECK(page == NULL);
    CHECK_INTEGER(found, 25);
    for (int times = 0; times < 3; times++)
        CHECK_STATUS(codelab_pager_next(pager, NULL, &page, &error), CODELAB_DONE, &error);
    CHECK_INTEGER(simulator_request_count(&with.user), 3);
    codelab_pager_free(pager);
    /* The page outlives the pager. */
    REQUIRE(last && last->instances_count == 5);
    CHECK(strncmp(last->instances[4]->name, "extra-", 6) == 0);
    CHECK_INTEGER(last->struct_size, sizeof(codelab_page));
    codelab_page_free(last);
}

static void after_an_error_a_pager_requests_the_same_page_again(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_pager *pager = NULL;
    codelab_page *page = NULL;
    codelab_image_filter filter = CODELAB_IMAGE_FILTER_INIT;
    char first[128] = "";
    int64_t found = 0;
    if (fixture_make(&with, NULL) != 0) return;
    filter.page_size = 2;
    CHECK_STATUS(codelab_pager_new_images(with.client, &filter, &pager, &error), CODELAB_OK, &error);
    for (int round = 0; round < 2; round++) {
        REQUIRE(simulator_set_faults(&with.user, "[{\"kind\":\"status\",\"status\":500}]") == 0);
        CHECK_STATUS(codelab_pager_next(pager, NULL, &page, &error), CODELAB_E_SERVICE, &error);
        CHECK(page == NULL);
        CHECK_STATUS(codelab_pager_next(pager, NULL, &page, &error), CODELAB_OK, &error);
        REQUIRE(page && page->images_count > 0);
        found += page->images_count;
        CHECK(strcmp(first, page->images[0]->id) != 0);
        snprintf(first, sizeof first, "%s", page->images[0]->id);
        codelab_page_free(page);
    }
    CHECK_INTEGER(found, 4);
    CHECK_STATUS(codelab_pager_next(pager, NULL, &page, &error), CODELAB_DONE, &error);
    codelab_pager_free(pager);
    fixture_drop(&with);
}

static void an_instance_of_a_page_is_like_any_other(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *opened = NULL;
    codelab_pager *pager = NULL;
    codelab_page *page = NULL;
    codelab_watch *watch = NULL;
    if (fixture_make(&with, "{\"step_ms\":0}") != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &opened, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_pager_new_instances(with.client, NULL, &pager, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_pager_next(pager, NULL, &page, &error), CODELAB_OK, &error);
    REQUIRE(opened && page && page->instances_count == 1);
    const codelab_instance *listed = page->instances[0];
    CHECK_TEXT(listed->id, opened->id);
    CHECK_INTEGER(codelab_instance_is_ready(listed), 1);
    CHECK_INTEGER(codelab_instance_progress_percent(listed), 100);
    CHECK_CONTAINS(codelab_instance_browser_url(listed), "?token=");
    CHECK(codelab_instance_lease_deadline_ms(listed) > 0);
    CHECK(codelab_instance_lease_remaining_ms(listed) > 0);
    REQUIRE(listed->lease != NULL);
    CHECK_INTEGER(listed->lease->deadline_ms, codelab_instance_lease_deadline_ms(listed));
    CHECK(listed->lease->remaining_ms > 0 && listed->lease->remaining_ms <= 3600000 + 1000);
    CHECK_STATUS(codelab_watch_new(with.client, listed, NULL, &watch, &error), CODELAB_OK, &error);
    codelab_page_free(page);
    codelab_pager_free(pager);
    CHECK_STATUS(follow(watch, &error), CODELAB_DONE, &error);
    codelab_watch_free(watch);
    codelab_instance_free(opened);
    fixture_drop(&with);
}

/* What was read of a lease is never what to renew with: an hour from now is an hour from now. */
static void a_renewed_lease_counts_from_now(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *opened = NULL;
    codelab_lease *before = NULL, *after = NULL;
    codelab_lease_request wish = CODELAB_LEASE_REQUEST_INIT;
    if (fixture_make(&with, "{\"step_ms\":0,\"lease_duration_ms\":3600000,\"clock_offset_ms\":5400000}") != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &opened, &error), CODELAB_OK, &error);
    REQUIRE(opened != NULL);
    CHECK_STATUS(codelab_show_lease(with.client, opened->id, NULL, &before, &error), CODELAB_OK, &error);
    wish.duration_ms = 7200000;
    CHECK_STATUS(codelab_renew_lease(with.client, opened->id, &wish, NULL, &after, &error), CODELAB_OK, &error);
    REQUIRE(before && after);
    /* By the service's clock, an hour and a half ahead of this one; the Date header has whole seconds. */
    CHECK(before->remaining_ms > 3600000 - 60000 && before->remaining_ms <= 3600000 + 1000);
    CHECK(after->remaining_ms > 7200000 - 60000 && after->remaining_ms <= 7200000 + 1000);
    CHECK_INTEGER(after->deadline_ms, after->create_at_ms + after->duration_ms);
    CHECK(codelab_instance_lease_remaining_ms(opened) <= 3600000 + 1000);
    codelab_lease_free(before);
    codelab_lease_free(after);
    codelab_instance_free(opened);
    fixture_drop(&with);
}

static void a_switch_reports_its_phase_and_continues_after_an_error(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *opened = NULL, *now = NULL;
    codelab_watch *watch = NULL;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_switch_request request = CODELAB_SWITCH_REQUEST_INIT;
    if (fixture_make(&with, "{\"step_ms\":0,\"stop_ms\":20,\"sold_out\":[\"modelarts.vm.gpu.free\"]}") != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &opened, &error), CODELAB_OK, &error);
    REQUIRE(opened != NULL);
    options.first_delay_ms = 5;
    options.ceiling_ms = 20;
    request.flavor = "modelarts.vm.gpu.free";
    CHECK_STATUS(codelab_watch_new_switch(with.client, opened->id, &request, &options, &watch, &error), CODELAB_OK,
                 &error);
    CHECK_INTEGER(codelab_watch_phase(watch), CODELAB_PHASE_LOOKING);
    CHECK_STATUS(follow(watch, &error), CODELAB_E_QUOTA, &error);
    CHECK_INTEGER(codelab_watch_phase(watch), CODELAB_PHASE_LOOKING);
    CHECK_STATUS(codelab_show(with.client, opened->id, NULL, &now, &error), CODELAB_OK, &error);
    if (now) CHECK_INTEGER(now->status, CODELAB_STATUS_RUNNING);
    codelab_instance_free(now);
    REQUIRE(simulator_change_user(&with.user, "{\"sold_out\":[]}") == 0);
    CHECK_STATUS(follow(watch, &error), CODELAB_DONE, &error);
    CHECK_INTEGER(codelab_watch_phase(watch), CODELAB_PHASE_ENDED);
    CHECK_STATUS(follow(watch, &error), CODELAB_DONE, &error);
    codelab_watch_free(watch);
    CHECK_STATUS(codelab_show(with.client, opened->id, NULL, &now, &error), CODELAB_OK, &error);
    if (now) CHECK_TEXT(now->flavor, "modelarts.vm.gpu.free");
    codelab_instance_free(now);
    codelab_instance_free(opened);
    fixture_drop(&with);
}

/* Runs a watch that opens to its end, and returns the number of changes; -1 if it does not end well. */
static int open_until_ready(fixture *with, codelab_watch_options *options)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_watch *watch = NULL;
    codelab_instance *instance = NULL;
    int32_t status, ready = 0;
    int changes = 0;
    CHECK_STATUS(codelab_watch_new_open(with->client, NULL, options, &watch, &error), CODELAB_OK, &error);
    CHECK_INTEGER(codelab_watch_phase(watch), CODELAB_PHASE_OPENING);
    while ((status = codelab_watch_next(watch, NULL, &instance, &error)) == CODELAB_OK) {
        ready = codelab_instance_is_ready(instance);
        changes++;
        codelab_instance_free(instance);
    }
    CHECK_STATUS(status, CODELAB_DONE, &error);
    CHECK_INTEGER(ready, 1);
    codelab_watch_free(watch);
    return status == CODELAB_DONE ? changes : -1;
}

static void a_watch_that_opens_ends_with_a_ready_instance(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *opened = NULL, *now = NULL;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    options.first_delay_ms = 5;
    options.ceiling_ms = 20;
    if (fixture_make(&with, "{\"step_ms\":10,\"stop_ms\":20}") != 0) return;
    CHECK_INTEGER(open_until_ready(&with, &options) > 1, 1);
    CHECK_INTEGER(open_until_ready(&with, &options), 1);
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &opened, &error), CODELAB_OK, &error);
    REQUIRE(opened != NULL);
    CHECK_STATUS(codelab_stop(with.client, opened->id, NULL, &now, &error), CODELAB_OK, &error);
    codelab_instance_free(now);
    CHECK_INTEGER(open_until_ready(&with, &options) > 1, 1);
    REQUIRE(simulator_set_faults(&with.user, "[{\"kind\":\"reset\",\"call\":\"open\",\"after\":true}]") == 0);
    CHECK_INTEGER(open_until_ready(&with, &options), 1);
    codelab_instance_free(opened);
    fixture_drop(&with);
}

static void an_open_without_a_response_finds_its_instance(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return;
    REQUIRE(simulator_set_faults(&with.user, "[{\"kind\":\"reset\",\"call\":\"open\",\"after\":true}]") == 0);
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    CHECK_INTEGER(error.code, CODELAB_OK);
    CHECK_INTEGER(simulator_call_count(&with.user, "open"), 1);
    if (instance) CHECK_TEXT(instance->status_text, "CREATING");
    codelab_instance_free(instance);
    fixture_drop(&with);
}

static void the_cancel_object_ends_each_call_of_a_life(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = NULL;
    codelab_instance *instance = NULL;
    codelab_lease *lease = NULL;
    codelab_image *image = NULL;
    codelab_pager *pager = NULL;
    codelab_page *page = NULL;
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    update.name = "n";
    if (fixture_make(&with, NULL) != 0) return;
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error), CODELAB_OK, &error);
    codelab_cancel_trigger(cancel);
#define STOPS(call) CHECK_STATUS(call, CODELAB_E_CANCELLED, &error)
    STOPS(codelab_start(with.client, "a", NULL, cancel, &instance, &error));
    STOPS(codelab_stop(with.client, "a", cancel, &instance, &error));
    STOPS(codelab_delete(with.client, "a", cancel, &instance, &error));
    STOPS(codelab_update(with.client, "a", &update, cancel, &instance, &error));
    STOPS(codelab_show_lease(with.client, "a", cancel, &lease, &error));
    STOPS(codelab_renew_lease(with.client, "a", NULL, cancel, &lease, &error));
    STOPS(codelab_show_image(with.client, "a", cancel, &image, &error));
    CHECK_STATUS(codelab_pager_new_flavors(with.client, NULL, &pager, &error), CODELAB_OK, &error);
    STOPS(codelab_pager_next(pager, cancel, &page, &error));
#undef STOPS
    CHECK_INTEGER(simulator_request_count(&with.user), 0);
    codelab_pager_free(pager);
    codelab_cancel_free(cancel);
    fixture_drop(&with);
}

static const test_case cases[] = {
    {"an instance is opened, stopped, started and deleted", an_instance_is_opened_stopped_started_and_deleted},
    {"a pager outlives its client", a_pager_outlives_its_client},
    {"after an error a pager requests the same page again", after_an_error_a_pager_requests_the_same_page_again},
    {"an instance of a page is like any other", an_instance_of_a_page_is_like_any_other},
    {"a renewed lease counts from now", a_renewed_lease_counts_from_now},
    {"a switch reports its phase, and continues after an error",
     a_switch_reports_its_phase_and_continues_after_an_error},
    {"a watch that opens ends with a ready instance", a_watch_that_opens_ends_with_a_ready_instance},
    {"an open without a response finds the instance that it has opened", an_open_without_a_response_finds_its_instance},
    {"the cancel object ends each call of an instance's life", the_cancel_object_ends_each_call_of_a_life},
    {NULL, NULL},
};
const test_group life_group = {"life", cases};
