/* Callers that were built against an older or a newer header. */
#include "fixture.h"

#include <string.h>

#define NEWER_BYTES 32

static codelab_client_options good_options(void)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.endpoint = "https://modelarts.example.com";
    options.project_id = "p";
    options.token = "t";
    return options;
}

static void of_an_older_callers_options_only_its_own_fields_are_read(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_client_options options = good_options();
    options.max_attempts = -7; /* what an older caller has behind its struct */
    options.connect_timeout_ms = -7;
    options.struct_size = (uint32_t)offsetof(codelab_client_options, connect_timeout_ms);
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    codelab_client_free(client);
}

/* The structs as they ended in 0.1.0; what stands behind them is the caller's own. */
static void a_caller_of_0_1_0_works_as_before(void)
{
    struct { codelab_client_options known; } options;
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_instance *instance = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return;
    memset(&options, 0xA5, sizeof options);
    codelab_client_options before = options_for(&with.user);
    memcpy(&options, &before, offsetof(codelab_client_options, region));
    options.known.struct_size = (uint32_t)offsetof(codelab_client_options, region);
    CHECK_STATUS(codelab_client_new(&options.known, &client, &error), CODELAB_OK, &error);
    REQUIRE(client != NULL);
    memset((char *)&request + offsetof(codelab_open_request, name), 0xA5,
           sizeof request - offsetof(codelab_open_request, name));
    request.struct_size = (uint32_t)offsetof(codelab_open_request, name);
    CHECK_STATUS(codelab_open(client, &request, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    codelab_client_free(client);
    fixture_drop(&with);
}

static void a_newer_callers_options_are_taken_when_what_is_new_is_zero(void)
{
    struct { codelab_client_options known; unsigned char news[NEWER_BYTES]; } options;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    memset(&options, 0, sizeof options);
    options.known = good_options();
    options.known.struct_size = (uint32_t)sizeof options;
    CHECK_STATUS(codelab_client_new(&options.known, &client, &error), CODELAB_OK, &error);
    codelab_client_free(client);
}

static void a_newer_callers_options_are_refused_when_what_is_new_is_set(void)
{
    struct { codelab_client_options known; unsigned char news[NEWER_BYTES]; } options;
    codelab_error error = CODELAB_ERROR_INIT;
    for (size_t at = 0; at < NEWER_BYTES; at++) {
        codelab_client *client = NULL;
        memset(&options, 0, sizeof options);
        options.known = good_options();
        options.known.struct_size = (uint32_t)sizeof options;
        options.news[at] = 1;
        CHECK_STATUS(codelab_client_new(&options.known, &client, &error), CODELAB_E_ARGUMENT, &error);
        codelab_client_free(client);
    }
}

static void options_without_a_size_are_refused(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_client_options options = good_options();
    options.struct_size = 0;
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_CONTAINS(error.message, "struct_size");
}

static void requests_and_watch_options_keep_to_the_same_rule(void)
{
    struct { codelab_open_request known; unsigned char news[NEWER_BYTES]; } request;
    struct { codelab_watch_options known; unsigned char news[NEWER_BYTES]; } options;
    static const codelab_open_request request_init = CODELAB_OPEN_REQUEST_INIT;
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    codelab_watch *watch = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return;

    memset(&request, 0, sizeof request);
    request.known = request_init;
    request.known.struct_size = (uint32_t)sizeof request;
    request.news[NEWER_BYTES - 1] = 1;
    CHECK_STATUS(codelab_open(with.client, &request.known, NULL, &instance, &error), CODELAB_E_ARGUMENT, &error);
    request.news[NEWER_BYTES - 1] = 0;
    CHECK_STATUS(codelab_open(with.client, &request.known, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);
    request.known.share_url = "not looked at";
    request.known.struct_size = (uint32_t)offsetof(codelab_open_request, share_url);
    CHECK_STATUS(codelab_open(with.client, &request.known, NULL, &instance, &error), CODELAB_OK, &error);
    codelab_instance_free(instance);

    memset(&options, 0, sizeof options);
    options.known.struct_size = (uint32_t)sizeof options;
    options.news[0] = 1;
    CHECK_STATUS(codelab_watch_new_with_id(with.client, "a", &options.known, &watch, &error), CODELAB_E_ARGUMENT,
                 &error);
    options.news[0] = 0;
    CHECK_STATUS(codelab_watch_new_with_id(with.client, "a", &options.known, &watch, &error), CODELAB_OK, &error);
    codelab_watch_free(watch);
    options.known.jitter_percent = 12345;
    options.known.struct_size = (uint32_t)offsetof(codelab_watch_options, jitter_percent);
    CHECK_STATUS(codelab_watch_new_with_id(with.client, "a", &options.known, &watch, &error), CODELAB_OK, &error);
    codelab_watch_free(watch);
    fixture_drop(&with);
}

/* Fills the memory with a pattern, lets the library fail, and looks where it has written. */
static void check_error_of_size(uint32_t size)
{
    union { codelab_error error; unsigned char bytes[sizeof(codelab_error) + NEWER_BYTES]; } memory;
    codelab_instance *instance = NULL;
    memset(&memory, 0xA5, sizeof memory);
    memory.error.struct_size = size;
    size_t own = size < sizeof(codelab_error) ? size : sizeof(codelab_error);
    size_t touched = own > sizeof(uint32_t) ? own : sizeof(uint32_t);
    CHECK_STATUS(codelab_decode_instance("[]", 2, &instance, &memory.error), CODELAB_E_PROTOCOL, NULL);
    CHECK_INTEGER(memory.error.struct_size, size);
    if (own >= offsetof(codelab_error, code) + sizeof memory.error.code)
        CHECK_INTEGER(memory.error.code, CODELAB_E_PROTOCOL);
    for (size_t at = touched; at < sizeof memory; at++)
        if (memory.bytes[at] != 0xA5) {
            FAIL("an error of %u bytes was written at byte %zu", (unsigned)size, at);
            break;
        }
}

static void an_error_is_written_as_far_as_its_size_and_no_further(void)
{
    for (uint32_t size = 0; size <= sizeof(codelab_error) + NEWER_BYTES; size++) check_error_of_size(size);
}

/* A text that the caller's struct cuts in the middle still ends with a NUL. */
static void a_text_that_the_size_cuts_still_ends(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    error.struct_size = (uint32_t)offsetof(codelab_error, message) + 8;
    CHECK_STATUS(codelab_decode_instance("[]", 2, &instance, &error), CODELAB_E_PROTOCOL, NULL);
    CHECK(memchr(error.message, '\0', 8) != NULL);
}

static void what_the_library_allocates_tells_its_own_size(void)
{
    static const char body[] = "{\"image\":{},\"lease\":{},\"action_progress\":[{}],\"tags\":[{}],\"user\":{\"domain\":{}}}";
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    CHECK_STATUS(codelab_decode_instance(body, sizeof body - 1, &instance, &error), CODELAB_OK, &error);
    REQUIRE(instance && instance->image && instance->lease && instance->action_progress_count == 1 &&
            instance->tags_count == 1 && instance->user && instance->user->domain);
    CHECK_INTEGER(instance->struct_size, sizeof(codelab_instance));
    CHECK_INTEGER(instance->image->struct_size, sizeof(codelab_image));
    CHECK_INTEGER(instance->lease->struct_size, sizeof(codelab_lease));
    CHECK_INTEGER(instance->action_progress[0]->struct_size, sizeof(codelab_step));
    CHECK_INTEGER(instance->tags[0]->struct_size, sizeof(codelab_tag));
    CHECK_INTEGER(instance->user->struct_size, sizeof(codelab_user));
    CHECK_INTEGER(instance->user->domain->struct_size, sizeof(codelab_domain));
    CHECK(CODELAB_HAS_FIELD(instance, codelab_instance, user_vpc));
    codelab_instance_free(instance);
}

static const test_case cases[] = {
    {"of an older caller's options only its own fields are read",
     of_an_older_callers_options_only_its_own_fields_are_read},
    {"a caller of 0.1.0 works as before", a_caller_of_0_1_0_works_as_before},
    {"a newer caller's options are taken when what is new is zero",
     a_newer_callers_options_are_taken_when_what_is_new_is_zero},
    {"a newer caller's options are refused when what is new is set",
     a_newer_callers_options_are_refused_when_what_is_new_is_set},
    {"options without a size are refused", options_without_a_size_are_refused},
    {"requests and watch options keep to the same rule", requests_and_watch_options_keep_to_the_same_rule},
    {"an error is written as far as its size and no further", an_error_is_written_as_far_as_its_size_and_no_further},
    {"a text that the size cuts still ends", a_text_that_the_size_cuts_still_ends},
    {"what the library allocates tells its own size", what_the_library_allocates_tells_its_own_size},
    {NULL, NULL},
};
const test_group struct_size_group = {"struct_size", cases};
