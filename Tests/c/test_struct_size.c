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
    options.max_attempts = -7; /* memory of an older caller after its struct */
    options.connect_timeout_ms = -7;
    options.struct_size = (uint32_t)offsetof(codelab_client_options, connect_timeout_ms);
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    codelab_client_free(client);
}

/* The sizes of the structs in 0.1.0. The memory after them belongs to the caller. */
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

static void requests_and_watch_options_follow_the_same_rule(void)
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

/* Handles that calls with a structure need. Nothing is sent. */
typedef struct offline {
    codelab_client *client;
    codelab_queue *queue;
} offline;

static int32_t give_client_options(offline *with, void *memory, codelab_error *error)
{
    codelab_client *client = NULL;
    (void)with;
    int32_t status = codelab_client_new(memory, &client, error);
    codelab_client_free(client);
    return status;
}

static int32_t give_queue_options(offline *with, void *memory, codelab_error *error)
{
    codelab_queue *queue = NULL;
    (void)with;
    int32_t status = codelab_queue_new(memory, &queue, error);
    codelab_queue_free(queue);
    return status;
}

static int32_t give_watch_options(offline *with, void *memory, codelab_error *error)
{
    codelab_watch *watch = NULL;
    int32_t status = codelab_watch_new_with_id(with->client, "a", memory, &watch, error);
    codelab_watch_free(watch);
    return status;
}

static int32_t give_switch_request(offline *with, void *memory, codelab_error *error)
{
    codelab_watch *watch = NULL;
    int32_t status = codelab_watch_new_switch(with->client, "a", memory, NULL, &watch, error);
    codelab_watch_free(watch);
    return status;
}

static int32_t give_keep_options(offline *with, void *memory, codelab_error *error)
{
    const char document[] = "{\"id\":\"a\",\"status\":\"RUNNING\"}";
    codelab_watch *watch = NULL;
    codelab_instance *instance = NULL;
    int32_t status = codelab_decode_instance(document, sizeof document - 1, &instance, error);
    if (status == CODELAB_OK) status = codelab_watch_new_keep(with->client, instance, memory, &watch, error);
    codelab_watch_free(watch);
    codelab_instance_free(instance);
    return status;
}

#define GIVE_FILTER(list) \
    static int32_t give_##list##_filter(offline *with, void *memory, codelab_error *error) \
    { \
        codelab_pager *pager = NULL; \
        int32_t status = codelab_pager_new_##list(with->client, memory, &pager, error); \
        codelab_pager_free(pager); \
        return status; \
    }
GIVE_FILTER(instances)
GIVE_FILTER(images)
GIVE_FILTER(flavors)

static int32_t give_open_request(offline *with, void *memory, codelab_error *error)
{
    return codelab_queue_open(with->queue, 1, with->client, memory, NULL, error);
}

static int32_t give_start_request(offline *with, void *memory, codelab_error *error)
{
    return codelab_queue_start(with->queue, 1, with->client, "a", memory, NULL, error);
}

static int32_t give_renew_request(offline *with, void *memory, codelab_error *error)
{
    return codelab_queue_renew_lease(with->queue, 1, with->client, "a", memory, NULL, error);
}

static int32_t give_update_request(offline *with, void *memory, codelab_error *error)
{
    return codelab_queue_update(with->queue, 1, with->client, "a", memory, NULL, error);
}

static int32_t give_submit_options(offline *with, void *memory, codelab_error *error)
{
    return codelab_queue_show(with->queue, 1, with->client, "a", memory, error);
}

typedef struct caller_struct {
    const char *name;
    int32_t (*give)(offline *with, void *memory, codelab_error *error);
    const void *valid;
    size_t size, alignment;
} caller_struct;

/* Memory after the size must not be read: it holds an invalid pointer and a number that is not allowed. */
static void check_size(offline *with, const caller_struct *what, uint32_t size)
{
    union { uint64_t aligned; unsigned char bytes[512]; } memory;
    codelab_error error = CODELAB_ERROR_INIT;
    memset(&memory, 0xA5, sizeof memory);
    memcpy(memory.bytes, what->valid, what->size < size ? what->size : size);
    memcpy(memory.bytes, &size, sizeof size);
    int32_t status = what->give(with, memory.bytes, &error);
    int is_possible = size > 0 && size % what->alignment == 0;
    int is_refused = status == CODELAB_E_ARGUMENT && strstr(error.message, "struct_size") != NULL;
    if (is_refused == is_possible)
        FAIL("%s of %u bytes: %s: %s", what->name, (unsigned)size, codelab_status_name(status), error.message);
}

