#define _GNU_SOURCE
#include "cplatform_system.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int64_t cplatform_monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t cplatform_coarse_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t cplatform_wall_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint64_t cplatform_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

const char *cplatform_environment(const char *name) { return secure_getenv(name); }

// The generation of this process, in a page that the kernel clears in every copy of the process. Fork handlers do not
// run for _Fork() and clone(), and getpid() would be a system call for each use of a handle.
static _Atomic(_Atomic uint32_t *) page;
// Replaces the page if the kernel does not support it. The generation is then the process id.
static _Atomic uint32_t no_page;
// The newest generation. A child inherits it, so its generation differs from those of all its ancestors.
static _Atomic uint32_t newest;

// Clears the generation on emulators that accept the advice without implementing it.
static void enter_child(void) { atomic_store(atomic_load(&page), 0); }

static _Atomic uint32_t *make_page(void) {
    _Atomic uint32_t *present = NULL, *made = &no_page;
    void *memory = mmap(NULL, sizeof *made, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool is_mapped = memory != MAP_FAILED;
    if (is_mapped && madvise(memory, sizeof *made, MADV_WIPEONFORK) == 0) made = memory;
    if (atomic_compare_exchange_strong(&page, &present, made)) {
        // If memory is short, the page alone must do.
        (void)pthread_atfork(NULL, NULL, enter_child);
        present = made;
    }
    if (is_mapped && present != memory) munmap(memory, sizeof *made);
    return present;
}

static uint32_t generation_in(const _Atomic uint32_t *storage) {
    return storage == &no_page ? (uint32_t)getpid() : atomic_load_explicit(storage, memory_order_relaxed);
}

uint32_t cplatform_process_generation(void) {
    _Atomic uint32_t *storage = atomic_load(&page);
    if (storage == NULL) storage = make_page();
    uint32_t found = generation_in(storage);
    if (found != 0) return found;
    // This is the first use in this process. Concurrent threads agree on the number.
    uint32_t fresh = atomic_load(&newest) + 1;
    atomic_compare_exchange_strong(&newest, &(uint32_t){fresh - 1}, fresh);
    return atomic_compare_exchange_strong(storage, &found, fresh) ? fresh : found;
}

bool cplatform_process_is(uint32_t generation) {
    const _Atomic uint32_t *storage = atomic_load_explicit(&page, memory_order_acquire);
    return storage != NULL && generation_in(storage) == generation;
}

// Uses syscall(), because write(), read() and close() are cancellation points of pthread_cancel(), and the caller may
// hold a lock.
int cplatform_event_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void cplatform_event_raise(int event) {
    int saved_errno = errno;
    uint64_t one = 1;
    // This only fails if the counter is full, and then the descriptor is readable already.
    syscall(SYS_write, event, &one, sizeof one);
    errno = saved_errno;
}

void cplatform_event_lower(int event) {
    uint64_t raised;
    syscall(SYS_read, event, &raised, sizeof raised);
}

void cplatform_close(int event) {
    if (event >= 0) syscall(SYS_close, event);
}
