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

// Return false if memory is short, and then do not write *digest. Any thread may call them.
bool cplatform_sha256(const void *bytes, size_t count, cplatform_digest *digest);
bool cplatform_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                           cplatform_digest *digest);

#endif
