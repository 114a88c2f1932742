/* Children of fork() free what they inherit, in use or not, and make a new client. */
#include "stress.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* After the fork of a process with threads, the thread sanitizer allows no new ones, which libcurl may want. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MAKES_NO_CALLS 1
#endif
#endif

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

static int child(const handles *of)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    alarm(20);
    if (codelab_show(of->client, "a-b-c", NULL, &instance, &error) != CODELAB_E_STATE) return 1;
    codelab_cancel_trigger(of->cancel);
    codelab_watch_free(of->watch);
    codelab_queue_free(of->queue);
    codelab_client_free(of->client);
    codelab_cancel_free(of->cancel);
#ifndef MAKES_NO_CALLS
    dice with = {(uint64_t)getpid()};
    codelab_cancel *cancel;
    codelab_client *client = new_client(&with);
    if (!client || codelab_cancel_new(500, &cancel, NULL) != CODELAB_OK) return 2;
    codelab_show(client, "a-b-c", cancel, &instance, &error);
    codelab_instance_free(instance);
    codelab_client_free(client);
    codelab_cancel_free(cancel);
    if (error.code == CODELAB_E_STATE) return 3;
#endif
    return 0;
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
            int ending = 0;
            usleep(20000 + roll(&with, 50000));
            codelab_queue_show(of.queue, 1, of.client, "a-b-c", NULL, NULL);
            fflush(stdout);
            pid_t process = fork();
            if (process == 0) _exit(child(&of));
            if (process < 0 || waitpid(process, &ending, 0) != process) return fault("fork"), NULL;
            if (WIFSIGNALED(ending)) fault("a child ended by signal %d", WTERMSIG(ending));
            if (WIFEXITED(ending) && WEXITSTATUS(ending) != 0) fault("a child ended with %d", WEXITSTATUS(ending));
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
