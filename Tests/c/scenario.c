#include "scenario.h"

#include "harness.h"
#include "outcome.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void decode(const scenario *each)
{
    outcome end = OUTCOME_INIT;
    codelab_instance *instance = NULL;
    end.status = codelab_decode_instance(each->body, each->body_length, &instance, &end.error);
    outcome_keep(&end, instance, RESULT_INSTANCE);
    check_outcome(each, &end);
    outcome_free(&end);
}

/* Opens first where the scenario asks for it. Returns the id to use, or NULL after failing the case. */
static const char *prepare_id(const scenario *each, const simulator_user *user, codelab_client *client,
                              codelab_instance **opened)
{
    codelab_error error = CODELAB_ERROR_INIT;
    int is_stopped = each->id && strcmp(each->id, "$stopped") == 0;
    if (!is_stopped && (!each->id || strcmp(each->id, "$open") != 0)) return each->id ? each->id : "";
    CHECK_STATUS(codelab_open(client, NULL, NULL, opened, &error), CODELAB_OK, &error);
    if (!*opened || (is_stopped && simulator_patch_instance(user, "{\"status\":\"STOPPED\"}") != 0)) return NULL;
    return (*opened)->id;
}

/* A call that fetches a token, which is then taken back. */
static int use_and_revoke(const simulator_user *user, codelab_client *client)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_pager *pager = NULL;
    codelab_page *page = NULL;
    CHECK_STATUS(codelab_pager_new_flavors(client, NULL, &pager, &error), CODELAB_OK, &error);
    if (pager) CHECK_STATUS(codelab_pager_next(pager, NULL, &page, &error), CODELAB_OK, &error);
    codelab_page_free(page);
    codelab_pager_free(pager);
    return simulator_revoke_tokens(user);
}

static void check_log(const scenario *each, const simulator_user *user)
{
    if (each->requests != NOT_EXPECTED) CHECK_INTEGER(simulator_request_count(user), each->requests);
    if (each->calls) {
        char wanted[1024] = "";
        for (const char *const *call = each->calls; *call; call++) {
            strncat(wanted, *call, sizeof wanted - strlen(wanted) - 1);
            strncat(wanted, " ", sizeof wanted - strlen(wanted) - 1);
        }
        char *calls = simulator_calls(user);
        if (calls) CHECK_TEXT(calls, wanted);
        free(calls);
    }
}

typedef void way(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel, outcome *end);

static void run_with_client(const scenario *each, const simulator_user *user, codelab_client *client, way *run)
{
    outcome end = OUTCOME_INIT;
    codelab_instance *opened = NULL;
    const char *id = prepare_id(each, user, client, &opened);
    if (id && (!each->after_revoking || use_and_revoke(user, client) == 0) &&
        (!each->faults || simulator_set_faults(user, each->faults) == 0) && simulator_forget_requests(user) == 0) {
        codelab_cancel *cancel = NULL;
        if (each->timeout_ms != NOT_EXPECTED)
            CHECK_STATUS(codelab_cancel_new(each->timeout_ms, &cancel, &end.error), CODELAB_OK, &end.error);
        run(each, client, id, cancel, &end);
        codelab_cancel_free(cancel);
        check_outcome(each, &end);
        check_log(each, user);
    }
    outcome_free(&end);
    codelab_instance_free(opened);
}

static void run_scenario_by(const scenario *each, way *run)
{
    simulator_user user;
    text_pool pool = {&user, {NULL}, 0};
    outcome end = OUTCOME_INIT;
    codelab_client *client = NULL;

    if (each->call == CALL_DECODE) {
        decode(each);
        return;
    }
    if (simulator_new_user(each->user, &user) != 0) return;
    codelab_client_options options = options_with(each->credential, &user);
    if (each->client) each->client(&options, &pool);
    environment_set(each->environment, &pool);
    end.status = codelab_client_new(&options, &client, &end.error);
    environment_clear();
    if ((end.status == CODELAB_OK) != (client != NULL))
        FAIL("codelab_client_new() gave status %" PRId32 " and %s client", end.status, client ? "a" : "no");
    if (each->call == CALL_CLIENT || !client)
        check_outcome(each, &end);
    else
        run_with_client(each, &user, client, run);
    outcome_free(&end);
    codelab_client_free(client);
    text_pool_free(&pool);
}

void run_scenario(const void *context) { run_scenario_by(context, run_call); }

void run_scenario_queued(const void *context) { run_scenario_by(context, run_call_queued); }
