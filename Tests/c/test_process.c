/* fork(), the end of a process during a call, and what else is the host's. */
#include "process.h"

#include "fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a child found to be wrong, as its exit status; 0 is all well. */
enum child_finding { WELL, OPEN_WENT, SHOW_WENT, WATCH_WENT, WATCH_MADE, PAGER_WENT, PAGER_MADE, LEASE_WENT, NO_CLIENT, NO_OPEN, WRONG_INSTANCE, NO_CANCEL };

typedef struct before_fork {
    fixture with;
    codelab_cancel *cancel;
    codelab_watch *watch;
    codelab_pager *pager;
    codelab_instance *instance;
} before_fork;

/* Not inlined, and named in valgrind.supp. */
__attribute__((noinline)) static int make_before_fork(before_fork *before)
{
    codelab_error error = CODELAB_ERROR_INIT;
    memset(before, 0, sizeof *before);
    if (fixture_make(&before->with, SLOW_START) != 0) return -1;
    CHECK_STATUS(codelab_cancel_new(CODELAB_NO_TIMEOUT, &before->cancel, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_open(before->with.client, NULL, before->cancel, &before->instance, &error), CODELAB_OK, &error);
    if (!before->instance) return -1;
    CHECK_STATUS(codelab_watch_new(before->with.client, before->instance, NULL, &before->watch, &error), CODELAB_OK,
                 &error);
    CHECK_STATUS(codelab_pager_new_flavors(before->with.client, NULL, &before->pager, &error), CODELAB_OK, &error);
    return before->watch && before->pager ? 0 : -1;
}

static void free_all(before_fork *before)
{
    codelab_watch_free(before->watch);
    codelab_pager_free(before->pager);
    codelab_instance_free(before->instance);
    codelab_cancel_free(before->cancel);
    fixture_drop(&before->with);
}

static int old_handles_answer_state(before_fork *before)
{
    codelab_instance *instance = NULL;
    codelab_watch *watch = NULL;
    codelab_pager *pager = NULL;
    codelab_page *page = NULL;
    codelab_lease *lease = NULL;
    if (codelab_open(before->with.client, NULL, NULL, &instance, NULL) != CODELAB_E_STATE) return OPEN_WENT;
    if (codelab_show(before->with.client, "a", NULL, &instance, NULL) != CODELAB_E_STATE) return SHOW_WENT;
    if (codelab_watch_next(before->watch, NULL, &instance, NULL) != CODELAB_E_STATE) return WATCH_WENT;
    if (codelab_watch_new(before->with.client, before->instance, NULL, &watch, NULL) != CODELAB_E_STATE)
        return WATCH_MADE;
    if (codelab_pager_next(before->pager, NULL, &page, NULL) != CODELAB_E_STATE) return PAGER_WENT;
    if (codelab_pager_new_images(before->with.client, NULL, &pager, NULL) != CODELAB_E_STATE) return PAGER_MADE;
    if (codelab_show_lease(before->with.client, "a", NULL, &lease, NULL) != CODELAB_E_STATE) return LEASE_WENT;
    return WELL;
}

static int new_handles_work(const before_fork *before)
{
    codelab_client_options options = options_for(&before->with.user);
    codelab_client *client = NULL;
    codelab_cancel *cancel = NULL;
    codelab_instance *instance = NULL;
    int finding = WELL;
    if (codelab_client_new(&options, &client, NULL) != CODELAB_OK) return NO_CLIENT;
    if (codelab_cancel_new(CODELAB_NO_TIMEOUT, &cancel, NULL) != CODELAB_OK) finding = NO_CANCEL;
    else if (codelab_open(client, NULL, before->cancel, &instance, NULL) != CODELAB_E_STATE) finding = OPEN_WENT;
    else if (codelab_open(client, NULL, cancel, &instance, NULL) != CODELAB_OK) finding = NO_OPEN;
    else if (strcmp(instance->id, before->instance->id) != 0) finding = WRONG_INSTANCE;
    codelab_instance_free(instance);
    codelab_cancel_free(cancel);
    codelab_client_free(client);
    return finding;
}

static int in_the_child(before_fork *before)
{
    int finding = old_handles_answer_state(before);
    if (finding == WELL) finding = new_handles_work(before);
    codelab_cancel_trigger(before->cancel); /* of this process only */
    free_all(before);
    return finding;
}

static void after_fork_the_child_makes_new_handles(void)
{
    before_fork before;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    int ending = 0;
    if (make_before_fork(&before) != 0) return;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        alarm(CASE_SECONDS);
        _exit(in_the_child(&before));
    }
    REQUIRE(child > 0);
    REQUIRE(waitpid(child, &ending, 0) == child);
    CHECK(WIFEXITED(ending));
    if (WIFEXITED(ending)) CHECK_INTEGER(WEXITSTATUS(ending), WELL);
    CHECK_INTEGER(codelab_cancel_is_triggered(before.cancel), 0);
    CHECK_STATUS(codelab_show(before.with.client, before.instance->id, before.cancel, &instance, &error), CODELAB_OK,
                 &error);
    codelab_instance_free(instance);
    free_all(&before);
}

