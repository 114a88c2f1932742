/* A libcurl that was built without HTTP/2 and some smaller things: this program's curl_easy_setopt() replaces
 * libcurl's. Opens an instance at the endpoint of the first argument, and prints the status. */
#include <codelab.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>

#undef curl_easy_setopt

static int refused;

CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...) {
    static CURLcode (*real)(CURL *, CURLoption, ...);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "curl_easy_setopt");
    if (option == CURLOPT_HTTP_VERSION || option == CURLOPT_NETRC || option == CURLOPT_RTSP_REQUEST) {
        refused++;
        return option == CURLOPT_HTTP_VERSION ? CURLE_UNSUPPORTED_PROTOCOL : CURLE_UNKNOWN_OPTION;
    }
    /* Longs, pointers and functions all go in one register. */
    va_list arguments;
    va_start(arguments, option);
    void *value = va_arg(arguments, void *);
    va_end(arguments);
    return real(easy, option, value);
}

int main(int count, char **arguments) {
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_instance *instance = NULL;
    options.endpoint = count > 1 ? arguments[1] : "";
    options.project_id = "project-1";
    options.token = "TOKEN-OF-THE-CALLER-0123456789";
    int32_t status = codelab_client_new(&options, &client, &error);
    if (status == CODELAB_OK) status = codelab_open(client, NULL, NULL, &instance, &error);
    printf("%d %d %s\n", (int)status, refused, error.message);
    codelab_instance_free(instance);
    codelab_client_free(client);
    return 0;
}
