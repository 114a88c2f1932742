#include "second.h"

#include <pthread.h>
#include <sys/mman.h>

#define MOST_STEPS 1000
#define PATIENCE_MS 10000
#define STACK_BYTES (1 << 20)

/* ------------------------------------------------------------------------------------- the first call -- */

static int make_pager(stage *with)
{
    codelab_image_filter filter = CODELAB_IMAGE_FILTER_INIT;
    filter.page_size = 3;
    return codelab_pager_new_images(with->client, &filter, &with->pager, &with->error);
}

static int make_watch(stage *with)
{
    codelab_watch_options options = CODELAB_WATCH_OPTIONS_INIT;
    options.first_delay_ms = 1;
    options.ceiling_ms = 2;
    return codelab_watch_new_with_id(with->client, shown_id, &options, &with->watch, &with->error);
}

typedef struct first_call {
    stage *with;
    int has_no_time;
    int32_t status;
} first_call;

/* The error's record is the library's own, on this thread's stack. */
static void *use_until_it_ends(void *context)
{
    first_call *call = context;
    stage *with = call->with;
    codelab_cancel *cancel = NULL;
    if (call->has_no_time && codelab_cancel_new(0, &cancel, NULL) != CODELAB_OK) return NULL;
    do {
        codelab_page *page = NULL;
        codelab_instance *instance = NULL;
        call->status = with->pager ? codelab_pager_next(with->pager, cancel, &page, &with->error)
                                   : codelab_watch_next(with->watch, cancel, &instance, &with->error);
        codelab_page_free(page);
        codelab_instance_free(instance);
    } while (call->status == CODELAB_OK);
    codelab_cancel_free(cancel);
    return NULL;
}

/* How the object came to its end on a thread whose stack is gone. */
static int32_t use_on_a_thread(stage *with, int has_no_time)
{
    first_call call = {with, has_no_time, CODELAB_E_INTERNAL};
    pthread_t thread;
    pthread_attr_t attributes;
    void *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED) return CODELAB_E_INTERNAL;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, STACK_BYTES);
    if (pthread_create(&thread, &attributes, use_until_it_ends, &call) == 0) pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    munmap(stack, STACK_BYTES);
    return call.status;
}

/* Makes one step of the object in a new queue, which is freed. */
static int32_t step(stage *with)
{
    codelab_queue *queue = NULL;
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    options.flags = CODELAB_SUBMIT_STEP;
    options.timeout_ms = PATIENCE_MS;
    int32_t status = codelab_queue_new(NULL, &queue, &with->error);
    if (status != CODELAB_OK) return status;
    status = with->pager ? codelab_queue_list(queue, 1, with->pager, &options, &with->error)
                         : codelab_queue_watch(queue, 1, with->watch, &options, &with->error);
    if (status == CODELAB_OK) {
        status = codelab_queue_wait(queue, 2 * PATIENCE_MS, &event, &with->error);
        if (status == CODELAB_OK) status = event.status;
        if (event.pager != with->pager || event.watch != with->watch)
            complain(with, "codelab_queue_wait", "the step did not hand back what was submitted", status);
        event.pager = NULL;
        event.watch = NULL;
        codelab_event_clear(&event);
    }
    codelab_queue_free(queue);
    return status;
}

int list_has_ended(stage *with) { return make_pager(with) || use_on_a_thread(with, 0) != CODELAB_DONE; }
int list_has_failed(stage *with) { return make_pager(with) || use_on_a_thread(with, 1) != CODELAB_E_DEADLINE; }
int list_was_stepped(stage *with) { return make_pager(with) || step(with); }
int watch_has_ended(stage *with) { return make_watch(with) || use_on_a_thread(with, 0) != CODELAB_DONE; }
int watch_has_failed(stage *with) { return make_watch(with) || use_on_a_thread(with, 1) != CODELAB_E_DEADLINE; }
int watch_was_stepped(stage *with) { return make_watch(with) || step(with); }

/* -------------------------------------------------------------------------------- the calls that follow -- */

int32_t walk_on(stage *with)
{
    int32_t status = CODELAB_OK;
    for (int pages = 0; status == CODELAB_OK && pages < MOST_STEPS; pages++) {
        codelab_page *out = UNTOUCHED;
        status = codelab_pager_next(with->pager, NULL, &out, &with->error);
        codelab_page_free(judge(with, "codelab_pager_next", status, out));
    }
    return status;
}

static int32_t step_on(stage *with)
{
    int32_t status = CODELAB_OK;
    for (int steps = 0; status == CODELAB_OK && steps < MOST_STEPS; steps++) status = step(with);
    return status;
}

int32_t step_the_list_on(stage *with) { return step_on(with); }
int32_t step_the_watch_on(stage *with) { return step_on(with); }
