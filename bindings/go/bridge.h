/*
 * Glue between cgo and codelab.h. Each function does one whole step, so that Go enters C once for it.
 *
 * Texts are arguments and are put into the library's structs here, on C's stack: cgo lets C read Go memory during a
 * call, but not a struct in Go memory that points to other Go memory. The library copies its arguments before it
 * returns, so no Go memory is kept. A parameter "numbers" is the library's struct without its texts.
 */
#ifndef CODELAB_GO_BRIDGE_H
#define CODELAB_GO_BRIDGE_H

#include <codelab.h>

#include "facts_gen.h"

/* An event without its error. At most one of the pointers is set; the caller frees it. */
typedef struct codelab_go_result {
    int32_t submitted; /* status of the submission */
    int32_t waited;    /* status of the wait after it, if any: the other fields are valid if it is OK */
    uint64_t tag;
    int32_t status; /* of the operation */
    int32_t phase;  /* of a watch, after the operation */
    codelab_instance *instance;
    codelab_go_facts facts; /* values derived from the instance */
    codelab_lease *lease;
    codelab_image *image;
    codelab_page *page;
} codelab_go_result;

/* For wait_ms: do not wait. */
#define CODELAB_GO_NO_WAIT (-2)

/* How an operation is submitted to a queue. */
typedef struct codelab_go_submission {
    codelab_queue *queue;
    uint64_t tag;
    int64_t timeout_ms; /* of the operation */
    int64_t wait_ms;    /* for the queue's next event, after the submission */
} codelab_go_submission;

/* Sets what the library reads; it writes the other members. */
static inline void codelab_go_reset(codelab_error *error) {
    error->struct_size = (uint32_t)sizeof *error;
}

static inline void codelab_go_free(codelab_go_result *result) {
    codelab_instance_free(result->instance);
    codelab_lease_free(result->lease);
    codelab_image_free(result->image);
    codelab_page_free(result->page);
}

/* ---------------------------------------------------------------------------------------------- the queue -- */

/* Waits for the queue's next event and copies it to result. */
static inline void codelab_go_wait(codelab_queue *queue, int64_t wait_ms, codelab_go_result *result,
                                   codelab_error *error) {
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_go_reset(error);
    result->submitted = CODELAB_OK;
    result->waited = codelab_queue_wait(queue, wait_ms, &event, error);
    result->tag = event.tag;
    result->status = event.status;
    result->phase = event.phase;
    result->instance = event.instance;
    result->lease = event.lease;
    result->image = event.image;
    result->page = event.page;
    if (result->instance != NULL)
        codelab_go_read_facts(result->instance, &result->facts);
}

static inline codelab_submit_options codelab_go_prepare(codelab_go_submission to, codelab_error *error) {
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    options.flags = CODELAB_SUBMIT_STEP;
    options.timeout_ms = to.timeout_ms;
    codelab_go_reset(error);
    return options;
}

static inline void codelab_go_finish(codelab_go_submission to, int32_t submitted, codelab_go_result *result,
                                     codelab_error *error) {
    if (submitted == CODELAB_OK && to.wait_ms != CODELAB_GO_NO_WAIT)
        codelab_go_wait(to.queue, to.wait_ms, result, error);
    result->submitted = submitted;
}

static inline int32_t codelab_go_queue_new(codelab_queue_options *options, codelab_queue **out,
                                           codelab_error *error) {
    options->struct_size = (uint32_t)sizeof *options;
    options->flags = CODELAB_QUEUE_STAY;
    codelab_go_reset(error);
    return codelab_queue_new(options, out, error);
}

/* ------------------------------------------------------------------------------------------------- client -- */

static inline int32_t codelab_go_client_new(
    const codelab_client_options *numbers, const char *endpoint, const char *project_id, const char *token,
    const char *ca_file, const char *proxy, const char *user_agent, const char *language, const char *region,
    const char *iam_endpoint, const char *project_name, const char *access_key, const char *secret_key,
    const char *security_token, const char *user_name, const char *password, const char *domain_name,
    const char *user_id, const char *domain_id, const char *passcode, const char *signed_headers,
    codelab_client **out, codelab_error *error) {
    codelab_client_options options = *numbers;
    options.struct_size = (uint32_t)sizeof options;
    options.endpoint = endpoint;
    options.project_id = project_id;
    options.token = token;
    options.ca_file = ca_file;
    options.proxy = proxy;
    options.user_agent = user_agent;
    options.language = language;
    options.region = region;
    options.iam_endpoint = iam_endpoint;
    options.project_name = project_name;
    options.access_key = access_key;
    options.secret_key = secret_key;
    options.security_token = security_token;
    options.user_name = user_name;
    options.password = password;
    options.domain_name = domain_name;
    options.user_id = user_id;
    options.domain_id = domain_id;
    options.passcode = passcode;
    options.signed_headers = signed_headers;
    codelab_go_reset(error);
    return codelab_client_new(&options, out, error);
}

