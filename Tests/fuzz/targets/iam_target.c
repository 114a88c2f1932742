/*
 * The libFuzzer target for IAM's responses. The first byte chooses the call. The rest of the line is the region or the
 * project's name, and the rest of the input is the body.
 */
#include "entries.h"
#include "judge.h"
#include "refusal.h"
#include "walk.h"

#include <stdint.h>
#include <string.h>

#define LONGEST 4096

static int is_id(const char *text)
{
    size_t length = strlen(text);
    return length <= 64 && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == length;
}

/* What a client may ask without harm: no second host, no query, no dots. */
static int is_address(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/[]";
    size_t length = strlen(text);
    return strspn(text, allowed) == length && (!strncmp(text, "https://", 8) || !strncmp(text, "http://", 7)) &&
           !strstr(text, "/.") && text[length - 1] != '/';
}

static void check_refused(int32_t status, int is_sound, const codelab_error *error)
{
    if (!is_sound) HOLDS(status == CODELAB_E_PROTOCOL && error->json_offset != CODELAB_ABSENT);
    if (status == CODELAB_E_PROTOCOL && error->json_offset == CODELAB_ABSENT)
        HOLDS(strstr(error->message, "project id"));
}

static void check_token(const char *region, const uint8_t *body, size_t length, int is_sound)
{
    codelab_error error = CODELAB_ERROR_INIT;
    char project[LONGEST], endpoint[LONGEST];
    int64_t expires_at_ms;
    int32_t status = entry_token(body, length, region, &expires_at_ms, project, endpoint, LONGEST, &error);
    check_refusal(&error, status, length);
    check_refused(status, is_sound, &error);
    /* CODELAB_E_ARGUMENT: an invalid address in the catalog. */
    HOLDS(status == CODELAB_OK || status == CODELAB_E_PROTOCOL || status == CODELAB_E_ARGUMENT);
    if (status != CODELAB_OK) return;
    HOLDS(is_id(project));
    HOLDS(endpoint[0] == '\0' || is_address(endpoint));
    HOLDS(expires_at_ms == CODELAB_ABSENT || expires_at_ms < 253402300800000 + 86400000);
}

static void check_projects(const char *name, const uint8_t *body, size_t length, int is_sound)
{
    codelab_error error = CODELAB_ERROR_INIT;
    char project[LONGEST];
    int32_t status = entry_projects(body, length, name, project, LONGEST, &error);
    check_refusal(&error, status, length);
    check_refused(status, is_sound, &error);
    HOLDS(status == CODELAB_OK || status == CODELAB_E_PROTOCOL || status == CODELAB_E_NOT_FOUND);
    if (status == CODELAB_OK) HOLDS(project[0] != '\0' && is_id(project));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data + 1, '\n', size - 1) : NULL;
    char name[256];
    int depth;
    if (!end || (size_t)(end - data) > sizeof name) return 0;
    memcpy(name, data + 1, (size_t)(end - data - 1));
    name[end - data - 1] = '\0';
    /* As a caller's name: the client has seen that it is UTF-8. */
    if (!is_utf8(name, strlen(name))) return 0;
    const uint8_t *body = end + 1;
    size_t length = size - (size_t)(body - data);
    const uint8_t *first = body + byte_order_mark((const char *)body, length);
    while (first < data + size && memchr(" \t\r\n", *first, 4)) first++;
    int is_sound = is_json((const char *)body, length, &depth) && *first == '{';
    if (data[0] & 1)
        check_token(name, body, length, is_sound);
    else
        check_projects(name, body, length, is_sound);
    return 0;
}
