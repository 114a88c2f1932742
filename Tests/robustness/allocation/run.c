#include "run.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREAD_ENDS_MS 1000
#define MOST_WAITS 2000 /* a run waits at most some sixty times */

static struct {
    void (*start)(long, int);
    long (*stop)(void);
    long (*waits)(void);
    long (*live_blocks)(void);
    void (*note)(int);
    int (*describe)(int);
    int (*left_below)(void);
} failing;

int find_allocator(void)
{
    *(void **)&failing.start = dlsym(RTLD_DEFAULT, "failing_start");
    *(void **)&failing.stop = dlsym(RTLD_DEFAULT, "failing_stop");
    *(void **)&failing.waits = dlsym(RTLD_DEFAULT, "failing_waits");
    *(void **)&failing.live_blocks = dlsym(RTLD_DEFAULT, "failing_live_blocks");
    *(void **)&failing.note = dlsym(RTLD_DEFAULT, "failing_note");
    *(void **)&failing.describe = dlsym(RTLD_DEFAULT, "failing_describe");
    *(void **)&failing.left_below = dlsym(RTLD_DEFAULT, "failing_left_below");
    return failing.left_below && failing.waits && failing.start && failing.stop && failing.live_blocks && failing.note &&
                   failing.describe
               ? 0
               : -1;
}

static int is_over_tls(void) { return getenv("SIMULATOR_CA_FILE") != NULL; }

static int set_stage(const surroundings *in, stage *with, const variant *how)
{
    memset(with, 0, sizeof *with);
    strcpy(with->user.project_id, "p");
    strcpy(with->user.token, "t");
    with->body = in->body;
    with->body_length = in->body_length;
    with->max_attempts = how->max_attempts;
    /* Should libcurl take a lack of memory for a failed connection, a watch would wait it out. */
    with->watch_deadline_ms = 10000;
    with->error = (codelab_error)CODELAB_ERROR_INIT;
    return how->what->has_attempts ? simulator_new_user("{\"step_ms\":1}", &with->user) : 0;
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

/* Returns how many blocks more than before are allocated, without those that OpenSSL and nghttp2 keep. A cancelled
   operation does not wait for libcurl's resolving thread, which frees its blocks when it ends. */
static long wait_for_blocks(const surroundings *in, long before)
{
    long live = LONG_MAX, left = 0;
    for (int tries = 0; tries < THREAD_ENDS_MS; tries++) {
        long live_before = live;
        live = failing.live_blocks();
        if (live != live_before) {
            left = live - before;
            if (left > 0 && in->notes_blocks) left -= failing.left_below();
        }
        if (left <= 0) break;
        usleep(1000);
    }
    return left;
}

static void run_stages(const surroundings *in, const variant *how, long nth, outcome *came)
{
    stage with;
    if (set_stage(in, &with, how) != 0) {
        snprintf(came->complaint, sizeof came->complaint, "no user on the simulator");
        return;
    }
    have_a_stack_kept();
    if (in->notes_blocks && !how->is_first_use) failing.note(is_over_tls() ? 5 : 24);
    long before = failing.live_blocks();
    if (how->what->prepare(&with) != 0) {
        snprintf(came->complaint, sizeof came->complaint, "the preparation failed: %.200s", with.error.message);
        return;
    }
    failing.start(nth, how->mode);
    came->status = how->what->run(&with);
    came->counted = failing.stop();
    came->curl_code = with.error.curl_code;
    const long waits = failing.waits();
    /* Not with TLS: SSL_read() without memory for a buffer reads nothing, and asks to be called again. */
    if (waits > MOST_WAITS && !is_over_tls() && !with.complaint[0])
        snprintf(with.complaint, sizeof with.complaint, "spins: it waited for descriptors %ld times", waits);
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
    /* Without a failure it is a first use, or the warm-up: what stays is kept for the process. */
    const int may_keep = how->is_first_use || how->mode == FAIL_NONE;
    came->blocks_left = may_keep ? failing.live_blocks() - before : wait_for_blocks(in, before);
    /* With TLS, a cache that existed before may have been freed. */
    if (is_over_tls() && came->blocks_left < 0) came->blocks_left = 0;
    memcpy(came->complaint, with.complaint, sizeof came->complaint);
}

outcome run_failing(const surroundings *in, const variant *how, long nth)
{
    outcome came;
    memset(&came, 0, sizeof came);
    run_stages(in, how, nth, &came);
    return came;
}

void describe_blocks_left(void) { failing.describe(STDERR_FILENO); }
