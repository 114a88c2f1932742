#include "cplatform_curl.h"

#include <stdlib.h>

int cplatform_perform(CURLM *multi, CURLcode *result) {
    int running = 0;
    if (curl_multi_perform(multi, &running) != CURLM_OK) return -1;
    int left = 0;
    CURLMsg *message = curl_multi_info_read(multi, &left);
    if (message == NULL) return running > 0 ? 0 : -1;
    *result = message->data.result;
    return 1;
}

CURLMcode cplatform_poll(CURLM *multi, int event, int timeout_ms) {
    struct curl_waitfd entry = {.fd = event, .events = CURL_WAIT_POLLIN, .revents = 0};
    return curl_multi_poll(multi, &entry, event >= 0 ? 1 : 0, timeout_ms, NULL);
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
    // Counted and thread-safe since 7.84. Never undone: the host may use libcurl after us.
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}
