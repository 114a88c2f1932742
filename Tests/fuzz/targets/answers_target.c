/*
 * The libFuzzer target for answers of the service, good and refused, with the headers that count. Three bytes choose
 * what was asked for, the status and the headers; the rest is the body.
 */
#include "entries.h"
#include "judge.h"
#include "refusal.h"
#include "walk.h"

#include <stdint.h>
#include <string.h>

/* Errors must never repeat sixteen bytes of it. */
#define SECRET "MIIabcdefghijklmnopqrstuvwxyz"

static const int32_t http_statuses[] = {200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 408, 413, 429, 500, 503, 504};
static const char *const dates[] = {NULL, "Mon, 07 Dec 2021 01:50:05 GMT", "Mon Dec  7 01:50:05 2021", "yesterday"};
static const char *const retry_afters[] = {NULL, "7", "Mon, 07 Dec 2021 01:55:05 GMT", "99999999999999999999"};

#define CHOICE(list, number) ((list)[(number) % (sizeof(list) / sizeof *(list))])

typedef struct question {
    int32_t kind, http_status;
    const char *date, *retry_after;
    int64_t signed_seconds;
} question;

static unsigned long long read_all(int32_t kind, const void *answer)
{
    if (kind == ENTRY_INSTANCE) return walk(answer);
    if (kind == ENTRY_LEASE) return walk_lease(answer);
    if (kind == ENTRY_IMAGE) return walk_image(answer);
    return walk_page(answer);
}

static void check_error(const question *of, const codelab_error *error, int32_t status, size_t length)
{
    check_refusal(error, status, length);
    HOLDS(error->http_status == (status < 0 ? of->http_status : 0));
    HOLDS(strstr(error->message, "MIIabcdefghijklm") == NULL);
    HOLDS(strstr(error->request_id, "MIIabcdefghijklm") == NULL);
    HOLDS(strstr(error->service_code, "MIIabcdefghijklm") == NULL);
    HOLDS(of->http_status < 300 || error->json_offset == CODELAB_ABSENT);
    HOLDS(status <= -400 || status == CODELAB_OK || status == CODELAB_E_PROTOCOL || status == CODELAB_E_ARGUMENT);
}

static int32_t ask(const question *of, const void *bytes, size_t length, unsigned long long *sum)
{
    codelab_error error = CODELAB_ERROR_INIT;
    void *answer = &error;
    int32_t status = entry_answer(of->kind, bytes, length, of->http_status, of->date, of->retry_after, "the-request",
                                  of->signed_seconds, SECRET, &answer, &error);
    HOLDS((status == CODELAB_OK) == (answer != NULL));
    check_error(of, &error, status, length);
    *sum = answer ? read_all(of->kind, answer) : 0;
    entry_answer_free(answer);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3) return 0;
    const question of = {data[0] % ENTRY_KINDS, CHOICE(http_statuses, data[1]), CHOICE(dates, data[2] & 3),
                         CHOICE(retry_afters, data[2] >> 2 & 3), data[2] & 16 ? 1638841805 : CODELAB_ABSENT};
    unsigned long long first, second;
    const uint8_t *body = data + 3;
    size_t length = size - 3;
    int depth;
    int32_t status = ask(&of, body, length, &first);
    HOLDS(ask(&of, body, length, &second) == status && first == second);
    HOLDS(of.http_status < 300 || status < 0);
    if (of.http_status < 300 && !is_json((const char *)body, length, &depth)) HOLDS(status == CODELAB_E_PROTOCOL);
    return 0;
}
