#include "library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct library lib;
const char *library_path;

int look_up(void *library, const char *name, void *function_pointer)
{
    void *symbol = dlsym(library, name);
    memcpy(function_pointer, &symbol, sizeof symbol);
    return symbol != NULL;
}

void *load(void)
{
    void *library = dlopen(library_path, RTLD_NOW | RTLD_LOCAL);
    int all = library && look_up(library, "codelab_decode_instance", &lib.decode) &&
              look_up(library, "codelab_instance_free", &lib.instance_free) &&
              look_up(library, "codelab_client_new", &lib.client_new) &&
              look_up(library, "codelab_client_free", &lib.client_free) &&
              look_up(library, "codelab_open", &lib.open) && look_up(library, "codelab_show", &lib.show) &&
              look_up(library, "codelab_cancel_new", &lib.cancel_new) &&
              look_up(library, "codelab_cancel_free", &lib.cancel_free);
    if (all) return library;
    fprintf(stderr, "host: %s\n", dlerror());
    exit(2);
}

static codelab_client *make(codelab_client_options *options, const char *endpoint)
{
    codelab_client *client = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    options->endpoint = endpoint;
    options->project_id = "p";
    options->proxy = "";
    options->retry_delay_ms = 1;
    options->retry_delay_max_ms = 1;
    if (lib.client_new(options, &client, &error) != CODELAB_OK) fprintf(stderr, "client: %s\n", error.message);
    return client;
}

codelab_client *make_client(const char *endpoint, const char *token)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.token = token;
    return make(&options, endpoint);
}

codelab_client *make_client_with_keys(const char *endpoint, const char *secret_key)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.access_key = "AK";
    options.secret_key = secret_key;
    return make(&options, endpoint);
}

codelab_client *make_client_with_password(const char *endpoint, const char *password)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.iam_endpoint = endpoint;
    options.user_name = "user";
    options.password = password;
    options.domain_name = "domain";
    options.project_name = "eu-de";
    return make(&options, endpoint);
}

int32_t open_once(codelab_client *client)
{
    codelab_instance *instance = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    int32_t status = lib.open(client, NULL, NULL, &instance, &error);
    if (status < 0 && (error.code != status || !error.message[0])) abort();
    lib.instance_free(instance);
    return status;
}