/* -------------------------------------------------------------------------------------------------- calls -- */

static inline codelab_open_request codelab_go_open_request(uint32_t flags, const char *image_id,
                                                           const char *share_url, const char *name,
                                                           const char *flavor) {
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    request.flags = flags;
    request.image_id = image_id;
    request.share_url = share_url;
    request.name = name;
    request.flavor = flavor;
    return request;
}

static inline void codelab_go_open(codelab_go_submission to, codelab_client *client, uint32_t flags,
                                   const char *image_id, const char *share_url, const char *name, const char *flavor,
                                   codelab_go_result *result, codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_open_request request = codelab_go_open_request(flags, image_id, share_url, name, flavor);
    codelab_go_finish(to, codelab_queue_open(to.queue, to.tag, client, &request, &options, error), result, error);
}

static inline void codelab_go_show(codelab_go_submission to, codelab_client *client, const char *id,
                                   codelab_go_result *result, codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_show(to.queue, to.tag, client, id, &options, error), result, error);
}

static inline void codelab_go_start(codelab_go_submission to, codelab_client *client, const char *id,
                                    const codelab_lease_request *lease, codelab_go_result *result,
                                    codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_start(to.queue, to.tag, client, id, lease, &options, error), result, error);
}

static inline void codelab_go_stop(codelab_go_submission to, codelab_client *client, const char *id,
                                   codelab_go_result *result, codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_stop(to.queue, to.tag, client, id, &options, error), result, error);
}

static inline void codelab_go_delete(codelab_go_submission to, codelab_client *client, const char *id,
                                     codelab_go_result *result, codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_delete(to.queue, to.tag, client, id, &options, error), result, error);
}

static inline void codelab_go_update(codelab_go_submission to, codelab_client *client, const char *id,
                                     const char *name, const char *description, const char *flavor,
                                     const char *image_id, codelab_go_result *result, codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_update_request request = CODELAB_UPDATE_REQUEST_INIT;
    request.name = name;
    request.description = description;
    request.flavor = flavor;
    request.image_id = image_id;
    codelab_go_finish(to, codelab_queue_update(to.queue, to.tag, client, id, &request, &options, error), result,
                      error);
}

static inline void codelab_go_show_lease(codelab_go_submission to, codelab_client *client, const char *id,
                                         codelab_go_result *result, codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_show_lease(to.queue, to.tag, client, id, &options, error), result, error);
}

static inline void codelab_go_renew_lease(codelab_go_submission to, codelab_client *client, const char *id,
                                          const codelab_lease_request *lease, codelab_go_result *result,
                                          codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_renew_lease(to.queue, to.tag, client, id, lease, &options, error), result,
                      error);
}

static inline void codelab_go_show_image(codelab_go_submission to, codelab_client *client, const char *id,
                                         codelab_go_result *result, codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_show_image(to.queue, to.tag, client, id, &options, error), result, error);
}

static inline void codelab_go_decode(const void *bytes, size_t length, codelab_go_result *result,
                                     codelab_error *error) {
    codelab_go_reset(error);
    result->submitted = CODELAB_OK;
    result->status = codelab_decode_instance(bytes, length, &result->instance, error);
    result->lease = NULL;
    result->image = NULL;
    result->page = NULL;
    if (result->instance != NULL)
        codelab_go_read_facts(result->instance, &result->facts);
}

/* -------------------------------------------------------------------------------------------------- lists -- */

static inline int32_t codelab_go_pager_new_instances(codelab_client *client, const codelab_instance_filter *numbers,
                                                     const char *name, const char *owner, const char *pool_id,
                                                     codelab_pager **out, codelab_error *error) {
    codelab_instance_filter filter = *numbers;
    filter.struct_size = (uint32_t)sizeof filter;
    filter.name = name;
    filter.owner = owner;
    filter.pool_id = pool_id;
    codelab_go_reset(error);
    return codelab_pager_new_instances(client, &filter, out, error);
}

