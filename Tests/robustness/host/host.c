/*
 * host LIBRARY: what using the library does to the process around it. Not linked with it: it is loaded and unloaded.
 * One line a case, and at the end "N passed, N failed".
 */
#include "../../fuzz/targets/judge.h"
#include "answerer.h"
#include "library.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#define LOADS 500
#define LEFT_ROUNDS 200
#define SMALL_STACK_BYTES (128 * 1024)

static int use_and_unload(void)
{
    void *library = load();
    codelab_instance *instance = NULL;
    codelab_client *client = make_client("https://modelarts.example.com", "t");
    int good = client && lib.decode("{\"id\":\"a\"}", 10, &instance, NULL) == CODELAB_OK;
    lib.instance_free(instance);
    lib.client_free(client);
    return good && dlclose(library) == 0;
}

static size_t bytes_in_use(void)
{
    struct mallinfo2 heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

static long mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    long lines = 0;
    for (int byte; maps && (byte = getc(maps)) != EOF;) lines += byte == '\n';
    if (maps) fclose(maps);
    return lines;
}

static int memory_stays_flat(void)
{
    if (!use_and_unload() || !use_and_unload()) return 0;
    mappings();
    long mapped = mappings();
    size_t used = bytes_in_use();
    for (int times = 0; times < LOADS; times++)
        if (!use_and_unload()) return 0;
    size_t grown = bytes_in_use() - used;
    if (grown || mappings() != mapped) fprintf(stderr, "host: %zu bytes and %ld mappings more\n", grown, mappings() - mapped);
    return grown == 0 && mappings() == mapped;
}

/* The sends of the process since the last check, and those among them without MSG_NOSIGNAL. */
static int sends, rude_sends;

ssize_t send(int socket, const void *bytes, size_t length, int flags)
{
    static ssize_t (*real)(int, const void *, size_t, int);
    if (!real) look_up(RTLD_NEXT, "send", &real);
    __atomic_add_fetch(&sends, 1, __ATOMIC_RELAXED);
    if (!(flags & MSG_NOSIGNAL)) __atomic_add_fetch(&rude_sends, 1, __ATOMIC_RELAXED);
    return real(socket, bytes, length, flags);
}

static int meets(manners how, int32_t also_good)
{
    static char token[30001];
    answerer server;
    struct sigaction pipe_action;
    int good = 1;
    memset(token, 't', sizeof token - 1); /* so that a request is more than one packet */
    sends = rude_sends = 0;
    if (answerer_start(&server, how) != 0) return 0;
    codelab_client *client = make_client(server.endpoint, token);
    for (int round = 0; client && round < LEFT_ROUNDS; round++) {
        int32_t status = open_once(client);
        good = good && (status == CODELAB_E_TRANSPORT || status == CODELAB_E_CONNECT || status == also_good);
        if (!good) fprintf(stderr, "host: open came back with %d\n", (int)status);
        if (!good) break;
    }
    lib.client_free(client);
    answerer_stop(&server);
    sigaction(SIGPIPE, NULL, &pipe_action);
    return good && client && pipe_action.sa_handler == SIG_DFL && sends > 0 && rude_sends == 0;
}

static int a_server_that_leaves(void) { return meets(LEAVES, CODELAB_E_TRANSPORT); }
static int a_server_that_leaves_later(void) { return meets(LEAVES_LATER, CODELAB_OK); }

static volatile sig_atomic_t alarms;
static void count_alarm(int number)
{
    (void)number;
    alarms++;
}

/* As a profiler does, or Go's scheduler: every millisecond, without SA_RESTART. */
static int signals_interrupt_nothing(void)
{
    answerer server;
    struct itimerval pace = {{0, 1000}, {0, 1000}}, still = {{0, 0}, {0, 0}};
    struct sigaction action = {.sa_handler = count_alarm}, before;
    int good = 1;
    if (answerer_start(&server, ANSWERS) != 0) return 0;
    codelab_client *client = make_client(server.endpoint, "t");
    sigaction(SIGALRM, &action, &before);
    alarms = 0;
    setitimer(ITIMER_REAL, &pace, NULL);
    while (good && client && alarms < 100) good = open_once(client) == CODELAB_OK;
    setitimer(ITIMER_REAL, &still, NULL);
    sigaction(SIGALRM, &before, NULL);
    lib.client_free(client);
    answerer_stop(&server);
    return good && client;
}

