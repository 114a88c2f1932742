/*
 * The libFuzzer target for signing: any URL, headers and body. The first byte chooses the form; then, line by line,
 * stand the URL, the names to sign, region, service, the headers up to an empty line, and the body.
 */
#include "entries.h"
#include "walk.h"

#include <stdint.h>
#include <string.h>

#define LONGEST 131072

enum { LINES, URL, BODY, NAMES, REGION, SERVICE, TEXTS };

typedef struct request {
    const void *texts[TEXTS];
    size_t lengths[TEXTS];
} request;

typedef struct outcome {
    char lines[LONGEST], canonical[LONGEST];
    size_t counts[3];
} outcome;

static void sign_it(const request *of, int is_older, outcome *out)
{
    memset(out->counts, 0, sizeof out->counts);
    HOLDS(entry_sign(is_older, of->texts, of->lengths, 1573789015, out->lines, out->canonical, LONGEST, out->counts) ==
          CODELAB_OK);
    HOLDS(out->counts[0] < LONGEST && out->counts[1] < LONGEST);
}

/* Of the canonical request, counted from 0; its length in *length. */
static const char *line(const outcome *of, int index, size_t *length)
{
    const char *at = of->canonical, *end = at + of->counts[1];
    for (; index > 0; index--) {
        at = memchr(at, '\n', (size_t)(end - at));
        HOLDS(at);
        at++;
    }
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((newline ? newline : end) - at);
    return at;
}

static int is_among(const char *text, size_t length, const char *allowed)
{
    for (size_t index = 0; index < length; index++)
        if (!memchr(allowed, text[index], strlen(allowed))) return 0;
    return 1;
}

#define UNRESERVED "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"

/* What signing adds: two lines, which nothing of the request can end early or lengthen. */
static void check_added(const outcome *of, size_t given)
{
    const char *date = of->lines + given, *end = of->lines + of->counts[0];
    HOLDS(strcmp(date, "X-Sdk-Date: 20191115T033655Z") == 0);
    const char *authorization = date + strlen(date) + 1;
    HOLDS(strncmp(authorization, "Authorization: SDK-HMAC-SHA256 ", 31) == 0);
    HOLDS(strstr(authorization, "x-sdk-date"));
    HOLDS(authorization + strlen(authorization) + 1 == end);
    HOLDS(is_among(end - 65, 64, "0123456789abcdef"));
}

static void check_canonical(const outcome *of)
{
    size_t method, path, query;
    line(of, 0, &method);
    const char *path_text = line(of, 1, &path), *query_text = line(of, 2, &query);
    HOLDS(method == 4 && memcmp(of->canonical, "POST", 4) == 0);
    HOLDS(path > 0 && path_text[path - 1] == '/' && is_among(path_text, path, UNRESERVED "%/"));
    HOLDS(is_among(query_text, query, UNRESERVED "%=&"));
    HOLDS(of->counts[1] > 64 && is_among(of->canonical + of->counts[1] - 64, 64, "0123456789abcdef"));
}

/* Checks that a canonical URL is unchanged. */
static void check_again(const request *of, int is_older, const outcome *first)
{
    static outcome second;
    static char url[LONGEST + 16];
    size_t path, query, path_again, query_again;
    const char *path_text = line(first, 1, &path), *query_text = line(first, 2, &query);
    int length = snprintf(url, sizeof url, "https://h%s%.*s?%.*s", path_text[0] == '/' ? "" : "/", (int)path, path_text,
                          (int)query, query_text);
    request again = *of;
    again.texts[URL] = url;
    again.lengths[URL] = (size_t)length;
    sign_it(&again, is_older, &second);
    const char *path_now = line(&second, 1, &path_again), *query_now = line(&second, 2, &query_again);
    HOLDS(query == query_again && memcmp(query_text, query_now, query) == 0);
    if (path_text[0] == '/') HOLDS(path == path_again && memcmp(path_text, path_now, path) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int order[] = {URL, NAMES, REGION, SERVICE};
    static outcome out;
    static char lines[8192];
    request of = {{lines}, {0}};
    if (size < 1 || size > sizeof lines) return 0;
    const uint8_t *at = data + 1, *end = data + size;
    for (size_t index = 0; index < 4; index++) {
        const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));
        of.texts[order[index]] = at;
        of.lengths[order[index]] = (size_t)((newline ? newline : end) - at);
        at = newline ? newline + 1 : end;
    }
    size_t given = 0;
    while (at < end && *at != '\n') {
        const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline ? newline : end) - at);
        /* Lines end with a NUL, and have none inside: the library's own never do. */
        for (size_t index = 0; index < length; index++) lines[given++] = at[index] ? (char)at[index] : ' ';
        lines[given++] = '\0';
        at = newline ? newline + 1 : end;
    }
    of.lengths[LINES] = given;
    of.texts[BODY] = at < end ? at + 1 : at;
    of.lengths[BODY] = at < end ? (size_t)(end - at) - 1 : 0;
    /* Both come from a table of the library's. */
    if (memchr(of.texts[REGION], '\0', of.lengths[REGION]) || memchr(of.texts[SERVICE], '\0', of.lengths[SERVICE]))
        return 0;
    sign_it(&of, data[0] & 1, &out);
    check_added(&out, given);
    check_canonical(&out);
    check_again(&of, data[0] & 1, &out);
    return 0;
}
