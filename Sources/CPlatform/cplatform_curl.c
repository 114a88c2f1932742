#define _GNU_SOURCE
#include "cplatform_curl.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

void *cplatform_next_finished(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        void *context = NULL;
        *result = message->data.result;
        if (curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context) == CURLE_OK) return context;
    }
    return NULL;
}

curl_socket_t cplatform_socket_open(const struct curl_sockaddr *address) {
    // Close-on-exec: child processes must not inherit our sockets.
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int cplatform_socket_port(int socket) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(socket, (struct sockaddr *)&address, &size) != 0) return 0;
    if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
    return address.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&address)->sin6_port) : 0;
}

uint64_t cplatform_socket_bytes_received(int socket) {
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_received : 0;
}

// A function of libssl, which is loaded if libcurl uses OpenSSL; otherwise NULL.
extern int SSL_pending(const void *ssl) __attribute__((weak));

static bool has_decrypted_input(CURL *easy) {
    struct curl_tlssessioninfo *session = NULL;
    if (SSL_pending == NULL || curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK) return false;
    return session != NULL && session->backend == CURLSSLBACKEND_OPENSSL && session->internals != NULL &&
           SSL_pending(session->internals) > 0;
}

bool cplatform_is_stale(CURL *easy, int socket, bool is_multiplexed) {
    unsigned char record[5];
    ssize_t count = recv(socket, record, sizeof record, MSG_PEEK | MSG_DONTWAIT);
    if (count < 0) return (errno != EAGAIN && errno != EINTR) || (!is_multiplexed && has_decrypted_input(easy));
    if (count == 0 || !is_multiplexed) return true;
    // A frame has at least 9 bytes, and encryption adds 8 or more, so a shorter TLS record is a close_notify.
    if (count == sizeof record && record[3] == 0 && record[4] < 9 + 11) return true;
    return poll(&(struct pollfd){.fd = socket, .events = POLLRDHUP}, 1, 0) != 0;
}

bool cplatform_socks_refused(CURL *easy) {
    long error = 0;
    if (curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &error) != CURLE_OK) return false;
    return error == CURLPX_USER_REJECTED || error == CURLPX_NO_AUTH || error == CURLPX_REPLY_NOT_ALLOWED;
}

// 7.88 is the first version whose TLS writes cannot raise SIGPIPE: they use libcurl's own send(MSG_NOSIGNAL).
#define OLDEST_CURL 0x075800

// libcurl does not check whether OpenSSL's initialisation ran out of memory, and a later TLS call then ends the
// process. The initialisation needs less than a MiB, so check that this is available.
static bool has_memory(void) {
    // Volatile, because compilers remove an allocation that is only freed.
    void *volatile reserve = malloc(1 << 20);
    bool found = reserve != NULL;
    free(reserve);
    return found;
}

// Set once both libraries are initialised. A child of fork() keeps its parent's state and must not ask libcurl again:
// another thread of the parent may have held libcurl's lock at the fork.
static atomic_bool has_started;

CURLcode cplatform_curl_start(void) {
    if (atomic_load_explicit(&has_started, memory_order_acquire)) return CURLE_OK;
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    if (version->version_num < OLDEST_CURL || (version->features & CURL_VERSION_THREADSAFE) == 0)
        return CURLE_FAILED_INIT;
    if (!has_memory()) return CURLE_OUT_OF_MEMORY;
    // OpenSSL's exit handler frees its tables while other threads may be in a TLS call, which then crashes. Only the
    // first initialisation in a process can omit the handler, so do it before libcurl's. libcurl reports an error of
    // OpenSSL later.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
    // Counted and thread-safe since 7.84. There is no cleanup, because the host may use libcurl after us.
    CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code == CURLE_OK) atomic_store_explicit(&has_started, true, memory_order_release);
    return code;
}
