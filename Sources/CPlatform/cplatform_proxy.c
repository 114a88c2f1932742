#define _GNU_SOURCE
#include "cplatform_proxy.h"

#include "cplatform_system.h"

#include <curl/curl.h>
#include <stddef.h>
#include <string.h>

// Returns a decoded part of the address, or NULL.
static char *part_of(CURLU *url, CURLUPart part, CURLUcode *code) {
    char *text = NULL;
    *code = curl_url_get(url, part, &text, CURLU_URLDECODE);
    return text;
}

static bool is_known(const char *scheme) {
    static const char known[] = "http\0https\0socks\0socks4\0socks4a\0socks5\0socks5h\0";
    for (const char *each = known; *each != 0; each += strlen(each) + 1)
        if (strcmp(scheme, each) == 0) return true;
    return false;
}

static CURLUcode check_location(CURLU *url, bool *speaks_tls) {
    CURLUcode code;
    char *scheme = part_of(url, CURLUPART_SCHEME, &code), *host = NULL, *path = NULL;
    if (scheme != NULL) host = part_of(url, CURLUPART_HOST, &code);
    if (host != NULL) path = part_of(url, CURLUPART_PATH, &code);
    if (path != NULL) {
        if (strcmp(scheme, "https") == 0) *speaks_tls = true;
        // socks5://localhost/path names a socket in the file system. Other paths have no meaning.
        bool is_file = scheme[0] == 's' && strcmp(host, "localhost") == 0;
        if (!is_known(scheme) || host[0] == 0 || (strlen(path) > 1 && !is_file)) code = CURLUE_MALFORMED_INPUT;
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(path);
    return code;
}

static CURLUcode read_secret(CURLU *url, char **secret) {
    CURLUcode code;
    char *user = part_of(url, CURLUPART_USER, &code);
    if (code != CURLUE_OK && code != CURLUE_NO_USER) return code;
    char *password = part_of(url, CURLUPART_PASSWORD, &code);
    char *found = password != NULL && password[0] != 0 ? password : user;
    cplatform_proxy_free_secret(found == user ? password : user);
    if (found != NULL) {
        cplatform_proxy_free_secret(*secret);
        *secret = found;
    }
    return code == CURLUE_NO_PASSWORD ? CURLUE_OK : code;
}

static cplatform_proxy_fault check(const char *text, bool *speaks_tls, char **secret) {
    // In a password these characters would end the host early, and the beginning of the password would be resolved as a
    // name.
    if (strpbrk(text, "#?") != NULL) return CPLATFORM_PROXY_MALFORMED;
    CURLU *url = curl_url();
    if (url == NULL) return CPLATFORM_PROXY_NO_MEMORY;
    // libcurl parses a proxy with these flags.
    CURLUcode code = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME);
    if (code == CURLUE_OK) code = check_location(url, speaks_tls);
    if (code == CURLUE_OK) code = read_secret(url, secret);
    curl_url_cleanup(url);
    if (code == CURLUE_OUT_OF_MEMORY) return CPLATFORM_PROXY_NO_MEMORY;
    if (code != CURLUE_OK) return CPLATFORM_PROXY_MALFORMED;
    if (*speaks_tls && (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTPS_PROXY) == 0)
        return CPLATFORM_PROXY_NEEDS_TLS;
    return CPLATFORM_PROXY_OK;
}

cplatform_proxy_fault cplatform_proxy_check(const char *text, bool *speaks_tls, char **secret) {
    cplatform_proxy_fault fault = check(text, speaks_tls, secret);
    // libcurl 7.88 also reports a malformed address if memory is short, so try a second time.
    return fault == CPLATFORM_PROXY_MALFORMED ? check(text, speaks_tls, secret) : fault;
}

void cplatform_proxy_free_secret(char *secret) {
    if (secret == NULL) return;
    explicit_bzero(secret, strlen(secret));
    curl_free(secret);
}

const char *cplatform_first_variable(const char *names, const char **name) {
    for (*name = names; **name != 0; *name += strlen(*name) + 1) {
        const char *value = cplatform_environment(*name);
        if (value != NULL && value[0] != 0) return value;
    }
    return NULL;
}
