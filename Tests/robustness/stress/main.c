/* stress PLAIN TLS H2 CA_FILE SECONDS SEED
 * stress --child PLAIN TLS H2 CA_FILE SEED     one call over TLS: what children run after exec
 *
 * Runs epochs of the same threads until the time is over. After each epoch every handle is freed: then the descriptors
 * and the memory are compared with those after the first epochs, in which libcurl and OpenSSL fill their caches. */
#include "stress.h"

#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EPOCH_SECONDS 5
#define WARM_EPOCHS 2
#define TRIES 50
/* OpenSSL's error strings, session tickets, and the allocator's own bookkeeping differ from epoch to epoch. */
#define SLACK_BYTES (256 * 1024)

setting given;
atomic_int is_ending;
atomic_long ended, succeeded;
static atomic_int faults;

void fault(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    flockfile(stdout);
    printf("FAULT  ");
    vprintf(format, values);
    printf("\n");
    fflush(stdout);
    funlockfile(stdout);
    va_end(values);
    atomic_fetch_add(&faults, 1);
}

void note_end(const char *what, int32_t status, const codelab_error *error, int32_t most_requests)
{
    atomic_fetch_add(&ended, 1);
    if (status >= 0) {
        atomic_fetch_add(&succeeded, 1);
        if (error->code != 0) fault("%s succeeded, and its error says %d: %s", what, error->code, error->message);
        return;
    }
    if (strcmp(codelab_status_name(status), "CODELAB_UNKNOWN") == 0) fault("%s returned %d", what, status);
    /* The service says ARGUMENT for an error that it does not explain. */
    int is_ours = status == CODELAB_E_ARGUMENT && error->http_status == 0;
    if (status == CODELAB_E_INTERNAL || status == CODELAB_E_NO_MEMORY || is_ours)
        fault("%s: %s: %s", what, codelab_status_name(status), error->message);
    if (error->code != status || error->message[0] == '\0') fault("%s: the error does not describe %d", what, status);
    if (error->attempts > most_requests) fault("%s: %d requests for one call", what, error->attempts);
    if (strstr(error->message, "SECRET")) fault("%s: a secret in: %s", what, error->message);
}

unsigned roll(dice *with, unsigned below)
{
    /* xorshift64* */
    with->state ^= with->state >> 12;
    with->state ^= with->state << 25;
    with->state ^= with->state >> 27;
    return (unsigned)((with->state * 0x2545F4914F6CDD1Du) >> 33) % below;
}

int count_faults(void) { return atomic_load(&faults); }

codelab_client *new_client(dice *with) { return new_client_of(with, given.servers[roll(with, SERVERS)]); }

codelab_client *new_client_of(dice *with, const char *endpoint)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    options.endpoint = endpoint;
    options.ca_file = given.ca_file;
    options.flags = CODELAB_CLIENT_NO_ENVIRONMENT;
    options.project_id = "p";
    options.retry_delay_ms = 1;
    options.retry_delay_max_ms = 20;
    options.connect_timeout_ms = 2000;
    options.attempt_timeout_ms = 50 + roll(with, 800);
    options.max_attempts = (int32_t)(1 + roll(with, 5));
    switch (roll(with, 3)) {
    case 0: options.token = "SECRET-TOKEN-0123456789"; break;
    case 1:
        options.access_key = "access";
        options.secret_key = "SECRET-KEY-0123456789";
        break;
    default:
        options.iam_endpoint = options.endpoint;
        options.user_name = "user";
        options.password = "SECRET-PASSWORD-0123456789";
        options.domain_name = "domain";
    }
    int32_t status = codelab_client_new(&options, &client, &error);
    if (status != CODELAB_OK) fault("codelab_client_new: %s", error.message);
    return client;
}

static int descriptors_open(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) return -1;
    while (readdir(folder)) count++;
    closedir(folder);
    return count - 3; /* "." and "..", and the folder's own */
}

static long bytes_in_use(void)
{
    struct mallinfo2 all = mallinfo2();
    return (long)(all.uordblks + all.hblkhd);
}

static void run_epoch(uint64_t seed)
{
    static void *(*const parts[])(void *) = {call_and_cancel, call_and_cancel, call_and_cancel, watch_and_list,
                                             watch_and_list,  drive_queues,    drive_queues,    drive_queues,
                                             fork_children};
    enum { PARTS = sizeof parts / sizeof *parts };
    pthread_t threads[PARTS];
    uint64_t seeds[PARTS];
    atomic_store(&is_ending, 0);
    for (int at = 0; at < PARTS; at++) {
        seeds[at] = (seed * PARTS + (uint64_t)at + 1) * 0x9E3779B97F4A7C15u;
        if (pthread_create(&threads[at], NULL, parts[at], &seeds[at]) != 0) abort();
    }
    sleep(EPOCH_SECONDS);
    atomic_store(&is_ending, 1);
    for (int at = 0; at < PARTS; at++) pthread_join(threads[at], NULL);
}

static void read_setting(char **arguments)
{
    for (int at = 0; at < SERVERS; at++) given.servers[at] = arguments[at];
    given.ca_file = arguments[SERVERS];
}

int main(int count, char **arguments)
{
    if (count != 7) return 2;
    if (strcmp(arguments[1], "--child") == 0) {
        read_setting(arguments + 2);
        return call_after_exec(arguments[6]);
    }
    read_setting(arguments + 1);
    const int epochs = atoi(arguments[5]) / EPOCH_SECONDS;
    const uint64_t seed = strtoull(arguments[6], NULL, 10);
    int descriptors = 0;
    long bytes = 0;
    for (int epoch = 0; epoch < epochs + WARM_EPOCHS; epoch++) {
        run_epoch(seed * 1000 + (uint64_t)epoch);
        /* A resolver's thread may close its socket a moment later. */
        int open_now = descriptors_open();
        for (int tries = 0; tries < TRIES && epoch >= WARM_EPOCHS && open_now > descriptors; tries++) {
            usleep(20000);
            open_now = descriptors_open();
        }
        malloc_trim(0);
        long in_use = bytes_in_use();
        if (epoch < WARM_EPOCHS) {
            if (open_now > descriptors) descriptors = open_now;
            if (in_use > bytes) bytes = in_use;
            continue;
        }
        if (open_now > descriptors) fault("%d descriptors are open, before %d", open_now, descriptors);
        if (bytes > 0 && in_use > bytes + SLACK_BYTES) fault("%ld bytes are in use, before %ld", in_use, bytes);
        if (epoch % 12 == 0)
            printf("epoch %d: %ld operations, %ld bytes in use\n", epoch, atomic_load(&ended), in_use);
        fflush(stdout);
    }
    printf("%ld operations ended, %ld of them well; %d descriptors, %ld bytes in use after the last epoch, %ld before\n",
           atomic_load(&ended), atomic_load(&succeeded), descriptors_open(), bytes_in_use(), bytes);
    printf("calls of children that succeeded: %ld without exec, %ld with exec\n", atomic_load(&fork_succeeded),
           atomic_load(&exec_succeeded));
    if (atomic_load(&fork_succeeded) == 0 || atomic_load(&exec_succeeded) == 0)
        fault("too few calls of children succeeded");
    if (atomic_load(&ended) < 100 || atomic_load(&succeeded) == 0) fault("too few operations ended");
    return count_faults() ? 1 : 0;
}
