// Addresses of proxies, and the environment's variables for them.
#ifndef CPLATFORM_PROXY_H
#define CPLATFORM_PROXY_H

#include <stdbool.h>

typedef enum cplatform_proxy_fault {
    CPLATFORM_PROXY_OK,
    CPLATFORM_PROXY_MALFORMED,
    // The proxy speaks TLS, which this libcurl cannot speak with a proxy.
    CPLATFORM_PROXY_NEEDS_TLS,
    CPLATFORM_PROXY_NO_MEMORY
} cplatform_proxy_fault;

// Checks [scheme://][user[:password]@]host[:port] with libcurl's own parser, so that libcurl never finds fault with it:
// its message would repeat the text. *speaks_tls becomes true if the proxy does. *secret becomes the decoded password, or
// the user where there is none; it is freed with cplatform_proxy_free_secret(), as is the one that it replaces.
cplatform_proxy_fault cplatform_proxy_check(const char *text, bool *speaks_tls, char **secret);

// Overwrites the secret first.
void cplatform_proxy_free_secret(char *secret);

// The value of the first of these variables that is set and not empty; NULL if there is none. Each name ends with a
// NUL, the last one with two. *name is the variable's.
const char *cplatform_first_variable(const char *names, const char **name);

#endif
