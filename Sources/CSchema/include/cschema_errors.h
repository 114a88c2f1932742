// What the service's error codes mean. Data only; Sources/Service/Errors reads it.
#ifndef CSCHEMA_ERRORS_H
#define CSCHEMA_ERRORS_H

#include <stddef.h>
#include <stdint.h>

// Who numbers the code. The two gateways number alike, but do not always send the same status with a number.
enum __attribute__((enum_extensibility(closed))) cschema_family : uint8_t {
    cschema_family_status,      // nobody: the HTTP status stands for itself, and the number is 0
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
    int32_t group;  // enum codelab_status; 0: there is none
    cschema_retry retry;
    const char *hint;  // what to do, as the end of a sentence; "": no more than what there is to say about its group
} cschema_error_entry;

// What is known of that family, status and number. Without a status of refusal or failure, a number means what it means
// with all others, if that is always of one group.
cschema_error_entry cschema_error_find(cschema_family family, int32_t http_status, int64_t number);

// Why a gateway did not accept who is calling, by the text that comes with one of its four codes for that.
enum __attribute__((enum_extensibility(closed))) cschema_refusal : uint8_t {
    cschema_refusal_unknown,
    cschema_refusal_locked,         // too many wrong signatures
    cschema_refusal_clock,          // signed too long ago, or with a wrong clock
    cschema_refusal_body_size,
    cschema_refusal_signature,
    cschema_refusal_key,            // no such access key here
    cschema_refusal_token,          // cannot be read: cut off, foreign, too old
    cschema_refusal_no_credential,
    cschema_refusal_token_expired
};
typedef enum cschema_refusal cschema_refusal;

typedef struct cschema_refusal_text {
    const char *fragment;
    const char *hint;  // as above; for a wrong clock only where nothing tells by how much
    cschema_refusal refusal;
} cschema_refusal_text;

// The first row whose fragment stands in the text, or NULL.
const cschema_refusal_text *cschema_refusal_find(const char *text, size_t length);

#endif
