/*
 * torture SIMULATOR BODY                      every scenario, every N
 * torture SIMULATOR BODY SCENARIO MODE N      one run in this very process, for valgrind; SCENARIO counts from 0
 *
 * Runs each scenario with the N-th allocation of the process failing, for N = 1, 2, 3 … until it no longer gets that
 * far; once with only that allocation failing and once with all from there on. Needs the preloaded allocator.
 *
 * Each N has a child of its own, forked before any handle is made and after a warm-up, so that what libcurl, OpenSSL
 * and the C library keep for ever is there already: a block more after the run than before is a leak.
 */
#include "failing_malloc.h"
#include "scenarios.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define HANG_SECONDS 30
#define TRIES 4
#define MOST_N 20000

static struct {
    void (*start)(long, int);
    long (*stop)(void);
    long (*live_blocks)(void);
    void (*note)(void);
    int (*describe)(int);
} failing;

static int find_allocator(void)
{
    *(void **)&failing.start = dlsym(RTLD_DEFAULT, "failing_start");
    *(void **)&failing.stop = dlsym(RTLD_DEFAULT, "failing_stop");
    *(void **)&failing.live_blocks = dlsym(RTLD_DEFAULT, "failing_live_blocks");
    *(void **)&failing.note = dlsym(RTLD_DEFAULT, "failing_note");
    *(void **)&failing.describe = dlsym(RTLD_DEFAULT, "failing_describe");
    return failing.start && failing.stop && failing.live_blocks && failing.note && failing.describe ? 0 : -1;
}

static simulator service;
static char body[65536];
static size_t body_length;

/* What one run came to. */
typedef struct outcome {
    int32_t status;
    int32_t curl_code;
    long counted;
    long blocks_left;
    char complaint[256];
} outcome;

/* How a scenario is run: its row in the report. */
typedef struct variant {
    const scenario *what;
    int mode;
    int32_t max_attempts;
    int is_first_use;
} variant;

static int set_stage(stage *with, const variant *how)
{
    memset(with, 0, sizeof *with);
    strcpy(with->user.project_id, "p");
    strcpy(with->user.token, "t");
    with->service = &service;
    with->body = body;
    with->body_length = body_length;
    with->max_attempts = how->max_attempts;
    /* libcurl may call a lack of memory a failed connection, and that is waited out: the deadline ends it. */
    with->watch_deadline_ms = how->mode == FAIL_FROM_NTH ? 1000 : 10000;
    with->error = (codelab_error)CODELAB_ERROR_INIT;
    return how->what->has_attempts ? simulator_new_user(&service, "{\"step_ms\":1}", &with->user) : 0;
}

static void *do_nothing(void *context) { return context; }

/* glibc keeps the stack of a thread that has ended, with what belongs to it. libcurl starts a thread to resolve a name,
   and takes an address for a name when it has no memory to read it. */
static void have_a_stack_kept(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, do_nothing, NULL) == 0) pthread_join(thread, NULL);
}

/* OpenSSL keeps a thread's last errors, with their texts, until the thread ends; to OpenSSL it does so here. */
static void forget_openssl_errors(void)
{
    void (*stop)(void);
    *(void **)&stop = dlsym(RTLD_DEFAULT, "OPENSSL_thread_stop");
    if (stop) stop();
}

static void run_failing(const variant *how, long nth, outcome *came)
{
    stage with;
    if (set_stage(&with, how) != 0) {
        snprintf(came->complaint, sizeof came->complaint, "no user on the simulator");
        return;
    }
    have_a_stack_kept();
    if (!how->is_first_use) failing.note();
    long before = failing.live_blocks();
    if (how->what->prepare(&with) != 0) {
        snprintf(came->complaint, sizeof came->complaint, "the preparation failed: %.200s", with.error.message);
        return;
    }
    failing.start(nth, how->mode);
    came->status = how->what->run(&with);
    came->counted = failing.stop();
    came->curl_code = with.error.curl_code;
    clear_run(how->what, &with);

    /* The shortage is over, so the same handles must do. The watch may have used up its deadline. */
    codelab_cancel_free(with.cancel);
    with.cancel = NULL;
    int32_t again = how->what->run(&with);
    if (again != how->what->wanted && !with.complaint[0])
        snprintf(with.complaint, sizeof with.complaint, "afterwards, with memory: %s: %.180s",
                 codelab_status_name(again), with.error.message);
    clear_run(how->what, &with);
    clear_stage(&with);
    forget_openssl_errors();
    came->blocks_left = failing.live_blocks() - before;
    memcpy(came->complaint, with.complaint, sizeof came->complaint);
}

