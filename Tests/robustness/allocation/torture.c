/*
 * torture SIMULATOR BODY [PART PARTS]             every scenario, every N; or every PARTS-th scenario, from PART on
 * torture SIMULATOR BODY --named TEXT [TEXT…]     every N of the scenarios whose names contain one of the texts
 * torture SIMULATOR BODY --sample STEP TEXT…      the same with N = 1, 1 + STEP, 1 + 2 * STEP …
 * torture SIMULATOR BODY --here MODE N [N…]       these N of every scenario in this very process, for valgrind
 *
 * Runs each scenario with the N-th allocation of the process failing, for N = 1, 2, 3 … until it no longer gets that
 * far; once with only that allocation failing and once with all from there on. Needs the preloaded allocator.
 *
 * Each N has its own child, forked before any handle is made and after a warm-up, so that what libcurl, OpenSSL
 * and the C library never free is allocated already: a block more after the run than before is a leak.
 */
#include "run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define HANG_SECONDS 30
#define TRIES 4
#define MOST_N 20000

static surroundings around = {.notes_blocks = 1};

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
        came = run_failing(&around, how, nth);
        if (came.blocks_left > expected_left && !how->is_first_use) describe_blocks_left();
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

static long total_runs, total_faults, step_of_n = 1;

static void print_tally(const variant *how, long last, const tally *all, long faults)
{
    static const char *const modes[] = {"nothing", "only the N-th", "from the N-th on"};
    printf("%s  %s; %s fails", faults ? "FAILED" : "ok    ", how->what->name, modes[how->mode]);
    if (how->what->has_attempts) printf("; attempts: %s", how->max_attempts == 1 ? "1" : "default");
    if (step_of_n == 1) printf(": N = 1 to %ld, none skipped\n       ", last);
    else printf(": each %ld-th N, from 1 to %ld\n       ", step_of_n, last);
    for (int row = 0; row < all->count; row++) {
        printf("%s %ld %s", row ? "," : "", all->rows[row].times, codelab_status_name(all->rows[row].status) + 8);
        if (all->rows[row].curl_code) printf(" (curl %d)", all->rows[row].curl_code);
    }
    printf("\n");
    fflush(stdout);
}

/* Runs with the N-th allocation failing. A run that does not reach N is repeated, because the number of
   allocations depends on the packets. *is_reached is true if one run reached N. */
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

/* Every N, or every step_of_n-th, until no run gets that far. */
static void torture(const variant *how)
{
    tally all = {.count = 0};
    long nth = 0, faults = 0, expected_left = 0;
    int is_reached = 1;
    if (how->is_first_use) {
        const variant undisturbed = {how->what, FAIL_NONE, how->max_attempts, 1};
        expected_left = run_in_child(&undisturbed, 0, 0).blocks_left;
    }
    for (nth = 1; is_reached && nth < MOST_N; nth += step_of_n)
        faults += run_nth(how, nth, expected_left, &all, &is_reached);
    if (is_reached) faults++;
    print_tally(how, nth - 2 * step_of_n, &all, faults);
    total_faults += faults;
}

static void torture_all_ways(const scenario *what, int is_first_use)
{
    for (int mode = FAIL_ONLY_NTH; mode <= FAIL_FROM_NTH; mode++)
        for (int32_t attempts = 1; attempts >= (what->has_attempts == 1 ? 0 : 1); attempts--) {
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
            const outcome came = run_failing(&around, &how, 0);
            if (came.complaint[0] || came.status != what->wanted) {
                fprintf(stderr, "torture: %s, with nothing failing: %s %s\n", what->name,
                        codelab_status_name(came.status), came.complaint);
                return -1;
            }
        }
    return 0;
}

