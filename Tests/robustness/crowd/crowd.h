/* Many operations at once, seen from outside: what the cases have in common. */
#ifndef CROWD_H
#define CROWD_H

#include <codelab.h>
#include <stddef.h>

#define CROWD 1000

/* Requests of a thousand that the service lets go wrong. */
#define FAULTS 30

/* Prints what is wrong, and marks the case as failed. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define REQUIRE(condition) \
    do { \
        if (!(condition)) fail("%s:%d: not so: %s", __FILE__, __LINE__, #condition); \
    } while (0)

codelab_client *new_client(const char *endpoint);
codelab_queue *new_queue(int32_t requests_per_second, int32_t burst, int32_t connections);
codelab_watch *new_watch(codelab_client *client, const codelab_instance *instance, int64_t delay_ms);

/* An instance as the service's answer to opening says it, without asking the service. */
codelab_instance *known_instance(void);

/* Bytes that malloc() has given out, and descriptors that are open. */
size_t bytes_in_use(void);
int descriptors_open(void);

void test_mixture(void);
void test_pace(void);
void test_turns(void);
void test_throttling(void);
void test_sleepers(void);
void test_timers(void);
void test_threads(void);
void test_free(void);

#endif
