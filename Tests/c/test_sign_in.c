/* Threads that share a client which fetches tokens: one fetch, whose result all of them get. */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MANY 100
#define SLOW_FETCH "[{\"kind\":\"latency\",\"call\":\"iam_tokens\",\"delay_ms\":300}]"
#define LATE_FETCH "[{\"kind\":\"latency\",\"call\":\"iam_tokens\",\"delay_ms\":10000,\"times\":1}]"

/* One call that changes nothing. */
static int32_t look(codelab_client *client, codelab_cancel *cancel, codelab_error *error)
{
    codelab_pager *pager = NULL;
    codelab_page *page = NULL;
    int32_t status = codelab_pager_new_flavors(client, NULL, &pager, error);
    if (status == CODELAB_OK) status = codelab_pager_next(pager, cancel, &page, error);
    codelab_page_free(page);
    codelab_pager_free(pager);
    return status;
}

typedef struct looker {
    pthread_t thread;
    codelab_client *client;
    codelab_cancel *cancel;
    pthread_barrier_t *start; /* NULL: at once */
    _Atomic int *rounds_left; /* NULL: one round */
    codelab_error error;
    int32_t status;
} looker;

static void *looks(void *context)
{
    looker *with = context;
    if (with->start) pthread_barrier_wait(with->start);
    do {
        with->status = look(with->client, with->cancel, &with->error);
    } while (with->rounds_left && with->status == CODELAB_OK && atomic_load(with->rounds_left) > 0);
    return NULL;
}

static void begin(looker *with, codelab_client *client)
{
    static const codelab_error fresh = CODELAB_ERROR_INIT;
    with->client = client;
    with->error = fresh;
    if (pthread_create(&with->thread, NULL, looks, with) != 0) abort();
}

/* All at once; each must end with that status. */
static void many_look(codelab_client *client, int32_t wanted)
{
    static looker lookers[MANY];
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, MANY);
    memset(lookers, 0, sizeof lookers);
    for (int at = 0; at < MANY; at++) {
        lookers[at].start = &start;
        begin(&lookers[at], client);
    }
    for (int at = 0; at < MANY; at++) {
        pthread_join(lookers[at].thread, NULL);
        CHECK_STATUS(lookers[at].status, wanted, &lookers[at].error);
        CHECK_INTEGER(lookers[at].error.code, wanted);
    }
    pthread_barrier_destroy(&start);
}

static void a_hundred_threads_cause_one_fetch(void)
{
    fixture with;
    if (fixture_make_with(&with, CREDENTIAL_PASSWORD, NULL) != 0) return;
    REQUIRE(simulator_set_faults(&with.user, SLOW_FETCH) == 0);
    many_look(with.client, CODELAB_OK);
    CHECK_INTEGER(simulator_call_count(&with.user, "iam_tokens"), 1);
    CHECK_INTEGER(simulator_call_count(&with.user, "list_flavors"), MANY);
    fixture_drop(&with);
}

static void a_wrong_password_is_reported_to_a_hundred_threads_and_sent_once(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    if (fixture_make(&with, NULL) != 0) return;
    codelab_client_options options = options_with(CREDENTIAL_PASSWORD, &with.user);
    options.password = "not this one";
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    REQUIRE(client != NULL && simulator_set_faults(&with.user, SLOW_FETCH) == 0);
    many_look(client, CODELAB_E_AUTHENTICATION);
    CHECK_INTEGER(simulator_call_count(&with.user, "iam_tokens"), 1);
    /* Nor is it tried again by who comes later. */
    CHECK_STATUS(look(client, NULL, &error), CODELAB_E_AUTHENTICATION, &error);
    CHECK_INTEGER(simulator_request_count(&with.user), 1);
    codelab_client_free(client);
    fixture_drop(&with);
}

