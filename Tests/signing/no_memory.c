/*
 * Lets the N-th allocation of SHA-256 and HMAC-SHA256 fail, for N = 1, 2, 3 … up to the last one: on their first use
 * in the process, where OpenSSL loads its provider, and on a later one. Each failure is reported, later calls work, and
 * nothing is left in OpenSSL's queue of errors, which the host reads as well.
 *
 * Needs the preloaded allocator of Tests/robustness/allocation. Prints what it has done, and ends with 'N passed'.
 */
#include "../robustness/allocation/failing_malloc.h"
#include "cplatform_crypto.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_N 20000
#define HANG_SECONDS 30

static void (*start)(long, int);
static long (*stop)(void);
static long (*live_blocks)(void);

/* SHA-256 of "abc" (FIPS 180-2, appendix B.1); RFC 4231, test case 2. */
static const unsigned char hash_of_abc[32] =
    "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61"
    "\xf2\x00\x15\xad";
static const unsigned char code_of_jefe[32] =
    "\x5b\xdc\xc1\x46\xbf\x60\x75\x4e\x6a\x04\x24\x26\x08\x95\x75\xc7\x5a\x00\x3f\x08\x9d\x27\x39\x83\x9d\xec\x58\xb9"
    "\x64\xec\x38\x43";

enum verdict { RIGHT, REFUSED, WRONG };

static enum verdict compute(void)
{
    static const char text[] = "what do ya want for nothing?";
    cplatform_digest hash, code;
    bool has_hash = cplatform_sha256("abc", 3, &hash);
    bool has_code = cplatform_hmac_sha256("Jefe", 4, text, sizeof text - 1, &code);
    if (has_hash && memcmp(hash.bytes, hash_of_abc, 32) != 0) return WRONG;
    if (has_code && memcmp(code.bytes, code_of_jefe, 32) != 0) return WRONG;
    return has_hash && has_code ? RIGHT : REFUSED;
}

/* The host's own error. It is gone when a failure has filled the queue. */
static unsigned long put_error(void)
{
    ERR_clear_error();
    ERR_raise(ERR_LIB_USER, 1);
    return ERR_peek_last_error();
}

static const char *judge(long nth, int mode, int has_been_used, long *counted)
{
    if (has_been_used && compute() != RIGHT) return "does not work undisturbed";
    unsigned long present = put_error();
    start(nth, mode);
    enum verdict failing = compute();
    *counted = stop();
    if (failing == WRONG) return "a wrong digest";
    if (ERR_peek_last_error() != present && ERR_peek_error() != 0) return "the queue of errors has ours";
    if (failing == REFUSED && *counted < nth) return "refused, and nothing had failed";
    if (compute() != RIGHT) return "does not work when there is memory again";
    long before = live_blocks();
    return compute() == RIGHT && live_blocks() == before ? NULL : "a block is not freed";
}

/* Runs in a child process. Returns 0 if all checks hold, 1 if one fails, and -1 if N was not reached. */
static int run(long nth, int mode, int has_been_used)
{
    int ending = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        long counted = 0;
        alarm(HANG_SECONDS);
        const char *complaint = judge(nth, mode, has_been_used, &counted);
        if (complaint) printf("  N = %ld: %s\n", nth, complaint);
        fflush(stdout);
        _exit(complaint ? 1 : counted < nth ? 2 : 0);
    }
    if (child < 0 || waitpid(child, &ending, 0) != child) return perror("fork"), 1;
    if (WIFSIGNALED(ending)) printf("  N = %ld: %s\n", nth, strsignal(WTERMSIG(ending)));
    return WIFEXITED(ending) ? (WEXITSTATUS(ending) == 2 ? -1 : WEXITSTATUS(ending)) : 1;
}

static int run_all(const char *name, int mode, int has_been_used)
{
    long nth = 0;
    int faults = 0, result = 0;
    while (result >= 0 && nth < MOST_N) {
        result = run(++nth, mode, has_been_used);
        faults += result > 0;
    }
    int is_good = faults == 0 && result < 0 && nth > 1;
    printf("%s  %s: N = 1 to %ld\n", is_good ? "ok    " : "FAILED", name, nth - 1);
    return is_good ? 0 : 1;
}

int main(void)
{
    *(void **)&start = dlsym(RTLD_DEFAULT, "failing_start");
    *(void **)&stop = dlsym(RTLD_DEFAULT, "failing_stop");
    *(void **)&live_blocks = dlsym(RTLD_DEFAULT, "failing_live_blocks");
    if (!start || !stop || !live_blocks) return fprintf(stderr, "no_memory: the allocator is not preloaded\n"), 2;
    /* As in a client: OpenSSL has been set up by libcurl before. */
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return 2;
    int failed = run_all("first use; only the N-th fails", FAIL_ONLY_NTH, 0) +
                 run_all("first use; from the N-th on all fail", FAIL_FROM_NTH, 0) +
                 run_all("a later use; only the N-th fails", FAIL_ONLY_NTH, 1) +
                 run_all("a later use; from the N-th on all fail", FAIL_FROM_NTH, 1);
    printf("%d passed%s\n", 4 - failed, failed ? ", some failed" : "");
    return failed ? 1 : 0;
}
