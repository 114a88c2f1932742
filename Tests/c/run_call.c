/* The calls that scenarios make, each as a caller would write it. */
#include "harness.h"
#include "outcome.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MOST_CHANGES 1000

void note_status(outcome *end, const codelab_instance *instance)
{
    const char *text = instance->status_text ? instance->status_text : "";
    if (end->statuses_count && strcmp(end->statuses[end->statuses_count - 1], text) == 0) return;
    if (end->statuses_count < MOST_NOTES)
        snprintf(end->statuses[end->statuses_count++], sizeof *end->statuses, "%s", text);
}

void note_phase(outcome *end, int32_t phase)
{
    if (end->phases_count && end->phases[end->phases_count - 1] == phase) return;
    if (end->phases_count < MOST_NOTES) end->phases[end->phases_count++] = phase;
}

/* The usual loop around a watch. The outcome holds the last instance that the watch reported. */
static void follow(codelab_watch *handle, codelab_cancel *cancel, outcome *end)
{
    for (int changes = 0; end->status == CODELAB_OK; changes++) {
        codelab_instance *next = NULL;
        end->status = codelab_watch_next(handle, cancel, &next, &end->error);
        note_phase(end, codelab_watch_phase(handle));
        if ((end->status == CODELAB_OK) != (next != NULL))
            FAIL("codelab_watch_next() gave status %" PRId32 " and %s instance", end->status, next ? "an" : "no");
        if (changes > MOST_CHANGES) {
            FAIL("the watch reported %d changes and did not end", changes);
            end->status = CODELAB_E_INTERNAL;
        }
        if (!next) break;
        note_status(end, next);
        outcome_keep(end, next, RESULT_INSTANCE);
    }
    codelab_watch_free(handle);
}

int32_t make_watch(const scenario *each, codelab_client *client, const char *id, codelab_watch **out,
                   codelab_error *error)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_switch_request request = CODELAB_SWITCH_REQUEST_INIT;
    codelab_open_request open = CODELAB_OPEN_REQUEST_INIT;
    options.first_delay_ms = 5;
    options.ceiling_ms = 20;
    if (each->watch) each->watch(&options);
    if (each->request) each->request(each->call == CALL_SWITCH ? (void *)&request : (void *)&open);
    if (each->call == CALL_SWITCH)
        return codelab_watch_new_switch(client, id, each->request ? &request : NULL, &options, out, error);
    if (each->call == CALL_OPEN_UNTIL_READY)
        return codelab_watch_new_open(client, each->request ? &open : NULL, &options, out, error);
    return codelab_watch_new_with_id(client, id, &options, out, error);
}

static void watch(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel, outcome *end)
{
    codelab_watch *handle = NULL;
    end->status = make_watch(each, client, id, &handle, &end->error);
    follow(handle, cancel, end);
}

static const char *item_id(const codelab_page *page, int64_t at)
{
    if (page->instances) return page->instances[at]->id;
    if (page->images) return page->images[at]->id;
    return page->flavors[at]->id;
}

void note_items(outcome *end, const codelab_page *page)
{
    int64_t count = page->instances_count + page->images_count + page->flavors_count;
    if (count < 1) FAIL("a page came with nothing on it");
    for (int64_t at = 0; at < count; at++, end->items++) {
        const char *id = item_id(page, at);
        if (end->items < MOST_NOTES) snprintf(end->item_ids[end->items], sizeof *end->item_ids, "%s", id ? id : "");
    }
}

/* All pages; the first is what is looked at. A list that is walked to its end is CODELAB_DONE, as codelab_pager_next()
   says it; the table calls that CODELAB_OK. */
static void walk(codelab_pager *pager, codelab_cancel *cancel, outcome *end)
{
    for (int pages = 0; end->status == CODELAB_OK && pages < MOST_CHANGES; pages++) {
        codelab_page *page = NULL;
        end->status = codelab_pager_next(pager, cancel, &page, &end->error);
        if ((end->status == CODELAB_OK) != (page != NULL))
            FAIL("codelab_pager_next() gave status %" PRId32 " and %s page", end->status, page ? "a" : "no");
        if (!page) break;
        note_items(end, page);
        if (pages == 0) outcome_keep(end, page, RESULT_PAGE);
        else codelab_page_free(page);
    }
    if (end->status == CODELAB_DONE) end->status = CODELAB_OK;
    else if (end->status == CODELAB_OK) FAIL("the list did not end");
    codelab_pager_free(pager);
}

