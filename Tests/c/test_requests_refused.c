/* What the structs and arguments of the calls after opening may not hold. */
#include "fixture.h"

/* Each is refused before anything is sent, with the field's name. */
static void unknown_flags_values_and_reserved_fields_of_requests_are_refused(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    codelab_lease *lease = NULL;
    codelab_watch *watch = NULL;
    codelab_pager *pager = NULL;
    codelab_open_request open = CODELAB_OPEN_REQUEST_INIT;
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_lease_request time = CODELAB_LEASE_REQUEST_INIT;
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    codelab_switch_request change = CODELAB_SWITCH_REQUEST_INIT;
    codelab_instance_filter instances = CODELAB_INSTANCE_FILTER_INIT;
    codelab_image_filter images = CODELAB_IMAGE_FILTER_INIT;
    codelab_flavor_filter flavors = CODELAB_FLAVOR_FILTER_INIT;
    if (fixture_make(&with, NULL) != 0) return;
#define REFUSES(field, call) \
    do { \
        CHECK_STATUS(call, CODELAB_E_ARGUMENT, &error); \
        CHECK_CONTAINS(error.message, field); \
    } while (0)
    open.flags = 2;
    REFUSES("flags", codelab_open(with.client, &open, NULL, &instance, &error));
    options.until = 3;
    REFUSES("until", codelab_watch_new_with_id(with.client, "a", &options, &watch, &error));
    time.type = 3;
    REFUSES("type", codelab_start(with.client, "a", &time, NULL, &instance, &error));
    REFUSES("type", codelab_renew_lease(with.client, "a", &time, NULL, &lease, &error));
    update.name = "n";
    update.reserved = 1;
    REFUSES("reserved", codelab_update(with.client, "a", &update, NULL, &instance, &error));
    change.flavor = "f";
    change.flags = 4;
    REFUSES("flags", codelab_watch_new_switch(with.client, "a", &change, NULL, &watch, &error));
    instances.page_size = 11;
    REFUSES("page_size", codelab_pager_new_instances(with.client, &instances, &pager, &error));
    instances.page_size = 10;
    instances.feature = 3;
    REFUSES("feature", codelab_pager_new_instances(with.client, &instances, &pager, &error));
    images.reserved = 1;
    REFUSES("reserved", codelab_pager_new_images(with.client, &images, &pager, &error));
    images.reserved = 0;
    images.page_size = 201;
    REFUSES("page_size", codelab_pager_new_images(with.client, &images, &pager, &error));
    flavors.reserved = 1;
    REFUSES("reserved", codelab_pager_new_flavors(with.client, &flavors, &pager, &error));
    flavors.reserved = 0;
    flavors.category = 4;
    REFUSES("category", codelab_pager_new_flavors(with.client, &flavors, &pager, &error));
#undef REFUSES
    CHECK_INTEGER(simulator_request_count(&with.user), 0);
    fixture_drop(&with);
}

