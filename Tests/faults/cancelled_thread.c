/*
 * cancelled_thread ENDPOINT CASE: pthread_cancel() of a thread inside the library. Other threads can continue, and the
 * thread's call has ended. ENDPOINT answers GET …/notebooks/known, and never answers other requests.
 */
#include "require.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define SUBMITTERS 300
#define HANG_SECONDS 40

static const char *endpoint;
static codelab_client *client;
static codelab_queue *queue;
static codelab_cancel *button;
static atomic_int is_inside, status_after = 1000;

static void expect_a_client_that_works(void)
{
    codelab_instance *instance = NULL;
    REQUIRE(codelab_show(client, "known", NULL, &instance, NULL) == CODELAB_OK);
    codelab_instance_free(instance);
}

static void *collect(void *context)
{
    codelab_event event = CODELAB_EVENT_INIT;
    while (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, NULL) != CODELAB_E_CANCELLED)
        codelab_event_clear(&event);
    return context;
}

static void *submit_and_cancel(void *context)
{
    for (uint64_t tag = 1;; tag++) {
        codelab_queue_show(queue, tag, client, "unknown", NULL, NULL);
        codelab_queue_cancel(queue, tag);
        pthread_testcancel();
    }
    return context;
}

/* The queue's lock is free after each of them. */
static void submitting(void)
{
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    pthread_t collector, submitter;
    options.flags = CODELAB_QUEUE_STAY;
    REQUIRE(codelab_queue_new(&options, &queue, NULL) == CODELAB_OK);
    REQUIRE(pthread_create(&collector, NULL, collect, NULL) == 0);
    for (int count = 0; count < SUBMITTERS; count++) {
        void *result = NULL;
        REQUIRE(pthread_create(&submitter, NULL, submit_and_cancel, NULL) == 0);
        usleep(200 + (useconds_t)count * 7);
        REQUIRE(pthread_cancel(submitter) == 0);
        REQUIRE(pthread_join(submitter, &result) == 0);
        REQUIRE(result == PTHREAD_CANCELED);
        codelab_queue_cancel_all(queue);
    }
    codelab_queue_interrupt(queue);
    REQUIRE(pthread_join(collector, NULL) == 0);
    codelab_queue_free(queue);
}

static void *show(void *context)
{
    codelab_instance *instance = NULL;
    is_inside = 1;
    status_after = codelab_show(client, "unknown", button, &instance, NULL);
    pthread_testcancel();
    return context;
}

static void *wait_for_an_event(void *context)
{
    codelab_event event = CODELAB_EVENT_INIT;
    is_inside = 1;
    status_after = codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, NULL);
    codelab_event_clear(&event);
    pthread_testcancel();
    return context;
}

/* The call goes on until something else ends it; only then does the thread. */
static void cancel_inside(void *(*function)(void *), void (*end)(void), int32_t expected)
{
    pthread_t thread;
    void *result = NULL;
    REQUIRE(pthread_create(&thread, NULL, function, NULL) == 0);
    while (!is_inside) usleep(1000);
    usleep(50000); /* to wait in poll(), most likely */
    REQUIRE(pthread_cancel(thread) == 0);
    usleep(50000);
    REQUIRE(status_after == 1000);
    end();
    REQUIRE(pthread_join(thread, &result) == 0);
    REQUIRE(result == PTHREAD_CANCELED);
    REQUIRE(status_after == expected);
}

static void trigger(void) { codelab_cancel_trigger(button); }
static void interrupt(void) { codelab_queue_interrupt(queue); }

static void blocking(void)
{
    REQUIRE(codelab_cancel_new(CODELAB_NO_TIMEOUT, &button, NULL) == CODELAB_OK);
    cancel_inside(show, trigger, CODELAB_E_CANCELLED);
    codelab_cancel_free(button);
}

static void waiting(void)
{
    REQUIRE(codelab_queue_new(NULL, &queue, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_show(queue, 1, client, "unknown", NULL, NULL) == CODELAB_OK);
    cancel_inside(wait_for_an_event, interrupt, CODELAB_E_CANCELLED);
    REQUIRE(codelab_queue_count(queue) == 1);
    codelab_queue_free(queue);
}

/* A thread that is to end at the first point of cancellation makes and frees everything, and none is inside. */
static void *make_and_free(void *context)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_watch *watch = NULL;
    codelab_pager *pager = NULL;
    pthread_cancel(pthread_self());
    codelab_client *own = make_client(endpoint);
    codelab_client *before = client;
    client = own;
    expect_a_client_that_works();
    client = before;
    REQUIRE(codelab_cancel_new(CODELAB_NO_TIMEOUT, &button, NULL) == CODELAB_OK);
    REQUIRE(codelab_watch_new_with_id(own, "known", NULL, &watch, NULL) == CODELAB_OK);
    REQUIRE(codelab_pager_new_instances(own, NULL, &pager, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_new(NULL, &queue, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_fd(queue) >= 0);
    REQUIRE(codelab_queue_show(queue, 1, own, "known", NULL, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, NULL) == CODELAB_OK);
    codelab_event_clear(&event);
    codelab_queue_interrupt(queue);
    codelab_cancel_trigger(button);
    codelab_cancel_free(button);
    codelab_watch_free(watch);
    codelab_pager_free(pager);
    codelab_queue_free(queue);
    codelab_client_free(own);
    status_after = CODELAB_OK;
    pthread_testcancel();
    return context;
}

static void everything(void)
{
    pthread_t thread;
    void *result = NULL;
    REQUIRE(pthread_create(&thread, NULL, make_and_free, NULL) == 0);
    REQUIRE(pthread_join(thread, &result) == 0);
    REQUIRE(result == PTHREAD_CANCELED);
    REQUIRE(status_after == CODELAB_OK);
}

int main(int count, char **arguments)
{
    if (count != 3) return 2;
    endpoint = arguments[1];
    alarm(HANG_SECONDS);
    client = make_client(endpoint);
    if (strcmp(arguments[2], "submitting") == 0) submitting();
    else if (strcmp(arguments[2], "blocking") == 0) blocking();
    else if (strcmp(arguments[2], "waiting") == 0) waiting();
    else if (strcmp(arguments[2], "everything") == 0) everything();
    else return 2;
    expect_a_client_that_works();
    codelab_client_free(client);
    return 0;
}
