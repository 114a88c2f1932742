/*
 * Shows the other calls: lists, the lease, starting, stopping, switching, deleting.
 *
 *     CODELAB_REGION=eu-de CODELAB_ACCESS_KEY=… CODELAB_SECRET_KEY=… instances [command [arguments]]
 */
#include <codelab.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_MS 600000

static const char usage[] =
    "usage: instances [command [arguments]]\n"
    "\n"
    "  list                  your CodeLab instances (what it does without a command)\n"
    "  images                what an instance can be opened with\n"
    "  flavors [ID]          what instances run on, or what that one can be switched to\n"
    "  lease ID              how long it may run on\n"
    "  renew ID [HOURS]      let it run for so many hours from now (default 1)\n"
    "  start ID              start it, and wait until it can be used\n"
    "  stop ID               stop it, and wait until it is stopped\n"
    "  switch ID FLAVOR      switch it to another flavor: stop, change, start, and wait\n"
    "  delete ID             delete it and its storage, and wait until it is gone\n"
    "\n"
    "Credentials come from environment variables: see open_instance --help. CODELAB_TRACE=1 shows each request.\n";

typedef struct session {
    codelab_client *client;
    codelab_cancel *deadline;
    codelab_error error;
} session;

static const char *or_dash(const char *text)
{
    return text ? text : "-";
}

static void print_page(const codelab_page *page)
{
    int64_t at;
    for (at = 0; at < page->instances_count; at++) {
        const codelab_instance *instance = page->instances[at];
        printf("%s  %-12s %-24s %s\n", or_dash(instance->id), or_dash(instance->status_text),
               or_dash(instance->flavor), or_dash(instance->name));
    }
    for (at = 0; at < page->images_count; at++) {
        const codelab_image *image = page->images[at];
        printf("%s  %-10s %s %s\n", or_dash(image->id), or_dash(image->type_text), or_dash(image->name),
               or_dash(image->tag));
    }
    for (at = 0; at < page->flavors_count; at++) {
        const codelab_flavor *flavor = page->flavors[at];
        printf("%-28s %3" PRId64 " CPUs%s%s  %s\n", or_dash(flavor->id), flavor->vcpus,
               flavor->free == 1 ? ", free" : "", flavor->sold_out == 1 ? ", sold out" : "",
               or_dash(flavor->description));
    }
}

/* Prints all pages of a list. */
static int32_t print_all(session *with, codelab_pager *pager)
{
    codelab_page *page = NULL;
    int32_t status;
    while ((status = codelab_pager_next(pager, with->deadline, &page, &with->error)) == CODELAB_OK) {
        print_page(page);
        codelab_page_free(page);
    }
    codelab_pager_free(pager);
    return status;
}

static int32_t list(session *with, const char *what, const char *id)
{
    codelab_pager *pager = NULL;
    int32_t status;
    if (strcmp(what, "list") == 0)
        status = codelab_pager_new_instances(with->client, NULL, &pager, &with->error);
    else if (strcmp(what, "images") == 0)
        status = codelab_pager_new_images(with->client, NULL, &pager, &with->error);
    else if (!id)
        status = codelab_pager_new_flavors(with->client, NULL, &pager, &with->error);
    else
        status = codelab_pager_new_switchable_flavors(with->client, id, &pager, &with->error);
    return status == CODELAB_OK ? print_all(with, pager) : status;
}

static int32_t print_lease(int32_t status, codelab_lease *lease)
{
    if (status != CODELAB_OK) return status;
    if (lease->remaining_ms == CODELAB_ABSENT)
        puts("no end");
    else
        printf("%" PRId64 " minutes left\n", lease->remaining_ms / 60000);
    codelab_lease_free(lease);
    return CODELAB_DONE;
}

static int32_t show_lease(session *with, const char *id)
{
    codelab_lease *lease = NULL;
    int32_t status = codelab_show_lease(with->client, id, with->deadline, &lease, &with->error);
    return print_lease(status, lease);
}

