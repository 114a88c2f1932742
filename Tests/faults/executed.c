/*
 * executed ENDPOINT calls|queue|crowd: uses the library, and executes this program again while everything is open, which
 * then prints the descriptors that it has been given beyond the first three. CA_FILE: authorities for https.
 *   calls  blocking calls of two clients
 *   queue  a queue whose descriptor is in use, with a call done and a cancel object
 *   crowd  a queue made again and again, while other threads open, use and close their own pairs, which the library
 *          must not touch: prints "changed" if it does not
 */
#include <codelab.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define THREADS 3
#define QUEUES 300

static codelab_error error = CODELAB_ERROR_INIT;

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, error.message);
    exit(2);
}

static int print_descriptors(void)
{
    char path[300], target[300];
    DIR *directory = opendir("/proc/self/fd");
    struct dirent *entry;
    while (directory && (entry = readdir(directory)) != NULL) {
        int descriptor = atoi(entry->d_name);
        if (descriptor <= STDERR_FILENO || descriptor == dirfd(directory)) continue;
        snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
        ssize_t length = readlink(path, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        printf("%d %s\n", descriptor, target);
    }
    return directory ? 0 : 2;
}

static codelab_client *make_client(const char *endpoint)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *made = NULL;
    options.endpoint = endpoint;
    options.project_id = "project-1";
    options.token = "token";
    options.ca_file = getenv("CA_FILE");
    if (codelab_client_new(&options, &made, &error) != CODELAB_OK) fail("no client");
    return made;
}

static void call(codelab_client *client)
{
    codelab_instance *instance = NULL;
    if (codelab_show(client, "x", NULL, &instance, &error) != CODELAB_OK) fail("show");
    codelab_instance_free(instance);
}

static codelab_queue *make_queue(void)
{
    codelab_queue *queue = NULL;
    if (codelab_queue_new(NULL, &queue, &error) != CODELAB_OK) fail("no queue");
    return queue;
}

static void call_in_queue(codelab_client *client)
{
    codelab_queue *queue = make_queue();
    codelab_cancel *cancel = NULL;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    if (codelab_queue_fd(queue) < 0 || codelab_cancel_new(60000, &cancel, &error) != CODELAB_OK) fail("no descriptor");
    options.cancel = cancel;
    if (codelab_queue_show(queue, 1, client, "x", &options, &error) != CODELAB_OK) fail("submit");
    if (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, &error) != CODELAB_OK) fail("wait");
    if (event.status != CODELAB_OK) fail("show in a queue");
    codelab_event_clear(&event);
}

static atomic_bool is_over, is_changed;

static void check(int descriptor)
{
    if (fcntl(descriptor, F_GETFD) != 0) is_changed = true;
}

/* Like the wake-up channels of other libraries: not blocking, passed on to programs, and written to and read all the time. */
static void *use_pairs(void *context)
{
    char bytes[16] = {0};
    int pair[2];
    unsigned round = 0;
    while (!is_over) {
        round++;
        int made = round % 2 ? pipe2(pair, O_NONBLOCK) : socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
        if (made != 0) continue;
        for (unsigned use = 0; use < 20; use++) {
            for (unsigned sent = 0; sent < 1 + use % 4; sent++)
                if (write(pair[1], bytes, 1) != 1) is_changed = true;
            if (read(pair[0], bytes, sizeof bytes) != (ssize_t)(1 + use % 4)) is_changed = true;
            check(pair[0]);
            check(pair[1]);
        }
        close(pair[0]);
        close(pair[1]);
    }
    return context;
}

static void make_queues(void)
{
    pthread_t threads[THREADS];
    codelab_queue *kept[QUEUES / 10];
    for (int at = 0; at < THREADS; at++)
        if (pthread_create(&threads[at], NULL, use_pairs, NULL) != 0) fail("no thread");
    for (int at = 0; at < QUEUES; at++) {
        codelab_queue *queue = make_queue();
        if (at % 10 == 0) kept[at / 10] = queue;
        else codelab_queue_free(queue);
    }
    is_over = true;
    for (int at = 0; at < THREADS; at++) pthread_join(threads[at], NULL);
    if (is_changed) puts("changed");
    fflush(stdout);
    (void)kept;
}

int main(int count, char **arguments)
{
    if (count == 2) return print_descriptors();
    if (count != 3) return 2;
    codelab_client *first = make_client(arguments[1]), *second = make_client(arguments[1]);
    if (strcmp(arguments[2], "calls") == 0) {
        call(first);
        call(second);
    } else if (strcmp(arguments[2], "queue") == 0) {
        call_in_queue(first);
    } else {
        make_queues();
    }
    execl("/proc/self/exe", "executed", "list", NULL);
    return 2;
}
