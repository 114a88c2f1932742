/* A library that asks the system for something when it is loaded, and starts a thread: what this one must not do. */
#include <pthread.h>
#include <unistd.h>

const char *codelab_version(void);

const char *codelab_version(void) { return ""; }

static void *stay(void *context)
{
    pause();
    return context;
}

__attribute__((constructor)) static void begin(void)
{
    pthread_t thread;
    (void)getppid();
    if (pthread_create(&thread, NULL, stay, NULL) == 0) pthread_detach(thread);
}
