/*
 * How long after another thread's cancelling the one that waits goes on: "cancel call|queue|eventfd TIMES". The service
 * takes connections and never answers.
 *
 *     call      codelab_open() blocks; its cancel object is triggered
 *     queue     codelab_queue_wait() waits, with a hundred pending operations; one of them is cancelled by its tag
 *     eventfd   poll() on a descriptor that the other thread writes to: the machine's own share, the yardstick
 *
 * Prints a line of JSON: the latencies in nanoseconds, sorted.
 */
#include "../load/report.h"

#include <codelab.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define UNDER_WAY 100
#define HELD 1024

static sem_t ready;
static atomic_llong cancelled_at;
static codelab_client *client;
static codelab_cancel *cancel;
static codelab_queue *queue;
static int event_fd;
static uint64_t next_tag;

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* -------------------------------------------------------------------------------- a service that says nothing -- */

static int listener;

/* Holds the last connections; the client has given up the older ones. */
static void *hold(void *context)
{
    static int held[HELD];
    (void)context;
    for (unsigned long taken = 0;; taken++) {
        int *place = &held[taken % HELD];
        if (taken >= HELD) close(*place);
        *place = accept(listener, NULL, NULL);
    }
    return NULL;
}

static int silent_service(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    pthread_t thread;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 256) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0 ||
        pthread_create(&thread, NULL, hold, NULL) != 0)
        fail("no service");
    return ntohs(address.sin_port);
}

/* ------------------------------------------------------------------------------------------- three ways to wait -- */

/* Each waits until it is cancelled, having said by `ready` that it is about to. */

static void wait_in_call(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    if (codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, &error) != CODELAB_OK) fail(error.message);
    sem_post(&ready);
    if (codelab_open(client, NULL, cancel, &instance, &error) != CODELAB_E_CANCELLED) fail("a call was not cancelled");
}

static void cancel_call(void) { codelab_cancel_trigger(cancel); }

static void forget_call(void) { codelab_cancel_free(cancel); }

static void submit(codelab_error *error)
{
    if (codelab_queue_open(queue, next_tag++, client, NULL, NULL, error) != CODELAB_OK) fail(error->message);
}

static void wait_in_queue(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    while (codelab_queue_count(queue) < UNDER_WAY) submit(&error);
    sem_post(&ready);
    if (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, &error) != CODELAB_OK ||
        event.status != CODELAB_E_CANCELLED)
        fail("an operation was not cancelled");
}

/* The oldest one, which has a connection. */
static void cancel_in_queue(void) { codelab_queue_cancel(queue, next_tag - UNDER_WAY); }

static void wait_for_eventfd(void)
{
    struct pollfd watched = {.fd = event_fd, .events = POLLIN};
    uint64_t value;
    sem_post(&ready);
    if (poll(&watched, 1, -1) != 1 || read(event_fd, &value, sizeof value) != sizeof value) fail("eventfd");
}

static void write_eventfd(void)
{
    uint64_t one = 1;
    if (write(event_fd, &one, sizeof one) != sizeof one) fail("eventfd");
}

static void nothing(void) {}

static const struct way {
    const char *name;
    void (*wait)(void), (*cancel)(void), (*forget)(void);
} ways[] = {{"call", wait_in_call, cancel_call, forget_call},
            {"queue", wait_in_queue, cancel_in_queue, nothing},
            {"eventfd", wait_for_eventfd, write_eventfd, nothing}};

/* ------------------------------------------------------------------------------------------------- measuring -- */

static const struct way *way;
static long times;
static sem_t go_on;

/* A while after the other one has said that it waits: by then it sleeps. */
static void *stop_again_and_again(void *context)
{
    struct timespec while_it_falls_asleep = {.tv_nsec = 2000000};
    (void)context;
    for (long at = 0; at < times; at++) {
        sem_wait(&ready);
        nanosleep(&while_it_falls_asleep, NULL);
        atomic_store(&cancelled_at, clock_ns(CLOCK_MONOTONIC));
        way->cancel();
        sem_post(&go_on);
    }
    return NULL;
}

static int by_size(const void *one, const void *other)
{
    long long a = *(const long long *)one, b = *(const long long *)other;
    return (a > b) - (a < b);
}

static void set_up(void)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_queue_options settings = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d", silent_service());
    options.endpoint = endpoint;
    options.project_id = PROJECT_ID;
    options.token = TOKEN;
    options.proxy = "";
    settings.requests_per_second = CODELAB_UNLIMITED;
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK ||
        codelab_queue_new(&settings, &queue, &error) != CODELAB_OK)
        fail(error.message);
    event_fd = eventfd(0, 0);
    sem_init(&ready, 0, 0);
    sem_init(&go_on, 0, 0);
}

int main(int count, char **arguments)
{
    pthread_t stopper;
    for (size_t at = 0; count == 3 && at < sizeof ways / sizeof *ways; at++)
        if (strcmp(arguments[1], ways[at].name) == 0) way = &ways[at];
    times = count == 3 ? atol(arguments[2]) : 0;
    if (!way || times < 1) return fprintf(stderr, "usage: cancel call|queue|eventfd TIMES\n"), 2;
    long long *latencies = calloc((size_t)times, sizeof *latencies);
    set_up();
    if (!latencies || pthread_create(&stopper, NULL, stop_again_and_again, NULL) != 0) fail("no thread");
    for (long at = 0; at < times; at++) {
        way->wait();
        latencies[at] = clock_ns(CLOCK_MONOTONIC) - atomic_load(&cancelled_at);
        sem_wait(&go_on);
        way->forget();
    }
    pthread_join(stopper, NULL);
    qsort(latencies, (size_t)times, sizeof *latencies, by_size);
    printf("{\"name\":\"%s\",\"latencies_ns\":[", way->name);
    for (long at = 0; at < times; at++) printf("%s%lld", at ? "," : "", latencies[at]);
    printf("]}\n");
    codelab_queue_free(queue);
    codelab_client_free(client);
    free(latencies);
    return 0;
}