/* A NULL client, output or id is reported, and never dereferenced. */
static void the_calls_of_a_life_need_their_arguments(void)
{
    fixture with;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = NULL;
    codelab_lease *lease = NULL;
    codelab_image *image = NULL;
    codelab_pager *pager = NULL;
    codelab_page *page = NULL;
    codelab_watch *watch = NULL;
    codelab_switch_request change = CODELAB_SWITCH_REQUEST_INIT;
    change.flavor = "f";
    if (fixture_make(&with, NULL) != 0) return;
#define NEEDS(call) CHECK_STATUS(call, CODELAB_E_ARGUMENT, &error)
    NEEDS(codelab_start(NULL, "a", NULL, NULL, &instance, &error));
    NEEDS(codelab_start(with.client, NULL, NULL, NULL, &instance, &error));
    NEEDS(codelab_start(with.client, "a", NULL, NULL, NULL, &error));
    NEEDS(codelab_stop(NULL, "a", NULL, &instance, &error));
    NEEDS(codelab_stop(with.client, NULL, NULL, &instance, &error));
    NEEDS(codelab_stop(with.client, "a", NULL, NULL, &error));
    NEEDS(codelab_delete(NULL, "a", NULL, &instance, &error));
    NEEDS(codelab_delete(with.client, NULL, NULL, &instance, &error));
    NEEDS(codelab_delete(with.client, "a", NULL, NULL, &error));
    NEEDS(codelab_update(NULL, "a", NULL, NULL, &instance, &error));
    NEEDS(codelab_update(with.client, NULL, NULL, NULL, &instance, &error));
    NEEDS(codelab_update(with.client, "a", NULL, NULL, &instance, &error));
    NEEDS(codelab_show_lease(NULL, "a", NULL, &lease, &error));
    NEEDS(codelab_show_lease(with.client, NULL, NULL, &lease, &error));
    NEEDS(codelab_show_lease(with.client, "a", NULL, NULL, &error));
    NEEDS(codelab_renew_lease(NULL, "a", NULL, NULL, &lease, &error));
    NEEDS(codelab_renew_lease(with.client, NULL, NULL, NULL, &lease, &error));
    NEEDS(codelab_renew_lease(with.client, "a", NULL, NULL, NULL, &error));
    NEEDS(codelab_show_image(NULL, "a", NULL, &image, &error));
    NEEDS(codelab_show_image(with.client, NULL, NULL, &image, &error));
    NEEDS(codelab_show_image(with.client, "a", NULL, NULL, &error));
    NEEDS(codelab_pager_new_instances(NULL, NULL, &pager, &error));
    NEEDS(codelab_pager_new_instances(with.client, NULL, NULL, &error));
    NEEDS(codelab_pager_new_images(NULL, NULL, &pager, &error));
    NEEDS(codelab_pager_new_images(with.client, NULL, NULL, &error));
    NEEDS(codelab_pager_new_flavors(NULL, NULL, &pager, &error));
    NEEDS(codelab_pager_new_flavors(with.client, NULL, NULL, &error));
    NEEDS(codelab_pager_new_switchable_flavors(NULL, "a", &pager, &error));
    NEEDS(codelab_pager_new_switchable_flavors(with.client, NULL, &pager, &error));
    NEEDS(codelab_pager_new_switchable_flavors(with.client, "a", NULL, &error));
    NEEDS(codelab_pager_next(NULL, NULL, &page, &error));
    NEEDS(codelab_watch_new_switch(NULL, "a", &change, NULL, &watch, &error));
    NEEDS(codelab_watch_new_switch(with.client, NULL, &change, NULL, &watch, &error));
    NEEDS(codelab_watch_new_switch(with.client, "a", NULL, NULL, &watch, &error));
    NEEDS(codelab_watch_new_switch(with.client, "a", &change, NULL, NULL, &error));
    NEEDS(codelab_watch_new_open(NULL, NULL, NULL, &watch, &error));
    NEEDS(codelab_watch_new_open(with.client, NULL, NULL, NULL, &error));
    NEEDS(codelab_watch_new_keep(NULL, NULL, NULL, &watch, &error));
    NEEDS(codelab_watch_new_keep(with.client, NULL, NULL, &watch, &error));
    NEEDS(codelab_watch_new_keep(with.client, NULL, NULL, NULL, &error));
#undef NEEDS
    CHECK_INTEGER(codelab_watch_phase(NULL), CODELAB_PHASE_ENDED);
    CHECK_INTEGER(simulator_request_count(&with.user), 0);
    fixture_drop(&with);
}

static const test_case cases[] = {
    {"unknown flags, values and reserved fields of requests are refused",
     unknown_flags_values_and_reserved_fields_of_requests_are_refused},
    {"the calls of an instance's life need their arguments", the_calls_of_a_life_need_their_arguments},
    {NULL, NULL},
};
const test_group requests_refused_group = {"requests refused", cases};
