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

// What the text is, in any spelling of the address. One that stands for an IPv4 address, or for any address, counts as
// invalid: it could be this machine without being ::1.
cplatform_ipv6 cplatform_ipv6_kind(const uint8_t *text, size_t length);

#endif
