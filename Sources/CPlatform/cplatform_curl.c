#define _GNU_SOURCE
#include "cplatform_curl.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>

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

uint64_t cplatform_socket_identity(int socket) {
    struct stat status;
    return fstat(socket, &status) == 0 && S_ISSOCK(status.st_mode) ? (uint64_t)status.st_ino : 0;
}

uint64_t cplatform_socket_bytes_received(int socket) {
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_received : 0;
}

void cplatform_hear_out(const cplatform_idle_socket *sockets, int count) {
    struct pollfd entries[CPLATFORM_SOCKETS_CAPACITY];
    if (count > CPLATFORM_SOCKETS_CAPACITY) count = CPLATFORM_SOCKETS_CAPACITY;
    for (int i = 0; i < count; i++)
        entries[i] = (struct pollfd){.fd = sockets[i].socket, .events = POLLRDHUP, .revents = 0};
    if (count == 0 || poll(entries, (nfds_t)count, 0) <= 0) return;
    for (int i = 0; i < count; i++) {
        char goodbye[512];
        if (entries[i].revents == 0) continue;
        if (cplatform_socket_identity(sockets[i].socket) != sockets[i].identity) continue;
        while (recv(sockets[i].socket, goodbye, sizeof goodbye, MSG_DONTWAIT) > 0) continue;
    }
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
