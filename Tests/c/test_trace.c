/* One line for each request, and never a secret. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What has been written to the descriptor's file; to be freed. */
static char *written_to(int descriptor)
{
    struct stat is;
    if (fstat(descriptor, &is) != 0) return NULL;
    char *text = calloc(1, (size_t)is.st_size + 1);
    if (text && pread(descriptor, text, (size_t)is.st_size, 0) != is.st_size) {
        free(text);
        return NULL;
    }
    return text;
}

static int32_t look(const codelab_client_options *options)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_pager *pager = NULL;
    codelab_page *page = NULL;
    int32_t status = codelab_client_new(options, &client, &error);
    if (status == CODELAB_OK) status = codelab_pager_new_flavors(client, NULL, &pager, &error);
    if (status == CODELAB_OK) status = codelab_pager_next(pager, NULL, &page, &error);
    codelab_page_free(page);
    codelab_pager_free(pager);
    codelab_client_free(client);
    return status;
}

static int count_lines(const char *text)
{
    int lines = 0;
    for (; *text; text++) lines += *text == '\n';
    return lines;
}

static void check_no_secret(const char *text, const simulator_user *user)
{
    CHECK(strstr(text, user->token) == NULL);
    CHECK(strstr(text, user->secret_key) == NULL);
    CHECK(strstr(text, user->password) == NULL);
    CHECK(!*user->security_token || strstr(text, user->security_token) == NULL);
    CHECK(strstr(text, "Signature=") == NULL);
    char *log = simulator_requests(user);
    REQUIRE(log != NULL);
    /* Tokens that IAM gave out, as they were sent. */
    for (const char *at = log; (at = strstr(at, "\"x-auth-token\"")); at++) {
        const char *value = at + strlen("\"x-auth-token\"");
        char token[64];
        value += strspn(value, " :\"");
        snprintf(token, sizeof token, "%.40s", value);
        CHECK(strstr(text, token) == NULL);
    }
    free(log);
}

static void a_descriptor_gets_one_line_for_each_request(void)
{
    static const enum credential_kind kinds[] = {CREDENTIAL_TOKEN, CREDENTIAL_KEYS, CREDENTIAL_TEMPORARY_KEYS,
                                                 CREDENTIAL_PASSWORD};
    for (size_t at = 0; at < sizeof kinds / sizeof *kinds; at++) {
        simulator_user user;
        int descriptor = memfd_create("trace", MFD_CLOEXEC);
        REQUIRE(descriptor >= 0 && simulator_new_user("{\"security_token\":true}", &user) == 0);
        if (kinds[at] == CREDENTIAL_KEYS) REQUIRE(simulator_new_user("{}", &user) == 0);
        codelab_client_options options = options_with(kinds[at], &user);
        options.trace_fd = descriptor;
        REQUIRE(simulator_set_faults(&user, "[{\"kind\":\"status\",\"status\":503}]") == 0);
        CHECK_STATUS(look(&options), CODELAB_OK, NULL);
        char *text = written_to(descriptor);
        REQUIRE(text != NULL);
        CHECK_INTEGER(count_lines(text), simulator_request_count(&user));
        CHECK_CONTAINS(text, " GET http://127.0.0.1:");
        CHECK_CONTAINS(text, "/notebooks/flavors");
        CHECK_CONTAINS(text, " attempt=1 status=503 ms=");
        CHECK_CONTAINS(text, " attempt=2 status=200 ms=");
        CHECK_CONTAINS(text, " bytes=");
        CHECK_CONTAINS(text, " request_id=");
        CHECK(text[4] == '-' && text[10] == 'T' && text[23] == 'Z' && text[24] == ' ');
        if (kinds[at] == CREDENTIAL_PASSWORD) CHECK_CONTAINS(text, " POST http://127.0.0.1:");
        check_no_secret(text, &user);
        free(text);
        close(descriptor);
    }
}

static void a_refused_signature_leaves_its_canonical_request(void)
{
    simulator_user user;
    int descriptor = memfd_create("trace", MFD_CLOEXEC);
    REQUIRE(descriptor >= 0 && simulator_new_user("{\"security_token\":true}", &user) == 0);
    codelab_client_options options = options_with(CREDENTIAL_TEMPORARY_KEYS, &user);
    options.secret_key = "not-this-secret-key";
    options.trace_fd = descriptor;
    CHECK_STATUS(look(&options), CODELAB_E_AUTHENTICATION, NULL);
    char *text = written_to(descriptor);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, " status=401 ");
    CHECK_CONTAINS(text, " canonical request: GET|/v1/");
    CHECK_CONTAINS(text, "|x-sdk-date:");
    CHECK_INTEGER(count_lines(text), 2);
    CHECK(strstr(text, "not-this-secret-key") == NULL);
    check_no_secret(text, &user);
    free(text);
    close(descriptor);
}