static int descriptors_run_out(void)
{
    answerer server;
    struct rlimit all, none;
    codelab_cancel *cancel = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    if (answerer_start(&server, ANSWERS) != 0) return 0;
    codelab_client *client = make_client(server.endpoint, "t");
    getrlimit(RLIMIT_NOFILE, &all);
    none = all;
    none.rlim_cur = 3; /* all of these are taken */
    setrlimit(RLIMIT_NOFILE, &none);
    int32_t without = open_once(client);
    int32_t cancel_without = lib.cancel_new(1000, &cancel, &error);
    setrlimit(RLIMIT_NOFILE, &all);
    int good = without < 0 && without != CODELAB_E_INTERNAL && cancel_without == CODELAB_E_NO_MEMORY && !cancel;
    if (!good) fprintf(stderr, "host: open gave %d, a cancel object %d\n", (int)without, (int)cancel_without);
    int32_t again = open_once(client);
    if (again != CODELAB_OK) fprintf(stderr, "host: afterwards, open gave %d\n", (int)again);
    lib.client_free(client);
    answerer_stop(&server);
    return good && again == CODELAB_OK;
}

#define DEEP 127 /* in the outermost object, which makes 128 */

static void *call_on_a_small_stack(void *endpoint)
{
    char deep[2 * DEEP + 8] = "{\"x\":";
    codelab_instance *instance = NULL;
    codelab_client *client = make_client(endpoint, "t");
    memset(deep + 5, '[', DEEP);
    memset(deep + 5 + DEEP, ']', DEEP);
    deep[5 + 2 * DEEP] = '}';
    int good = client && open_once(client) == CODELAB_OK &&
               lib.decode(deep, strlen(deep), &instance, NULL) == CODELAB_OK;
    lib.instance_free(instance);
    lib.client_free(client);
    return good ? endpoint : NULL;
}

/* The body is also IAM's response: its token is an object, which the instance drops. The answerer has time for one
   client only. */
static int signs_in(codelab_client *client)
{
    int good = client && open_once(client) == CODELAB_OK;
    lib.client_free(client);
    return good;
}

static void *sign_in_on_a_small_stack(void *endpoint)
{
    int good = signs_in(make_client_with_keys(endpoint, "SK")) && signs_in(make_client_with_password(endpoint, "secret"));
    return good ? endpoint : NULL;
}

static int on_a_small_stack(void *(*run)(void *), manners how)
{
    answerer server;
    pthread_attr_t attributes;
    pthread_t thread;
    void *good = NULL;
    if (answerer_start(&server, how) != 0) return 0;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, SMALL_STACK_BYTES);
    if (pthread_create(&thread, &attributes, run, server.endpoint) != 0) return 0;
    pthread_join(thread, &good);
    answerer_stop(&server);
    return good != NULL;
}

static int a_small_stack_is_enough(void) { return on_a_small_stack(call_on_a_small_stack, ANSWERS); }

static int a_small_stack_is_enough_to_sign_in(void) { return on_a_small_stack(sign_in_on_a_small_stack, GRANTS); }

