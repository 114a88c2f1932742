/* Children of fork() free what they inherit, in use or not, and then make a new client and one call. Without exec the
 * call uses plain HTTP: OpenSSL's locks are copied as other threads of the parent held them, so a TLS call can block for
 * ever (codelab.h, Fork). After exec it uses TLS. A child of either kind that hangs is a fault. */
#include "stress.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* After the fork of a process with threads, the thread sanitizer allows no new ones, which libcurl may want. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CHILDREN_CALL 0
#endif
#endif
#ifndef CHILDREN_CALL
#define CHILDREN_CALL 1
#endif

#define HANG_SECONDS 20
#define CALL_MS 2000

/* Exit statuses of a child. FAILED: the server answered wrongly, and the call returned a fitting error. */
enum { CHILD_SUCCEEDED = 0, CHILD_FAILED = 10, CHILD_FAULT = 11 };

atomic_long fork_succeeded, exec_succeeded;

typedef struct handles {
    codelab_client *client;
    codelab_cancel *cancel;
    codelab_watch *watch;
    codelab_queue *queue;
} handles;

static void *use(void *context)
{
    const handles *of = context;
    codelab_error error = CODELAB_ERROR_INIT;
    while (!atomic_load(&is_ending)) {
        codelab_instance *instance;
        int32_t status = codelab_watch_next(of->watch, of->cancel, &instance, &error);
        codelab_instance_free(instance);
        if (status == CODELAB_E_CANCELLED) return NULL;
        if (status < 0 || status == CODELAB_DONE) usleep(1000);
    }
    return NULL;
}

/* Makes a client and one call. Returns the exit status. */
static int call_alone(dice *with, const char *endpoint)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_cancel *cancel;
    codelab_instance *instance;
    const int faults_before = count_faults();
    codelab_client *client = new_client_of(with, endpoint);
    if (!client || codelab_cancel_new(CALL_MS, &cancel, NULL) != CODELAB_OK) return CHILD_FAULT;
    int32_t status = codelab_show(client, "a-b-c", cancel, &instance, &error);
    note_end("codelab_show in a child", status, &error, MOST_REQUESTS);
    codelab_instance_free(instance);
    codelab_client_free(client);
    codelab_cancel_free(cancel);
    if (status == CODELAB_E_STATE || count_faults() > faults_before) return CHILD_FAULT;
    return status == CODELAB_OK ? CHILD_SUCCEEDED : CHILD_FAILED;
}

int call_after_exec(const char *seed)
{
    dice with = {strtoull(seed, NULL, 10)};
    alarm(HANG_SECONDS);
    return call_alone(&with, given.servers[1 + roll(&with, SERVERS - 1)]);
}

static int free_inherited(const handles *of)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    if (codelab_show(of->client, "a-b-c", NULL, &instance, &error) != CODELAB_E_STATE) return CHILD_FAULT;
    codelab_cancel_trigger(of->cancel);
    codelab_watch_free(of->watch);
    codelab_queue_free(of->queue);
    codelab_client_free(of->client);
    codelab_cancel_free(of->cancel);
    return CHILD_SUCCEEDED;
}

static int child_without_exec(const handles *of, uint64_t seed)
{
    dice with = {seed};
    alarm(HANG_SECONDS);
    int status = free_inherited(of);
    if (status != CHILD_SUCCEEDED || !CHILDREN_CALL) return status;
    return call_alone(&with, given.servers[PLAIN]);
}

/* The caller writes the arguments, because the child of a process with threads must not allocate before exec. */
static int child_with_exec(char **arguments)
{
    alarm(HANG_SECONDS); /* goes on after exec */
    execv("/proc/self/exe", arguments);
    return CHILD_FAULT;
}

static void judge_ending(const char *kind, int ending, atomic_long *succeeded_calls)
{
    if (WIFSIGNALED(ending)) fault("a child %s ended by signal %d", kind, WTERMSIG(ending));
    else if (WEXITSTATUS(ending) == CHILD_SUCCEEDED) atomic_fetch_add(succeeded_calls, 1);
    else if (WEXITSTATUS(ending) != CHILD_FAILED) fault("a child %s ended with %d", kind, WEXITSTATUS(ending));
}

static void run_child(const handles *of, dice *with)
{
    const int calls_exec = roll(with, 2) == 0;
    char seed[24];
    char *arguments[] = {"stress", "--child", (char *)given.servers[0], (char *)given.servers[1],
                         (char *)given.servers[2], (char *)given.ca_file, seed, NULL};
    int ending = 0;
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)with->state);
    fflush(stdout);
    pid_t process = fork();
    if (process == 0) _exit(calls_exec ? child_with_exec(arguments) : child_without_exec(of, with->state));
    if (process < 0 || waitpid(process, &ending, 0) != process) return fault("fork");
    judge_ending(calls_exec ? "with exec" : "without exec", ending, calls_exec ? &exec_succeeded : &fork_succeeded);
}

static void make(dice *with, handles *of)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    options.first_delay_ms = 5;
    options.until = CODELAB_UNTIL_DELETED;
    of->client = new_client(with);
    if (!of->client || codelab_cancel_new(-1, &of->cancel, NULL) != CODELAB_OK ||
        codelab_watch_new_with_id(of->client, "a-b-c", &options, &of->watch, NULL) != CODELAB_OK ||
        codelab_queue_new(NULL, &of->queue, NULL) != CODELAB_OK)
        fault("the handles that are inherited");
}

void *fork_children(void *seed)
{
    dice with = {*(uint64_t *)seed};
    while (!atomic_load(&is_ending)) {
        handles of;
        pthread_t user;
        make(&with, &of);
        if (pthread_create(&user, NULL, use, &of) != 0) return fault("no thread"), NULL;
        for (int at = 0; at < 5 && !atomic_load(&is_ending); at++) {
            usleep(20000 + roll(&with, 50000));
            codelab_queue_show(of.queue, 1, of.client, "a-b-c", NULL, NULL);
            run_child(&of, &with);
            if (codelab_cancel_is_triggered(of.cancel)) fault("a child's trigger reached its parent");
        }
        codelab_cancel_trigger(of.cancel);
        pthread_join(user, NULL);
        codelab_queue_free(of.queue);
        codelab_watch_free(of.watch);
        codelab_client_free(of.client);
        codelab_cancel_free(of.cancel);
    }
    return NULL;
}
