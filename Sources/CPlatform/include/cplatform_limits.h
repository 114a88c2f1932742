// Limits and restrictions of this process.
#ifndef CPLATFORM_LIMITS_H
#define CPLATFORM_LIMITS_H

#include <stdbool.h>

enum { CPLATFORM_NO_MEMORY, CPLATFORM_NO_DESCRIPTOR, CPLATFORM_FORBIDDEN };

// Returns true if the limit of this process, or of the system, leaves fewer than `wanted` descriptors.
bool cplatform_lacks_descriptors(int wanted);

// Returns the likely reason why a system object could not be created: CPLATFORM_NO_DESCRIPTOR if no descriptor is free,
// CPLATFORM_FORBIDDEN if a sandbox rejects eventfd, epoll or timerfd, or else CPLATFORM_NO_MEMORY.
int cplatform_find_shortage(void);

// Returns true in a setuid or similar program, whose environment comes from a less privileged caller.
bool cplatform_is_privileged(void);

// Returns true if libcurl would write TLS keys of such a program to a file named by that caller.
bool cplatform_would_leak_keys(void);

#endif
