/* crowd SERVICE: a thousand operations at once, ten thousand sleepers, a hundred thousand timers. */
#include "crowd.h"
#include "service.h"

#include <dirent.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Far beyond what any case needs: a lost event would else keep the suite for ever. */
#define PATIENCE_S 300

static int failures;

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("        ", stdout);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
    failures++;
}

codelab_client *new_client(const char *endpoint)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    options.flags = CODELAB_CLIENT_NO_ENVIRONMENT;
    options.endpoint = endpoint;
    options.project_id = "0123456789abcdef0123456789abcdef";
    options.token = "a-token-for-the-crowd";
    options.proxy = "";
    options.retry_delay_ms = 10;
    options.retry_delay_max_ms = 50;
    options.max_attempts = 20;
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK) fail("%s", error.message);
    return client;
}

codelab_queue *new_queue(int32_t requests_per_second, int32_t burst, int32_t connections)
{
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_queue *queue = NULL;
    options.requests_per_second = requests_per_second;
    options.burst = burst;
    options.connections_per_host = connections;
    if (codelab_queue_new(&options, &queue, &error) != CODELAB_OK) fail("%s", error.message);
    return queue;
}

codelab_watch *new_watch(codelab_client *client, const codelab_instance *instance, int64_t delay_ms)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_watch *watch = NULL;
    options.first_delay_ms = delay_ms;
    options.ceiling_ms = delay_ms;
    options.growth_percent = 100;
    options.jitter_percent = -1;
    if (codelab_watch_new(client, instance, &options, &watch, &error) != CODELAB_OK) fail("%s", error.message);
    return watch;
}

codelab_instance *known_instance(void)
{
    static const char answer[] = "{\"id\":\"nb-900000\",\"status\":\"CREATING\"}";
    codelab_instance *instance = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    if (codelab_decode_instance(answer, sizeof answer - 1, &instance, &error) != CODELAB_OK) fail("%s", error.message);
    return instance;
}

size_t bytes_in_use(void)
{
    struct mallinfo2 now = mallinfo2();
    return now.uordblks + now.hblkhd;
}

int descriptors_open(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count;
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    {"a thousand are opened and watched until they run; each operation ends exactly once", test_mixture},
    {"no more requests are sent than the rate limit allows", test_pace},
    {"clients take turns: ten operations do not wait for the thousand of another client", test_turns},
    {"a 429 delays all calls of the client by Retry-After", test_throttling},
    {"ten thousand watches that sleep take less than 1 KiB each", test_sleepers},
    {"a hundred thousand timers cost little more, each, than ten thousand", test_timers},
    {"two threads submit, a third cancels, and every operation ends exactly once", test_threads},
    {"a queue that is freed with pending operations frees everything", test_free},
};

int main(int count, char **arguments)
{
    static const char *const options[] = {"--looks", "3", NULL};
    int failed = 0;
    if (count != 2) {
        fprintf(stderr, "usage: crowd SERVICE\n");
        return 2;
    }
    alarm(PATIENCE_S);
    service_start(arguments[1], options);
    for (size_t at = 0; at < sizeof cases / sizeof *cases; at++) {
        failures = 0;
        cases[at].run();
        printf("%s %s\n", failures ? "FAILED " : "ok     ", cases[at].name);
        fflush(stdout);
        failed += failures != 0;
    }
    service_stop();
    printf("%zu passed, %d failed\n", sizeof cases / sizeof *cases - (size_t)failed, failed);
    return failed != 0;
}
