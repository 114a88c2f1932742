/*
 * The same POST in a loop on one libcurl easy handle, as a careful program writes it: what does not change is set
 * once, the body is gathered in a buffer that grows and is kept, the answer's status is looked at. The answer is not
 * parsed. The headers are those of the command line, so that it sends what the subject sends.
 */
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "call.h"

typedef struct growing {
    char *bytes;
    size_t length, capacity;
} growing;

static size_t gather(char *bytes, size_t size, size_t count, void *context)
{
    growing *body = context;
    size_t length = size * count;
    if (body->capacity - body->length < length + 1) {
        size_t capacity = 2 * (body->length + length + 1);
        char *larger = realloc(body->bytes, capacity);
        if (!larger) return 0;
        body->bytes = larger;
        body->capacity = capacity;
    }
    memcpy(body->bytes + body->length, bytes, length);
    body->length += length;
    body->bytes[body->length] = '\0';
    return length;
}

/* The value of a line of that name, or NULL. */
static const char *value_of(const char *line, const char *name)
{
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') return NULL;
    return line + length + 1 + strspn(line + length + 1, " ");
}

/* libcurl's own options for the headers that have one; a list for the rest. */
static struct curl_slist *set_headers(CURL *easy, const orders *given)
{
    struct curl_slist *headers = NULL;
    for (int i = 0; i < given->header_count; i++) {
        const char *line = given->headers[i];
        const char *agent = value_of(line, "User-Agent");
        const char *encoding = value_of(line, "Accept-Encoding");
        if (agent)
            curl_easy_setopt(easy, CURLOPT_USERAGENT, agent);
        else if (encoding)
            curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, encoding);
        else
            headers = curl_slist_append(headers, line);
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    return headers;
}

static void set_call(CURL *easy, const orders *given, growing *body)
{
    char url[256];
    snprintf(url, sizeof url, "%s/v1/" PROJECT_ID "/notebooks/open", given->endpoint);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, 2L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "{}");
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, gather);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
}

int main(int count, char **arguments)
{
    orders given = take_orders(count, arguments);
    growing body = {NULL, 0, 0};
    CURL *easy = curl_easy_init();
    if (!easy) return 1;
    struct curl_slist *headers = set_headers(easy, &given);
    set_call(easy, &given, &body);
    stopwatch since = start();
    for (long i = 0; i <= given.calls; i++) {
        if (i == 1) since = start();
        long status = 0;
        body.length = 0;
        CURLcode code = curl_easy_perform(easy);
        if (code != CURLE_OK) return fprintf(stderr, "%s\n", curl_easy_strerror(code)), 1;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (status != 200) return fprintf(stderr, "status %ld\n", status), 1;
    }
    tell("libcurl easy", given.calls, since);
    if (!strstr(body.bytes, INSTANCE_ID)) return fprintf(stderr, "another answer: %s\n", body.bytes), 1;
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
    free(body.bytes);
    return 0;
}
