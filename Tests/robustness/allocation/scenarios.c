#include "scenarios.h"

#include "life.h"
#include "queued.h"
#include "second.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CHANGES 1000
#define NOTEBOOK "https://example.com/a%20b/notebook.ipynb"

static const char error_body[] = "{\"error_code\":\"ModelArts.6309\",\"error_msg\":\"The notebook does not exist.\"}";
static const char wrong_types_body[] = "{\"id\":\"a\",\"image\":{\"name\":\"\\u00e9\",\"tags\":[{\"key\":[]},7]}}";

char untouched;

/* ------------------------------------------------------------------------------- what the header promises -- */

void complain(stage *with, const char *call, const char *what, int32_t status)
{
    if (!with->complaint[0])
        snprintf(with->complaint, sizeof with->complaint, "%s with %s: %s", call, codelab_status_name(status), what);
}

static int is_told(const codelab_error *error, int32_t status)
{
    size_t length = strnlen(error->message, sizeof error->message);
    return error->code == status && length > 0 && length < sizeof error->message;
}

void *judge(stage *with, const char *call, int32_t status, void *out)
{
    int succeeded = status == CODELAB_OK;
    if (strcmp(codelab_status_name(status), "CODELAB_UNKNOWN") == 0) complain(with, call, "no status", status);
    if (status == CODELAB_E_INTERNAL) complain(with, call, with->error.message, status);
    if (out == UNTOUCHED) return complain(with, call, "out was not set", status), NULL;
    if (succeeded != (out != NULL)) complain(with, call, "out does not fit the status", status);
    if (status < 0 && !is_told(&with->error, status)) complain(with, call, "the error does not report it", status);
    if (status >= 0 && with->error.code != CODELAB_OK) complain(with, call, "the error was not reset", status);
    return out;
}

/* ---------------------------------------------------------------------------------------------- the calls -- */

static int32_t decode(stage *with, const char *body, size_t length)
{
    codelab_instance *out = UNTOUCHED;
    int32_t status = codelab_decode_instance(body, length, &out, &with->error);
    with->instance = judge(with, "codelab_decode_instance", status, out);
    return status;
}

static int32_t decode_every_field(stage *with) { return decode(with, with->body, with->body_length); }
static int32_t decode_error_body(stage *with) { return decode(with, error_body, sizeof error_body - 1); }
static int32_t decode_wrong_types_body(stage *with) { return decode(with, wrong_types_body, sizeof wrong_types_body - 1); }

static void give_credential(const stage *with, codelab_client_options *options)
{
    const simulator_user *user = &with->user;
    switch (with->credential) {
    case WITH_TOKEN: options->token = user->token; break;
    case WITH_KEYS:
        options->access_key = user->access_key;
        options->secret_key = user->secret_key;
        break;
    case WITH_TEMPORARY_KEYS:
        options->access_key = user->access_key;
        options->secret_key = user->secret_key;
        options->security_token = user->security_token;
        break;
    case WITH_ENVIRONMENT: break; /* main() has set it */
    case WITH_PASSWORD:
        options->iam_endpoint = simulator_endpoint();
        options->user_name = user->user_name;
        options->password = user->password;
        options->domain_name = user->domain_name;
        break;
    }
}

/* The library formats and writes the trace, although its output is discarded. */
static int null_descriptor(void)
{
    static int descriptor = -1;
    if (descriptor < 0) descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC);
    return descriptor;
}

static int32_t make_client(stage *with)
{
    codelab_client *out = UNTOUCHED;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.endpoint = simulator_endpoint();
    options.project_id = with->user.project_id;
    if (with->looks_project_up) {
        options.project_id = NULL;
        options.project_name = "eu-de";
        options.iam_endpoint = simulator_endpoint();
        options.trace_fd = null_descriptor();
    }
    give_credential(with, &options);
    if (with->credential != WITH_ENVIRONMENT) options.proxy = "";
    options.ca_file = getenv("SIMULATOR_CA_FILE") ? getenv("SIMULATOR_CA_FILE") : "/etc/ssl/certs/ca-certificates.crt";
    options.user_agent = "torture/1";
    options.language = "en-us";
    options.retry_delay_ms = 1;
    options.retry_delay_max_ms = 2;
    options.max_attempts = with->max_attempts;
    /* libcurl 7.88 loses sight of a request over HTTP/2 for which OpenSSL has no buffer: only its time-out ends it. */
    if (getenv("SIMULATOR_CA_FILE")) options.attempt_timeout_ms = 3000;
    int32_t status = codelab_client_new(&options, &out, &with->error);
    with->client = judge(with, "codelab_client_new", status, out);
    return status;
}

