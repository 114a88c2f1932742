/* What an error must be, whatever it is about. */
#ifndef REFUSAL_H
#define REFUSAL_H

#include <codelab.h>

/* length: of the bytes that json_offset is one of. */
void check_refusal(const codelab_error *error, int32_t status, size_t length);

#endif
