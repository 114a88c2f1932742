// Displayable forms of characters in texts from outside.
#ifndef CPLATFORM_TEXT_H
#define CPLATFORM_TEXT_H

#include <stddef.h>
#include <stdint.h>

// The most bytes that cplatform_show_character() writes.
#define CPLATFORM_SHOWN_BYTES 16

// Writes a displayable form of the character at the start of `text` to `out`, and returns its length. `count` > 0. Sets
// *taken to the number of bytes read. Line breaks and tabs become spaces, and a byte that is not UTF-8 becomes a
// question mark. Invisible characters are escaped: controls, direction marks, zero-width joiners, and tags.
int32_t cplatform_show_character(const uint8_t *text, size_t count, uint8_t *out, int32_t *taken);

#endif