static int32_t make_cancel(stage *with)
{
    codelab_cancel *out = UNTOUCHED;
    int32_t status = codelab_cancel_new(with->watch_deadline_ms, &out, &with->error);
    with->cancel = judge(with, "codelab_cancel_new", status, out);
    return status;
}

static int32_t open_instance(stage *with)
{
    codelab_instance *out = UNTOUCHED;
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    request.image_id = "e1a07296-22a8-4f05-8bc8-e936c8e54090";
    request.share_url = NOTEBOOK;
    int32_t status = codelab_open(with->client, &request, NULL, &out, &with->error);
    with->instance = judge(with, "codelab_open", status, out);
    return status;
}

char shown_id[128];

static int32_t show_instance(stage *with)
{
    codelab_instance *out = UNTOUCHED;
    int32_t status = codelab_show(with->client, shown_id, NULL, &out, &with->error);
    with->instance = judge(with, "codelab_show", status, out);
    return status;
}

int32_t follow(stage *with)
{
    int32_t status = CODELAB_OK;
    for (int changes = 0; status == CODELAB_OK && changes < MOST_CHANGES; changes++) {
        codelab_instance *out = UNTOUCHED;
        status = codelab_watch_next(with->watch, with->cancel, &out, &with->error);
        codelab_instance_free(judge(with, "codelab_watch_next", status, out));
    }
    return status;
}

static codelab_watch_options quick(void)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    options.first_delay_ms = 1;
    options.ceiling_ms = 2;
    return options;
}

static int32_t watch_instance(stage *with)
{
    codelab_watch *out = UNTOUCHED;
    codelab_watch_options options = quick();
    int32_t status = codelab_watch_new(with->client, with->instance, &options, &out, &with->error);
    with->watch = judge(with, "codelab_watch_new", status, out);
    return status == CODELAB_OK ? follow(with) : status;
}

static int32_t watch_id(stage *with)
{
    codelab_watch *out = UNTOUCHED;
    codelab_watch_options options = quick();
    int32_t status = codelab_watch_new_with_id(with->client, with->instance->id, &options, &out, &with->error);
    with->watch = judge(with, "codelab_watch_new_with_id", status, out);
    return status == CODELAB_OK ? follow(with) : status;
}

static int32_t whole_story(stage *with)
{
    int32_t status = make_client(with);
    if (status == CODELAB_OK) status = make_cancel(with);
    if (status == CODELAB_OK) status = open_instance(with);
    return status == CODELAB_OK ? watch_instance(with) : status;
}

/* ------------------------------------------------------------------------------------- what comes before -- */

static int nothing(stage *with)
{
    (void)with;
    return 0;
}

static int client_is_new(stage *with) { return make_client(with); }

static int client_with_keys_is_new(stage *with)
{
    with->credential = WITH_KEYS;
    return make_client(with);
}

static int client_with_password_is_new(stage *with)
{
    with->credential = WITH_PASSWORD;
    return make_client(with);
}

static int client_is_warm(stage *with)
{
    int status = make_client(with);
    if (status == CODELAB_OK) status = open_instance(with);
    if (status != CODELAB_OK) return status;
    snprintf(shown_id, sizeof shown_id, "%s", with->instance->id);
    codelab_instance_free(with->instance);
    with->instance = NULL;
    return 0;
}

static int client_with_keys_is_warm(stage *with)
{
    with->credential = WITH_KEYS;
    return client_is_warm(with);
}

/* Not with keys: libcurl 7.88 sends a request without its query when there is no memory to take that out of the URL, and
   a signature does not match then. */
static int client_looks_its_project_up(stage *with)
{
    with->looks_project_up = 1;
    return make_client(with);
}

static int client_with_temporary_keys_is_new(stage *with)
{
    static const char settings[] = "{\"step_ms\":1,\"security_token\":\"temporary\"}";
    with->credential = WITH_TEMPORARY_KEYS;
    return simulator_new_user(settings, &with->user) == 0 ? make_client(with) : -1;
}

static int client_looks_its_project_up_with_a_password(stage *with)
{
    with->credential = WITH_PASSWORD;
    with->looks_project_up = 1;
    return make_client(with);
}

