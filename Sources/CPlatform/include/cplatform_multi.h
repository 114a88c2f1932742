// libcurl's multi handle, with descriptors that child processes do not inherit.
#ifndef CPLATFORM_MULTI_H
#define CPLATFORM_MULTI_H

#include <curl/curl.h>

// Calls curl_multi_init(), and sets close-on-exec on the descriptors that it opens. Returns NULL if memory is short.
//
// libcurl 8.8 and later set the flag themselves. For an older version it is set here, a moment later: a program that
// another thread executes in that moment inherits the descriptors. Only descriptors proven to be libcurl's are changed,
// whatever other threads open and close meanwhile. Not covered are two sockets that libcurl before 8.8 opens while it
// resolves a host name.
CURLM *cplatform_multi_open(void);

#endif
