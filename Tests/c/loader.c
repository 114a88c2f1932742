/*
 * loader LIBRARY: what loading, using and unloading the library does to the process around it. Not linked with the
 * library. One line a case, and at the end "N passed, N failed".
 */
#include <codelab.h>
#include <dirent.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOADS 50

static int passed, failed;

static void tell(const char *name, int good)
{
    printf("%s  %s\n", good ? "ok    " : "FAILED", name);
    if (good)
        passed++;
    else
        failed++;
}

static int entries_of(const char *path)
{
    int count = 0;
    DIR *directory = opendir(path);
    if (!directory) return -1;
    while (readdir(directory)) count++;
    closedir(directory);
    return count;
}

static void read_handlers(struct sigaction *handlers)
{
    memset(handlers, 0, sizeof *handlers * (size_t)NSIG);
    for (int number = 1; number < NSIG; number++) sigaction(number, NULL, &handlers[number]);
}

static int same_handlers(const struct sigaction *before, const struct sigaction *after)
{
    for (int number = 1; number < NSIG; number++)
        if (before[number].sa_handler != after[number].sa_handler || before[number].sa_flags != after[number].sa_flags)
            return 0;
    return 1;
}

typedef int32_t (*decode_function)(const void *, size_t, codelab_instance **, codelab_error *);
typedef void (*free_function)(codelab_instance *);
typedef int32_t (*client_function)(const codelab_client_options *, codelab_client **, codelab_error *);
typedef void (*client_free_function)(codelab_client *);

/* ISO C has no conversion from an object pointer to a function pointer; POSIX asks for this one. */
static void look_up(void *library, const char *name, void *function_pointer)
{
    void *symbol = dlsym(library, name);
    memcpy(function_pointer, &symbol, sizeof symbol);
}

static int use(void *library)
{
    decode_function decode;
    free_function instance_free;
    client_function client_new;
    client_free_function client_free;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_instance *instance = NULL;
    codelab_client *client = NULL;
    look_up(library, "codelab_decode_instance", &decode);
    look_up(library, "codelab_instance_free", &instance_free);
    look_up(library, "codelab_client_new", &client_new);
    look_up(library, "codelab_client_free", &client_free);
    if (!decode || !instance_free || !client_new || !client_free) return 0;
    options.endpoint = "https://modelarts.example.com";
    options.project_id = "p";
    options.token = "t";
    int good = decode("{\"id\":\"a\"}", 10, &instance, NULL) == CODELAB_OK &&
               client_new(&options, &client, NULL) == CODELAB_OK;
    instance_free(instance);
    client_free(client);
    return good;
}

int main(int count, char **arguments)
{
    struct sigaction before[NSIG], after[NSIG];
    if (count != 2) {
        fprintf(stderr, "usage: loader LIBRARY\n");
        return 2;
    }
    read_handlers(before);
    int threads = entries_of("/proc/self/task");
    int files = entries_of("/proc/self/fd");
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "loader: %s\n", dlerror());
        return 2;
    }
    tell("loading starts no thread", entries_of("/proc/self/task") == threads);
    tell("loading opens no file", entries_of("/proc/self/fd") == files);
    read_handlers(after);
    tell("loading changes no signal handler", same_handlers(before, after));

    tell("a client is made and an answer decoded", use(library));
    tell("a client starts no thread", entries_of("/proc/self/task") == threads);
    tell("a client that is gone leaves no file open", entries_of("/proc/self/fd") == files);
    read_handlers(after);
    tell("a client changes no signal handler", same_handlers(before, after));

    int all = dlclose(library) == 0;
    for (int times = 0; all && times < LOADS; times++) {
        library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
        all = library && (times % 2 == 0 || use(library)) && dlclose(library) == 0;
    }
    tell("the library is loaded, used and unloaded again and again", all);
    tell("nothing stays open after that", entries_of("/proc/self/fd") == files);
    tell("no thread stays after that", entries_of("/proc/self/task") == threads);
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