static int32_t make_client_from_environment(stage *with)
{
    with->credential = WITH_ENVIRONMENT;
    return make_client(with);
}

static int each_call_is_answered(stage *with) { return answer_each_call(with) == 0 ? make_client(with) : -1; }
static int each_open_is_lost(stage *with) { return lose_each_open(with) == 0 ? make_client(with) : -1; }
static int no_open_is_offered(stage *with) { return offer_no_open(with) == 0 ? make_client(with) : -1; }

static int a_stopped_instance_exists(stage *with)
{
    return begin_with(with, "STOPPED") == 0 ? client_is_warm(with) : -1;
}

static int a_failed_instance_exists(stage *with)
{
    return begin_with(with, "START_FAILED") == 0 ? client_is_warm(with) : -1;
}

static int a_running_instance_exists(stage *with)
{
    return begin_with_a_short_lease(with) == 0 ? client_is_warm(with) : -1;
}

static int instance_is_open(stage *with)
{
    int status = make_client(with);
    if (status == CODELAB_OK) status = make_cancel(with);
    return status == CODELAB_OK ? open_instance(with) : status;
}

static int list_ended_on_a_thread(stage *with) { return client_is_warm(with) || list_has_ended(with); }
static int list_failed_on_a_thread(stage *with) { return client_is_warm(with) || list_has_failed(with); }
static int list_stepped_in_a_queue(stage *with) { return client_is_warm(with) || list_was_stepped(with); }
static int watch_ended_on_a_thread(stage *with) { return client_is_warm(with) || watch_has_ended(with); }
static int watch_failed_on_a_thread(stage *with) { return client_is_warm(with) || watch_has_failed(with); }
static int watch_stepped_in_a_queue(stage *with) { return client_is_warm(with) || watch_was_stepped(with); }

/* The instance is known, and the client that watches it has no connection yet. */
static int instance_is_open_client_is_new(stage *with)
{
    int status = instance_is_open(with);
    codelab_client_free(with->client);
    with->client = NULL;
    return status == CODELAB_OK ? make_client(with) : status;
}

