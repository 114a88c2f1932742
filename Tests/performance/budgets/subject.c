/* codelab_open() in a loop on one client, as a careful program writes it. */
#include <codelab.h>
#include <string.h>

#include "call.h"

int main(int count, char **arguments)
{
    orders given = take_orders(count, arguments);
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    options.endpoint = given.endpoint;
    options.project_id = PROJECT_ID;
    options.token = TOKEN;
    options.proxy = "";
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK) return fprintf(stderr, "%s\n", error.message), 1;
    stopwatch since = start();
    for (long i = 0; i <= given.calls; i++) {
        if (i == 1) since = start();
        codelab_instance *instance = NULL;
        if (codelab_open(client, NULL, NULL, &instance, &error) != CODELAB_OK)
            return fprintf(stderr, "%s\n", error.message), 1;
        if (strcmp(instance->id, INSTANCE_ID) != 0) return fprintf(stderr, "another instance: %s\n", instance->id), 1;
        codelab_instance_free(instance);
    }
    tell("codelab", given.calls, since);
    codelab_client_free(client);
    return 0;
}
