/* Decoding of bytes that the table of scenarios cannot hold, and the derived values. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static codelab_instance *decoded(const char *body)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    CHECK_STATUS(codelab_decode_instance(body, strlen(body), &instance, &error), CODELAB_OK, &error);
    return instance;
}

static void bytes_that_are_not_utf8_are_refused(void)
{
    static const struct { const char *name, *bytes; } refused[] = {
        {"a stray continuation byte", "\x80"},     {"a byte that is never used", "\xFF"},
        {"an overlong slash", "\xC0\xAF"},         {"an overlong form of three bytes", "\xE0\x80\xAF"},
        {"an overlong form of four bytes", "\xF0\x80\x80\xAF"}, {"a surrogate half", "\xED\xA0\x80"},
        {"a point beyond U+10FFFF", "\xF4\x90\x80\x80"}, {"two bytes cut short", "\xC3"},
        {"three bytes cut short", "\xE2\x82"},     {"four bytes cut short", "\xF0\x9F\x98"},
    };
    /* In a field, in a key, and in what is skipped. */
    static const char *const places[] = {"{\"id\":\"%s\"}", "{\"%s\":1}", "{\"x\":[\"%s\"]}"};
    for (size_t at = 0; at < sizeof refused / sizeof *refused; at++)
        for (size_t place = 0; place < 3; place++) {
            char body[64];
            codelab_error error = CODELAB_ERROR_INIT;
            codelab_instance *instance = NULL;
            int length = snprintf(body, sizeof body, places[place], refused[at].bytes);
            int32_t status = codelab_decode_instance(body, (size_t)length, &instance, &error);
            if (status != CODELAB_E_PROTOCOL) FAIL("%s gave %s", refused[at].name, codelab_status_name(status));
            CHECK(error.json_offset >= 2 && error.json_offset < length);
            codelab_instance_free(instance);
        }
}

static void a_nul_byte_in_the_body_is_refused(void)
{
    static const char body[] = "{\"id\":\"a\0b\"}";
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    CHECK_STATUS(codelab_decode_instance(body, sizeof body - 1, &instance, &error), CODELAB_E_PROTOCOL, &error);
    CHECK_INTEGER(error.json_offset, 8);
}

static void every_prefix_of_an_answer_is_refused_with_an_offset(void)
{
    static const char body[] = "{\"a\":[1,-2.5e3,true,null,\"\\u00e9\\n\"],\"lease\":{\"duration\":3.6e6},\"id\":\"x\"}";
    for (size_t length = 0; length < sizeof body - 1; length++) {
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_instance *instance = NULL;
        char *copy = malloc(length + 1); /* exactly as long, so that valgrind sees a step too far */
        REQUIRE(copy != NULL);
        memcpy(copy, body, length);
        copy = realloc(copy, length ? length : 1);
        CHECK_STATUS(codelab_decode_instance(copy, length, &instance, &error), CODELAB_E_PROTOCOL, &error);
        CHECK(error.json_offset >= 0 && error.json_offset <= (int64_t)length);
        free(copy);
    }
}

