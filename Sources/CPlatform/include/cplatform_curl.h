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

static inline CURLcode cplatform_set_header(CURL *easy, cplatform_write_function function) {
    return (curl_easy_setopt)(easy, CURLOPT_HEADERFUNCTION, function);
}

static inline CURLcode cplatform_set_prerequest(CURL *easy, cplatform_prerequest_function function) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, function);
}

typedef int (*cplatform_debug_function)(CURL *easy, curl_infotype type, char *text, size_t length, void *context);

static inline CURLcode cplatform_set_debug(CURL *easy, cplatform_debug_function function, void *context) {
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_DEBUGFUNCTION, function);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_DEBUGDATA, context);
    return code == CURLE_OK ? (curl_easy_setopt)(easy, CURLOPT_VERBOSE, 1L) : code;
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

// Whether the last answer came over a protocol that carries many at once.
static inline bool cplatform_was_multiplexed(CURL *easy) {
    long version = 0;
    return curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version) == CURLE_OK && version >= CURL_HTTP_VERSION_2_0;
}

// The last answer's header of that name, or NULL. Lives until the handle's next use.
static inline const char *cplatform_header(CURL *easy, const char *name) {
    struct curl_header *header = NULL;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : NULL;
}

typedef int (*cplatform_socket_function)(CURL *easy, curl_socket_t socket, int what, void *context, void *known);
typedef int (*cplatform_timer_function)(CURLM *multi, long timeout_ms, void *context);
typedef curl_socket_t (*cplatform_open_function)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*cplatform_close_function)(void *context, curl_socket_t socket);

// How a multi handle tells what it waits for.
static inline CURLMcode cplatform_multi_callbacks(CURLM *multi, cplatform_socket_function socket_function,
                                                  cplatform_timer_function timer_function, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket_function);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer_function);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
    return code;
}

static inline CURLMcode cplatform_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

// Who opens and closes an easy handle's sockets.
static inline CURLcode cplatform_set_socket_functions(CURL *easy, cplatform_open_function open_function,
                                                      cplatform_close_function close_function, void *context) {
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, open_function);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETDATA, context);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, close_function);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETDATA, context);
    return code;
}

// The CURLOPT_PRIVATE pointer of the next transfer that has ended, with *result; NULL when there is none.
void *cplatform_next_finished(CURLM *multi, CURLcode *result);

// As libcurl opens it, but closed in programs that the host starts.
curl_socket_t cplatform_socket_open(const struct curl_sockaddr *address);

// The local port of a connected socket; 0 for anything else.
int cplatform_socket_port(int socket);

// Bytes that a TCP socket has received since it was connected; 0 if the kernel does not say.
uint64_t cplatform_socket_bytes_received(int socket);

// Returns true if an idle connection must not carry the next request: its peer has closed it, or sent something that
// nobody asked for. HTTP/2 may send frames at any time, so there only a close_notify counts.
//
// - easy: about to send on that connection, in its CURLOPT_PREREQFUNCTION.
bool cplatform_is_stale(CURL *easy, int socket, bool is_multiplexed);

// Returns true if this libcurl, before 8.1, can overlook that the server has declared a stream unprocessed: it does when
// it reads the end of the connection together with the GOAWAY.
static inline bool cplatform_curl_overlooks_goaway(void) {
    return curl_version_info(CURLVERSION_NOW)->version_num < 0x080100;
}

// The status of the last answer of a proxy to CONNECT; 0 when none came in this transfer.
static inline long cplatform_connect_status(CURL *easy) {
    long status = 0;
    return curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status) == CURLE_OK ? status : 0;
}

// Whether a SOCKS proxy, after CURLE_PROXY, said that asking again does not help.
bool cplatform_socks_refused(CURL *easy);

// Whether this libcurl was built with zlib.
static inline bool cplatform_curl_reads_gzip(void) {
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_LIBZ) != 0;
}

// curl_global_init() once, and a check that this libcurl is new enough: 7.88 or later, and thread-safe.
// CURLE_OK, CURLE_FAILED_INIT for an older one, or what curl_global_init() said.
CURLcode cplatform_curl_start(void);

#endif
