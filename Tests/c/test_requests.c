/* What the service gets to see. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The log after one open with the given request, which ends with that status; to be freed. NULL after failing. */
static char *log_of_open(const codelab_open_request *request, const char *language, const char *user_agent,
                         int32_t wanted)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_instance *instance = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return NULL;
    codelab_client_options options = options_for(&with.user);
    options.language = language;
    options.user_agent = user_agent;
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_open(client, request, NULL, &instance, &error), wanted, &error);
    char *log = simulator_requests(&with.user);
    if (log) {
        CHECK_CONTAINS(log, with.user.project_id);
        CHECK_CONTAINS(log, with.user.token);
    }
    codelab_instance_free(instance);
    codelab_client_free(client);
    fixture_drop(&with);
    return log;
}

/* The log is JSON, so the quotes of a body stand escaped in it. Space around colons and slashes' escapes differ
   between writers, and are taken out. */
static void squeeze(char *log)
{
    char *to = log;
    for (const char *from = log; *from; from++) {
        if (*from == ' ' || *from == '\n' || (*from == '\\' && from[1] == '/')) continue;
        *to++ = *from;
    }
    *to = '\0';
}

static void open_sends_what_the_service_expects(void)
{
    char *log = log_of_open(NULL, NULL, NULL, CODELAB_OK);
    REQUIRE(log != NULL);
    squeeze(log);
    CHECK_CONTAINS(log, "/notebooks/open\"");
    CHECK_CONTAINS(log, "\"method\":\"POST\"");
    CHECK_CONTAINS(log, "\"body\":\"{}\"");
    CHECK_CONTAINS(log, "\"x-auth-token\":");
    CHECK_CONTAINS(log, "\"content-type\":\"application/json");
    CHECK_CONTAINS(log, "\"x-language\":\"en-us\"");
    CHECK_CONTAINS(log, "\"user-agent\":\"libcodelab/");
    CHECK_CONTAINS(log, "\"content-length\":\"2\"");
    CHECK(strstr(log, "\"expect\"") == NULL);
    CHECK(strstr(log, "\"authorization\"") == NULL);
    free(log);
}

static void the_address_of_a_shared_notebook_is_encoded(void)
{
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    request.share_url = "https://host.example/a.ipynb?x=1";
    char *log = log_of_open(&request, NULL, NULL, CODELAB_OK);
    REQUIRE(log != NULL);
    squeeze(log);
    CHECK_CONTAINS(log, "\"body\":\"{\\\"share_url\\\":\\\"aHR0cHM6Ly9ob3N0LmV4YW1wbGUvYS5pcHluYj94PTE=\\\"}\"");
    free(log);
}

/* No image has such an id: the service says so, and has read it as it was meant. */
static void texts_in_the_body_are_escaped(void)
{
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    request.image_id = "im\"age\\1";
    char *log = log_of_open(&request, NULL, NULL, CODELAB_E_ARGUMENT);
    REQUIRE(log != NULL);
    squeeze(log);
    CHECK_CONTAINS(log, "\"body\":\"{\\\"image_id\\\":\\\"im\\\\\\\"age\\\\\\\\1\\\"}\"");
    free(log);
}

static void only_given_fields_are_sent(void)
{
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    request.image_id = "e1a07296-22a8-4f05-8bc8-e936c8e54090";
    request.share_url = "";
    char *log = log_of_open(&request, NULL, NULL, CODELAB_OK);
    REQUIRE(log != NULL);
    squeeze(log);
    CHECK_CONTAINS(log, "\"body\":\"{\\\"image_id\\\":\\\"e1a07296-22a8-4f05-8bc8-e936c8e54090\\\"}\"");
    free(log);
}

static void language_and_user_agent_are_sent(void)
{
    char *log = log_of_open(NULL, "zh-cn", "classroom/2", CODELAB_OK);
    REQUIRE(log != NULL);
    CHECK_CONTAINS(log, "zh-cn");
    CHECK_CONTAINS(log, "classroom/2 libcodelab/");
    free(log);
}

static void show_asks_for_the_id(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    char path[256];
    if (fixture_make(&with, NULL) != 0) return;
    CHECK_STATUS(codelab_show(with.client, "some-id_9", NULL, &instance, &error), CODELAB_E_NOT_FOUND, &error);
    char *log = simulator_requests(&with.user);
    REQUIRE(log != NULL);
    squeeze(log);
    snprintf(path, sizeof path, "\"path\":\"/v1/%s/notebooks/some-id_9\"", with.user.project_id);
    CHECK_CONTAINS(log, path);
    CHECK_CONTAINS(log, "\"method\":\"GET\"");
    free(log);
    fixture_drop(&with);
}

static void a_second_open_returns_the_same_instance(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *first = NULL, *second = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &first, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &second, &error), CODELAB_OK, &error);
    if (first && second) CHECK_TEXT(second->id, first->id);
    codelab_instance_free(first);
    codelab_instance_free(second);
    fixture_drop(&with);
}

/* libcurl of itself repeats a request when a connection that it used before breaks: an open must not be. */
static void an_open_is_not_repeated_on_a_warm_connection(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *first = NULL, *instance = NULL;
    if (fixture_make(&with, SLOW_START) != 0) return;
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &first, &error), CODELAB_OK, &error);
    REQUIRE(simulator_set_faults(&with.user, "[{\"kind\":\"reset\",\"call\":\"open\"}]") == 0);
    REQUIRE(simulator_forget_requests(&with.user) == 0);
    CHECK_STATUS(codelab_open(with.client, NULL, NULL, &instance, &error), CODELAB_OK, &error);
    if (first && instance) CHECK_TEXT(instance->id, first->id);
    CHECK_INTEGER(simulator_call_count(&with.user, "open"), 1);
    CHECK_INTEGER(simulator_call_count(&with.user, "list"), 1);
    codelab_instance_free(first);
    codelab_instance_free(instance);
    fixture_drop(&with);
}

static void messages_never_hold_the_token(void)
{
    static const char *const faults[] = {
        "[{\"kind\":\"status\",\"status\":401}]", "[{\"kind\":\"html\"}]", "[{\"kind\":\"reset\",\"times\":0}]",
        "[{\"kind\":\"body\",\"body\":\"{\\\"token\\\":5}\"}]",
    };
    fixture with;
    if (fixture_make(&with, SLOW_START) != 0) return;
    for (size_t at = 0; at < sizeof faults / sizeof *faults; at++) {
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_instance *instance = NULL;
        REQUIRE(simulator_set_faults(&with.user, faults[at]) == 0);
        CHECK(codelab_open(with.client, NULL, NULL, &instance, &error) < 0);
        CHECK(strstr(error.message, with.user.token) == NULL);
    }
    fixture_drop(&with);
}

static const test_case cases[] = {
    {"open sends what the service expects", open_sends_what_the_service_expects},
    {"the address of a shared notebook is encoded", the_address_of_a_shared_notebook_is_encoded},
    {"texts in the body are escaped", texts_in_the_body_are_escaped},
    {"only given fields are sent", only_given_fields_are_sent},
    {"language and user agent are sent", language_and_user_agent_are_sent},
    {"show asks for the id", show_asks_for_the_id},
    {"a second open returns the same instance", a_second_open_returns_the_same_instance},
    {"an open is not repeated on a warm connection", an_open_is_not_repeated_on_a_warm_connection},
    {"messages never hold the token", messages_never_hold_the_token},
    {NULL, NULL},
};
const test_group requests_group = {"requests", cases};
