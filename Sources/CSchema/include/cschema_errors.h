// The meanings of the service's error codes. Data only; Sources/Service/Errors reads it.
#ifndef CSCHEMA_ERRORS_H
#define CSCHEMA_ERRORS_H

#include <stddef.h>
#include <stdint.h>

// The origin of a code. The two gateways use the same numbers, but not always with the same status.
enum __attribute__((enum_extensibility(closed))) cschema_family : uint8_t {
    cschema_family_status,      // no code: only the HTTP status counts, and the number is 0
    cschema_family_model_arts,  // "ModelArts.0101"
    cschema_family_apig,        // "APIG.0101"
    cschema_family_apigw        // "APIGW.0101"
};
typedef enum cschema_family cschema_family;

enum __attribute__((enum_extensibility(closed))) cschema_retry : uint8_t {
    cschema_retry_never,
    cschema_retry_later,  // the same request may succeed after a while
    cschema_retry_token   // the same request may succeed with a new token
};
typedef enum cschema_retry cschema_retry;

typedef struct cschema_error_entry {
    int32_t group;  // enum codelab_status; 0: unknown code
    cschema_retry retry;
    const char *hint;  // what to do, as the end of a sentence; "": the hint of the group is enough
} cschema_error_entry;

// Returns the entry of a code. For a status below 300 it is the first entry of the number, if all entries of the number
// have the same group.
cschema_error_entry cschema_error_find(cschema_family family, int32_t http_status, int64_t number);

// The reasons for which a gateway rejects a credential, found by the text that comes with one of its four codes for
// that.
enum __attribute__((enum_extensibility(closed))) cschema_refusal : uint8_t {
    cschema_refusal_unknown,
    cschema_refusal_locked,         // too many wrong signatures
    cschema_refusal_clock,          // signed too long ago, or with a wrong clock
    cschema_refusal_body_size,
    cschema_refusal_signature,
    cschema_refusal_key,            // unknown access key
    cschema_refusal_token,          // unreadable: truncated, foreign, or too old
    cschema_refusal_no_credential,
    cschema_refusal_token_expired
};
typedef enum cschema_refusal cschema_refusal;

typedef struct cschema_refusal_text {
    const char *fragment;
    const char *hint;  // as above; for a wrong clock, used only if the difference is unknown
    cschema_refusal refusal;
} cschema_refusal_text;

// Returns the first row whose fragment occurs in the text, or NULL.
const cschema_refusal_text *cschema_refusal_find(const char *text, size_t length);

#endif