static inline int32_t codelab_go_pager_new_images(codelab_client *client, const codelab_image_filter *numbers,
                                                  const char *name, const char *namespace_, codelab_pager **out,
                                                  codelab_error *error) {
    codelab_image_filter filter = *numbers;
    filter.struct_size = (uint32_t)sizeof filter;
    filter.name = name;
    filter.namespace_ = namespace_;
    codelab_go_reset(error);
    return codelab_pager_new_images(client, &filter, out, error);
}

static inline int32_t codelab_go_pager_new_flavors(codelab_client *client, const codelab_flavor_filter *numbers,
                                                   const char *type, codelab_pager **out, codelab_error *error) {
    codelab_flavor_filter filter = *numbers;
    filter.struct_size = (uint32_t)sizeof filter;
    filter.type = type;
    codelab_go_reset(error);
    return codelab_pager_new_flavors(client, &filter, out, error);
}

static inline int32_t codelab_go_pager_new_switchable_flavors(codelab_client *client, const char *id,
                                                              codelab_pager **out, codelab_error *error) {
    codelab_go_reset(error);
    return codelab_pager_new_switchable_flavors(client, id, out, error);
}

static inline void codelab_go_pager_next(codelab_go_submission to, codelab_pager *pager, codelab_go_result *result,
                                         codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_list(to.queue, to.tag, pager, &options, error), result, error);
}

/* facts: as many as the page has instances. */
static inline void codelab_go_page_facts(const codelab_page *page, codelab_go_facts *facts) {
    for (int64_t i = 0; i < page->instances_count; i++)
        codelab_go_read_facts(page->instances[i], &facts[i]);
}

/* -------------------------------------------------------------------------------------------------- watch -- */

static inline int32_t codelab_go_watch_new(codelab_client *client, const char *id, codelab_watch_options *options,
                                           codelab_watch **out, codelab_error *error) {
    options->struct_size = (uint32_t)sizeof *options;
    codelab_go_reset(error);
    return codelab_watch_new_with_id(client, id, options, out, error);
}

/* Starts from an instance in the form of a response of the service. */
static inline int32_t codelab_go_watch_new_from(codelab_client *client, const void *known, size_t length,
                                                codelab_watch_options *options, codelab_watch **out,
                                                codelab_error *error) {
    codelab_instance *instance = NULL;
    options->struct_size = (uint32_t)sizeof *options;
    codelab_go_reset(error);
    int32_t status = codelab_decode_instance(known, length, &instance, error);
    if (status == CODELAB_OK)
        status = codelab_watch_new(client, instance, options, out, error);
    codelab_instance_free(instance);
    return status;
}

static inline int32_t codelab_go_watch_new_open(codelab_client *client, uint32_t flags, const char *image_id,
                                                const char *share_url, const char *name, const char *flavor,
                                                codelab_watch_options *options, codelab_watch **out,
                                                codelab_error *error) {
    codelab_open_request request = codelab_go_open_request(flags, image_id, share_url, name, flavor);
    options->struct_size = (uint32_t)sizeof *options;
    codelab_go_reset(error);
    return codelab_watch_new_open(client, &request, options, out, error);
}

static inline int32_t codelab_go_watch_new_switch(codelab_client *client, const char *id, uint32_t flags,
                                                  const char *flavor, const char *image_id, int64_t duration_ms,
                                                  codelab_watch_options *options, codelab_watch **out,
                                                  codelab_error *error) {
    codelab_switch_request request = CODELAB_SWITCH_REQUEST_INIT;
    request.flags = flags;
    request.flavor = flavor;
    request.image_id = image_id;
    request.duration_ms = duration_ms;
    options->struct_size = (uint32_t)sizeof *options;
    codelab_go_reset(error);
    return codelab_watch_new_switch(client, id, &request, options, out, error);
}

static inline void codelab_go_watch_next(codelab_go_submission to, codelab_watch *watch, codelab_go_result *result,
                                         codelab_error *error) {
    codelab_submit_options options = codelab_go_prepare(to, error);
    codelab_go_finish(to, codelab_queue_watch(to.queue, to.tag, watch, &options, error), result, error);
}

#endif
