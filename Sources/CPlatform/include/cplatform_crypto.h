// SHA-256 and HMAC-SHA256 from libcrypto, one call each.
#ifndef CPLATFORM_CRYPTO_H
#define CPLATFORM_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

typedef struct cplatform_digest {
    uint8_t bytes[32];
} cplatform_digest;

// Fetches SHA-256 for the process, unless that is done. false: libcrypto has no memory, or does not offer it. The next
// call tries again. Any thread; the two below call it by themselves.
bool cplatform_crypto_start(void);

// false: no memory, and then *digest is not written. Any thread.
bool cplatform_sha256(const void *bytes, size_t count, cplatform_digest *digest);
bool cplatform_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                           cplatform_digest *digest);

#endif
