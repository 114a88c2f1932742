/* One scenario of Tests/scenarios/CALL.json, as Tests/scenarios/generate_c.py writes it. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "credentials.h"

#include <codelab.h>
#include <stddef.h>

enum scenario_call {
    CALL_CLIENT,
    CALL_DECODE,
    CALL_OPEN,
    CALL_OPEN_UNTIL_READY,
    CALL_SHOW,
    CALL_START,
    CALL_STOP,
    CALL_DELETE,
    CALL_UPDATE,
    CALL_SHOW_LEASE,
    CALL_RENEW_LEASE,
    CALL_SHOW_IMAGE,
    CALL_LIST_INSTANCES,
    CALL_LIST_IMAGES,
    CALL_LIST_FLAVORS,
    CALL_LIST_SWITCHABLE_FLAVORS,
    CALL_WATCH,
    CALL_SWITCH
};

#define NOT_EXPECTED INT64_MAX

typedef struct scenario {
    const char *name;
    enum scenario_call call;
    const char *user;    /* JSON, or NULL */
    const char *faults;  /* JSON, or NULL */
    enum credential_kind credential;
    const credential_variable *environment; /* ends with one without a name; its values are still to be expanded */
    void (*client)(codelab_client_options *options, text_pool *pool);
    void (*request)(void *target); /* sets fields of the struct that the call takes; NULL: the call gets none */
    const char *id;      /* "$open": of an instance that is opened first; "$stopped": and then stopped */
    int after_revoking;  /* one call comes first, then IAM takes its tokens back */
    void (*watch)(codelab_watch_options *options);
    int64_t timeout_ms;  /* NOT_EXPECTED: no cancel object */
    const char *body;
    size_t body_length;
    int32_t code;
    int64_t http_status, curl_code, retryable, attempts, retry_after_ms, json_offset;
    int64_t requests, items;
    const char *service_code, *request_id, *json_path; /* NULL: not looked at */
    const char *const *message_has;                    /* these four end with NULL; but for this one, NULL: not looked at */
    const char *const *item_ids;
    const char *const *calls;
    const char *const *statuses;
    const int32_t *phases;                             /* ends with -1 */
    void (*fields)(const void *result);                /* of the struct that the call gives */
} scenario;

extern const scenario scenarios[];
extern const size_t scenarios_count;

/* Each takes a scenario. */
void run_scenario(const void *context);
void run_scenario_queued(const void *context);

#endif