typedef struct endless_call {
    codelab_client *client;
} endless_call;

static void *call_without_end(void *context)
{
    codelab_instance *instance = NULL;
    codelab_open(((endless_call *)context)->client, NULL, NULL, &instance, NULL);
    return NULL;
}

int exit_during_call(const char *endpoint, const char *project_id, const char *token)
{
    static endless_call call;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    pthread_t thread;
    char byte;
    options.endpoint = endpoint;
    options.project_id = project_id;
    options.token = token;
    if (codelab_client_new(&options, &call.client, NULL) != CODELAB_OK) return 2;
    if (pthread_create(&thread, NULL, call_without_end, &call) != 0) return 3;
    if (read(STDIN_FILENO, &byte, 1) != 1) return 4; /* the parent writes a byte once the call has begun */
    exit(0);
}

static void a_process_can_end_during_a_call(void)
{
    simulator_user user;
    char program[4096];
    int input[2], ending = 0;
    /* Not by its name in /proc, which under valgrind is valgrind's. */
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    REQUIRE(length > 0);
    program[length] = '\0';
    if (simulator_new_user(SLOW_START, &user) != 0) return;
    REQUIRE(simulator_set_faults(&user, LATE_FAULT) == 0);
    REQUIRE(pipe(input) == 0);
    fflush(stdout);
    int64_t begin = now_ms();
    pid_t child = fork();
    if (child == 0) {
        dup2(input[0], STDIN_FILENO);
        execl(program, program, "--exit-during-call", user.endpoint, user.project_id, user.token, (char *)NULL);
        _exit(127);
    }
    close(input[0]);
    REQUIRE(child > 0);
    simulator_wait_for_requests(&user, 1);
    CHECK(write(input[1], "x", 1) == 1);
    REQUIRE(waitpid(child, &ending, 0) == child);
    close(input[1]);
    CHECK(WIFEXITED(ending) && WEXITSTATUS(ending) == 0);
    CHECK(now_ms() - begin < LATE_MS);
}

/* A server that takes no connection: its queue of those that wait to be accepted is full. */
static int make_full_listener(int *waiting, int count, char *endpoint, size_t size)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 0) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return FAIL("no listener"), -1;
    for (int at = 0; at < count; at++) {
        waiting[at] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        (void)!connect(waiting[at], (struct sockaddr *)&address, sizeof address);
    }
    snprintf(endpoint, size, "http://127.0.0.1:%d", ntohs(address.sin_port));
    return listener;
}

static void open_in_vain(codelab_client *client)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    codelab_cancel *cancel = NULL;
    CHECK_STATUS(codelab_cancel_new(100, &cancel, &error), CODELAB_OK, &error);
    CHECK_STATUS(codelab_open(client, NULL, cancel, &instance, &error), CODELAB_E_DEADLINE, &error);
    codelab_cancel_free(cancel);
}

/* The host's own connection, with bytes that wait to be read, and closed by its other side, is at the number that the
   library's had. */
static void the_hosts_own_bytes(void)
{
    enum { WAITING = 4, PAIRS = 8 };
    int waiting[WAITING], pairs[PAIRS][2];
    char endpoint[64], byte = 0;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    int listener = make_full_listener(waiting, WAITING, endpoint, sizeof endpoint);
    if (listener < 0) return;
    options.endpoint = endpoint;
    options.project_id = "p";
    options.token = "t";
    options.proxy = "";
    CHECK_STATUS(codelab_client_new(&options, &client, &error), CODELAB_OK, &error);
    open_in_vain(client);
    for (int at = 0; at < PAIRS; at++) {
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pairs[at]) == 0);
        REQUIRE(write(pairs[at][0], "b", 1) == 1 && write(pairs[at][1], "b", 1) == 1);
        shutdown(pairs[at][0], SHUT_WR);
        shutdown(pairs[at][1], SHUT_WR);
    }
    open_in_vain(client);
    for (int at = 0; at < PAIRS; at++)
        for (int side = 0; side < 2; side++) {
            CHECK(recv(pairs[at][side], &byte, 1, MSG_DONTWAIT) == 1 && byte == 'b');
            close(pairs[at][side]);
        }
    codelab_client_free(client);
    for (int at = 0; at < WAITING; at++) close(waiting[at]);
    close(listener);
}

static const test_case cases[] = {
    {"after fork the child makes new handles, and the parent's still work",
     after_fork_the_child_makes_new_handles},
    {"a process can end during a call", a_process_can_end_during_a_call},
    {"the host's bytes on a descriptor with the number of a failed connection are not read",
     the_hosts_own_bytes},
    {NULL, NULL},
};
const test_group process_group = {"processes", cases};
