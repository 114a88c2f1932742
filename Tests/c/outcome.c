#include "outcome.h"

#include "harness.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void outcome_free(outcome *end)
{
    switch (end->kind) {
    case RESULT_INSTANCE: codelab_instance_free(end->result); break;
    case RESULT_LEASE: codelab_lease_free(end->result); break;
    case RESULT_IMAGE: codelab_image_free(end->result); break;
    case RESULT_PAGE: codelab_page_free(end->result); break;
    case RESULT_NONE: break;
    }
    end->result = NULL;
    end->kind = RESULT_NONE;
}

void outcome_keep(outcome *end, void *result, enum result_kind kind)
{
    outcome_free(end);
    end->result = result;
    end->kind = kind;
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

/* Where success always brings an object. delete() may have nothing to say, and iterations end without one. */
static int success_has_result(enum scenario_call call)
{
    switch (call) {
    case CALL_CLIENT:
    case CALL_DELETE:
    case CALL_OPEN_UNTIL_READY:
    case CALL_LIST_INSTANCES:
    case CALL_LIST_IMAGES:
    case CALL_LIST_FLAVORS:
    case CALL_LIST_SWITCHABLE_FLAVORS:
    case CALL_WATCH:
    case CALL_SWITCH: return 0;
    default: return 1;
    }
}

static void check_lists(const scenario *each, const outcome *end)
{
    size_t at = 0;
    if (each->items != NOT_EXPECTED) CHECK_INTEGER(end->items, each->items);
    for (const char *const *id = each->item_ids; id && *id && at < MOST_NOTES; id++)
        CHECK_TEXT(end->item_ids[at++], *id);
    at = 0;
    for (const char *const *status = each->statuses; status && *status; status++, at++)
        CHECK_TEXT(at < end->statuses_count ? end->statuses[at] : NULL, *status);
    if (each->statuses) CHECK_INTEGER(end->statuses_count, at);
    at = 0;
    for (const int32_t *phase = each->phases; phase && *phase >= 0; phase++, at++)
        CHECK_INTEGER(at < end->phases_count ? end->phases[at] : -1, *phase);
    if (each->phases) CHECK_INTEGER(end->phases_count, at);
}

void check_outcome(const scenario *each, const outcome *end)
{
    CHECK_STATUS(end->status, each->code, &end->error);
    check_error(each, end);
    if (success_has_result(each->call) && (end->status == CODELAB_OK) != (end->result != NULL))
        FAIL("status %" PRId32 " came with %s result", end->status, end->result ? "a" : "no");
    check_lists(each, end);
    if (each->fields) {
        if (!end->result) FAIL("there is nothing to look at");
        else each->fields(end->result);
    }
}
