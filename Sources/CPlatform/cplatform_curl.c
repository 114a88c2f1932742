#define _GNU_SOURCE
#include "cplatform_curl.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <poll.h>
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
    // A program that the host starts meanwhile has no business with our connections.
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

// Of libssl, which libcurl brings along if it uses OpenSSL; else this is NULL.
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
    // A frame has 9 bytes at least, and encryption adds 8 or more: a shorter record of TLS is a close_notify.
    if (count == sizeof record && record[3] == 0 && record[4] < 9 + 11) return true;
    return poll(&(struct pollfd){.fd = socket, .events = POLLRDHUP}, 1, 0) != 0;
}

bool cplatform_socks_refused(CURL *easy) {
    long error = 0;
    if (curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &error) != CURLE_OK) return false;
    return error == CURLPX_USER_REJECTED || error == CURLPX_NO_AUTH || error == CURLPX_REPLY_NOT_ALLOWED;
}

// 7.88 is the first whose TLS writes cannot raise SIGPIPE: they go through libcurl's own send(MSG_NOSIGNAL).
#define OLDEST_CURL 0x075800

// libcurl does not notice when OpenSSL finds no memory for its own set-up, and a TLS call then ends the process. That
// set-up takes less than a MiB, which is asked for first.
static bool there_is_memory(void) {
    // Volatile: compilers drop an allocation that is only freed.
    void *volatile reserve = malloc(1 << 20);
    bool found = reserve != NULL;
    free(reserve);
    return found;
}

CURLcode cplatform_curl_start(void) {
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    if (version->version_num < OLDEST_CURL || (version->features & CURL_VERSION_THREADSAFE) == 0)
        return CURLE_FAILED_INIT;
    if (!there_is_memory()) return CURLE_OUT_OF_MEMORY;
    // OpenSSL's exit handler frees its tables while other threads may be in a TLS call, which then crash. Only the first
    // initialisation in a process can leave the handler out, so do it before libcurl's. The error is libcurl's to find.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
    // Counted and thread-safe since 7.84. Never undone: the host may use libcurl after us.
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}
