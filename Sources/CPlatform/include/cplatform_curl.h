// libcurl's variadic calls, one typed wrapper a kind of option: Swift cannot call variadic C functions.
#ifndef CPLATFORM_CURL_H
#define CPLATFORM_CURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// curl_easy_setopt() is also a type-checking macro that needs literal options; these pass them through.
static inline CURLcode cplatform_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode cplatform_set_text(CURL *easy, CURLoption option, const char *text) {
    return (curl_easy_setopt)(easy, option, text);
}

static inline CURLcode cplatform_set_bytes(CURL *easy, CURLoption option, const void *bytes) {
    return (curl_easy_setopt)(easy, option, bytes);
}

static inline CURLcode cplatform_set_context(CURL *easy, CURLoption option, void *context) {
    return (curl_easy_setopt)(easy, option, context);
}

static inline CURLcode cplatform_set_list(CURL *easy, const struct curl_slist *list) {
    return (curl_easy_setopt)(easy, CURLOPT_HTTPHEADER, list);
}

typedef size_t (*cplatform_write_function)(char *bytes, size_t size, size_t count, void *context);
typedef int (*cplatform_prerequest_function)(void *context, char *remote, char *local, int remote_port, int local_port);

static inline CURLcode cplatform_set_write(CURL *easy, cplatform_write_function function) {
    return (curl_easy_setopt)(easy, CURLOPT_WRITEFUNCTION, function);
}

static inline CURLcode cplatform_set_prerequest(CURL *easy, cplatform_prerequest_function function) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline long cplatform_http_status(CURL *easy) {
    long status = 0;
    return curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

// -1 when the answer does not say.
static inline int64_t cplatform_content_length(CURL *easy) {
    curl_off_t length = -1;
    return curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length) == CURLE_OK ? (int64_t)length : -1;
}

// The socket of the connection that the last transfer used and left open; -1 when there is none.
static inline int cplatform_active_socket(CURL *easy) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK ? (int)socket : -1;
}

// The last answer's header of that name, or NULL. Lives until the handle's next use.
static inline const char *cplatform_header(CURL *easy, const char *name) {
    struct curl_header *header = NULL;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : NULL;
}

// Runs what can be run now. 0: the transfer is under way; 1: it has ended with *result; -1: libcurl refused.
int cplatform_perform(CURLM *multi, CURLcode *result);

// Waits for the transfer's sockets, or for the event (-1: none), at most timeout_ms.
CURLMcode cplatform_poll(CURLM *multi, int event, int timeout_ms);

// Whether this libcurl was built with zlib.
static inline bool cplatform_curl_reads_gzip(void) {
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_LIBZ) != 0;
}

// curl_global_init() once, and a check that this libcurl is new enough: 7.88 or later, and thread-safe.
// CURLE_OK, CURLE_FAILED_INIT for an older one, or what curl_global_init() said.
CURLcode cplatform_curl_start(void);

#endif