static void a_token_that_is_taken_back_under_many_threads_causes_one_more_fetch(void)
{
    fixture with;
    if (fixture_make_with(&with, CREDENTIAL_PASSWORD, NULL) != 0) return;
    many_look(with.client, CODELAB_OK);
    REQUIRE(simulator_revoke_tokens(&with.user) == 0);
    many_look(with.client, CODELAB_OK);
    CHECK_INTEGER(simulator_call_count(&with.user, "iam_tokens"), 2);
    fixture_drop(&with);
}

static void a_wrong_secret_key_signs_one_request(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    if (fixture_make(&with, NULL) != 0) return;
    codelab_client_options options = options_with(CREDENTIAL_KEYS, &with.user);
    options.secret_key = "not-this-one";
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    REQUIRE(client != NULL);
    for (int times = 0; times < 20; times++) {
        CHECK_STATUS(look(client, NULL, &error), CODELAB_E_AUTHENTICATION, &error);
        CHECK_TEXT(error.service_code, "APIG.0301");
    }
    CHECK_INTEGER(simulator_request_count(&with.user), 1);
    codelab_client_free(client);
    /* The key was not locked by that. */
    options.secret_key = with.user.secret_key;
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    CHECK_STATUS(look(client, NULL, &error), CODELAB_OK, &error);
    codelab_client_free(client);
    fixture_drop(&with);
}

/* One fetches and is kept waiting; the other waits for it. */
typedef struct two_waiting {
    fixture with;
    looker fetcher, waiter;
} two_waiting;

static int make_two_waiting(two_waiting *two)
{
    codelab_error error = CODELAB_ERROR_INIT;
    memset(two, 0, sizeof *two);
    if (fixture_make_with(&two->with, CREDENTIAL_PASSWORD, NULL) != 0) return -1;
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &two->fetcher.cancel, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &two->waiter.cancel, &error), CODELAB_OK, &error);
    if (simulator_set_faults(&two->with.user, LATE_FETCH) != 0) return -1;
    begin(&two->fetcher, two->with.client);
    if (simulator_wait_for_calls(&two->with.user, "iam_tokens", 1) != 0) return -1;
    begin(&two->waiter, two->with.client);
    usleep(50000); /* most likely it waits by now; it must be all the same */
    return 0;
}

static void drop_two_waiting(two_waiting *two)
{
    codelab_cancel_free(two->fetcher.cancel);
    codelab_cancel_free(two->waiter.cancel);
    fixture_drop(&two->with);
}

static void a_call_that_waits_for_a_fetch_can_be_cancelled(void)
{
    two_waiting two;
    if (make_two_waiting(&two) != 0) return;
    int64_t before = now_ms();
    codelab_cancel_trigger(two.waiter.cancel);
    pthread_join(two.waiter.thread, NULL);
    CHECK_STATUS(two.waiter.status, CODELAB_E_CANCELLED, &two.waiter.error);
    CHECK(now_ms() - before < LATE_MS / 2);
    codelab_cancel_trigger(two.fetcher.cancel);
    pthread_join(two.fetcher.thread, NULL);
    CHECK_STATUS(two.fetcher.status, CODELAB_E_CANCELLED, &two.fetcher.error);
    drop_two_waiting(&two);
}

static void a_waiting_call_takes_over_a_cancelled_fetch(void)
{
    two_waiting two;
    if (make_two_waiting(&two) != 0) return;
    int64_t before = now_ms();
    codelab_cancel_trigger(two.fetcher.cancel);
    pthread_join(two.fetcher.thread, NULL);
    pthread_join(two.waiter.thread, NULL);
    CHECK(now_ms() - before < LATE_MS / 2);
    CHECK_STATUS(two.fetcher.status, CODELAB_E_CANCELLED, &two.fetcher.error);
    CHECK_STATUS(two.waiter.status, CODELAB_OK, &two.waiter.error);
    CHECK_INTEGER(simulator_call_count(&two.with.user, "iam_tokens"), 2);
    drop_two_waiting(&two);
}