/* Of a structure that ends inside a pointer, half an address would be followed. */
static void a_size_that_ends_inside_a_member_is_refused(void)
{
    const codelab_client_options client_options = good_options();
    const codelab_queue_options queue_options = CODELAB_QUEUE_OPTIONS_INIT;
    const codelab_watch_options watch_options = CODELAB_WATCH_OPTIONS_INIT;
    const codelab_keep_options keep_options = CODELAB_KEEP_OPTIONS_INIT;
    codelab_switch_request switch_request = CODELAB_SWITCH_REQUEST_INIT;
    codelab_instance_filter instances = CODELAB_INSTANCE_FILTER_INIT;
    codelab_image_filter images = CODELAB_IMAGE_FILTER_INIT;
    codelab_flavor_filter flavors = CODELAB_FLAVOR_FILTER_INIT;
    codelab_open_request open = CODELAB_OPEN_REQUEST_INIT;
    const codelab_lease_request lease = CODELAB_LEASE_REQUEST_INIT;
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    codelab_submit_options submit = CODELAB_SUBMIT_OPTIONS_INIT;
    offline with = {NULL, NULL};
    switch_request.flavor = switch_request.image_id = "a";
    instances.name = instances.owner = instances.pool_id = "a";
    images.name = images.namespace_ = "a";
    flavors.type = "MANAGED";
    open.image_id = open.name = "a";
    update.name = update.description = update.flavor = update.image_id = "a";
    REQUIRE(codelab_client_new(&client_options, &with.client, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_new(NULL, &with.queue, NULL) == CODELAB_OK);
    REQUIRE(codelab_cancel_new(CODELAB_NO_TIMEOUT, &submit.cancel, NULL) == CODELAB_OK);
#define ROW(give, of) {#give, give, &of, sizeof of, _Alignof(__typeof__(of))}
    const caller_struct all[] = {
        ROW(give_client_options, client_options), ROW(give_queue_options, queue_options),
        ROW(give_watch_options, watch_options),   ROW(give_switch_request, switch_request),
        ROW(give_instances_filter, instances),    ROW(give_images_filter, images),
        ROW(give_flavors_filter, flavors),        ROW(give_open_request, open),
        ROW(give_start_request, lease),           ROW(give_renew_request, lease),
        ROW(give_update_request, update),         ROW(give_submit_options, submit),
        ROW(give_keep_options, keep_options),
    };
#undef ROW
    for (size_t at = 0; at < sizeof all / sizeof all[0]; at++)
        for (uint32_t size = 0; size <= all[at].size; size++) check_size(&with, &all[at], size);
    codelab_queue_free(with.queue);
    codelab_cancel_free(submit.cancel);
    codelab_client_free(with.client);
}

static void an_event_that_is_too_small_is_refused(void)
{
    codelab_queue *queue = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    REQUIRE(codelab_queue_new(NULL, &queue, NULL) == CODELAB_OK);
    for (uint32_t size = 0; size <= sizeof(codelab_event); size++) {
        union { codelab_event event; unsigned char bytes[sizeof(codelab_event)]; } memory;
        memset(&memory, 0xA5, sizeof memory);
        memory.event.struct_size = size;
        if (size == sizeof(codelab_event)) {
            CHECK_STATUS(codelab_queue_wait(queue, 0, &memory.event, &error), CODELAB_DONE, &error);
            continue;
        }
        CHECK_STATUS(codelab_queue_wait(queue, 0, &memory.event, &error), CODELAB_E_ARGUMENT, &error);
        for (size_t at = sizeof size; at < sizeof memory; at++) CHECK(memory.bytes[at] == 0xA5);
        codelab_event_clear(&memory.event); /* does not touch what it cannot know */
    }
    codelab_queue_free(queue);
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
    /* A number that does not fit is not written in part. */
    const size_t retry_after = offsetof(codelab_error, retry_after_ms);
    for (size_t at = retry_after; at < own && own < retry_after + sizeof(int64_t); at++)
        CHECK(memory.bytes[at] == 0xA5);
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
static void a_text_that_the_size_cuts_off_is_still_terminated(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    error.struct_size = (uint32_t)offsetof(codelab_error, message) + 8;
    CHECK_STATUS(codelab_decode_instance("[]", 2, &instance, &error), CODELAB_E_PROTOCOL, NULL);
    CHECK(memchr(error.message, '\0', 8) != NULL);
}

static void structs_that_the_library_allocates_have_their_size_set(void)
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
    {"only the fields that an older caller knows are read",
     of_an_older_callers_options_only_its_own_fields_are_read},
    {"a caller that was built with 0.1.0 works", a_caller_of_0_1_0_works_as_before},
    {"a newer caller's options are accepted if the new fields are zero",
     a_newer_callers_options_are_taken_when_what_is_new_is_zero},
    {"a newer caller's options are refused if a new field is set",
     a_newer_callers_options_are_refused_when_what_is_new_is_set},
    {"options without a size are refused", options_without_a_size_are_refused},
    {"a size that ends inside a member is refused, of every structure", a_size_that_ends_inside_a_member_is_refused},
    {"an event that is too small is refused", an_event_that_is_too_small_is_refused},
    {"requests and watch options follow the same rule", requests_and_watch_options_follow_the_same_rule},
    {"an error is written as far as its size and no further", an_error_is_written_as_far_as_its_size_and_no_further},
    {"a text that the size cuts off is still terminated", a_text_that_the_size_cuts_off_is_still_terminated},
    {"structs that the library allocates have their size set", structs_that_the_library_allocates_have_their_size_set},
    {NULL, NULL},
};
const test_group struct_size_group = {"struct_size", cases};
