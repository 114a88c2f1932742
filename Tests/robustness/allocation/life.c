#include "life.h"

#include <stdio.h>

#define MOST_STEPS 1000
#define ID "f9937afa-ca78-45b6-bc12-7ecf42553c48"
#define ANSWER(call, body) "{\"kind\":\"body\",\"call\":\"" call "\",\"times\":0,\"body\":\"" body "\"}"
#define NOTEBOOK \
    "{\\\"id\\\":\\\"" ID "\\\",\\\"status\\\":\\\"STOPPED\\\",\\\"flavor\\\":\\\"f\\\",\\\"lease\\\":{\\\"create_at\\\":1," \
    "\\\"duration\\\":2},\\\"tags\\\":[{\\\"key\\\":\\\"k\\\"}]}"
#define LEASE "{\\\"create_at\\\":1,\\\"duration\\\":3600000,\\\"enable\\\":true,\\\"type\\\":\\\"TIMING\\\"}"
#define IMAGE "{\\\"id\\\":\\\"" ID "\\\",\\\"dev_services\\\":[\\\"NOTEBOOK\\\",\\\"SSH\\\"],\\\"size\\\":5}"

int answer_each_call(const stage *with)
{
    return simulator_set_faults(
        &with->user,
        "[" ANSWER("start", NOTEBOOK) "," ANSWER("stop", NOTEBOOK) "," ANSWER("delete", NOTEBOOK) "," ANSWER(
            "update", NOTEBOOK) "," ANSWER("show_lease", LEASE) "," ANSWER("renew_lease", LEASE) "," ANSWER("show_image",
                                                                                                         IMAGE) "]");
}

int lose_each_open(const stage *with)
{
    return simulator_set_faults(&with->user,
                                "[{\"kind\":\"reset\",\"call\":\"open\",\"after\":true,\"times\":0}]");
}

int begin_with(stage *with, const char *status)
{
    char settings[128];
    snprintf(settings, sizeof settings, "{\"step_ms\":1,\"stop_ms\":1,\"delete_ms\":1,\"existing\":\"%s\"}", status);
    return simulator_new_user(settings, &with->user);
}

int begin_with_a_short_lease(stage *with)
{
    return simulator_new_user("{\"step_ms\":1,\"existing\":\"RUNNING\",\"lease_duration_ms\":300000}", &with->user);
}

int offer_no_open(const stage *with)
{
    return simulator_set_faults(&with->user,
                                "[{\"kind\":\"status\",\"status\":404,\"call\":\"open\",\"times\":0,"
                                "\"body\":\"{\\\"error_code\\\":\\\"APIG.0101\\\"}\"}," ANSWER("create", NOTEBOOK) "]");
}

/* A call that gives an object of that type: judged, freed, and left where it failed. */
#define TRY(type, name, call) \
    do { \
        type *out = UNTOUCHED; \
        int32_t status = call; \
        type##_free(judge(with, name, status, out)); \
        if (status != CODELAB_OK) return status; \
    } while (0)

int32_t change_an_instance(stage *with)
{
    codelab_lease_request lease = CODELAB_LEASE_REQUEST_INIT;
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    lease.duration_ms = 7200000;
    update.name = "a name";
    update.flavor = "modelarts.vm.gpu.free";
    TRY(codelab_instance, "codelab_start", codelab_start(with->client, ID, &lease, NULL, &out, &with->error));
    TRY(codelab_instance, "codelab_stop", codelab_stop(with->client, ID, NULL, &out, &with->error));
    TRY(codelab_instance, "codelab_update", codelab_update(with->client, ID, &update, NULL, &out, &with->error));
    TRY(codelab_instance, "codelab_delete", codelab_delete(with->client, ID, NULL, &out, &with->error));
    return CODELAB_OK;
}

int32_t read_about_an_instance(stage *with)
{
    codelab_lease_request lease = CODELAB_LEASE_REQUEST_INIT;
    lease.duration_ms = 7200000;
    TRY(codelab_lease, "codelab_show_lease", codelab_show_lease(with->client, ID, NULL, &out, &with->error));
    TRY(codelab_lease, "codelab_renew_lease", codelab_renew_lease(with->client, ID, &lease, NULL, &out, &with->error));
    TRY(codelab_image, "codelab_show_image", codelab_show_image(with->client, ID, NULL, &out, &with->error));
    return CODELAB_OK;
}

