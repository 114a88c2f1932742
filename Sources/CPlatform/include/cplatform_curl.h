// Typed wrappers of libcurl's variadic functions, which Swift cannot call.
#ifndef CPLATFORM_CURL_H
#define CPLATFORM_CURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// curl_easy_setopt() is also a type-checking macro that requires literal options; the parentheses avoid it.
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

// Returns the Content-Length of the response, or -1 if it has none.
static inline int64_t cplatform_content_length(CURL *easy) {
    curl_off_t length = -1;
    return curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length) == CURLE_OK ? (int64_t)length : -1;
}

// Returns true if the last response came over a protocol that multiplexes requests.
static inline bool cplatform_was_multiplexed(CURL *easy) {
    long version = 0;
    return curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version) == CURLE_OK && version >= CURL_HTTP_VERSION_2_0;
}

// Returns the header of that name in the last response, or NULL. It is valid until the handle is used again.
static inline const char *cplatform_header(CURL *easy, const char *name) {
    struct curl_header *header = NULL;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : NULL;
}

typedef int (*cplatform_socket_function)(CURL *easy, curl_socket_t socket, int what, void *context, void *known);
typedef int (*cplatform_timer_function)(CURLM *multi, long timeout_ms, void *context);
typedef curl_socket_t (*cplatform_open_function)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*cplatform_close_function)(void *context, curl_socket_t socket);

// Sets the functions with which a multi handle reports the events it waits for.
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

// Sets the functions that open and close an easy handle's sockets.
static inline CURLcode cplatform_set_socket_functions(CURL *easy, cplatform_open_function open_function,
                                                      cplatform_close_function close_function, void *context) {
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, open_function);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETDATA, context);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, close_function);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETDATA, context);
    return code;
}

// Returns the CURLOPT_PRIVATE pointer of the next ended transfer, and its *result; NULL if there is none.
void *cplatform_next_finished(CURLM *multi, CURLcode *result);

// Opens a socket as libcurl does, but with close-on-exec.
curl_socket_t cplatform_socket_open(const struct curl_sockaddr *address);

// Returns the local port of a connected socket; 0 for anything else.
int cplatform_socket_port(int socket);

// Returns how many bytes a TCP socket has received since it was connected; 0 if the kernel does not report it.
uint64_t cplatform_socket_bytes_received(int socket);

// Returns true if an idle connection must not carry the next request, because its peer has closed it or sent unexpected
// data. HTTP/2 may send frames at any time, so there only a close_notify counts.
//
// - easy: the handle that is about to send on the connection, in its CURLOPT_PREREQFUNCTION.
bool cplatform_is_stale(CURL *easy, int socket, bool is_multiplexed);

// Returns true if this libcurl, older than 8.1, can miss that the server declared a stream unprocessed: that happens if
// it reads the GOAWAY and the end of the connection together.
static inline bool cplatform_curl_overlooks_goaway(void) {
    return curl_version_info(CURLVERSION_NOW)->version_num < 0x080100;
}

// Returns the status of the proxy's last response to CONNECT; 0 if there was none in this transfer.
static inline long cplatform_connect_status(CURL *easy) {
    long status = 0;
    return curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status) == CURLE_OK ? status : 0;
}

// Returns true if a SOCKS proxy refused in such a way, after CURLE_PROXY, that a retry does not help.
bool cplatform_socks_refused(CURL *easy);

// Returns true if this libcurl was built with zlib.
static inline bool cplatform_curl_reads_gzip(void) {
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_LIBZ) != 0;
}

// Initialises OpenSSL and libcurl once, and checks that this libcurl is 7.88 or later and thread-safe. Returns CURLE_OK,
// CURLE_FAILED_INIT for an unsuitable libcurl, or the error of curl_global_init().
CURLcode cplatform_curl_start(void);

#endif
