#define _GNU_SOURCE
#include "cplatform_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cplatform_poller.h"

bool cplatform_lacks_descriptors(int wanted) {
    if (wanted == 0) return false;
    int opened = open("/", O_PATH | O_CLOEXEC);
    if (opened < 0) return errno == EMFILE || errno == ENFILE;
    bool is_short = cplatform_lacks_descriptors(wanted - 1);
    close(opened);
    return is_short;
}

static bool is_forbidden(int opened) {
    if (opened < 0) return errno == EPERM || errno == EACCES || errno == ENOSYS;
    close(opened);
    return false;
}

int cplatform_find_shortage(void) {
    // A queue needs five descriptors, with those of libcurl.
    if (cplatform_lacks_descriptors(5)) return CPLATFORM_NO_DESCRIPTOR;
    bool is_refused = is_forbidden(eventfd(0, EFD_CLOEXEC)) || is_forbidden(cplatform_epoll_open()) ||
                      is_forbidden(cplatform_timer_open());
    return is_refused ? CPLATFORM_FORBIDDEN : CPLATFORM_NO_MEMORY;
}

bool cplatform_is_privileged(void) { return getauxval(AT_SECURE) != 0; }

bool cplatform_would_leak_keys(void) {
    const char *file = cplatform_is_privileged() ? getenv("SSLKEYLOGFILE") : NULL;
    return file != NULL && *file != '\0';
}