static void describe_ending(int ending, outcome *came)
{
    if (WIFSIGNALED(ending) && WTERMSIG(ending) == SIGALRM)
        snprintf(came->complaint, sizeof came->complaint, "did not return within %d s", HANG_SECONDS);
    else if (WIFSIGNALED(ending))
        snprintf(came->complaint, sizeof came->complaint, "ended the process: %s", strsignal(WTERMSIG(ending)));
    else
        snprintf(came->complaint, sizeof came->complaint, "ended the process with status %d", WEXITSTATUS(ending));
}

/* expected_left: what stays although nothing failed. That is OpenSSL's and libcurl's, on first use; it may also be less,
   for they go without what they could not get. */
static outcome run_in_child(const variant *how, long nth, long expected_left)
{
    outcome came;
    int channel[2], ending = 0;
    memset(&came, 0, sizeof came);
    fflush(stdout);
    if (pipe(channel) != 0) return perror("pipe"), exit(2), came;
    pid_t child = fork();
    if (child == 0) {
        alarm(HANG_SECONDS);
        run_failing(how, nth, &came);
        if (came.blocks_left > expected_left && !how->is_first_use) failing.describe(STDERR_FILENO);
        _exit(write(channel[1], &came, sizeof came) == (ssize_t)sizeof came ? 0 : 3);
    }
    close(channel[1]);
    int is_told = child > 0 && read(channel[0], &came, sizeof came) == (ssize_t)sizeof came;
    close(channel[0]);
    if (child < 0 || waitpid(child, &ending, 0) != child) return perror("fork"), exit(2), came;
    if (!is_told) describe_ending(ending, &came);
    int is_leak = how->is_first_use ? came.blocks_left > expected_left : came.blocks_left != 0;
    if (is_told && !came.complaint[0] && is_leak)
        snprintf(came.complaint, sizeof came.complaint, "%ld blocks were not freed", came.blocks_left - expected_left);
    return came;
}

/* ------------------------------------------------------------------------------------------------ tallying -- */

typedef struct tally {
    struct {
        int32_t status, curl_code;
        long times;
    } rows[32];
    int count;
} tally;

static void count_outcome(tally *all, const outcome *came)
{
    int row = 0;
    while (row < all->count &&
           (all->rows[row].status != came->status || all->rows[row].curl_code != came->curl_code))
        row++;
    if (row == (int)(sizeof all->rows / sizeof all->rows[0])) return;
    if (row == all->count) {
        all->rows[row].status = came->status;
        all->rows[row].curl_code = came->curl_code;
        all->count++;
    }
    all->rows[row].times++;
}

static void print_tally(const variant *how, long runs, const tally *all, long faults)
{
    static const char *const modes[] = {"nothing", "only the N-th", "from the N-th on"};
    printf("%s  %s; %s fails", faults ? "FAILED" : "ok    ", how->what->name, modes[how->mode]);
    if (how->what->has_attempts) printf("; attempts: %s", how->max_attempts == 1 ? "1" : "default");
    printf(": N = 1 to %ld, none skipped\n       ", runs);
    for (int row = 0; row < all->count; row++) {
        printf("%s %ld %s", row ? "," : "", all->rows[row].times, codelab_status_name(all->rows[row].status) + 8);
        if (all->rows[row].curl_code) printf(" (curl %d)", all->rows[row].curl_code);
    }
    printf("\n");
    fflush(stdout);
}

static long total_runs, total_faults;

/* Runs with the N-th allocation failing. A run that does not get as far as N says little, for how far it gets differs
   with the packets: it is repeated, and *is_reached tells whether one got there. */
