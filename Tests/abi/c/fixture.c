#include "fixture.h"

#include <string.h>

codelab_client_options options_for(const simulator_user *user)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.endpoint = user->endpoint;
    options.project_id = user->project_id;
    options.token = user->token;
    options.retry_delay_ms = 1;
    options.retry_delay_max_ms = 5;
    return options;
}

int fixture_make(fixture *made, const char *settings)
{
    codelab_error error = CODELAB_ERROR_INIT;
    memset(made, 0, sizeof *made);
    if (simulator_new_user(settings, &made->user) != 0) return -1;
    codelab_client_options options = options_for(&made->user);
    CHECK_STATUS(codelab_client_new(&options, &made->client, &error), CODELAB_OK, &error);
    return made->client ? 0 : -1;
}

void fixture_drop(fixture *made)
{
    codelab_client_free(made->client);
    made->client = NULL;
}
