/* One case of Tests/scenarios/scenarios.json, as Tests/scenarios/generate_c.py writes it. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <codelab.h>
#include <stddef.h>

enum scenario_call { CALL_CLIENT, CALL_OPEN, CALL_SHOW, CALL_WATCH, CALL_DECODE };

#define NOT_EXPECTED INT64_MAX

typedef struct scenario {
    const char *name;
    enum scenario_call call;
    const char *user;    /* JSON, or NULL */
    const char *faults;  /* JSON, or NULL */
    void (*client)(codelab_client_options *options);
    codelab_open_request request;
    int has_request;
    const char *id;      /* "$open": of an instance that is opened first */
    void (*watch)(codelab_watch_options *options);
    int64_t timeout_ms;  /* NOT_EXPECTED: no cancel object */
    const char *body;
    size_t body_length;
    int32_t code;
    int64_t http_status, curl_code, retryable, attempts, retry_after_ms, json_offset;
    int64_t requests;
    const char *service_code, *request_id, *json_path; /* NULL: not looked at */
    const char *const *message_has;                    /* ends with NULL */
    void (*fields)(const codelab_instance *instance);
} scenario;

extern const scenario scenarios[];
extern const size_t scenarios_count;

void run_scenario(const void *context);

#endif