int32_t make_pager(const scenario *each, codelab_client *client, const char *id, codelab_pager **out,
                   codelab_error *error)
{
    codelab_instance_filter instances = CODELAB_INSTANCE_FILTER_INIT;
    codelab_image_filter images = CODELAB_IMAGE_FILTER_INIT;
    codelab_flavor_filter flavors = CODELAB_FLAVOR_FILTER_INIT;
    void *filter = each->call == CALL_LIST_INSTANCES ? (void *)&instances
                   : each->call == CALL_LIST_IMAGES  ? (void *)&images
                                                     : (void *)&flavors;
    if (each->request) each->request(filter);
    if (!each->request) filter = NULL;
    if (each->call == CALL_LIST_INSTANCES) return codelab_pager_new_instances(client, filter, out, error);
    if (each->call == CALL_LIST_IMAGES) return codelab_pager_new_images(client, filter, out, error);
    if (each->call == CALL_LIST_FLAVORS) return codelab_pager_new_flavors(client, filter, out, error);
    return codelab_pager_new_switchable_flavors(client, id, out, error);
}

static void list(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel, outcome *end)
{
    codelab_pager *pager = NULL;
    end->status = make_pager(each, client, id, &pager, &end->error);
    walk(pager, cancel, end);
}

static void call_about_instance(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel,
                                outcome *end)
{
    codelab_open_request open = CODELAB_OPEN_REQUEST_INIT;
    codelab_lease_request lease = CODELAB_LEASE_REQUEST_INIT;
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    codelab_instance *instance = NULL;
    int has_request = each->request != NULL;
    codelab_error *error = &end->error;
    if (each->call == CALL_OPEN) {
        if (has_request) each->request(&open);
        end->status = codelab_open(client, has_request ? &open : NULL, cancel, &instance, error);
    } else if (each->call == CALL_START) {
        if (has_request) each->request(&lease);
        end->status = codelab_start(client, id, has_request ? &lease : NULL, cancel, &instance, error);
    } else if (each->call == CALL_UPDATE) {
        if (has_request) each->request(&update);
        end->status = codelab_update(client, id, has_request ? &update : NULL, cancel, &instance, error);
    } else if (each->call == CALL_STOP) {
        end->status = codelab_stop(client, id, cancel, &instance, error);
    } else if (each->call == CALL_DELETE) {
        end->status = codelab_delete(client, id, cancel, &instance, error);
    } else {
        end->status = codelab_show(client, id, cancel, &instance, error);
    }
    outcome_keep(end, instance, RESULT_INSTANCE);
}

static void call_about_lease(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel,
                             outcome *end)
{
    codelab_lease_request request = CODELAB_LEASE_REQUEST_INIT;
    codelab_lease *lease = NULL;
    if (each->request) each->request(&request);
    if (each->call == CALL_SHOW_LEASE)
        end->status = codelab_show_lease(client, id, cancel, &lease, &end->error);
    else
        end->status = codelab_renew_lease(client, id, each->request ? &request : NULL, cancel, &lease, &end->error);
    outcome_keep(end, lease, RESULT_LEASE);
}

void run_call(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel, outcome *end)
{
    codelab_image *image = NULL;
    switch (each->call) {
    case CALL_WATCH:
    case CALL_OPEN_UNTIL_READY:
    case CALL_SWITCH: watch(each, client, id, cancel, end); break;
    case CALL_LIST_INSTANCES:
    case CALL_LIST_IMAGES:
    case CALL_LIST_FLAVORS:
    case CALL_LIST_SWITCHABLE_FLAVORS: list(each, client, id, cancel, end); break;
    case CALL_SHOW_LEASE:
    case CALL_RENEW_LEASE: call_about_lease(each, client, id, cancel, end); break;
    case CALL_SHOW_IMAGE:
        end->status = codelab_show_image(client, id, cancel, &image, &end->error);
        outcome_keep(end, image, RESULT_IMAGE);
        break;
    default: call_about_instance(each, client, id, cancel, end);
    }
}