/* Calls that go well and calls that fail, with standard output and error going to a file. */
static int nothing_is_printed(void)
{
    answerer server;
    struct stat after;
    FILE *file = tmpfile();
    int output = dup(STDOUT_FILENO), error = dup(STDERR_FILENO);
    codelab_instance *instance = NULL;
    if (!file || answerer_start(&server, ANSWERS) != 0) return 0;
    fflush(stdout);
    dup2(fileno(file), STDOUT_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    codelab_client *client = make_client(server.endpoint, "t");
    codelab_client *nobody = make_client("http://127.0.0.1:1", "t");
    int good = client && nobody && open_once(client) == CODELAB_OK && open_once(nobody) == CODELAB_E_CONNECT &&
               lib.decode("[", 1, &instance, NULL) == CODELAB_E_PROTOCOL &&
               lib.show(client, "../a", NULL, &instance, NULL) == CODELAB_E_ARGUMENT;
    lib.client_free(nobody);
    lib.client_free(client);
    dup2(output, STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    close(output);
    close(error);
    answerer_stop(&server);
    good = good && fstat(fileno(file), &after) == 0 && after.st_size == 0;
    fclose(file);
    return good;
}

typedef codelab_client *maker(const char *endpoint, const char *secret);

/* The error of an open against that server, by a client with SECRET as its secret. */
static int fails_with(manners how, maker *make, codelab_error *error)
{
    answerer server;
    codelab_instance *instance = NULL;
    if (answerer_start(&server, how) != 0) return 0;
    codelab_client *client = make(server.endpoint, SECRET);
    int good = client && lib.open(client, NULL, NULL, &instance, error) < 0;
    lib.client_free(client);
    answerer_stop(&server);
    return good;
}

static int whole_utf8(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    return length < size && is_utf8(text, length);
}
#define WHOLE_UTF8(array) whole_utf8(array, sizeof(array))

static int headers_come_out_as_utf8(void)
{
    codelab_error error = CODELAB_ERROR_INIT;
    return fails_with(MUMBLES, make_client, &error) && WHOLE_UTF8(error.request_id) && WHOLE_UTF8(error.service_code) &&
           WHOLE_UTF8(error.json_path) && WHOLE_UTF8(error.message);
}

static int is_told_without_secret(maker *make)
{
    codelab_error error = CODELAB_ERROR_INIT;
    if (!fails_with(ECHOES, make, &error)) return 0;
    return memmem(&error, sizeof error, SECRET, strlen(SECRET)) == NULL && strstr(error.message, "400") != NULL;
}

static int an_echoed_token_is_not_told(void) { return is_told_without_secret(make_client); }
static int an_echoed_secret_key_is_not_told(void) { return is_told_without_secret(make_client_with_keys); }
static int an_echoed_password_is_not_told(void) { return is_told_without_secret(make_client_with_password); }

static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {
    {"memory does not grow while the library is loaded, used and unloaded repeatedly", memory_stays_flat},
    {"a server that resets the connection at once raises no SIGPIPE", a_server_that_leaves},
    {"a server that resets a kept connection raises no SIGPIPE", a_server_that_leaves_later},
    {"signals that come every millisecond interrupt no call", signals_interrupt_nothing},
    {"without a free descriptor calls report it, and succeed again afterwards", descriptors_run_out},
    {"a thread with a small stack can make calls", a_small_stack_is_enough},
    {"a thread with a small stack can sign in", a_small_stack_is_enough_to_sign_in},
    {"header values from the server are reported as UTF-8", headers_come_out_as_utf8},
    {"a token that the service repeats is in no part of the error", an_echoed_token_is_not_told},
    {"a secret key that the service repeats is in no part of the error", an_echoed_secret_key_is_not_told},
    {"a password that IAM repeats is in no part of the error", an_echoed_password_is_not_told},
    {"nothing is printed by calls, whether they succeed or fail", nothing_is_printed},
};

int main(int count, char **arguments)
{
    int passed = 0, all = (int)(sizeof cases / sizeof *cases);
    if (count != 2) return fprintf(stderr, "usage: host LIBRARY\n"), 2;
    library_path = arguments[1];
    alarm(300);
    for (int index = 0; index < all; index++) {
        if (index == 1) load();
        int good = cases[index].run();
        printf("%s  %s\n", good ? "ok    " : "FAILED", cases[index].name);
        passed += good;
    }
    printf("%d passed, %d failed\n", passed, all - passed);
    return passed == all ? 0 : 1;
}
