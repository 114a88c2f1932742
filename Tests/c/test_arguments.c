/* NULL where it is not allowed, and where it is; what outputs hold after a failure. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

/* Not NULL, so that an output that is not set shows. */
#define UNSET(type) ((type *)&unset)
static int unset;

static void every_free_accepts_null(void)
{
    codelab_client_free(NULL);
    codelab_cancel_free(NULL);
    codelab_instance_free(NULL);
    codelab_watch_free(NULL);
    codelab_lease_free(NULL);
    codelab_image_free(NULL);
    codelab_page_free(NULL);
    codelab_pager_free(NULL);
}

static void a_null_cancel_is_never_triggered(void)
{
    codelab_cancel_trigger(NULL);
    CHECK_INTEGER(codelab_cancel_is_triggered(NULL), 0);
}

static void derived_values_of_null_are_empty(void)
{
    CHECK_INTEGER(codelab_instance_is_ready(NULL), 0);
    CHECK_INTEGER(codelab_instance_is_failed(NULL), 0);
    CHECK_INTEGER(codelab_instance_progress_percent(NULL), 0);
    CHECK_INTEGER(codelab_instance_lease_deadline_ms(NULL), CODELAB_ABSENT);
    CHECK_INTEGER(codelab_instance_lease_remaining_ms(NULL), CODELAB_ABSENT);
    CHECK(codelab_instance_browser_url(NULL) == NULL);
}