static void a_file_is_appended_to(void)
{
    simulator_user user;
    char path[] = "/tmp/codelab-trace-XXXXXX";
    int descriptor = mkstemp(path);
    REQUIRE(descriptor >= 0 && simulator_new_user(NULL, &user) == 0);
    CHECK(write(descriptor, "before\n", 7) == 7);
    codelab_client_options options = options_with(CREDENTIAL_TOKEN, &user);
    setenv("CODELAB_TRACE", path, 1);
    CHECK_STATUS(look(&options), CODELAB_OK, NULL);
    CHECK_STATUS(look(&options), CODELAB_OK, NULL);
    char *text = written_to(descriptor);
    REQUIRE(text != NULL);
    CHECK(strncmp(text, "before\n", 7) == 0);
    CHECK_INTEGER(count_lines(text), 3);
    check_no_secret(text, &user);
    free(text);

    /* Neither of these writes to the file. */
    options.trace_fd = CODELAB_NO_TRACE;
    CHECK_STATUS(look(&options), CODELAB_OK, NULL);
    options.trace_fd = 0;
    options.flags = CODELAB_CLIENT_NO_ENVIRONMENT;
    CHECK_STATUS(look(&options), CODELAB_OK, NULL);
    text = written_to(descriptor);
    REQUIRE(text != NULL);
    CHECK_INTEGER(count_lines(text), 3);
    free(text);
    unsetenv("CODELAB_TRACE");
    close(descriptor);
    unlink(path);
}

static void the_variable_can_ask_for_standard_error(void)
{
    simulator_user user;
    int descriptor = memfd_create("stderr", MFD_CLOEXEC), before = dup(STDERR_FILENO);
    REQUIRE(descriptor >= 0 && before >= 0 && simulator_new_user(NULL, &user) == 0);
    codelab_client_options options = options_with(CREDENTIAL_TOKEN, &user);
    setenv("CODELAB_TRACE", "1", 1);
    dup2(descriptor, STDERR_FILENO);
    int32_t status = look(&options);
    dup2(before, STDERR_FILENO);
    unsetenv("CODELAB_TRACE");
    CHECK_STATUS(status, CODELAB_OK, NULL);
    char *text = written_to(descriptor);
    REQUIRE(text != NULL);
    CHECK_INTEGER(count_lines(text), 1);
    free(text);
    close(before);
    close(descriptor);
}

static void a_file_that_cannot_be_written_is_reported(void)
{
    simulator_user user;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    REQUIRE(simulator_new_user(NULL, &user) == 0);
    codelab_client_options options = options_with(CREDENTIAL_TOKEN, &user);
    setenv("CODELAB_TRACE", "/no/such/folder/trace", 1);
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_E_ARGUMENT, &error);
    CHECK_CONTAINS(error.message, "CODELAB_TRACE");
    unsetenv("CODELAB_TRACE");
    codelab_client_free(client);
}

/* A trace is worth no failure. */
static void a_trace_descriptor_that_accepts_nothing_fails_no_call(void)
{
    simulator_user user;
    REQUIRE(simulator_new_user(NULL, &user) == 0);
    codelab_client_options options = options_with(CREDENTIAL_TOKEN, &user);
    options.trace_fd = 1000; /* closed */
    CHECK_STATUS(look(&options), CODELAB_OK, NULL);
}

static const test_case cases[] = {
    {"a descriptor gets one line for each request", a_descriptor_gets_one_line_for_each_request},
    {"a refused signature leaves its canonical request", a_refused_signature_leaves_its_canonical_request},
    {"a file is appended to", a_file_is_appended_to},
    {"the variable can ask for standard error", the_variable_can_ask_for_standard_error},
    {"a file that cannot be written is reported", a_file_that_cannot_be_written_is_reported},
    {"a trace descriptor that accepts nothing fails no call",
     a_trace_descriptor_that_accepts_nothing_fails_no_call},
    {NULL, NULL},
};
const test_group trace_group = {"trace", cases};
