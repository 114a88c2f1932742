/* Several threads at one queue, which is freed with pending operations. */
#include "crowd.h"
#include "service.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#define SUBMITTERS 2
#define EACH 500

typedef struct shared {
    codelab_queue *queue;
    codelab_client *client;
    atomic_int under_way, finals[SUBMITTERS * EACH];
    atomic_long cancels;
} shared;

typedef struct submitter {
    shared *all;
    int number;
} submitter;

static void *submit(void *context)
{
    const submitter *who = context;
    codelab_error error = CODELAB_ERROR_INIT;
    for (int at = 0; at < EACH; at++) {
        uint64_t tag = (uint64_t)(who->number * EACH + at);
        if (codelab_queue_show(who->all->queue, tag, who->all->client, "nb-1", NULL, &error) != CODELAB_OK)
            fail("%s", error.message);
    }
    atomic_fetch_sub(&who->all->under_way, 1);
    codelab_queue_interrupt(who->all->queue);
    return NULL;
}

static void *cancel(void *context)
{
    shared *all = context;
    for (uint64_t tag = 0; atomic_load(&all->under_way) > 0; tag = (tag + 37) % (SUBMITTERS * EACH))
        atomic_fetch_add(&all->cancels, codelab_queue_cancel(all->queue, tag));
    return NULL;
}

static void collect(shared *all)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    for (;;) {
        int32_t status = codelab_queue_wait(all->queue, 10, &event, &error);
        if (status == CODELAB_DONE && atomic_load(&all->under_way) == 0) return;
        if (status != CODELAB_OK) continue;
        REQUIRE(event.is_final && event.tag < SUBMITTERS * EACH);
        atomic_fetch_add(&all->finals[event.tag], 1);
        codelab_event_clear(&event);
    }
}

void test_threads(void)
{
    static shared all;
    pthread_t submitters[SUBMITTERS], canceller;
    submitter who[SUBMITTERS];
    all.queue = new_queue(CODELAB_UNLIMITED, 0, 8);
    all.client = new_client(service_endpoint());
    atomic_store(&all.under_way, SUBMITTERS);
    service_fault(FAULTS);
    pthread_create(&canceller, NULL, cancel, &all);
    for (int at = 0; at < SUBMITTERS; at++) {
        who[at] = (submitter){&all, at};
        pthread_create(&submitters[at], NULL, submit, &who[at]);
    }
    collect(&all);
    for (int at = 0; at < SUBMITTERS; at++) pthread_join(submitters[at], NULL);
    pthread_join(canceller, NULL);
    /* The last operations may have been submitted after the collector saw an empty queue. */
    collect(&all);
    for (int tag = 0; tag < SUBMITTERS * EACH; tag++)
        if (atomic_load(&all.finals[tag]) != 1) fail("operation %d has ended %d times", tag, atomic_load(&all.finals[tag]));
    codelab_queue_free(all.queue);
    codelab_client_free(all.client);
    service_fault(0);
}

static void leave_in_the_midst(int events)
{
    codelab_queue *queue = new_queue(CODELAB_UNLIMITED, 0, 4);
    codelab_client *client = new_client(service_endpoint());
    codelab_instance *instance = known_instance();
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    for (uint64_t tag = 0; tag < 50; tag++) {
        codelab_pager *pager = NULL;
        codelab_queue_open(queue, tag, client, NULL, NULL, &error);
        codelab_queue_watch(queue, tag, new_watch(client, instance, tag % 2 ? 1 : 3600000), NULL, &error);
        if (codelab_pager_new_images(client, NULL, &pager, &error) == CODELAB_OK)
            codelab_queue_list(queue, tag, pager, NULL, &error);
    }
    REQUIRE(codelab_queue_count(queue) == 150);
    for (int at = 0; at < events; at++) {
        if (codelab_queue_wait(queue, 1000, &event, &error) != CODELAB_OK) break;
        codelab_event_clear(&event);
    }
    codelab_instance_free(instance);
    codelab_client_free(client);
    codelab_queue_free(queue);
}

void test_free(void)
{
    leave_in_the_midst(20);
    size_t bytes = bytes_in_use();
    int descriptors = descriptors_open();
    for (int events = 0; events < 40; events += 3) leave_in_the_midst(events);
    REQUIRE(descriptors_open() == descriptors);
    if (bytes_in_use() > bytes) fail("%zu bytes more are in use than before", bytes_in_use() - bytes);
}
