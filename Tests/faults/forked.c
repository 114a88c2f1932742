/*
 * forked ENDPOINT KIND CASE: what a child process may do with handles that were made before it.
 *
 * KIND is fork, _Fork or clone: how the child is made. ENDPOINT answers GET …/notebooks/known, and nothing else.
 * CASE is one of the functions at the end. Prints what is wrong; the status is 0 if nothing is.
 */
#include "require.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define ENOUGH_DESCRIPTORS 128
#define HANG_SECONDS 20
#define FORKS 150

static const char *endpoint, *kind;

/* All handles that there are. */
static codelab_client *client, *slow_client;
static codelab_watch *watch, *busy_watch;
static codelab_pager *pager;
static codelab_queue *queue, *busy_queue;
static codelab_cancel *cancel;

static pid_t make_child(void)
{
    if (strcmp(kind, "fork") == 0) return fork();
    if (strcmp(kind, "_Fork") == 0) return _Fork();
    return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

/* Runs the function in a child, which must end by itself with status 0. */
static void in_a_child(void (*function)(void))
{
    int ending = -1;
    fflush(stdout);
    pid_t child = make_child();
    REQUIRE(child >= 0);
    if (child == 0) {
        alarm(HANG_SECONDS);
        function();
        fflush(stdout);
        _exit(0);
    }
    REQUIRE(waitpid(child, &ending, 0) == child);
    REQUIRE(WIFEXITED(ending));
    REQUIRE(WEXITSTATUS(ending) == 0);
}

static codelab_client *make_client_that_signs_in(void)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *made = NULL;
    options.endpoint = options.iam_endpoint = endpoint;
    options.project_id = "project-1";
    options.user_name = options.password = options.domain_name = "known";
    REQUIRE(codelab_client_new(&options, &made, NULL) == CODELAB_OK);
    return made;
}

