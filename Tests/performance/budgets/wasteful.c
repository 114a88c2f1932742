/*
 * Linked with a program that is counted, it comes before the library's functions of these names and makes each call
 * cost a little more than any budget allows: so that it can be tested that budgets are held.
 */
#include <codelab.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

/* Where the compiler cannot see that nothing is done with it. */
static void *volatile sink;

static void waste(void)
{
    for (int at = 0; at < 3; at++) {
        sink = malloc(16);
        free(sink);
    }
    for (int at = 0; at < 2; at++) (void)getppid();
    for (volatile int at = 0; at < 10000; at++) continue;
}

void codelab_instance_free(codelab_instance *instance)
{
    void (*freed)(codelab_instance *);
    *(void **)&freed = dlsym(RTLD_NEXT, "codelab_instance_free");
    waste();
    freed(instance);
}

/* Once for each watch that goes to sleep. */
void codelab_event_clear(codelab_event *event)
{
    void (*cleared)(codelab_event *);
    *(void **)&cleared = dlsym(RTLD_NEXT, "codelab_event_clear");
    sink = malloc(256);
    cleared(event);
}
