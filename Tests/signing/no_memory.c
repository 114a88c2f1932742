/*
 * Computes SHA-256 and HMAC-SHA256 while every allocation of the process fails, before OpenSSL is initialised and after:
 * the digests are right, nothing was allocated, and the queue of errors, which the host reads as well, is as it was.
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

static void (*start)(long, int);
static long (*stop)(void);

/* SHA-256 of "abc" (FIPS 180-2, appendix B.1); RFC 4231, test cases 2 and 6. */
static const unsigned char hash_of_abc[32] =
    "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61"
    "\xf2\x00\x15\xad";
static const unsigned char code_of_jefe[32] =
    "\x5b\xdc\xc1\x46\xbf\x60\x75\x4e\x6a\x04\x24\x26\x08\x95\x75\xc7\x5a\x00\x3f\x08\x9d\x27\x39\x83\x9d\xec\x58\xb9"
    "\x64\xec\x38\x43";
static const unsigned char code_of_a_long_key[32] =
    "\x60\xe4\x31\x59\x1e\xe0\xb6\x7f\x0d\x8a\x26\xaa\xcb\xf5\xb7\x7f\x8e\x0b\xc6\x21\x37\x28\xc5\x14\x05\x46\x04\x0f"
    "\x0e\xe3\x7f\x54";

static int hashes(void)
{
    cplatform_digest hash;
    cplatform_sha256("abc", 3, &hash);
    return memcmp(hash.bytes, hash_of_abc, 32) == 0;
}

static int keys_a_hash(const void *key, size_t count, const char *text, const unsigned char *expected)
{
    cplatform_digest code;
    cplatform_hmac_sha256(key, count, text, strlen(text), &code);
    return memcmp(code.bytes, expected, 32) == 0;
}

static const char *compute(void)
{
    unsigned char key[131];
    memset(key, 0xaa, sizeof key);
    if (!hashes()) return "a wrong hash";
    if (!keys_a_hash("Jefe", 4, "what do ya want for nothing?", code_of_jefe)) return "a wrong code";
    if (!keys_a_hash(key, sizeof key, "Test Using Larger Than Block-Size Key - Hash Key First", code_of_a_long_key))
        return "a wrong code with a long key";
    return NULL;
}

static int judge(const char *name, unsigned long present)
{
    start(1, FAIL_FROM_NTH);
    const char *complaint = compute();
    long counted = stop();
    if (!complaint && counted != 0) complaint = "it asked for memory";
    if (!complaint && ERR_peek_last_error() != present) complaint = "the queue of errors has changed";
    printf("%s  %s%s%s\n", complaint ? "FAILED" : "ok    ", name, complaint ? ": " : "", complaint ? complaint : "");
    return complaint != NULL;
}

/* The allocator must be able to count, or nothing was shown. */
static int judge_allocator(void)
{
    start(1, FAIL_FROM_NTH);
    void *volatile block = malloc(1);
    long counted = stop();
    int is_good = !block && counted == 1;
    printf("%s  the allocator counts and fails\n", is_good ? "ok    " : "FAILED");
    return !is_good;
}

int main(void)
{
    *(void **)&start = dlsym(RTLD_DEFAULT, "failing_start");
    *(void **)&stop = dlsym(RTLD_DEFAULT, "failing_stop");
    if (!start || !stop) return fprintf(stderr, "no_memory: the allocator is not preloaded\n"), 2;
    int failed = judge_allocator() + judge("before OpenSSL is initialised", 0);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return 2;
    ERR_raise(ERR_LIB_USER, 1); /* the host's own error */
    failed += judge("with an error of the host in the queue", ERR_peek_last_error());
    printf("%d passed%s\n", 3 - failed, failed ? ", some failed" : "");
    return failed ? 1 : 0;
}