/* The first run is undisturbed: what is kept for ever is made by it. Returns the number of faults. */
static int run_here(const scenario *what, int mode, int count, char **every_nth)
{
    variant how = {what, FAIL_NONE, 1, 0};
    int faults = 0, reached = 0;
    for (int at = -1; at < count; at++) {
        long nth = at < 0 ? 0 : atol(every_nth[at]);
        const outcome came = run_failing(&around, &how, nth);
        if (came.complaint[0]) printf("  N = %ld: %s\n", nth, came.complaint);
        faults += came.complaint[0] != '\0';
        reached += at >= 0 && came.counted >= nth;
        how.mode = mode;
    }
    printf("%s  %s; mode %d, %d N\n", faults ? "FAILED" : "ok    ", what->name, mode, reached);
    return faults;
}

static int run_all_here(int mode, int count, char **every_nth)
{
    int faults = 0;
    around.notes_blocks = 0; /* valgrind does */
    for (const scenario *what = scenarios; what->name; what++) faults += run_here(what, mode, count, every_nth);
    return faults ? 1 : 0;
}

static int count_scenarios(void)
{
    int count = 0;
    while (scenarios[count].name) count++;
    return count;
}

static int is_named(const scenario *what, int count, char **texts)
{
    for (int at = 0; at < count; at++)
        if (strstr(what->name, texts[at])) return 1;
    return 0;
}

static int read_body(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return perror(path), -1;
    around.body_length = fread(around.body, 1, sizeof around.body, file);
    fclose(file);
    return around.body_length > 0 && around.body_length < sizeof around.body ? 0 : -1;
}

static void set_environment(const char *body_path)
{
    /* For the one client that is given no credential. */
    setenv("CODELAB_ACCESS_KEY", "key", 1);
    setenv("CODELAB_SECRET_KEY", "secret", 1);
    setenv("CODELAB_SECURITY_TOKEN", "token", 1);
    setenv("CODELAB_REGION", "eu-de", 1);
    setenv("https_proxy", "http://user:pa%40ss@127.0.0.1:1", 1);
    setenv("no_proxy", "elsewhere.example", 1);
    setenv("CODELAB_CA_FILE", body_path, 1);
}

/* Every N of the scenarios whose names contain one of the texts, or of every PARTS-th scenario if there are no texts. */
static int run_in_children(int part, int parts, int text_count, char **texts)
{
    if (part == 0 && text_count == 0) torture_all_ways(&first_use, 1);
    if (warm_up() != 0) return 2;
    for (int at = part; at < count_scenarios(); at += parts)
        if (text_count == 0 || is_named(&scenarios[at], text_count, texts)) torture_all_ways(&scenarios[at], 0);
    printf("%ld runs, %ld with a fault\n", total_runs, total_faults);
    return total_faults ? 1 : 0;
}

static int run(int count, char **arguments)
{
    const char *mode = count > 0 ? arguments[0] : "";
    if (count == 0) return run_in_children(0, 1, 0, NULL);
    if (strcmp(mode, "--here") == 0 && count >= 3) return run_all_here(atoi(arguments[1]), count - 2, arguments + 2);
    if (strcmp(mode, "--named") == 0 && count >= 2) return run_in_children(0, 1, count - 1, arguments + 1);
    if (strcmp(mode, "--sample") == 0 && count >= 3 && (step_of_n = atol(arguments[1])) > 0)
        return run_in_children(0, 1, count - 2, arguments + 2);
    if (count == 2 && atoi(arguments[1]) > 0) return run_in_children(atoi(mode), atoi(arguments[1]), 0, NULL);
    fprintf(stderr, "usage: LD_PRELOAD=…/libfailing_malloc.so "
                    "torture SIMULATOR BODY [PART PARTS | --named TEXT… | --sample STEP TEXT… | --here MODE N…]\n");
    return 2;
}

int main(int count, char **arguments)
{
    if (count < 3 || find_allocator() != 0) return fprintf(stderr, "torture: see the beginning of its source\n"), 2;
    if (read_body(arguments[2]) != 0 || simulator_start(arguments[1], NULL) != 0) return 2;
    set_environment(arguments[2]);
    int result = run(count - 3, arguments + 3);
    simulator_stop();
    return result;
}
