// Sources: the texts for 0301 in the API Request Signing Guide (api-sign-0001) and in the FAQ of two other services
// behind the same gateway (ocr_01_0063, live).
#define _GNU_SOURCE
#include "cschema_errors.h"

#include <string.h>

#define KNOWN(fragment, name, hint) {fragment, hint, cschema_refusal_##name}

static const char other_key[] = "the access key is none of this region, or lacks its security_token";

// The first that fits counts.
static const cschema_refusal_text refusals[] = {
    KNOWN("AK access failed to reach the limit", locked,
          "too many wrong signatures have locked the key: wait five minutes, and compare secret_key meanwhile"),
    KNOWN("signature expired", clock,
          "compare this machine's clock with the service's: more than 15 minutes between them are refused"),
    KNOWN("body too large", body_size, "a body over 12 MB cannot be signed"),
    KNOWN("verify aksk signature fail", signature,
          "compare secret_key with what the console gave, and the canonical request in the trace with the service's"),
    KNOWN("Get secretKey failed", key, other_key),
    KNOWN("decrypt token fail", token,
          "the token is cut off, expired, or of another region or cloud: get a new one"),
    KNOWN("x-auth-token not found", no_credential,
          "the service has seen no token: does a proxy take headers away?"),
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
