/*
 * A process at its limits. argv: mode, endpoint, and what the mode needs. Prints one line for each thing that was tried.
 *   lower LIMIT     RLIMIT_NOFILE is lowered during calls: one is cancelled, one reaches its deadline
 *   queue LIMIT     the same in a queue
 *   exhaust         calls, queues and cancel objects with 0 to 9 free descriptors; CA_FILE: authorities for https
 *   closed          a queue whose descriptor the program has closed
 */
#include <codelab.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static codelab_client *client;
static codelab_error error = CODELAB_ERROR_INIT;

static codelab_client *make_client(const char *endpoint)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *made = NULL;
    options.endpoint = endpoint;
    options.project_id = "project-1";
    options.token = "token";
    options.ca_file = getenv("CA_FILE");
    options.retry_delay_ms = 1;
    if (codelab_client_new(&options, &made, &error) != CODELAB_OK) {
        fprintf(stderr, "no client: %s\n", error.message);
        exit(2);
    }
    return made;
}

static double cpu_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static void lower_limit(const char *text)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = (rlim_t)atol(text);
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void nothing(int signal) { (void)signal; }

static int32_t show(codelab_cancel *cancel)
{
    codelab_instance *instance = NULL;
    int32_t status = codelab_show(client, "x", cancel, &instance, &error);
    codelab_instance_free(instance);
    return status;
}

static int32_t show_in_queue(codelab_cancel *cancel)
{
    codelab_queue *queue = NULL;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    options.cancel = cancel;
    int32_t status = codelab_queue_new(NULL, &queue, &error);
    if (status == CODELAB_OK) status = codelab_queue_show(queue, 1, client, "x", &options, &error);
    if (status == CODELAB_OK) status = codelab_queue_wait(queue, -1, &event, &error);
    if (status == CODELAB_OK) status = event.status;
    codelab_event_clear(&event);
    codelab_queue_free(queue);
    return status;
}

static int32_t (*call)(codelab_cancel *);

static void *run(void *cancel)
{
    static int32_t status;
    status = call(cancel);
    return &status;
}

static void call_with_lowered_limit(const char *limit, int64_t timeout_ms)
{
    codelab_cancel *cancel = NULL;
    pthread_t thread;
    void *result = NULL;
    codelab_cancel_new(timeout_ms, &cancel, &error);
    pthread_create(&thread, NULL, run, cancel);
    usleep(300000);
    lower_limit(limit);
    pthread_kill(thread, SIGUSR1); /* poll() checks the limit when it is called again */
    double before = cpu_seconds();
    usleep(700000);
    double used = cpu_seconds() - before;
    if (timeout_ms < 0) codelab_cancel_trigger(cancel);
    pthread_join(thread, &result);
    printf("%s %s\n", codelab_status_name(*(int32_t *)result), used < 0.35 ? "asleep" : "spinning");
    codelab_cancel_free(cancel);
}

static int taken[4096];

/* All descriptors but so many. */
static int take_all_but(int free_count)
{
    int count = 0;
    while (count < 4096 && (taken[count] = open("/dev/null", O_RDONLY)) >= 0) count++;
    for (int left = 0; left < free_count && count > 0; left++) close(taken[--count]);
    return count;
}

static void give_back(int count)
{
    while (count > 0) close(taken[--count]);
}

static int32_t make_cancel(codelab_cancel *unused)
{
    (void)unused;
    codelab_cancel *cancel = NULL;
    int32_t status = codelab_cancel_new(1000, &cancel, &error);
    codelab_cancel_free(cancel);
    return status;
}

static int32_t make_traced_client(codelab_cancel *unused)
{
    (void)unused;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *made = NULL;
    options.endpoint = "http://127.0.0.1:1";
    options.project_id = "project-1";
    options.token = "token";
    setenv("CODELAB_TRACE", "/tmp/codelab-trace-of-a-test", 1);
    int32_t status = codelab_client_new(&options, &made, &error);
    unsetenv("CODELAB_TRACE");
    unlink("/tmp/codelab-trace-of-a-test");
    codelab_client_free(made);
    return status;
}

static void exhaust(const char *endpoint)
{
    static const struct {
        const char *name;
        int32_t (*call)(codelab_cancel *);
    } calls[] = {{"show", show}, {"queue", show_in_queue}, {"cancel", make_cancel}, {"trace", make_traced_client}};
    for (size_t at = 0; at < sizeof calls / sizeof *calls; at++)
        for (int free_count = 0; free_count < 10; free_count++) {
            client = make_client(endpoint);
            int count = take_all_but(free_count);
            memset(&error, 0, sizeof error);
            error.struct_size = (uint32_t)sizeof error;
            int32_t status = calls[at].call(NULL);
            give_back(count);
            printf("%s %d: %s attempts=%d retryable=%d %s\n", calls[at].name, free_count, codelab_status_name(status),
                   (int)error.attempts, (int)error.retryable, status == CODELAB_OK ? "" : error.message);
            codelab_client_free(client);
        }
}

static void wait_for_closed_queue(void)
{
    codelab_queue *queue = NULL;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_queue_new(NULL, &queue, &error);
    codelab_queue_show(queue, 1, client, "x", NULL, &error);
    codelab_queue_wait(queue, 100, &event, NULL);
    close(codelab_queue_fd(queue));
    int32_t status = codelab_queue_wait(queue, -1, &event, &error);
    printf("%s %s\n", codelab_status_name(status), error.message);
}

int main(int count, char **arguments)
{
    alarm(50);
    signal(SIGUSR1, nothing);
    const char *mode = count > 2 ? arguments[1] : "";
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (strcmp(mode, "exhaust") == 0) {
        lower_limit("64");
        exhaust(arguments[2]);
        return 0;
    }
    client = make_client(arguments[2]);
    if (strcmp(mode, "closed") == 0) {
        wait_for_closed_queue();
        _exit(0);
    }
    call = strcmp(mode, "queue") == 0 ? show_in_queue : show;
    struct rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    call_with_lowered_limit(arguments[3], -1);
    setrlimit(RLIMIT_NOFILE, &before);
    call_with_lowered_limit(arguments[3], 1500);
    codelab_client_free(client);
    return 0;
}