static long run_nth(const variant *how, long nth, long expected_left, tally *all, int *is_reached)
{
    long faults = 0;
    *is_reached = 0;
    for (int tries = 0; tries < TRIES && !*is_reached; tries++) {
        outcome came = run_in_child(how, nth, expected_left);
        *is_reached = came.complaint[0] || came.counted >= nth;
        if (!*is_reached && came.status != how->what->wanted)
            snprintf(came.complaint, sizeof came.complaint, "nothing failed, and the status is another");
        if (came.complaint[0]) {
            printf("  N = %ld: %s (status %s)\n", nth, came.complaint, codelab_status_name(came.status));
            faults++;
        }
        if (*is_reached) count_outcome(all, &came);
        total_runs++;
    }
    return faults;
}

/* Every N, until no run gets that far. */
static void torture(const variant *how)
{
    tally all = {.count = 0};
    long nth = 0, faults = 0, expected_left = 0;
    int is_reached = 1;
    if (how->is_first_use) {
        const variant undisturbed = {how->what, FAIL_NONE, how->max_attempts, 1};
        expected_left = run_in_child(&undisturbed, 0, 0).blocks_left;
    }
    while (is_reached && nth < MOST_N) faults += run_nth(how, ++nth, expected_left, &all, &is_reached);
    if (is_reached) faults++;
    print_tally(how, nth - 1, &all, faults);
    total_faults += faults;
}

static void torture_all_ways(const scenario *what, int is_first_use)
{
    for (int mode = FAIL_ONLY_NTH; mode <= FAIL_FROM_NTH; mode++)
        for (int32_t attempts = 1; attempts >= (what->has_attempts ? 0 : 1); attempts--) {
            const variant how = {what, mode, attempts, is_first_use};
            torture(&how);
        }
}

/* Everything once, twice: what is kept for ever is made now, before the children are forked. */
static int warm_up(void)
{
    for (int round = 0; round < 2; round++)
        for (const scenario *what = scenarios; what->name; what++) {
            const variant how = {what, FAIL_NONE, 1, 0};
            outcome came;
            memset(&came, 0, sizeof came);
            run_failing(&how, 0, &came);
            if (came.complaint[0] || came.status != what->wanted) {
                fprintf(stderr, "torture: %s, with nothing failing: %s %s\n", what->name,
                        codelab_status_name(came.status), came.complaint);
                return -1;
            }
        }
    return 0;
}

static int run_one(int index, int mode, long nth)
{
    const variant how = {&scenarios[index], mode, 1, 0};
    outcome came;
    memset(&came, 0, sizeof came);
    run_failing(&how, nth, &came);
    printf("%s; N = %ld of %ld: %s%s%s\n", how.what->name, nth, came.counted, codelab_status_name(came.status),
           came.complaint[0] ? ": " : "", came.complaint);
    return came.complaint[0] ? 1 : 0;
}

static int read_body(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return perror(path), -1;
    body_length = fread(body, 1, sizeof body, file);
    fclose(file);
    return body_length > 0 && body_length < sizeof body ? 0 : -1;
}

int main(int count, char **arguments)
{
    if ((count != 3 && count != 6) || find_allocator() != 0) {
        fprintf(stderr, "usage: LD_PRELOAD=…/libfailing_malloc.so torture SIMULATOR BODY [SCENARIO MODE N]\n");
        return 2;
    }
    if (read_body(arguments[2]) != 0 || simulator_start(&service, arguments[1]) != 0) return 2;
    int result = 2;
    if (count == 6) {
        result = run_one(atoi(arguments[3]), atoi(arguments[4]), atol(arguments[5]));
    } else {
        torture_all_ways(&first_use, 1);
        if (warm_up() == 0) {
            for (const scenario *what = scenarios; what->name; what++) torture_all_ways(what, 0);
            printf("%ld runs, %ld with a fault\n", total_runs, total_faults);
            result = total_faults ? 1 : 0;
        }
    }
    simulator_stop(&service);
    return result;
}