static int32_t renew_lease(session *with, const char *id, const char *hours)
{
    codelab_lease_request request = CODELAB_LEASE_REQUEST_INIT;
    codelab_lease *lease = NULL;
    int32_t status;
    request.duration_ms = (int64_t)(hours ? atoi(hours) : 1) * 3600 * 1000; /* from now, regardless of the remaining time */
    status = codelab_renew_lease(with->client, id, &request, with->deadline, &lease, &with->error);
    return print_lease(status, lease);
}

/* Prints each change until the watch ends. */
static int32_t follow(session *with, codelab_watch *watch)
{
    codelab_instance *now = NULL;
    int32_t status;
    while ((status = codelab_watch_next(watch, with->deadline, &now, &with->error)) == CODELAB_OK) {
        printf("%s\n", or_dash(now->status_text));
        fflush(stdout);
        codelab_instance_free(now);
    }
    codelab_watch_free(watch);
    return status;
}

static int32_t act(session *with, const char *what, const char *id)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_instance *now = NULL;
    codelab_watch *watch = NULL;
    int32_t status;
    if (strcmp(what, "start") == 0) {
        options.until = CODELAB_UNTIL_READY;
        status = codelab_start(with->client, id, NULL, with->deadline, &now, &with->error);
    } else if (strcmp(what, "stop") == 0) {
        options.until = CODELAB_UNTIL_STOPPED;
        status = codelab_stop(with->client, id, with->deadline, &now, &with->error);
    } else {
        options.until = CODELAB_UNTIL_DELETED;
        status = codelab_delete(with->client, id, with->deadline, &now, &with->error);
    }
    codelab_instance_free(now);
    if (status == CODELAB_OK) status = codelab_watch_new_with_id(with->client, id, &options, &watch, &with->error);
    return status == CODELAB_OK ? follow(with, watch) : status;
}

static int32_t switch_flavor(session *with, const char *id, const char *flavor)
{
    codelab_switch_request request = CODELAB_SWITCH_REQUEST_INIT;
    codelab_watch *watch = NULL;
    int32_t status;
    request.flavor = flavor;
    status = codelab_watch_new_switch(with->client, id, &request, NULL, &watch, &with->error);
    return status == CODELAB_OK ? follow(with, watch) : status;
}

static int is_one_of(const char *what, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(what, *words) == 0) return 1;
    return 0;
}

/* Returns CODELAB_DONE on success, an error, or CODELAB_OK for an unknown command. */
static int32_t run(session *with, const char *what, const char *first, const char *second)
{
    static const char *const lists[] = {"list", "images", "flavors", NULL};
    static const char *const actions[] = {"start", "stop", "delete", NULL};
    if (is_one_of(what, lists)) return list(with, what, first);
    if (first && is_one_of(what, actions)) return act(with, what, first);
    if (first && strcmp(what, "lease") == 0) return show_lease(with, first);
    if (first && strcmp(what, "renew") == 0) return renew_lease(with, first, second);
    if (first && second && strcmp(what, "switch") == 0) return switch_flavor(with, first, second);
    return CODELAB_OK;
}

int main(int count, char **arguments)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    session with = {NULL, NULL, CODELAB_ERROR_INIT};
    const char *what = count > 1 ? arguments[1] : "list";
    int32_t status;

    if (strcmp(what, "--help") == 0 || strcmp(what, "-h") == 0) return fputs(usage, stdout), EXIT_SUCCESS;
    options.user_agent = "instances";
    status = codelab_client_new(&options, &with.client, &with.error);
    if (status == CODELAB_OK) status = codelab_cancel_new(LONGEST_MS, &with.deadline, &with.error);
    if (status == CODELAB_OK)
        status = run(&with, what, count > 2 ? arguments[2] : NULL, count > 3 ? arguments[3] : NULL);
    if (status == CODELAB_OK) fputs(usage, stderr);
    if (status < 0) fprintf(stderr, "instances: %s\n", with.error.message);
    codelab_cancel_free(with.deadline);
    codelab_client_free(with.client);
    return status == CODELAB_DONE ? EXIT_SUCCESS : status == CODELAB_OK ? 2 : EXIT_FAILURE;
}
