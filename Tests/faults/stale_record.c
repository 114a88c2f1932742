/*
 * stale_record ENDPOINT thread|queue: a list is read to its end; the memory in which that call could have reported a
 * failure is freed; then the list is asked again while malloc() fails. Prints the status of the last call, and
 * fails if anything was written to memory that is not the library's any more.
 */
#include <codelab.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define STACK_BYTES (1 << 20)
#define BLOCKS 64
#define BLOCK_BYTES 1000

static volatile int fails;
static codelab_pager *pager;

void *malloc(size_t size)
{
    static void *(*real)(size_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "malloc");
    return fails ? NULL : real(size);
}

static int32_t ask_without_memory(void)
{
    codelab_page *page = NULL;
    fails = 1;
    int32_t status = codelab_pager_next(pager, NULL, &page, NULL);
    fails = 0;
    codelab_page_free(page);
    return status;
}

static void *read_to_the_end(void *context)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_page *page = NULL;
    while (codelab_pager_next(pager, NULL, &page, &error) == CODELAB_OK) codelab_page_free(page);
    return context;
}

/* The stack is unmapped: writing to it is a SIGSEGV. */
static int after_a_thread(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    void *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED) return 2;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, STACK_BYTES);
    if (pthread_create(&thread, &attributes, read_to_the_end, NULL) != 0) return 2;
    pthread_join(thread, NULL);
    munmap(stack, STACK_BYTES);
    puts(codelab_status_name(ask_without_memory()));
    return 0;
}

/* The blocks of the queue that is freed become the program's own. */
static int after_a_queue(void)
{
    static char *blocks[BLOCKS];
    char expected[BLOCK_BYTES];
    codelab_queue *queue = NULL;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    options.flags = CODELAB_SUBMIT_STEP;
    if (codelab_queue_new(NULL, &queue, NULL) != CODELAB_OK) return 2;
    if (codelab_queue_list(queue, 1, pager, &options, NULL) != CODELAB_OK) return 2;
    if (codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, NULL) != CODELAB_OK) return 2;
    event.pager = NULL;
    codelab_event_clear(&event);
    codelab_queue_free(queue);
    memset(expected, 'A', sizeof expected);
    for (int index = 0; index < BLOCKS; index++) {
        blocks[index] = malloc(BLOCK_BYTES);
        memcpy(blocks[index], expected, sizeof expected);
    }
    puts(codelab_status_name(ask_without_memory()));
    for (int index = 0; index < BLOCKS; index++)
        if (memcmp(blocks[index], expected, sizeof expected) != 0) return 1;
    return 0;
}

int main(int count, char **arguments)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    if (count != 3) return 2;
    options.endpoint = arguments[1];
    options.project_id = "project-1";
    options.token = "token";
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK) return 2;
    if (codelab_pager_new_instances(client, NULL, &pager, &error) != CODELAB_OK) return 2;
    int result = strcmp(arguments[2], "thread") == 0 ? after_a_thread() : after_a_queue();
    codelab_pager_free(pager);
    codelab_client_free(client);
    return result;
}
