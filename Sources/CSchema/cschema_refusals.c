// Sources: the texts for 0301 in the API Request Signing Guide (api-sign-0001) and in the FAQ of two other services
// behind the same gateway (ocr_01_0063, live).
#define _GNU_SOURCE
#include "cschema_errors.h"

#include <string.h>

#define KNOWN(fragment, name, hint) {fragment, hint, cschema_refusal_##name}

static const char other_key[] = "the access key does not belong to this region, or its security_token is missing";

// The first match counts.
static const cschema_refusal_text refusals[] = {
    KNOWN("AK access failed to reach the limit", locked,
          "too many wrong signatures have locked the key: check secret_key, and wait five minutes"),
    KNOWN("signature expired", clock,
          "check this machine's clock: it differs from the service's by more than 15 minutes"),
    KNOWN("body too large", body_size, "a signed body is limited to 12 MB"),
    KNOWN("verify aksk signature fail", signature,
          "check secret_key, and compare the canonical request in the trace with the service's"),
    KNOWN("Get secretKey failed", key, other_key),
    KNOWN("decrypt token fail", token,
          "the token is truncated, expired, or from another region or cloud: get a new one"),
    KNOWN("x-auth-token not found", no_credential,
          "the service received no token: check for a proxy that removes headers"),
    KNOWN("token expires", token_expired, "the token has expired: get a new one"),
    // "ak … not exist"
    KNOWN("not exist", key, other_key),
};

const cschema_refusal_text *cschema_refusal_find(const char *text, size_t length) {
    for (size_t index = 0; index < sizeof refusals / sizeof refusals[0]; index++) {
        const char *fragment = refusals[index].fragment;
        if (memmem(text, length, fragment, strlen(fragment)) != NULL) return &refusals[index];
    }
    return NULL;
}
