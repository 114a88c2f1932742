// Clocks, event descriptors, thread cancellation, and detection of fork().
#ifndef CPLATFORM_SYSTEM_H
#define CPLATFORM_SYSTEM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Disables pthread_cancel() for this thread. Returns the argument for cplatform_cancel_restore().
static inline int cplatform_cancel_hold(void) {
    int before = PTHREAD_CANCEL_ENABLE;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

static inline void cplatform_cancel_restore(int before) { pthread_setcancelstate(before, NULL); }

// Returns milliseconds of the monotonic clock.
int64_t cplatform_monotonic_ms(void);

// Returns the same clock as of the last tick, a few milliseconds ago. It takes a quarter of the time.
int64_t cplatform_coarse_ms(void);

// Returns milliseconds since the epoch, by this machine's clock.
int64_t cplatform_wall_ms(void);

// Returns nanoseconds of the monotonic clock, as a seed for jitter.
uint64_t cplatform_monotonic_ns(void);

// Returns the value of an environment variable, which is valid until the environment changes. Returns NULL if it is not
// set, or if the program has more rights than its caller, who made the environment.
const char *cplatform_environment(const char *name);

// Returns a number that differs between a process and its copies, made by fork(), _Fork() or clone(). It is never 0.
uint32_t cplatform_process_generation(void);

// Returns true if `generation` is this process's number. Makes no system call, and may be called in a signal handler.
bool cplatform_process_is(uint32_t generation);

// Returns a new event descriptor, which is readable after cplatform_event_raise(); -1 on failure.
int cplatform_event_open(void);

// Makes the event readable. Keeps errno, so that a signal handler may call it.
void cplatform_event_raise(int event);
void cplatform_close(int event);

// Makes the event unreadable again.
void cplatform_event_lower(int event);

#endif