static int32_t walk(stage *with, codelab_pager *pager)
{
    int32_t status = CODELAB_OK;
    for (int pages = 0; status == CODELAB_OK && pages < MOST_STEPS; pages++) {
        codelab_page *out = UNTOUCHED;
        status = codelab_pager_next(pager, NULL, &out, &with->error);
        codelab_page_free(judge(with, "codelab_pager_next", status, out));
    }
    codelab_pager_free(pager);
    return status;
}

int32_t walk_the_lists(stage *with)
{
    codelab_image_filter images = CODELAB_IMAGE_FILTER_INIT;
    codelab_pager *out = UNTOUCHED;
    images.page_size = 3;
    images.namespace_ = "atelier";
    int32_t status = codelab_pager_new_images(with->client, &images, &out, &with->error);
    out = judge(with, "codelab_pager_new_images", status, out);
    if (status == CODELAB_OK) status = walk(with, out);
    if (status != CODELAB_DONE) return status;
    out = UNTOUCHED;
    status = codelab_pager_new_flavors(with->client, NULL, &out, &with->error);
    out = judge(with, "codelab_pager_new_flavors", status, out);
    if (status == CODELAB_OK) status = walk(with, out);
    if (status != CODELAB_DONE) return status;
    out = UNTOUCHED;
    status = codelab_pager_new_instances(with->client, NULL, &out, &with->error);
    out = judge(with, "codelab_pager_new_instances", status, out);
    return status == CODELAB_OK ? walk(with, out) : status;
}

int32_t switch_an_instance(stage *with)
{
    codelab_watch *out = UNTOUCHED;
    codelab_switch_request request = CODELAB_SWITCH_REQUEST_INIT;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    options.first_delay_ms = 1;
    options.ceiling_ms = 2;
    request.flavor = "modelarts.vm.gpu.free";
    int32_t status = codelab_watch_new_switch(with->client, shown_id, &request, &options, &out, &with->error);
    with->watch = judge(with, "codelab_watch_new_switch", status, out);
    return status == CODELAB_OK ? follow(with) : status;
}

int32_t open_or_create(stage *with)
{
    codelab_instance *out = UNTOUCHED;
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    request.flags = CODELAB_OPEN_CREATE_IF_NOT_OFFERED;
    request.image_id = "e1a07296-22a8-4f05-8bc8-e936c8e54090";
    int32_t status = codelab_open(with->client, &request, NULL, &out, &with->error);
    with->instance = judge(with, "codelab_open", status, out);
    return status;
}

int32_t open_until_ready(stage *with)
{
    codelab_watch *out = UNTOUCHED;
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    options.first_delay_ms = 1;
    options.ceiling_ms = 2;
    request.flags = CODELAB_OPEN_REPLACE_FAILED;
    request.image_id = "e1a07296-22a8-4f05-8bc8-e936c8e54090";
    int32_t status = codelab_watch_new_open(with->client, &request, &options, &out, &with->error);
    with->watch = judge(with, "codelab_watch_new_open", status, out);
    return status == CODELAB_OK ? follow(with) : status;
}

int32_t make_keeping_watch(stage *with, codelab_watch **made)
{
    codelab_instance *instance = UNTOUCHED;
    codelab_watch *out = UNTOUCHED;
    codelab_keep_options options = CODELAB_KEEP_OPTIONS_INIT;
    options.poll_ms = 1;
    *made = NULL;
    int32_t status = codelab_show(with->client, shown_id, NULL, &instance, &with->error);
    instance = judge(with, "codelab_show", status, instance);
    if (status != CODELAB_OK) return status;
    status = codelab_watch_new_keep(with->client, instance, &options, &out, &with->error);
    *made = judge(with, "codelab_watch_new_keep", status, out);
    codelab_instance_free(instance);
    return status;
}

/* Until the first renewal, which is due at once. */
int32_t keep_an_instance(stage *with)
{
    codelab_instance *out = UNTOUCHED;
    int32_t status = make_keeping_watch(with, &with->watch);
    if (status != CODELAB_OK) return status;
    status = codelab_watch_next(with->watch, NULL, &out, &with->error);
    codelab_instance_free(judge(with, "codelab_watch_next", status, out));
    return status;
}
