/*
 * The libFuzzer target for codelab_decode_instance(): nothing that a service can answer ends the process, reads or
 * writes out of bounds, or comes back as something that the header does not promise.
 */
#include "judge.h"
#include "refusal.h"
#include "walk.h"

#include <stdint.h>
#include <string.h>

/* Checks that the status is one that decoding can return: none of the network, none of a deadline. */
static void check_status(int32_t status)
{
    int of_service = status <= -400 && status > -600 && status != CODELAB_E_INSTANCE_FAILED;
    HOLDS(status == CODELAB_OK || status == CODELAB_E_PROTOCOL || status == CODELAB_E_ARGUMENT || of_service);
    HOLDS(strcmp(codelab_status_name(status), "CODELAB_UNKNOWN") != 0);
}

static void check_error(const codelab_error *error, int32_t status, size_t length)
{
    check_refusal(error, status, length);
    HOLDS(status != CODELAB_E_PROTOCOL || error->json_offset != CODELAB_ABSENT);
    HOLDS(error->http_status == 0 && error->curl_code == 0 && error->attempts == 0);
}

/* Decodes bytes that are freed before the result is read. *sum is a checksum of the result. */
static int32_t decode(const char *bytes, size_t length, unsigned long long *sum)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_instance *instance = (codelab_instance *)(void *)&error;
    char *copy = malloc(length ? length : 1);
    HOLDS(copy);
    memcpy(copy, bytes, length);
    int32_t status = codelab_decode_instance(copy, length, &instance, &error);
    HOLDS(memcmp(copy, bytes, length) == 0);
    memset(copy, 0xA5, length);
    free(copy);

    check_status(status);
    HOLDS((status < 0) == (instance == NULL));
    check_error(&error, status, length);
    *sum = instance ? walk(instance) : (unsigned long long)error.json_offset;
    codelab_instance_free(instance);
    return status;
}

/* The bytes themselves: refused when they are no JSON object; the same each time. */
static void check_as_answer(const char *bytes, size_t length)
{
    unsigned long long first, second;
    int depth;
    int32_t status = decode(bytes, length, &first);
    HOLDS(decode(bytes, length, &second) == status && first == second);
    const char *text = bytes + byte_order_mark(bytes, length);
    if (!is_json(bytes, length, &depth) || text[strspn(text, " \t\r\n")] != '{') HOLDS(status == CODELAB_E_PROTOCOL);
}

/* Checks the bytes as the value of an unknown key: they are accepted if and only if they are JSON. */
static void check_as_unknown(const char *bytes, size_t length)
{
    static const char before[] = "{\"unknown\":";
    size_t whole = sizeof before - 1 + length + 1;
    unsigned long long sum;
    int depth, whole_depth;
    char *text = malloc(whole);
    HOLDS(text);
    memcpy(text, before, sizeof before - 1);
    memcpy(text + sizeof before - 1, bytes, length);
    text[whole - 1] = '}';
    int32_t status = decode(text, whole, &sum);
    if (!is_json(text, whole, &whole_depth))
        HOLDS(status == CODELAB_E_PROTOCOL);
    else if (byte_order_mark(bytes, length) == 0 && is_json(bytes, length, &depth) && depth < DEEPEST)
        HOLDS(status == CODELAB_OK);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Followed by a NUL, at which strspn() above ends. */
    char *bytes = malloc(size + 1);
    HOLDS(bytes);
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    check_as_answer(bytes, size);
    check_as_unknown(bytes, size);
    free(bytes);
    return 0;
}
