// What this process has run out of, and what it may not do.
#ifndef CPLATFORM_LIMITS_H
#define CPLATFORM_LIMITS_H

#include <stdbool.h>

enum { CPLATFORM_NO_MEMORY, CPLATFORM_NO_DESCRIPTOR, CPLATFORM_FORBIDDEN };

// Returns true if the limit of this process, or of the system, leaves fewer than `wanted` descriptors.
bool cplatform_lacks_descriptors(int wanted);

// Tells why something could not be made: no descriptor is free; eventfd, epoll or timerfd is refused, as sandboxes do; or
// else there was no memory.
int cplatform_find_shortage(void);

// Returns true in a program that runs with more rights than its caller, who made the environment.
bool cplatform_is_privileged(void);

// Returns true if libcurl would write the keys of TLS connections to a file that the caller of such a program has chosen.
bool cplatform_would_leak_keys(void);

#endif
