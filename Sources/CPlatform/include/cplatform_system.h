// Clocks, locks, descriptors, and what happens at fork().
#ifndef CPLATFORM_SYSTEM_H
#define CPLATFORM_SYSTEM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Holds off pthread_cancel() of this thread. Returns what cplatform_cancel_restore() takes.
static inline int cplatform_cancel_hold(void) {
    int before = PTHREAD_CANCEL_ENABLE;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

static inline void cplatform_cancel_restore(int before) { pthread_setcancelstate(before, NULL); }

// Milliseconds of a clock that never steps.
int64_t cplatform_monotonic_ms(void);

// The same as it was at the last tick, some milliseconds ago; costs a quarter.
int64_t cplatform_coarse_ms(void);

// Milliseconds since the epoch, as this machine believes.
int64_t cplatform_wall_ms(void);

// Nanoseconds of the clock that never steps, as a seed for jitter.
uint64_t cplatform_monotonic_ns(void);

// The value of an environment variable, which lasts until the environment is changed; NULL when it is not set, and in
// a program that runs with more rights than its caller, who made the environment.
const char *cplatform_environment(const char *name);

// A number that differs between a process and its copies, whether fork(), _Fork() or clone() made them. Never 0.
uint32_t cplatform_process_generation(void);

// Whether that is this process's number. Costs no system call, and may be called in a signal handler.
bool cplatform_process_is(uint32_t generation);

// A descriptor that becomes readable by cplatform_event_raise() and stays so; -1 when none is to be had.
int cplatform_event_open(void);

// Keeps errno, so that a signal handler may call it.
void cplatform_event_raise(int event);
void cplatform_close(int event);

// Makes an event that was raised as if it had not been.
void cplatform_event_lower(int event);

#endif