const scenario scenarios[] = {
    {"an answer with every field is decoded", nothing, decode_every_field, CODELAB_OK, 0},
    {"a response that reports an error is decoded", nothing, decode_error_body, CODELAB_E_NOT_FOUND, 0},
    {"an answer with a wrong type is decoded", nothing, decode_wrong_types_body, CODELAB_OK, 0},
    {"a client is made", nothing, make_client, CODELAB_OK, 0},
    {"a cancel object is made", nothing, make_cancel, CODELAB_OK, 0},
    {"open, the client's first call", client_is_new, open_instance, CODELAB_OK, 1},
    {"open, the client's second call", client_is_warm, open_instance, CODELAB_OK, 1},
    {"open, signed, the client's first call", client_with_keys_is_new, open_instance, CODELAB_OK, 1},
    {"open, signed, the client's second call", client_with_keys_is_warm, open_instance, CODELAB_OK, 1},
    {"open with a password, the client's first call", client_with_password_is_new, open_instance, CODELAB_OK, 1},
    {"show, the client's second call", client_is_warm, show_instance, CODELAB_OK, 1},
    {"an instance is watched until it runs", instance_is_open, watch_instance, CODELAB_DONE, 1},
    {"an id is watched until it runs, on a new client", instance_is_open_client_is_new, watch_id, CODELAB_DONE, 1},
    {"client, cancel, open and watch together", nothing, whole_story, CODELAB_DONE, 1},
    {"a client is made from the environment", nothing, make_client_from_environment, CODELAB_OK, 0},
    {"a token's project is looked up, traced", client_looks_its_project_up, open_instance, CODELAB_OK, 1},
    {"open, signed with temporary keys", client_with_temporary_keys_is_new, open_instance, CODELAB_OK, 1},
    {"a password brings project and token, traced", client_looks_its_project_up_with_a_password, open_instance,
     CODELAB_OK, 1},
    {"start, stop, update and delete", each_call_is_answered, change_an_instance, CODELAB_OK, 1},
    {"the lease, its renewal, and an image", each_call_is_answered, read_about_an_instance, CODELAB_OK, 1},
    {"three lists are read", client_is_warm, walk_the_lists, CODELAB_DONE, 1},
    {"an instance is switched to another flavor", client_is_warm, switch_an_instance, CODELAB_DONE, 1},
    {"a stopped instance is opened until it runs", a_stopped_instance_exists, open_until_ready, CODELAB_DONE, ONCE},
    {"a failed instance is replaced by one that runs", a_failed_instance_exists, open_until_ready, CODELAB_DONE, ONCE},
    {"an instance is kept alive", a_running_instance_exists, keep_an_instance, CODELAB_OK, ONCE},
    {"an open without a response finds its instance in the list", each_open_is_lost, open_instance, CODELAB_OK, 1},
    {"an instance is created where the open call is missing", no_open_is_offered, open_or_create, CODELAB_OK, 1},
    {"queue: an open, a show and a list in parallel", client_is_warm, queue_several, CODELAB_DONE, 1},
    {"queue: an instance is opened and watched", client_is_warm, queue_open_and_watch, CODELAB_DONE, ONCE},
    {"queue: a stopped instance is opened until it runs", a_stopped_instance_exists, queue_open_until_ready,
     CODELAB_DONE, ONCE},
    {"queue: an instance is kept alive", a_running_instance_exists, queue_keep, CODELAB_DONE, ONCE},
    {"queue: an instance is switched", client_is_warm, queue_switch, CODELAB_DONE, ONCE},
    {"queue: three operations that need one token", client_with_password_is_new, queue_shared_sign_in, CODELAB_DONE,
     ONCE},
    {"queue: one is cancelled by its object, one by its tag", client_is_warm, queue_with_bounds, CODELAB_DONE, ONCE},
    {"queue: driven by its descriptor", client_is_warm, queue_by_descriptor, CODELAB_DONE, ONCE},
    {"queue: freed with pending operations", client_with_password_is_new, queue_freed_early, CODELAB_DONE, ONCE},
    {"again: a list that another thread has read to its end", list_ended_on_a_thread, walk_on, CODELAB_DONE, ONCE},
    {"again: a list that has failed on another thread", list_failed_on_a_thread, walk_on, CODELAB_DONE, ONCE},
    {"again: a list after a step in a queue", list_stepped_in_a_queue, walk_on, CODELAB_DONE, ONCE},
    {"again: a list in a queue after its end", list_ended_on_a_thread, step_the_list_on, CODELAB_DONE, ONCE},
    {"again: a list in a queue after a failure", list_failed_on_a_thread, step_the_list_on, CODELAB_DONE, ONCE},
    {"again: a watch that has ended on another thread", watch_ended_on_a_thread, follow, CODELAB_DONE, ONCE},
    {"again: a watch that has failed on another thread", watch_failed_on_a_thread, follow, CODELAB_DONE, ONCE},
    {"again: a watch after a step in a queue", watch_stepped_in_a_queue, follow, CODELAB_DONE, ONCE},
    {"again: a watch in a queue after its end", watch_ended_on_a_thread, step_the_watch_on, CODELAB_DONE, ONCE},
    {"again: a watch in a queue after a failure", watch_failed_on_a_thread, step_the_watch_on, CODELAB_DONE, ONCE},
    {NULL, NULL, NULL, 0, 0},
};

const scenario first_use = {"a client is made in a process that has not used the library before", nothing, make_client,
                            CODELAB_OK, 0};

/* --------------------------------------------------------------------------------------------- afterwards -- */

/* Whether its object was made before the run. */
static int is_second(const scenario *of)
{
    return of->prepare == watch_ended_on_a_thread || of->prepare == watch_failed_on_a_thread ||
           of->prepare == watch_stepped_in_a_queue;
}

void clear_run(const scenario *of, stage *with)
{
    int has_instance_before = of->run == watch_instance || of->run == watch_id;
    int has_client_before = of->prepare != nothing;
    if (!is_second(of)) {
        codelab_watch_free(with->watch);
        with->watch = NULL;
    }
    if (!has_instance_before) {
        codelab_instance_free(with->instance);
        with->instance = NULL;
    }
    if (!has_client_before) {
        codelab_client_free(with->client);
        codelab_cancel_free(with->cancel);
        with->client = NULL;
        with->cancel = NULL;
    }
}

void clear_stage(stage *with)
{
    codelab_queue_free(with->queue);
    codelab_pager_free(with->pager);
    codelab_watch_free(with->watch);
    codelab_instance_free(with->instance);
    codelab_cancel_free(with->cancel);
    codelab_client_free(with->client);
}