static void make_handles(void)
{
    codelab_instance *instance = NULL;
    client = make_client(endpoint);
    REQUIRE(codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, NULL) == CODELAB_OK);
    REQUIRE(codelab_show(client, "known", cancel, &instance, NULL) == CODELAB_OK);
    codelab_instance_free(instance);
    REQUIRE(codelab_watch_new_with_id(client, "known", NULL, &watch, NULL) == CODELAB_OK);
    REQUIRE(codelab_pager_new_instances(client, NULL, &pager, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_new(NULL, &queue, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_fd(queue) >= 0);
}

/* A queue with a request that has no answer, and a fetch of a token that has none. */
static void make_busy_queue(void)
{
    codelab_event event = CODELAB_EVENT_INIT;
    slow_client = make_client_that_signs_in();
    REQUIRE(codelab_queue_new(NULL, &busy_queue, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_show(busy_queue, 1, client, "unknown", NULL, NULL) == CODELAB_OK);
    REQUIRE(codelab_queue_show(busy_queue, 2, slow_client, "unknown", NULL, NULL) == CODELAB_OK);
    for (int turns = 0; turns < 5; turns++)
        REQUIRE(codelab_queue_wait(busy_queue, 20, &event, NULL) == CODELAB_E_DEADLINE);
}

static void free_handles(void)
{
    codelab_watch_free(watch);
    codelab_watch_free(busy_watch);
    codelab_pager_free(pager);
    codelab_queue_free(queue);
    codelab_queue_free(busy_queue);
    codelab_client_free(client);
    codelab_client_free(slow_client);
    codelab_cancel_free(cancel);
}

static void use_handles(void)
{
    codelab_instance *instance = NULL;
    codelab_page *page = NULL;
    codelab_event event = CODELAB_EVENT_INIT;
    REQUIRE(codelab_show(client, "known", NULL, &instance, NULL) == CODELAB_E_STATE);
    REQUIRE(codelab_watch_next(watch, NULL, &instance, NULL) == CODELAB_E_STATE);
    REQUIRE(codelab_pager_next(pager, NULL, &page, NULL) == CODELAB_E_STATE);
    REQUIRE(codelab_queue_wait(queue, 0, &event, NULL) == CODELAB_E_STATE);
    REQUIRE(codelab_queue_show(queue, 1, client, "known", NULL, NULL) == CODELAB_E_STATE);
    REQUIRE(codelab_queue_fd(queue) == -1);
    REQUIRE(codelab_queue_count(busy_queue) == 0);
    REQUIRE(codelab_queue_cancel_all(busy_queue) == 0);
    codelab_queue_interrupt(queue);
    codelab_cancel_trigger(cancel);
}

/* What is written to an event shows in its counter. */
static long sum_of_events(void)
{
    char path[64], line[128];
    long sum = 0;
    for (int descriptor = 0; descriptor < ENOUGH_DESCRIPTORS; descriptor++) {
        snprintf(path, sizeof path, "/proc/self/fdinfo/%d", descriptor);
        FILE *file = fopen(path, "r");
        while (file && fgets(line, sizeof line, file))
            if (strncmp(line, "eventfd-count:", 14) == 0) sum += strtol(line + 14, NULL, 16);
        if (file) fclose(file);
    }
    return sum;
}

/* ------------------------------------------------------------------------------------------------ cases -- */

static void use_old_and_new(void)
{
    codelab_instance *instance = NULL;
    codelab_client *fresh = make_client(endpoint);
    use_handles();
    REQUIRE(codelab_show(fresh, "known", cancel, &instance, NULL) == CODELAB_E_STATE);
    REQUIRE(codelab_show(fresh, "known", NULL, &instance, NULL) == CODELAB_OK);
    codelab_instance_free(instance);
    codelab_client_free(client);
    client = fresh;
    in_a_child(free_handles); /* the child of a child knows its parent's handles, too */
    codelab_client_free(fresh);
}

/* Old handles report STATE, new ones work, and the parent's events are as they were. */
static void state(void)
{
    make_handles();
    make_busy_queue();
    long before = sum_of_events();
    in_a_child(use_old_and_new);
    in_a_child(free_handles);
    REQUIRE(sum_of_events() == before);
    codelab_instance *instance = NULL;
    REQUIRE(codelab_show(client, "known", cancel, &instance, NULL) == CODELAB_OK);
    codelab_instance_free(instance);
    free_handles();
}

/* Closes all descriptors, as a daemon does, and opens files that get the same descriptor numbers. */
static void free_over_other_files(void)
{
    char path[] = "/tmp/forked-XXXXXX";
    int log = -1;
    for (int descriptor = 3; descriptor < ENOUGH_DESCRIPTORS; descriptor++) close(descriptor);
    REQUIRE((log = mkstemp(path)) >= 0);
    unlink(path);
    for (int descriptor = 3; descriptor < ENOUGH_DESCRIPTORS; descriptor++)
        if (descriptor != log) REQUIRE(dup2(log, descriptor) == descriptor);
    use_handles();
    free_handles();
    for (int descriptor = 3; descriptor < ENOUGH_DESCRIPTORS; descriptor++)
        REQUIRE(fcntl(descriptor, F_GETFD) >= 0);
    REQUIRE(lseek(log, 0, SEEK_END) == 0);
}

static void closed(void)
{
    make_handles();
    make_busy_queue();
    in_a_child(free_over_other_files);
    free_handles();
}

static void *follow(void *context)
{
    codelab_instance *instance = NULL;
    codelab_watch_next(busy_watch, NULL, &instance, NULL);
    return context;
}

static void *ask_again_and_again(void *context)
{
    codelab_cancel *over = NULL;
    REQUIRE(codelab_cancel_new(0, &over, NULL) == CODELAB_OK);
    for (;;) {
        codelab_instance *instance = NULL;
        codelab_show(slow_client, "unknown", over, &instance, NULL);
    }
    return context;
}

/* Threads fetch a token, and take the locks of that all the time. */
static void locked(void)
{
    enum { THREADS = 4 };
    pthread_t thread;
    make_handles();
    slow_client = make_client_that_signs_in();
    REQUIRE(codelab_watch_new_with_id(slow_client, "unknown", NULL, &busy_watch, NULL) == CODELAB_OK);
    REQUIRE(pthread_create(&thread, NULL, follow, NULL) == 0);
    usleep(100000); /* for its fetch to begin; a child that is earlier shows less */
    long before = sum_of_events();
    for (int count = 0; count < THREADS; count++)
        REQUIRE(pthread_create(&thread, NULL, ask_again_and_again, NULL) == 0);
    for (int count = 0; count < FORKS; count++) in_a_child(free_handles);
    REQUIRE(sum_of_events() == before);
    _exit(0);
}

int main(int count, char **arguments)
{
    if (count != 4) return 2;
    endpoint = arguments[1];
    kind = arguments[2];
    if (strcmp(arguments[3], "state") == 0) state();
    else if (strcmp(arguments[3], "closed") == 0) closed();
    else if (strcmp(arguments[3], "locked") == 0) locked();
    else return 2;
    return 0;
}
