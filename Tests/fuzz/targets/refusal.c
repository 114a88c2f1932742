#include "refusal.h"

#include "judge.h"
#include "walk.h"

#include <string.h>

static void check_text(const char *text, size_t capacity)
{
    HOLDS(memchr(text, '\0', capacity));
    HOLDS(is_utf8(text, strlen(text)));
    for (; *text; text++) HOLDS((unsigned char)*text >= 0x20 && *text != 0x7F);
}

void check_refusal(const codelab_error *error, int32_t status, size_t length)
{
    HOLDS(error->code == status);
    HOLDS(error->struct_size == sizeof *error);
    check_text(error->service_code, sizeof error->service_code);
    check_text(error->request_id, sizeof error->request_id);
    check_text(error->json_path, sizeof error->json_path);
    check_text(error->message, sizeof error->message);
    HOLDS((status < 0) == (error->message[0] != '\0'));
    HOLDS(error->json_offset == CODELAB_ABSENT ||
          (error->json_offset >= 0 && (uint64_t)error->json_offset <= length));
    HOLDS(error->retryable == 0 || error->retryable == 1);
    HOLDS(error->retry_after_ms == CODELAB_ABSENT ||
          (error->retry_after_ms >= 0 && error->retry_after_ms <= 86400000));
    HOLDS(strcmp(codelab_status_name(status), "CODELAB_UNKNOWN") != 0);
}
