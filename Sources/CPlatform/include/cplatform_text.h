// Characters of texts from outside, as they may be shown.
#ifndef CPLATFORM_TEXT_H
#define CPLATFORM_TEXT_H

#include <stddef.h>
#include <stdint.h>

// The longest that one character becomes.
#define CPLATFORM_SHOWN_BYTES 16

// Writes the character at the start of `text` to `out`, and returns how many bytes that are. `count` > 0; *taken is set
// to the bytes that were read. Line breaks and tabs become spaces, and a byte that is not UTF-8 a question mark. What
// is not visible is escaped: controls, marks that turn the direction of a text, joiners without width, and tags.
int32_t cplatform_show_character(const uint8_t *text, size_t count, uint8_t *out, int32_t *taken);

#endif