static void a_client_needs_options_and_an_output(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *client = UNSET(codelab_client);
    CHECK_STATUS(codelab_client_new(NULL, &client, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(client == NULL);
    CHECK_STATUS(codelab_client_new(&options, NULL, &error), CODELAB_E_ARGUMENT, &error);
    client = UNSET(codelab_client);
    CHECK_STATUS(codelab_client_new(&options, &client, NULL), CODELAB_E_ARGUMENT, NULL);
    CHECK(client == NULL);
}

static void a_cancel_needs_an_output_and_a_time(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel = UNSET(codelab_cancel);
    CHECK_STATUS(codelab_cancel_new(0, NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_cancel_new(-2, &cancel, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(cancel == NULL);
    CHECK_STATUS(codelab_cancel_new(INT64_MAX, &cancel, NULL), CODELAB_OK, NULL);
    codelab_cancel_free(cancel);
}

static void decoding_needs_bytes_and_an_output(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = UNSET(codelab_instance);
    CHECK_STATUS(codelab_decode_instance(NULL, 5, &instance, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(instance == NULL);
    CHECK_STATUS(codelab_decode_instance("{}", 2, NULL, &error), CODELAB_E_ARGUMENT, &error);
    instance = UNSET(codelab_instance);
    CHECK_STATUS(codelab_decode_instance("[]", 2, &instance, NULL), CODELAB_E_PROTOCOL, NULL);
    CHECK(instance == NULL);
}

static void calls_need_a_client(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = UNSET(codelab_instance);
    codelab_watch *watch = UNSET(codelab_watch);
    CHECK_STATUS(codelab_open(NULL, NULL, NULL, &instance, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(instance == NULL);
    instance = UNSET(codelab_instance);
    CHECK_STATUS(codelab_show(NULL, "a", NULL, &instance, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(instance == NULL);
    CHECK_STATUS(codelab_watch_new_with_id(NULL, "a", NULL, &watch, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(watch == NULL);
    watch = UNSET(codelab_watch);
    CHECK_STATUS(codelab_watch_new(NULL, NULL, NULL, &watch, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(watch == NULL);
    instance = UNSET(codelab_instance);
    CHECK_STATUS(codelab_watch_next(NULL, NULL, &instance, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(instance == NULL);
}

static void calls_need_their_arguments(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = UNSET(codelab_instance);
    codelab_watch *watch = UNSET(codelab_watch);
    if (fixture_make(&with, NULL) != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_show(with.client, NULL, NULL, &instance, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(instance == NULL);
    CHECK_STATUS(codelab_show(with.client, "a", NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_STATUS(codelab_watch_new(with.client, NULL, NULL, &watch, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(watch == NULL);
    watch = UNSET(codelab_watch);
    CHECK_STATUS(codelab_watch_new_with_id(with.client, NULL, NULL, &watch, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(watch == NULL);
    CHECK_STATUS(codelab_watch_new_with_id(with.client, "a", NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_INTEGER(simulator_request_count(&with.user), 0);
    fixture_drop(&with);
}

static void a_watch_needs_an_output_at_each_step(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_watch *watch = NULL;
    if (fixture_make(&with, NULL) != 0) return;
    CHECK_STATUS(codelab_watch_new_with_id(with.client, "a", NULL, &watch, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_watch_next(watch, NULL, NULL, &error), CODELAB_E_ARGUMENT, &error);
    codelab_watch_free(watch);
    fixture_drop(&with);
}

static void a_watch_refuses_an_instance_without_an_id(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    codelab_watch *watch = UNSET(codelab_watch);
    if (fixture_make(&with, NULL) != 0) return;
    CHECK_STATUS(codelab_decode_instance("{}", 2, &instance, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_watch_new(with.client, instance, NULL, &watch, &error), CODELAB_E_ARGUMENT, &error);
    CHECK(watch == NULL);
    CHECK_CONTAINS(error.message, "id");
    codelab_instance_free(instance);
    fixture_drop(&with);
}

static void outputs_are_null_after_a_refusal_by_the_service(void)
{
    fixture with;
    codelab_instance *instance = UNSET(codelab_instance);
    if (fixture_make(&with, NULL) != 0) return;
    CHECK_STATUS(codelab_show(with.client, "no-such-instance", NULL, &instance, NULL), CODELAB_E_NOT_FOUND, NULL);
    CHECK(instance == NULL);
    fixture_drop(&with);
}

static void an_error_is_reset_by_a_call_that_succeeds(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    CHECK_STATUS(codelab_decode_instance("{\"id\":1}", 8, &instance, &error), CODELAB_E_PROTOCOL, &error);
    CHECK_TEXT(error.json_path, "id");
    CHECK_STATUS(codelab_decode_instance("{}", 2, &instance, &error), CODELAB_OK, NULL);
    CHECK_INTEGER(error.code, CODELAB_OK);
    CHECK_TEXT(error.message, "");
    CHECK_TEXT(error.json_path, "");
    CHECK_INTEGER(error.json_offset, CODELAB_ABSENT);
    codelab_instance_free(instance);
}

static void tokens_are_bounded(void)
{
    static char token[32770];
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.endpoint = "https://modelarts.example.com";
    options.project_id = "p";
    options.token = token;
    memset(token, 't', 32769);
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_CONTAINS(error.message, "token");
    token[32768] = '\0';
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    codelab_client_free(client);
}

static void unknown_flags_and_reserved_fields_are_refused(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.endpoint = "https://modelarts.example.com";
    options.project_id = "p";
    options.token = "t";
    options.flags = 0x80000000u;
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_CONTAINS(error.message, "flags");
    options.flags = 0;
    options.reserved = 1;
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_E_ARGUMENT, &error);
}

static const test_case cases[] = {
    {"every free accepts NULL", every_free_accepts_null},
    {"a NULL cancel is never triggered", a_null_cancel_is_never_triggered},
    {"derived values of NULL are empty", derived_values_of_null_are_empty},
    {"a client needs options and an output", a_client_needs_options_and_an_output},
    {"a cancel needs an output and a time", a_cancel_needs_an_output_and_a_time},
    {"decoding needs bytes and an output", decoding_needs_bytes_and_an_output},
    {"calls need a client", calls_need_a_client},
    {"calls need their arguments", calls_need_their_arguments},
    {"a watch needs an output at each step", a_watch_needs_an_output_at_each_step},
    {"a watch refuses an instance without an id", a_watch_refuses_an_instance_without_an_id},
    {"outputs are NULL after a refusal by the service", outputs_are_null_after_a_refusal_by_the_service},
    {"an error is reset by a call that succeeds", an_error_is_reset_by_a_call_that_succeeds},
    {"a token of 32768 bytes is accepted, a longer one refused", tokens_are_bounded},
    {"unknown flags and reserved fields of a client are refused", unknown_flags_and_reserved_fields_are_refused},
    {NULL, NULL},
};
const test_group arguments_group = {"arguments", cases};
