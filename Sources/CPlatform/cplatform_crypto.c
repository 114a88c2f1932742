#include "cplatform_crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdatomic.h>
#include <stdlib.h>

// Methods that are fetched once and kept for the process. libcrypto would otherwise look up a method by its name at
// each use, and a kept method cannot fail to be found later.
typedef struct methods {
    OSSL_LIB_CTX *context;
    EVP_MD *sha256;
    EVP_MAC *hmac;
    EVP_MAC_CTX *hmac_sha256;  // without a key; copied for each use
} methods;

static _Atomic(methods *) kept;

static void free_methods(methods *found) {
    EVP_MAC_CTX_free(found->hmac_sha256);
    EVP_MAC_free(found->hmac);
    EVP_MD_free(found->sha256);
    OSSL_LIB_CTX_free(found->context);
    free(found);
}

// Uses a separate context: if an allocation in a context fails, it may never find the digest again. This context can be
// freed; the process's default context cannot.
static bool fill(methods *found) {
    static char name[] = "SHA256";
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                               OSSL_PARAM_construct_end()};
    found->context = OSSL_LIB_CTX_new();
    if (found->context == NULL) return false;
    found->sha256 = EVP_MD_fetch(found->context, name, NULL);
    found->hmac = EVP_MAC_fetch(found->context, "HMAC", NULL);
    if (found->sha256 == NULL || found->hmac == NULL) return false;
    found->hmac_sha256 = EVP_MAC_CTX_new(found->hmac);
    return found->hmac_sha256 != NULL && EVP_MAC_CTX_set_params(found->hmac_sha256, parameters) == 1;
}

static const methods *fetch(void) {
    methods *fetched = calloc(1, sizeof *fetched);
    if (fetched == NULL) return NULL;
    methods *present = NULL;
    if (fill(fetched) && atomic_compare_exchange_strong(&kept, &present, fetched)) return fetched;
    // Memory is short, or another thread was faster.
    free_methods(fetched);
    return present;
}

static const methods *find_methods(void) {
    const methods *present = atomic_load_explicit(&kept, memory_order_acquire);
    return present != NULL ? present : fetch();
}

// Removes our errors from libcrypto's error queue of the thread, which the host uses, too. libcrypto also queues errors
// that it recovers from. (The queue holds sixteen errors, so ours may have pushed out errors of the host.)
static bool quietly(bool succeeded) {
    ERR_pop_to_mark();
    return succeeded;
}

bool cplatform_sha256(const void *bytes, size_t count, cplatform_digest *digest) {
    ERR_set_mark();
    const methods *found = find_methods();
    return quietly(found != NULL && EVP_Digest(bytes, count, digest->bytes, NULL, found->sha256, NULL) == 1);
}

bool cplatform_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                           cplatform_digest *digest) {
    ERR_set_mark();
    const methods *found = find_methods();
    EVP_MAC_CTX *context = found != NULL ? EVP_MAC_CTX_dup(found->hmac_sha256) : NULL;
    bool succeeded = context != NULL && EVP_MAC_init(context, key, key_count, NULL) == 1 &&
                     EVP_MAC_update(context, bytes, count) == 1 &&
                     EVP_MAC_final(context, digest->bytes, NULL, sizeof digest->bytes) == 1;
    // This overwrites the copy of the key.
    EVP_MAC_CTX_free(context);
    return quietly(succeeded);
}
