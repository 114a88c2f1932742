// EVP replaces these functions, and they are used on purpose. EVP allocates, and it takes locks of the whole process: a
// child of fork() copies them as the other threads of its parent held them, and then waits for ever. These functions
// only compute.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "cplatform_crypto.h"

#include <openssl/sha.h>
#include <string.h>

// What the two keyed hashes of HMAC begin with (RFC 2104).
enum { INNER_PAD = 0x36, OUTER_PAD = 0x5c };

static void start(SHA256_CTX *state, const uint8_t key[SHA256_CBLOCK], uint8_t pad) {
    uint8_t block[SHA256_CBLOCK];
    for (size_t at = 0; at < sizeof block; at++) block[at] = key[at] ^ pad;
    SHA256_Init(state);
    SHA256_Update(state, block, sizeof block);
    explicit_bzero(block, sizeof block);
}

// Also overwrites the state: after a keyed hash it is as good as the key.
static void finish(SHA256_CTX *state, cplatform_digest *digest) {
    SHA256_Final(digest->bytes, state);
    explicit_bzero(state, sizeof *state);
}

void cplatform_sha256(const void *bytes, size_t count, cplatform_digest *digest) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, bytes, count);
    finish(&state, digest);
}

void cplatform_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                           cplatform_digest *digest) {
    uint8_t block_key[SHA256_CBLOCK] = {0};
    SHA256_CTX state;
    cplatform_digest inner;
    if (key_count > sizeof block_key) {
        cplatform_sha256(key, key_count, &inner);
        memcpy(block_key, inner.bytes, sizeof inner.bytes);
    } else if (key_count > 0) {
        memcpy(block_key, key, key_count);
    }
    start(&state, block_key, INNER_PAD);
    SHA256_Update(&state, bytes, count);
    finish(&state, &inner);
    start(&state, block_key, OUTER_PAD);
    SHA256_Update(&state, inner.bytes, sizeof inner.bytes);
    finish(&state, digest);
    explicit_bzero(block_key, sizeof block_key);
    explicit_bzero(&inner, sizeof inner);
}
