/*
 * forked_call ENDPOINT CREDENTIAL: a call over plain HTTP in a child of a process with threads.
 *
 * A lock is copied as another thread held it at the fork, and the child then waits for ever. So the child's call must
 * not take an rwlock, which OpenSSL's locks are, and must not call curl_global_init(), which takes a spinlock of
 * libcurl. Both are defined here and counted. ENDPOINT answers GET …/notebooks/known and signs in; CREDENTIAL is token,
 * key or password. Prints what is wrong; the status is 0 if nothing is.
 */
#include "require.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>

#define HANG_SECONDS 20
#define EXPORT __attribute__((visibility("default")))

static const char *endpoint, *credential;
static atomic_int locks, initialisations;

typedef int lock_function(pthread_rwlock_t *);

static int take(const char *name, pthread_rwlock_t *which)
{
    lock_function *real;
    *(void **)&real = dlsym(RTLD_NEXT, name);
    atomic_fetch_add(&locks, 1);
    return real(which);
}

EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *which) { return take(__func__, which); }
EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *which) { return take(__func__, which); }

EXPORT int curl_global_init(long flags)
{
    int (*real)(long);
    *(void **)&real = dlsym(RTLD_NEXT, __func__);
    atomic_fetch_add(&initialisations, 1);
    return real(flags);
}

static void call(void)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *client = NULL;
    codelab_instance *instance = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    options.endpoint = options.iam_endpoint = endpoint;
    options.project_id = "project-1";
    if (strcmp(credential, "token") == 0) options.token = "token";
    else if (strcmp(credential, "key") == 0) options.access_key = options.secret_key = "key";
    else options.user_name = options.password = options.domain_name = "known";
    REQUIRE(codelab_client_new(&options, &client, NULL) == CODELAB_OK);
    if (codelab_show(client, "known", NULL, &instance, &error) != CODELAB_OK) printf("%s\n", error.message);
    REQUIRE(instance != NULL);
    codelab_instance_free(instance);
    codelab_client_free(client);
}

/* On a thread that has made no call before: OpenSSL keeps state for each thread, in a list that has a lock. */
static void *call_in_a_child(void *context)
{
    int ending = -1;
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        alarm(HANG_SECONDS);
        atomic_store(&locks, 0);
        atomic_store(&initialisations, 0);
        call();
        REQUIRE(atomic_load(&locks) == 0);
        REQUIRE(atomic_load(&initialisations) == 0);
        _exit(0);
    }
    REQUIRE(waitpid(child, &ending, 0) == child);
    REQUIRE(WIFEXITED(ending));
    REQUIRE(WEXITSTATUS(ending) == 0);
    return context;
}

int main(int count, char **arguments)
{
    pthread_t thread;
    if (count != 3) return 2;
    endpoint = arguments[1];
    credential = arguments[2];
    call();
    /* Both are counted: the first call initialises libcurl, and that OpenSSL. */
    REQUIRE(atomic_load(&initialisations) > 0);
    REQUIRE(atomic_load(&locks) > 0);
    REQUIRE(pthread_create(&thread, NULL, call_in_a_child, NULL) == 0);
    REQUIRE(pthread_join(thread, NULL) == 0);
    return 0;
}
