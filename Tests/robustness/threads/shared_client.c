/*
 * shared_client SIMULATOR: threads that share one client, for the thread sanitizer: opens, shows, watches, lists, cancels
 * that come at any moment, clients that are freed under their watches; and another one that signs in, whose tokens run
 * out all the time. Then a queue that carries work of both while they are used without it as well.
 */
#include "../../support/simulator.h"
#include "shared_queue.h"

#include <codelab.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS_OF_A_KIND 3
#define ROUNDS 40
#define HANG_SECONDS 300

static codelab_client *client;
static codelab_client *signing_in; /* tokens of a short life, one fetched for all */
static char id[128];
static codelab_instance *shared; /* read by all at once */
static int faults;

static void fault(const char *what, int32_t status, const codelab_error *error)
{
    fprintf(stderr, "%s: %s: %s\n", what, codelab_status_name(status), error->message);
    __atomic_add_fetch(&faults, 1, __ATOMIC_RELAXED);
}

/* Whether the instance is whole; frees it. */
static void take(const char *what, int32_t status, codelab_instance *instance, const codelab_error *error)
{
    if (status != CODELAB_OK || !instance || !instance->id || strcmp(instance->id, id) != 0)
        fault(what, status, error);
    codelab_instance_free(instance);
}

static void *opens_and_shows(void *number)
{
    for (int round = 0; round < ROUNDS; round++) {
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_instance *instance = NULL;
        int opens = (round + *(int *)number) % 2;
        int32_t status = opens ? codelab_open(client, NULL, NULL, &instance, &error)
                               : codelab_show(client, id, NULL, &instance, &error);
        take(opens ? "open" : "show", status, instance, &error);
    }
    return NULL;
}

static void *reads(void *number)
{
    (void)number;
    for (int round = 0; round < ROUNDS; round++) {
        if (!codelab_instance_browser_url(shared) && codelab_instance_is_ready(shared)) abort();
        codelab_instance_progress_percent(shared);
        codelab_instance_lease_remaining_ms(shared);
        codelab_instance_lease_deadline_ms(shared);
        usleep(200);
    }
    return NULL;
}

/* Triggers the cancel object from another thread, at a random moment. */
static void *presses(void *cancel)
{
    usleep((useconds_t)(rand() % 3000));
    codelab_cancel_trigger(cancel);
    codelab_cancel_is_triggered(cancel);
    return NULL;
}

static void *is_cancelled(void *number)
{
    (void)number;
    for (int round = 0; round < ROUNDS; round++) {
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_instance *instance = NULL;
        codelab_cancel *cancel = NULL;
        pthread_t thread;
        if (codelab_cancel_new(60000, &cancel, &error) != CODELAB_OK) return fault("cancel", 0, &error), NULL;
        if (pthread_create(&thread, NULL, presses, cancel) != 0) abort();
        int32_t status = codelab_open(client, NULL, cancel, &instance, &error);
        if (status != CODELAB_OK && status != CODELAB_E_CANCELLED) fault("open with a cancel", status, &error);
        codelab_instance_free(instance);
        pthread_join(thread, NULL);
        codelab_cancel_free(cancel);
    }
    return NULL;
}

/* Reads a list while the token may have expired or be in renewal; now and then cancels it. */
static void *lists(void *number)
{
    for (int round = 0; round < ROUNDS; round++) {
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_image_filter filter = CODELAB_IMAGE_FILTER_INIT;
        codelab_pager *pager = NULL;
        codelab_cancel *cancel = NULL;
        pthread_t thread;
        int is_pressed = (round + *(int *)number) % 4 == 0;
        int32_t status = codelab_cancel_new(60000, &cancel, &error);
        filter.page_size = 2;
        if (status == CODELAB_OK) status = codelab_pager_new_images(signing_in, &filter, &pager, &error);
        if (status != CODELAB_OK) return fault("before the list", status, &error), NULL;
        if (is_pressed && pthread_create(&thread, NULL, presses, cancel) != 0) abort();
        while (status == CODELAB_OK) {
            codelab_page *page = NULL;
            status = codelab_pager_next(pager, cancel, &page, &error);
            codelab_page_free(page);
        }
        if (status != CODELAB_DONE && !(is_pressed && status == CODELAB_E_CANCELLED)) fault("list", status, &error);
        if (is_pressed) pthread_join(thread, NULL);
        codelab_pager_free(pager);
        codelab_cancel_free(cancel);
    }
    return NULL;
}

typedef struct watching {
    codelab_watch *watch;
    codelab_cancel *cancel;
} watching;

