#include "cplatform_address.h"

#include <arpa/inet.h>
#include <string.h>

cplatform_ipv6 cplatform_ipv6_kind(const uint8_t *text, size_t length) {
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr address;
    static const uint8_t zeroes[8];
    if (length >= sizeof copy) return CPLATFORM_IPV6_INVALID;
    memcpy(copy, text, length);
    copy[length] = 0;
    if (strlen(copy) != length || inet_pton(AF_INET6, copy, &address) != 1) return CPLATFORM_IPV6_INVALID;
    if (IN6_IS_ADDR_LOOPBACK(&address)) return CPLATFORM_IPV6_LOOPBACK;
    return memcmp(&address, zeroes, sizeof zeroes) == 0 ? CPLATFORM_IPV6_INVALID : CPLATFORM_IPV6_OTHER;
}
