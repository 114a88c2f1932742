/*
 * takeover ENDPOINT FETCHER CALLER AFTER: one thread, on which an operation of a queue is fetching a token that does not
 * come while the queue is not driven, and then a call that needs the token.
 *
 *   FETCHER  show, watch, step (a watch with CODELAB_SUBMIT_STEP) or list: the operation of the queue
 *   CALLER   show, open, watch, list (blocking calls) or queue (another queue)
 *   AFTER    drive (the first queue, to its end), or free (without driving it)
 *
 * Prints the status of the call, and with "drive" that of the first queue's event.
 */
#include <codelab.h>
#include <stdio.h>
#include <string.h>

static const char ID[] = "11111111-2222-3333-4444-555555555555";

static int fail(const char *what, const codelab_error *error)
{
    printf("%s: %s\n", what, error->message);
    return 1;
}

static int32_t submit(codelab_queue *queue, codelab_client *client, const char *what, codelab_error *error)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_watch *watch = NULL;
    codelab_pager *pager = NULL;
    int32_t status;
    if (strcmp(what, "show") == 0) return codelab_queue_show(queue, 1, client, ID, NULL, error);
    if (strcmp(what, "list") == 0) {
        status = codelab_pager_new_instances(client, NULL, &pager, error);
        return status != CODELAB_OK ? status : codelab_queue_list(queue, 1, pager, NULL, error);
    }
    if (strcmp(what, "step") == 0) options.flags = CODELAB_SUBMIT_STEP;
    status = codelab_watch_new_with_id(client, ID, NULL, &watch, error);
    return status != CODELAB_OK ? status : codelab_queue_watch(queue, 1, watch, &options, error);
}

/* The status of the first event. */
static int32_t drive(codelab_queue *queue, codelab_error *error)
{
    codelab_event event = CODELAB_EVENT_INIT;
    int32_t status = codelab_queue_wait(queue, 30000, &event, error);
    if (status == CODELAB_OK) status = event.status;
    codelab_watch_free(event.watch);
    codelab_pager_free(event.pager);
    event.watch = NULL;
    event.pager = NULL;
    codelab_event_clear(&event);
    return status;
}

static int32_t call(codelab_client *client, const char *what, codelab_error *error)
{
    codelab_instance *instance = NULL;
    codelab_page *page = NULL;
    codelab_watch *watch = NULL;
    codelab_pager *pager = NULL;
    codelab_queue *queue = NULL;
    int32_t status = CODELAB_E_INTERNAL;
    if (strcmp(what, "show") == 0) status = codelab_show(client, ID, NULL, &instance, error);
    if (strcmp(what, "open") == 0) status = codelab_open(client, NULL, NULL, &instance, error);
    if (strcmp(what, "watch") == 0) {
        status = codelab_watch_new_with_id(client, ID, NULL, &watch, error);
        if (status == CODELAB_OK) status = codelab_watch_next(watch, NULL, &instance, error);
    }
    if (strcmp(what, "list") == 0) {
        status = codelab_pager_new_instances(client, NULL, &pager, error);
        if (status == CODELAB_OK) status = codelab_pager_next(pager, NULL, &page, error);
    }
    if (strcmp(what, "queue") == 0) {
        status = codelab_queue_new(NULL, &queue, error);
        if (status == CODELAB_OK) status = codelab_queue_show(queue, 1, client, ID, NULL, error);
        if (status == CODELAB_OK) status = drive(queue, error);
    }
    codelab_instance_free(instance);
    codelab_page_free(page);
    codelab_watch_free(watch);
    codelab_pager_free(pager);
    codelab_queue_free(queue);
    return status;
}

int main(int count, char **arguments)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_client *client = NULL;
    codelab_queue *queue = NULL;
    if (count != 5) return 2;
    options.flags = CODELAB_CLIENT_NO_ENVIRONMENT;
    options.endpoint = options.iam_endpoint = arguments[1];
    options.project_id = "project-1";
    options.user_name = "user";
    options.password = "password";
    options.domain_name = "domain";
    options.attempt_timeout_ms = 500;
    options.max_attempts = 2;
    options.retry_delay_ms = 1;
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK) return fail("client", &error);
    if (codelab_queue_new(NULL, &queue, &error) != CODELAB_OK) return fail("queue", &error);
    if (submit(queue, client, arguments[2], &error) != CODELAB_OK) return fail("submit", &error);
    /* Long enough to send the request for the token, which is not answered. */
    if (codelab_queue_wait(queue, 250, &event, &error) != CODELAB_E_DEADLINE) return fail("wait", &error);
    printf("call: %s\n", codelab_status_name(call(client, arguments[3], &error)));
    if (strcmp(arguments[4], "drive") == 0) printf("event: %s\n", codelab_status_name(drive(queue, &error)));
    codelab_queue_free(queue);
    codelab_client_free(client);
    return 0;
}
