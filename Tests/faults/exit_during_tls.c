/* exit_during_tls ENDPOINT CA_FILE THREADS MODE: threads make calls over TLS without a pause while the process ends.
 *
 * MODE  main: main() returns; exit: another thread calls exit(); queue: as main, with a queue that is driven meanwhile. */
#include <codelab.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static codelab_client *client;
static atomic_int answered;

static void *call(void *unused)
{
    (void)unused;
    for (;;) {
        codelab_instance *instance;
        if (codelab_show(client, "x", NULL, &instance, NULL) == CODELAB_OK) atomic_fetch_add(&answered, 1);
        codelab_instance_free(instance);
    }
    return NULL;
}

static void *drive(void *unused)
{
    codelab_queue *queue;
    codelab_event event = CODELAB_EVENT_INIT;
    (void)unused;
    if (codelab_queue_new(NULL, &queue, NULL) != CODELAB_OK) _exit(3);
    for (;;) {
        for (int i = 0; i < 8; i++) codelab_queue_show(queue, 1, client, "x", NULL, NULL);
        while (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, NULL) == CODELAB_OK) {
            if (event.status == CODELAB_OK) atomic_fetch_add(&answered, 1);
            codelab_event_clear(&event);
        }
    }
    return NULL;
}

static void *end(void *unused)
{
    (void)unused;
    exit(0);
}

int main(int count, char **arguments)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    pthread_t thread;
    if (count != 5) return 2;
    int threads = atoi(arguments[3]);
    options.endpoint = arguments[1];
    options.ca_file = arguments[2];
    options.project_id = "p";
    options.token = "t";
    if (codelab_client_new(&options, &client, NULL) != CODELAB_OK) return 2;
    for (int i = 0; i < threads; i++)
        if (pthread_create(&thread, NULL, strcmp(arguments[4], "queue") == 0 ? drive : call, NULL) != 0) return 2;
    while (atomic_load(&answered) < 3) usleep(1000);
    /* Somewhere inside a call: each run at another place. */
    usleep((useconds_t)(getpid() % 97) * 100);
    if (strcmp(arguments[4], "exit") == 0) {
        if (pthread_create(&thread, NULL, end, NULL) != 0) return 2;
        for (;;) pause();
    }
    return 0;
}
