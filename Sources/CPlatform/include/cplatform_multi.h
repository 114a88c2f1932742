// libcurl's multi handle, whose descriptors programs do not inherit that the host executes.
#ifndef CPLATFORM_MULTI_H
#define CPLATFORM_MULTI_H

#include <curl/curl.h>

// curl_multi_init() with close-on-exec set on the descriptors that it opens. NULL when there is no memory.
//
// libcurl 8.8 and later set the flag themselves. For an older one it is set here, a moment later: a program that another
// thread executes in that moment inherits them. Only descriptors that are proven to be libcurl's are changed, whatever
// other threads open and close meanwhile. What libcurl before 8.8 opens while it resolves a host name is not covered: two
// sockets, which are closed when the name is resolved.
CURLM *cplatform_multi_open(void);

#endif
