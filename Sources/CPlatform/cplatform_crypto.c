#include "cplatform_crypto.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdatomic.h>

// Kept for the process: EVP_sha256() would be looked up among the providers again by each use, and what has been
// fetched once cannot fail to be found later.
static _Atomic(EVP_MD *) sha256;

static const EVP_MD *fetch(void) {
    EVP_MD *fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (fetched == NULL) return NULL;
    EVP_MD *present = NULL;
    if (atomic_compare_exchange_strong(&sha256, &present, fetched)) return fetched;
    // Another thread was faster.
    EVP_MD_free(fetched);
    return present;
}

static const EVP_MD *digest_method(void) {
    const EVP_MD *present = atomic_load_explicit(&sha256, memory_order_acquire);
    return present != NULL ? present : fetch();
}

// libcrypto queues what went wrong for the thread. The queue is the host's as well: ours is taken out of it again.
static bool quietly(bool succeeded) {
    if (succeeded) {
        ERR_clear_last_mark();
    } else {
        ERR_pop_to_mark();
    }
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

bool cplatform_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                           cplatform_digest *digest) {
    if (key_count > INT_MAX) return false;
    ERR_set_mark();
    const EVP_MD *method = digest_method();
    return quietly(method != NULL && HMAC(method, key, (int)key_count, bytes, count, digest->bytes, NULL) != NULL);
}
