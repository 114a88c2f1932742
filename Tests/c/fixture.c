#include "fixture.h"

#include <string.h>

codelab_client_options options_for(const simulator_user *user)
{
    return options_with(CREDENTIAL_TOKEN, user);
}

int fixture_make(fixture *made, const char *settings)
{
    return fixture_make_with(made, CREDENTIAL_TOKEN, settings);
}

int fixture_make_with(fixture *made, enum credential_kind kind, const char *settings)
{
    codelab_error error = CODELAB_ERROR_INIT;
    memset(made, 0, sizeof *made);
    if (simulator_new_user(settings, &made->user) != 0) return -1;
    codelab_client_options options = options_with(kind, &made->user);
    CHECK_STATUS(codelab_client_new(&options, &made->client, &error), CODELAB_OK, &error);
    return made->client ? 0 : -1;
}

void fixture_drop(fixture *made)
{
    codelab_client_free(made->client);
    made->client = NULL;
}
