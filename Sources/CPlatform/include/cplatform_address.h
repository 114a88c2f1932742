// Numeric addresses.
#ifndef CPLATFORM_ADDRESS_H
#define CPLATFORM_ADDRESS_H

#include <stddef.h>
#include <stdint.h>

typedef enum cplatform_ipv6 {
    CPLATFORM_IPV6_INVALID,
    CPLATFORM_IPV6_LOOPBACK,
    CPLATFORM_IPV6_OTHER
} cplatform_ipv6;

// Returns the kind of an address in any spelling. An address that maps an IPv4 address, or the unspecified address, is
// invalid: it could be this machine without being ::1.
cplatform_ipv6 cplatform_ipv6_kind(const uint8_t *text, size_t length);

#endif