static void a_call_that_waits_for_a_fetch_ends_at_its_deadline(void)
{
    fixture with;
    looker fetcher;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *deadline = NULL;
    memset(&fetcher, 0, sizeof fetcher);
    if (fixture_make_with(&with, CREDENTIAL_PASSWORD, NULL) != 0) return;
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &fetcher.cancel, &error), CODELAB_OK, &error);
    REQUIRE(simulator_set_faults(&with.user, LATE_FETCH) == 0);
    begin(&fetcher, with.client);
    REQUIRE(simulator_wait_for_calls(&with.user, "iam_tokens", 1) == 0);
    CHECK_STATUS(codelab_cancel_new(200, &deadline, &error), CODELAB_OK, &error);
    CHECK_STATUS(look(with.client, deadline, &error), CODELAB_E_DEADLINE, &error);
    codelab_cancel_trigger(fetcher.cancel);
    pthread_join(fetcher.thread, NULL);
    codelab_cancel_free(deadline);
    codelab_cancel_free(fetcher.cancel);
    fixture_drop(&with);
}

/* Tokens run out several times while threads go on calling: no call fails of it. */
static void no_call_fails_while_tokens_run_out(void)
{
    enum { THREADS = 4, FETCHES = 4 };
    fixture with;
    looker lookers[THREADS];
    _Atomic int rounds_left = 1;
    if (fixture_make_with(&with, CREDENTIAL_PASSWORD, "{\"token_life_ms\":1000}") != 0) return;
    memset(lookers, 0, sizeof lookers);
    for (int at = 0; at < THREADS; at++) {
        lookers[at].rounds_left = &rounds_left;
        begin(&lookers[at], with.client);
    }
    simulator_wait_for_calls(&with.user, "iam_tokens", FETCHES);
    atomic_store(&rounds_left, 0);
    for (int at = 0; at < THREADS; at++) {
        pthread_join(lookers[at].thread, NULL);
        CHECK_STATUS(lookers[at].status, CODELAB_OK, &lookers[at].error);
    }
    fixture_drop(&with);
}

/* A tenth of its life ahead; the service's clock, of which the Date header has whole seconds, says when that is. */
static void a_token_is_renewed_before_it_expires(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    if (fixture_make_with(&with, CREDENTIAL_PASSWORD, "{\"token_life_ms\":12000}") != 0) return;
    for (int fetches = 0; fetches < 2 && harness_failures() == 0;) {
        CHECK_STATUS(look(with.client, NULL, &error), CODELAB_OK, &error);
        fetches = simulator_call_count(&with.user, "iam_tokens");
        if (fetches < 0) break;
        usleep(100000);
    }
    char *log = simulator_requests(&with.user);
    REQUIRE(log != NULL);
    CHECK(strstr(log, "\"status\":401") == NULL && strstr(log, "\"status\" : 401") == NULL);
    free(log);
    fixture_drop(&with);
}

static const test_case cases[] = {
    {"a hundred threads that need a token cause one fetch", a_hundred_threads_cause_one_fetch},
    {"a wrong password is reported to a hundred threads, and sent once",
     a_wrong_password_is_reported_to_a_hundred_threads_and_sent_once},
    {"a token that is revoked while many threads use it causes one more fetch",
     a_token_that_is_taken_back_under_many_threads_causes_one_more_fetch},
    {"no other request is signed with a wrong secret key", a_wrong_secret_key_signs_one_request},
    {"a call that waits for another's fetch can be cancelled", a_call_that_waits_for_a_fetch_can_be_cancelled},
    {"if the fetching call is cancelled, a waiting one takes over", a_waiting_call_takes_over_a_cancelled_fetch},
    {"a call that waits for another's fetch ends at its own deadline",
     a_call_that_waits_for_a_fetch_ends_at_its_deadline},
    {"no call fails while tokens run out", no_call_fails_while_tokens_run_out},
    {"a token is renewed before it expires", a_token_is_renewed_before_it_expires},
    {NULL, NULL},
};
const test_group sign_in_group = {"sign_in", cases};