static void *follows(void *context)
{
    watching *with = context;
    codelab_error error = CODELAB_ERROR_INIT;
    int32_t status = CODELAB_OK;
    while (status == CODELAB_OK) {
        codelab_instance *instance = NULL;
        status = codelab_watch_next(with->watch, with->cancel, &instance, &error);
        if ((status == CODELAB_OK) != (instance != NULL)) fault("watch: out", status, &error);
        codelab_instance_free(instance);
    }
    if (status != CODELAB_DONE && status != CODELAB_E_CANCELLED) fault("watch", status, &error);
    return NULL;
}

/* Has its own user, and frees the client during a call of the watch made from it. */
static void *watches(void *number)
{
    for (int round = 0; round < ROUNDS / 8; round++) {
        simulator_user user;
        codelab_error error = CODELAB_ERROR_INIT;
        codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
        codelab_watch_options pace = CODELAB_WATCH_OPTIONS_INIT;
        codelab_keep_options keeping = CODELAB_KEEP_OPTIONS_INIT;
        codelab_client *own = NULL;
        codelab_instance *instance = NULL;
        watching with = {NULL, NULL};
        pthread_t thread;
        if (simulator_new_user("{\"step_ms\":20}", &user) != 0) abort();
        options.endpoint = simulator_endpoint();
        options.project_id = user.project_id;
        options.token = user.token;
        pace.first_delay_ms = 3;
        pace.ceiling_ms = 10;
        int32_t status = codelab_client_new(&options, &own, &error);
        if (status == CODELAB_OK) status = codelab_cancel_new(CODELAB_NO_TIMEOUT, &with.cancel, &error);
        if (status == CODELAB_OK) status = codelab_open(own, NULL, with.cancel, &instance, &error);
        keeping.total_ms = 100;
        keeping.poll_ms = 3;
        if (status == CODELAB_OK)
            status = round % 3 == 2 ? codelab_watch_new_keep(own, instance, &keeping, &with.watch, &error)
                                    : codelab_watch_new(own, instance, &pace, &with.watch, &error);
        if (status != CODELAB_OK) return fault("before the watch", status, &error), NULL;
        if (pthread_create(&thread, NULL, follows, &with) != 0) abort();
        codelab_instance_free(instance);
        codelab_client_free(own);
        if ((round + *(int *)number) % 2) {
            usleep((useconds_t)(rand() % 20000));
            codelab_cancel_trigger(with.cancel);
        }
        pthread_join(thread, NULL);
        codelab_cancel_free(with.cancel);
        codelab_watch_free(with.watch);
    }
    return NULL;
}

static int make_shared(void)
{
    simulator_user user;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    if (simulator_new_user("{\"step_ms\":1}", &user) != 0) return -1;
    options.endpoint = simulator_endpoint();
    options.project_id = user.project_id;
    options.token = user.token;
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK ||
        codelab_open(client, NULL, NULL, &shared, &error) != CODELAB_OK)
        return fprintf(stderr, "shared_client: %s\n", error.message), -1;
    snprintf(id, sizeof id, "%s", shared->id);
    return 0;
}

static int make_signing_in(void)
{
    simulator_user user;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    if (simulator_new_user("{\"token_life_ms\":1000}", &user) != 0) return -1;
    options.iam_endpoint = simulator_endpoint();
    options.user_name = user.user_name;
    options.password = user.password;
    options.domain_name = user.domain_name;
    options.project_name = "eu-de";
    if (codelab_client_new(&options, &signing_in, &error) == CODELAB_OK) return 0;
    return fprintf(stderr, "shared_client: %s\n", error.message), -1;
}

int main(int count, char **arguments)
{
    static void *(*const kinds[])(void *) = {opens_and_shows, reads, is_cancelled, watches, lists};
    enum { KINDS = sizeof kinds / sizeof *kinds };
    pthread_t threads[KINDS * THREADS_OF_A_KIND];
    int numbers[KINDS * THREADS_OF_A_KIND];
    alarm(HANG_SECONDS);
    if (count != 2 || simulator_start(arguments[1], NULL) != 0 || make_shared() != 0 ||
        make_signing_in() != 0)
        return 2;
    for (int index = 0; index < KINDS * THREADS_OF_A_KIND; index++) {
        numbers[index] = index;
        if (pthread_create(&threads[index], NULL, kinds[index % KINDS], &numbers[index]) != 0) abort();
    }
    for (int index = 0; index < KINDS * THREADS_OF_A_KIND; index++) pthread_join(threads[index], NULL);
    faults += share_a_queue(client, signing_in, id);
    codelab_instance_free(shared);
    codelab_client_free(client);
    codelab_client_free(signing_in);
    simulator_stop();
    printf("%d threads on two clients and a queue: %d calls went wrong\n", KINDS * THREADS_OF_A_KIND,
           faults);
    return faults ? 1 : 0;
}
