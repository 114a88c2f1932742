#include "cplatform_crypto.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <string.h>

// Of SHA-256, as HMAC sees it.
#define BLOCK_BYTES 64

// Kept for the process: EVP_sha256() would be looked up among the providers again by each use, and what has been
// fetched once cannot fail to be found later.
static _Atomic(EVP_MD *) sha256;

// In a context of its own. One in which an allocation has failed may never find the digest again, and this one can be
// thrown away; the process's default context cannot.
static const EVP_MD *fetch(void) {
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    EVP_MD *fetched = context != NULL ? EVP_MD_fetch(context, "SHA256", NULL) : NULL;
    EVP_MD *present = NULL;
    if (fetched != NULL && atomic_compare_exchange_strong(&sha256, &present, fetched)) return fetched;
    // No memory, or another thread was faster.
    EVP_MD_free(fetched);
    OSSL_LIB_CTX_free(context);
    return present;
}

static const EVP_MD *digest_method(void) {
    const EVP_MD *present = atomic_load_explicit(&sha256, memory_order_acquire);
    return present != NULL ? present : fetch();
}

// libcrypto queues what goes wrong for the thread, also what it can do without. The queue is the host's as well: ours is
// taken out again. (It holds sixteen: a failure deep inside may have pushed out what the host had there.)
static bool quietly(bool succeeded) {
    ERR_pop_to_mark();
    return succeeded;
}

bool cplatform_crypto_start(void) {
    ERR_set_mark();
    return quietly(digest_method() != NULL);
}

bool cplatform_sha256(const void *bytes, size_t count, cplatform_digest *digest) {
    ERR_set_mark();
    const EVP_MD *method = digest_method();
    return quietly(method != NULL && EVP_Digest(bytes, count, digest->bytes, NULL, method, NULL) == 1);
}

// SHA-256 of a block and what follows it.
static bool hash_block(EVP_MD_CTX *context, const uint8_t *block, const void *bytes, size_t count,
                       cplatform_digest *digest) {
    return EVP_DigestInit_ex(context, digest_method(), NULL) == 1 && EVP_DigestUpdate(context, block, BLOCK_BYTES) == 1 &&
           EVP_DigestUpdate(context, bytes, count) == 1 && EVP_DigestFinal_ex(context, digest->bytes, NULL) == 1;
}

static void mask(uint8_t *block, uint8_t bits) {
    for (size_t index = 0; index < BLOCK_BYTES; index++) block[index] ^= bits;
}

// RFC 2104. libcrypto's HMAC() looks up "HMAC" and the digest by name each time, in the default context.
static bool authenticate(EVP_MD_CTX *context, uint8_t *block, const void *bytes, size_t count,
                         cplatform_digest *digest) {
    cplatform_digest inner;
    mask(block, 0x36);
    bool succeeded = hash_block(context, block, bytes, count, &inner);
    mask(block, 0x36 ^ 0x5C);
    succeeded = succeeded && hash_block(context, block, inner.bytes, sizeof inner.bytes, digest);
    OPENSSL_cleanse(&inner, sizeof inner);
    return succeeded;
}

bool cplatform_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                           cplatform_digest *digest) {
    union {
        uint8_t bytes[BLOCK_BYTES];
        cplatform_digest hash;
    } block = {{0}};
    if (key_count <= BLOCK_BYTES)
        memcpy(block.bytes, key, key_count);
    else if (!cplatform_sha256(key, key_count, &block.hash))
        return false;
    ERR_set_mark();
    EVP_MD_CTX *context = digest_method() != NULL ? EVP_MD_CTX_new() : NULL;
    bool succeeded = context != NULL && authenticate(context, block.bytes, bytes, count, digest);
    EVP_MD_CTX_free(context);
    OPENSSL_cleanse(&block, sizeof block);
    return quietly(succeeded);
}