static void a_body_over_the_limit_is_refused(void)
{
    size_t length = (16u << 20) + 64;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    char *body = malloc(length);
    REQUIRE(body != NULL);
    memset(body, ' ', length);
    memcpy(body, "{}", 2);
    CHECK_STATUS(codelab_decode_instance(body, length, &instance, &error), CODELAB_E_PROTOCOL, &error);
    CHECK_STATUS(codelab_decode_instance(body, 16u << 20, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    free(body);
}

static void an_empty_array_has_a_pointer_and_an_absent_one_has_none(void)
{
    codelab_instance *instance = decoded("{\"endpoints\":[],\"tags\":[null],\"image\":{\"dev_services\":[]}}");
    REQUIRE(instance != NULL);
    CHECK(instance->endpoints != NULL && instance->endpoints_count == 0);
    CHECK(instance->tags != NULL && instance->tags_count == 0);
    REQUIRE(instance->image != NULL);
    CHECK(instance->image->dev_services != NULL && instance->image->dev_services_count == 0);
    CHECK(instance->data_volumes == NULL && instance->data_volumes_count == 0);
    CHECK(instance->billing_items == NULL && instance->billing_items_count == 0);
    codelab_instance_free(instance);
}

static void the_bytes_may_be_freed_after_decoding(void)
{
    char body[] = "{\"id\":\"kept\",\"image\":{\"name\":\"kept too\"}}";
    codelab_instance *instance = decoded(body);
    memset(body, 'X', sizeof body - 1);
    REQUIRE(instance && instance->image);
    CHECK_TEXT(instance->id, "kept");
    CHECK_TEXT(instance->image->name, "kept too");
    codelab_instance_free(instance);
}

static void ready_is_running_with_a_url(void)
{
    static const struct { const char *body; int ready, failed; } states[] = {
        {"{\"status\":\"RUNNING\",\"url\":\"https://h/lab\"}", 1, 0},
        {"{\"status\":\"RUNNING\",\"url\":\"\"}", 0, 0},
        {"{\"status\":\"RUNNING\"}", 0, 0},
        {"{\"status\":\"CREATING\",\"url\":\"https://h/lab\"}", 0, 0},
        {"{\"status\":\"STOPPED\"}", 0, 0},
        {"{\"status\":\"DELETED\"}", 0, 0},
        {"{\"status\":\"CREATE_FAILED\",\"url\":\"https://h/lab\"}", 0, 1},
        {"{\"status\":\"START_FAILED\"}", 0, 1},
        {"{\"status\":\"DELETE_FAILED\"}", 0, 1},
        {"{\"status\":\"ERROR\"}", 0, 1},
        {"{\"status\":\"FROZEN\"}", 0, 1},
        {"{}", 0, 0},
    };
    for (size_t at = 0; at < sizeof states / sizeof *states; at++) {
        codelab_instance *instance = decoded(states[at].body);
        if (codelab_instance_is_ready(instance) != states[at].ready) FAIL("ready is wrong for %s", states[at].body);
        if (codelab_instance_is_failed(instance) != states[at].failed) FAIL("failed is wrong for %s", states[at].body);
        codelab_instance_free(instance);
    }
}

#define STEPS(a, b, c, d) \
    "\"action_progress\":[{\"step\":1,\"status\":\"" a "\"},{\"step\":2,\"status\":\"" b "\"},{\"step\":3,\"status\":\"" c \
    "\"},{\"step\":4,\"status\":\"" d "\"}]"

static void progress_is_the_share_of_finished_steps(void)
{
    static const struct { const char *body; int percent; } states[] = {
        {"{}", 0},
        {"{\"action_progress\":[]}", 0},
        {"{" STEPS("WAITING", "WAITING", "WAITING", "WAITING") "}", 0},
        {"{" STEPS("PROCESSING", "WAITING", "WAITING", "WAITING") "}", 12},
        {"{" STEPS("COMPLETED", "WAITING", "WAITING", "WAITING") "}", 25},
        {"{" STEPS("COMPLETED", "COMPLETED", "PROCESSING", "WAITING") "}", 62},
        {"{" STEPS("COMPLETED", "FAILED", "WAITING", "WAITING") "}", 25},
        {"{" STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 99},
        {"{\"status\":\"RUNNING\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 99},
        {"{\"status\":\"RUNNING\",\"url\":\"https://h/lab\"," STEPS("WAITING", "WAITING", "WAITING", "WAITING") "}", 100},
        {"{\"status\":\"RUNNING\",\"url\":\"https://h/lab\"}", 100},
        {"{\"status\":\"STARTING\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 99},
        {"{\"status\":\"STOPPING\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 0},
        {"{\"status\":\"STOPPED\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 0},
        {"{\"status\":\"DELETING\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 0},
        {"{\"status\":\"DELETED\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 0},
        {"{\"status\":\"START_FAILED\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "FAILED") "}", 0},
        {"{\"status\":\"ERROR\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 0},
        {"{\"status\":\"FROZEN\"," STEPS("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED") "}", 0},
    };
    for (size_t at = 0; at < sizeof states / sizeof *states; at++) {
        codelab_instance *instance = decoded(states[at].body);
        int percent = codelab_instance_progress_percent(instance);
        if (percent != states[at].percent) FAIL("%d percent, and should be %d: %s", percent, states[at].percent,
                                                states[at].body);
        codelab_instance_free(instance);
    }
}

static void the_deadline_is_the_lease_s_creation_plus_its_duration(void)
{
    static const struct { const char *body; int64_t deadline; } leases[] = {
        {"{\"lease\":{\"create_at\":1000,\"duration\":500,\"enable\":true}}", 1500},
        {"{\"lease\":{\"create_at\":1000,\"duration\":500}}", 1500},
        {"{\"lease\":{\"create_at\":1000,\"duration\":500,\"enable\":false}}", CODELAB_ABSENT},
        {"{\"lease\":{\"create_at\":1000,\"duration\":-1,\"enable\":true}}", CODELAB_ABSENT},
        {"{\"lease\":{\"create_at\":1000,\"enable\":true}}", CODELAB_ABSENT},
        {"{\"lease\":{\"duration\":500,\"enable\":true}}", CODELAB_ABSENT},
        {"{\"create_at\":1000}", CODELAB_ABSENT},
    };
    for (size_t at = 0; at < sizeof leases / sizeof *leases; at++) {
        codelab_instance *instance = decoded(leases[at].body);
        CHECK_INTEGER(codelab_instance_lease_deadline_ms(instance), leases[at].deadline);
        CHECK_INTEGER(codelab_instance_lease_remaining_ms(instance), CODELAB_ABSENT); /* no clock of the service */
        codelab_instance_free(instance);
    }
}

static void a_lease_whose_end_has_no_number_has_no_deadline_that_wraps(void)
{
    codelab_instance *instance =
        decoded("{\"lease\":{\"create_at\":9223372036854775807,\"duration\":9223372036854775807},\"current_time\":1}");
    int64_t deadline = codelab_instance_lease_deadline_ms(instance);
    int64_t remaining = codelab_instance_lease_remaining_ms(instance);
    CHECK(deadline == CODELAB_ABSENT || deadline > 0);
    CHECK(remaining == CODELAB_ABSENT || remaining > 0);
    codelab_instance_free(instance);
}

static void the_remaining_time_counts_down_by_the_service_s_clock(void)
{
    codelab_instance *instance =
        decoded("{\"current_time\":2000,\"lease\":{\"create_at\":1000,\"duration\":3600000,\"enable\":true}}");
    int64_t first = codelab_instance_lease_remaining_ms(instance);
    int64_t later = first;
    CHECK(first > 0 && first <= 3599000);
    for (int tries = 0; tries < 100000000 && later == first; tries++)
        later = codelab_instance_lease_remaining_ms(instance);
    CHECK(later < first);
    codelab_instance_free(instance);
}

static void an_expired_lease_has_no_remaining_time(void)
{
    codelab_instance *instance =
        decoded("{\"current_time\":999999,\"lease\":{\"create_at\":1000,\"duration\":500,\"enable\":true}}");
    CHECK_INTEGER(codelab_instance_lease_remaining_ms(instance), 0);
    codelab_instance_free(instance);
}

static void the_browser_url_is_the_url_with_the_token(void)
{
    static const struct { const char *body, *address; } cases[] = {
        {"{\"url\":\"https://h/lab\",\"token\":\"t-1\"}", "https://h/lab?token=t-1"},
        {"{\"url\":\"https://h/lab?a=b\",\"token\":\"t-1\"}", "https://h/lab?a=b&token=t-1"},
        {"{\"url\":\"https://h/lab\"}", "https://h/lab"},
        {"{\"url\":\"https://h/lab\",\"token\":\"\"}", "https://h/lab"},
        {"{\"url\":\"https://h/lab\",\"token\":null}", "https://h/lab"},
        {"{\"url\":\"https://h/lab\",\"token\":\"a b&c\"}", "https://h/lab?token=a%20b%26c"},
        {"{\"url\":\"https://h/lab#top\",\"token\":\"t\"}", "https://h/lab?token=t#top"},
        {"{\"token\":\"t-1\"}", NULL},
        {"{}", NULL},
    };
    for (size_t at = 0; at < sizeof cases / sizeof *cases; at++) {
        codelab_instance *instance = decoded(cases[at].body);
        CHECK_TEXT(codelab_instance_browser_url(instance), cases[at].address);
        codelab_instance_free(instance);
    }
}

static const test_case cases[] = {
    {"bytes that are not UTF-8 are refused", bytes_that_are_not_utf8_are_refused},
    {"a NUL byte in the body is refused", a_nul_byte_in_the_body_is_refused},
    {"every prefix of an answer is refused with an offset", every_prefix_of_an_answer_is_refused_with_an_offset},
    {"a body over 16 MiB is refused, one of 16 MiB is not", a_body_over_the_limit_is_refused},
    {"an empty array has a pointer, an absent one does not",
     an_empty_array_has_a_pointer_and_an_absent_one_has_none},
    {"the bytes may be freed after decoding", the_bytes_may_be_freed_after_decoding},
    {"ready is RUNNING with a URL", ready_is_running_with_a_url},
    {"progress is the share of finished steps", progress_is_the_share_of_finished_steps},
    {"the deadline is the lease's creation plus its duration", the_deadline_is_the_lease_s_creation_plus_its_duration},
    {"a lease without a number for its end does not wrap", a_lease_whose_end_has_no_number_has_no_deadline_that_wraps},
    {"the remaining time counts down by the service's clock", the_remaining_time_counts_down_by_the_service_s_clock},
    {"an expired lease has no remaining time", an_expired_lease_has_no_remaining_time},
    {"the browser URL is the URL with the token", the_browser_url_is_the_url_with_the_token},
    {NULL, NULL},
};
const test_group instance_group = {"the instance", cases};
