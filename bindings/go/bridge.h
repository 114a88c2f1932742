/*
 * What stands between cgo and codelab.h: each function is one whole call, so that Go crosses into C once for it.
 *
 * Texts arrive as arguments and are put into the library's structs here, on C's stack: cgo lets C see Go's memory
 * for the length of a call, but not a struct in Go's memory that points to more of it. The library copies what it
 * is given before it returns, so nothing of Go's is kept.
 */
#ifndef CODELAB_GO_BRIDGE_H
#define CODELAB_GO_BRIDGE_H

#include <codelab.h>

/* All that a call which yields an instance has to tell. The instance is still to be freed. */
typedef struct codelab_go_result {
    int32_t status;
    int32_t is_ready;
    int32_t is_failed;
    int32_t progress_percent;
    int64_t lease_deadline_ms;
    int64_t lease_remaining_ms;
    const char *browser_url;
    codelab_instance *instance;
    codelab_error error;
} codelab_go_result;

static inline void codelab_go_begin(codelab_go_result *result) {
    static const codelab_error empty = CODELAB_ERROR_INIT;
    result->instance = NULL;
    result->error = empty;
}

static inline void codelab_go_finish(codelab_go_result *result, int32_t status) {
    const codelab_instance *instance = result->instance;
    result->status = status;
    if (instance == NULL)
        return;
    result->is_ready = codelab_instance_is_ready(instance);
    result->is_failed = codelab_instance_is_failed(instance);
    result->progress_percent = codelab_instance_progress_percent(instance);
    result->lease_deadline_ms = codelab_instance_lease_deadline_ms(instance);
    result->lease_remaining_ms = codelab_instance_lease_remaining_ms(instance);
    result->browser_url = codelab_instance_browser_url(instance);
}

/* numbers: a codelab_client_options whose texts are NULL. */
static inline int32_t codelab_go_client_new(const codelab_client_options *numbers, const char *endpoint,
                                            const char *project_id, const char *token, const char *ca_file,
                                            const char *proxy, const char *user_agent, const char *language,
                                            codelab_client **out, codelab_error *error) {
    static const codelab_error empty = CODELAB_ERROR_INIT;
    codelab_client_options options = *numbers;
    options.struct_size = (uint32_t)sizeof options;
    options.endpoint = endpoint;
    options.project_id = project_id;
    options.token = token;
    options.ca_file = ca_file;
    options.proxy = proxy;
    options.user_agent = user_agent;
    options.language = language;
    *error = empty;
    return codelab_client_new(&options, out, error);
}

static inline int32_t codelab_go_cancel_new(int64_t timeout_ms, codelab_cancel **out, codelab_error *error) {
    static const codelab_error empty = CODELAB_ERROR_INIT;
    *error = empty;
    return codelab_cancel_new(timeout_ms, out, error);
}

static inline void codelab_go_open(codelab_client *client, const char *image_id, const char *share_url,
                                   codelab_cancel *cancel, codelab_go_result *result) {
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    request.image_id = image_id;
    request.share_url = share_url;
    codelab_go_begin(result);
    codelab_go_finish(result, codelab_open(client, &request, cancel, &result->instance, &result->error));
}

static inline void codelab_go_show(codelab_client *client, const char *id, codelab_cancel *cancel,
                                   codelab_go_result *result) {
    codelab_go_begin(result);
    codelab_go_finish(result, codelab_show(client, id, cancel, &result->instance, &result->error));
}

static inline int32_t codelab_go_watch_new(codelab_client *client, const char *id, codelab_watch_options *options,
                                           codelab_watch **out, codelab_error *error) {
    static const codelab_error empty = CODELAB_ERROR_INIT;
    options->struct_size = (uint32_t)sizeof *options;
    *error = empty;
    return codelab_watch_new_with_id(client, id, options, out, error);
}

static inline void codelab_go_watch_next(codelab_watch *watch, codelab_cancel *cancel, codelab_go_result *result) {
    codelab_go_begin(result);
    codelab_go_finish(result, codelab_watch_next(watch, cancel, &result->instance, &result->error));
}

static inline void codelab_go_decode(const void *bytes, size_t length, codelab_go_result *result) {
    codelab_go_begin(result);
    codelab_go_finish(result, codelab_decode_instance(bytes, length, &result->instance, &result->error));
}

#endif
