#include "scenario.h"

#include "harness.h"
#include "simulator.h"

#include <inttypes.h>
#include <string.h>

#define MOST_CHANGES 1000

typedef struct outcome {
    int32_t status;
    codelab_instance *instance;
    codelab_error error;
} outcome;

static int needs_simulator(const scenario *each)
{
    return each->call != CALL_DECODE;
}

static void decode(const scenario *each, outcome *end)
{
    end->status = codelab_decode_instance(each->body, each->body_length, &end->instance, &end->error);
}

/* The loop every watcher writes: the last instance that was told is what is looked at. */
static void watch(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel, outcome *end)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_watch *handle = NULL;
    options.first_delay_ms = 5;
    options.ceiling_ms = 20;
    if (each->watch) each->watch(&options);
    end->status = codelab_watch_new_with_id(client, id, &options, &handle, &end->error);
    for (int changes = 0; end->status == CODELAB_OK; changes++) {
        codelab_instance *next = NULL;
        end->status = codelab_watch_next(handle, cancel, &next, &end->error);
        if ((end->status == CODELAB_OK) != (next != NULL))
            FAIL("codelab_watch_next() gave status %" PRId32 " and %s instance", end->status, next ? "an" : "no");
        if (changes > MOST_CHANGES) {
            FAIL("the watch told %d changes and did not end", changes);
            end->status = CODELAB_E_INTERNAL;
        }
        if (!next) break;
        codelab_instance_free(end->instance);
        end->instance = next;
    }
    codelab_watch_free(handle);
}

static void call(const scenario *each, codelab_client *client, const char *id, outcome *end)
{
    codelab_cancel *cancel = NULL;
    if (each->timeout_ms != NOT_EXPECTED)
        CHECK_STATUS(codelab_cancel_new(each->timeout_ms, &cancel, &end->error), CODELAB_OK, &end->error);
    if (each->call == CALL_OPEN)
        end->status =
            codelab_open(client, each->has_request ? &each->request : NULL, cancel, &end->instance, &end->error);
    else if (each->call == CALL_SHOW)
        end->status = codelab_show(client, id, cancel, &end->instance, &end->error);
    else
        watch(each, client, id, cancel, end);
    codelab_cancel_free(cancel);
}

static void check_error(const scenario *each, const outcome *end)
{
    const codelab_error *error = &end->error;
#define CHECK_IF_EXPECTED(field) \
    if (each->field != NOT_EXPECTED) CHECK_INTEGER(error->field, each->field)
    CHECK_IF_EXPECTED(http_status);
    CHECK_IF_EXPECTED(curl_code);
    CHECK_IF_EXPECTED(retryable);
    CHECK_IF_EXPECTED(attempts);
    CHECK_IF_EXPECTED(retry_after_ms);
    CHECK_IF_EXPECTED(json_offset);
#undef CHECK_IF_EXPECTED
    if (each->service_code) CHECK_TEXT(error->service_code, each->service_code);
    if (each->request_id) CHECK_TEXT(error->request_id, each->request_id);
    if (each->json_path) CHECK_TEXT(error->json_path, each->json_path);
    for (const char *const *part = each->message_has; part && *part; part++) CHECK_CONTAINS(error->message, *part);
}

static void check_outcome(const scenario *each, const outcome *end)
{
    CHECK_STATUS(end->status, each->code, &end->error);
    check_error(each, end);
    if (each->call != CALL_WATCH && (end->status == CODELAB_OK) != (end->instance != NULL) && each->call != CALL_CLIENT)
        FAIL("status %" PRId32 " came with %s instance", end->status, end->instance ? "an" : "no");
    if (each->fields) {
        if (!end->instance) FAIL("there is no instance to look at");
        else each->fields(end->instance);
    }
}

/* Opens first where the scenario asks for it. Returns the id to use, or NULL after failing the case. */
static const char *prepare_id(const scenario *each, codelab_client *client, codelab_instance **opened)
{
    codelab_error error = CODELAB_ERROR_INIT;
    if (!each->id || strcmp(each->id, "$open") != 0) return each->id ? each->id : "";
    int32_t status = codelab_open(client, NULL, NULL, opened, &error);
    CHECK_STATUS(status, CODELAB_OK, &error);
    return *opened ? (*opened)->id : NULL;
}

static void run_with_client(const scenario *each, const simulator_user *user, codelab_client *client, outcome *end)
{
    codelab_instance *opened = NULL;
    const char *id = prepare_id(each, client, &opened);
    if (id && (!each->faults || simulator_set_faults(user, each->faults) == 0) &&
        simulator_forget_requests(user) == 0) {
        call(each, client, id, end);
        check_outcome(each, end);
        if (each->requests != NOT_EXPECTED) CHECK_INTEGER(simulator_request_count(user), each->requests);
    }
    codelab_instance_free(opened);
}

void run_scenario(const void *context)
{
    const scenario *each = context;
    simulator_user user;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *client = NULL;
    outcome end = {CODELAB_OK, NULL, CODELAB_ERROR_INIT};

    if (!needs_simulator(each)) {
        decode(each, &end);
        check_outcome(each, &end);
        codelab_instance_free(end.instance);
        return;
    }
    if (simulator_new_user(each->user, &user) != 0) return;
    options.endpoint = user.endpoint;
    options.project_id = user.project_id;
    options.token = user.token;
    options.retry_delay_ms = 1;
    options.retry_delay_max_ms = 5;
    if (each->client) each->client(&options);
    end.status = codelab_client_new(&options, &client, &end.error);
    if ((end.status == CODELAB_OK) != (client != NULL))
        FAIL("codelab_client_new() gave status %" PRId32 " and %s client", end.status, client ? "a" : "no");
    if (each->call == CALL_CLIENT || !client)
        check_outcome(each, &end);
    else
        run_with_client(each, &user, client, &end);
    codelab_instance_free(end.instance);
    codelab_client_free(client);
}
