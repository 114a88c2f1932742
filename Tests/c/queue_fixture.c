#include "queue_fixture.h"

#include "fixture.h"

int queue_fixture_make_with(queue_fixture *made, const char *settings, uint32_t flags)
{
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    fixture base;
    made->queue = NULL;
    if (fixture_make(&base, settings) != 0) return -1;
    made->user = base.user;
    made->client = base.client;
    options.flags = flags;
    options.requests_per_second = CODELAB_UNLIMITED;
    CHECK_STATUS(codelab_queue_new(&options, &made->queue, &error), CODELAB_OK, &error);
    return made->queue ? 0 : -1;
}

int queue_fixture_make(queue_fixture *made, const char *settings) { return queue_fixture_make_with(made, settings, 0); }

void queue_fixture_drop(queue_fixture *made)
{
    codelab_queue_free(made->queue);
    codelab_client_free(made->client);
}

codelab_watch *quick_watch(codelab_client *client, const codelab_instance *instance)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_watch *watch = NULL;
    options.first_delay_ms = 5;
    options.ceiling_ms = 20;
    CHECK_STATUS(codelab_watch_new(client, instance, &options, &watch, &error), CODELAB_OK, &error);
    return watch;
}
