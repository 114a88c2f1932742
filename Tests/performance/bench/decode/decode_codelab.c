/* The library's own decoder, through its door. */
#include "measure.h"

static unsigned long long decode(answer from)
{
    codelab_instance *instance = NULL;
    codelab_error error = CODELAB_ERROR_INIT;
    if (codelab_decode_instance(from.bytes, from.length, &instance, &error) != CODELAB_OK) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    unsigned long long sum = digest(instance);
    codelab_instance_free(instance);
    return sum;
}

int main(int count, char **arguments)
{
    if (count != 3) return fprintf(stderr, "usage: decode_codelab ANSWER-FILE COUNT\n"), 2;
    answer from = read_answer(arguments[1]);
    long times = atol(arguments[2]);
    MEASURE("codelab", times, decode(from));
    free(from.bytes);
    return 0;
}
