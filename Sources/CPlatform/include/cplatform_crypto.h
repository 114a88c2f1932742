// SHA-256 and HMAC-SHA256, with libcrypto's SHA-256: one call each.
#ifndef CPLATFORM_CRYPTO_H
#define CPLATFORM_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

typedef struct cplatform_digest {
    uint8_t bytes[32];
} cplatform_digest;

// Any thread may call them, also in a child of fork(): they take no lock, allocate nothing and cannot fail.
void cplatform_sha256(const void *bytes, size_t count, cplatform_digest *digest);
void cplatform_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                           cplatform_digest *digest);

#endif
