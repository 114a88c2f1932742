/*
 * What a program waits for before its first call: "first_client LIBRARY [initialised]". Loads libcurl, which is the
 * yardstick, then the library and makes a client with it; libcurl is there by then, as it is in every process that can
 * use the library. "initialised": curl_global_init() comes in between, and counts as libcurl's. Each
 * measurement needs a new process, because only the first call counts. Prints a line of JSON for each of the two.
 */
#include <codelab.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long long clock_ns(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void *loaded(const char *name)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library) return library;
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
}

static void initialise(void *curl)
{
    CURLcode (*global_init)(long);
    *(void **)&global_init = dlsym(curl, "curl_global_init");
    if (global_init && global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) return;
    fprintf(stderr, "curl_global_init\n");
    exit(1);
}

static void make_client(void *library)
{
    int32_t (*client_new)(const codelab_client_options *, codelab_client **, codelab_error *);
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    *(void **)&client_new = dlsym(library, "codelab_client_new");
    options.endpoint = "http://127.0.0.1:1";
    options.project_id = "0123456789abcdef0123456789abcdef";
    options.token = "0123456789abcdef0123456789abcdef";
    if (client_new && client_new(&options, &client, &error) == CODELAB_OK) return;
    fprintf(stderr, "no client: %s\n", error.message);
    exit(1);
}

static void tell(const char *name, long long cpu_ns, long long wall_ns)
{
    printf("{\"name\":\"%s\",\"count\":1,\"cpu_ns\":%lld,\"wall_ns\":%lld}\n", name, cpu_ns, wall_ns);
}

int main(int count, char **arguments)
{
    if (count < 2) return fprintf(stderr, "usage: first_client LIBRARY [initialised]\n"), 2;
    long long cpu[3], wall[3];
    cpu[0] = clock_ns(CLOCK_PROCESS_CPUTIME_ID), wall[0] = clock_ns(CLOCK_MONOTONIC);
    void *curl = loaded("libcurl.so.4");
    if (count > 2) initialise(curl);
    cpu[1] = clock_ns(CLOCK_PROCESS_CPUTIME_ID), wall[1] = clock_ns(CLOCK_MONOTONIC);
    make_client(loaded(arguments[1]));
    cpu[2] = clock_ns(CLOCK_PROCESS_CPUTIME_ID), wall[2] = clock_ns(CLOCK_MONOTONIC);
    tell("libcurl", cpu[1] - cpu[0], wall[1] - wall[0]);
    tell("codelab", cpu[2] - cpu[1], wall[2] - wall[1]);
    return 0;
}
