// Addresses of proxies, and the environment variables for them.
#ifndef CPLATFORM_PROXY_H
#define CPLATFORM_PROXY_H

#include <stdbool.h>

typedef enum cplatform_proxy_fault {
    CPLATFORM_PROXY_OK,
    CPLATFORM_PROXY_MALFORMED,
    // The proxy requires TLS, which this libcurl does not support for proxies.
    CPLATFORM_PROXY_NEEDS_TLS,
    CPLATFORM_PROXY_NO_MEMORY
} cplatform_proxy_fault;

// Checks [scheme://][user[:password]@]host[:port] with libcurl's own parser, so that libcurl itself never rejects it:
// its message would repeat the text. Sets *speaks_tls if the proxy requires TLS. Sets *secret to the decoded password,
// or to the user if there is no password, and frees its previous value. The caller frees it with
// cplatform_proxy_free_secret().
cplatform_proxy_fault cplatform_proxy_check(const char *text, bool *speaks_tls, char **secret);

// Overwrites and frees the secret.
void cplatform_proxy_free_secret(char *secret);

// Returns the value of the first of these variables that is set and not empty, and its name in *name; NULL if there is
// none. A NUL terminates each name, and two NULs the last one.
const char *cplatform_first_variable(const char *names, const char **name);

#endif
