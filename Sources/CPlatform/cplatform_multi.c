#define _GNU_SOURCE
#include "cplatform_multi.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cplatform_system.h"

// The first libcurl that opens its wake-up channel with close-on-exec.
#define FIRST_WITH_CLOEXEC 0x080800

// Returns how many bytes were written to a socket or a pipe and not read yet, seen from either end; -1 for other
// descriptors. It changes nothing, so it is safe for the host's descriptors.
static int queued(int descriptor) {
    struct stat status;
    int unread = 0, unsent = 0;
    bool is_known = fstat(descriptor, &status) == 0 && (S_ISSOCK(status.st_mode) || S_ISFIFO(status.st_mode));
    if (!is_known || ioctl(descriptor, FIONREAD, &unread) != 0) return -1;
    // This fails for a pipe, but both ends of a pipe report the unread bytes.
    ioctl(descriptor, SIOCOUTQ, &unsent);
    return unread + unsent;
}

// Sends that many wake-ups through the handle's channel, and reads them. Returns how many bytes the descriptor held in
// between; 0 if it was not empty before and after, as the channel is.
static int echo(CURLM *multi, int descriptor, unsigned wakeups) {
    int ready = 0;
    if (queued(descriptor) != 0) return 0;
    while (wakeups-- > 0) curl_multi_wakeup(multi);
    int found = queued(descriptor);
    curl_multi_poll(multi, NULL, 0, 0, &ready);
    return found > 0 && queued(descriptor) == 0 ? found : 0;
}

// Returns true if the descriptor is an end of the handle's wake-up channel: its content follows the number of wake-ups
// three times. Two of the numbers depend on the clock's nanoseconds, so no other descriptor follows them by chance.
static bool is_wakeup_end(CURLM *multi, int descriptor) {
    int flags = fcntl(descriptor, F_GETFD);
    if (flags < 0 || (flags & FD_CLOEXEC)) return false;
    unsigned number = (unsigned)(cplatform_monotonic_ns() * 2654435761u >> 20);
    int unit = echo(multi, descriptor, 1);
    for (int i = 0; i < 2 && unit > 0; i++, number >>= 3) {
        unsigned wakeups = 2 + number % 8;
        if ((unsigned)echo(multi, descriptor, wakeups) != wakeups * (unsigned)unit) return false;
    }
    return unit > 0;
}

static void close_on_exec(CURLM *multi) {
    // libcurl got the lowest free numbers, so its two descriptors are usually just below this one. They may be above it
    // if another thread has closed descriptors meanwhile.
    enum { FURTHER = 256, USUAL_LIMIT = 1024 };
    int next = cplatform_event_open();
    cplatform_close(next);
    if (next < 0) next = USUAL_LIMIT;
    for (int i = 0, left = 2; i < next + FURTHER && left > 0; i++) {
        int descriptor = i < next ? next - 1 - i : i;
        if (!is_wakeup_end(multi, descriptor)) continue;
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        left--;
    }
}

CURLM *cplatform_multi_open(void) {
    CURLM *multi = curl_multi_init();
    if (multi == NULL || curl_version_info(CURLVERSION_NOW)->version_num >= FIRST_WITH_CLOEXEC) return multi;
    // curl_multi_poll() is a cancellation point of pthread_cancel().
    int cancellation = cplatform_cancel_hold();
    close_on_exec(multi);
    cplatform_cancel_restore(cancellation);
    return multi;
}
