#include "cplatform_text.h"

#define NO_CHARACTER UINT32_MAX

// Returns the character at the start of `text`, or NO_CHARACTER with a length of one byte if it is not UTF-8.
static uint32_t character(const uint8_t *text, size_t count, int32_t *length)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    uint8_t lead = text[0];
    *length = 1;
    if (lead < 0x80) return lead;
    if (lead < 0xC0 || lead >= 0xF8) return NO_CHARACTER;
    int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if ((size_t)more >= count) return NO_CHARACTER;
    uint32_t found = lead & (0x3Fu >> more);
    for (int at = 1; at <= more; at++) {
        if ((text[at] & 0xC0) != 0x80) return NO_CHARACTER;
        found = found << 6 | (text[at] & 0x3F);
    }
    if (found < least[more] || found > 0x10FFFF || found >> 11 == 0xD800 >> 11) return NO_CHARACTER;
    *length = more + 1;
    return found;
}

static int is_visible(uint32_t found)
{
    // The first and the last character of each range.
    static const uint32_t hidden[][2] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},   {0x180E, 0x180E},  {0x200B, 0x200B},
        {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB},  {0xE0000, 0xE0FFF},
    };
    for (size_t at = 0; at < sizeof hidden / sizeof *hidden; at++)
        if (found >= hidden[at][0] && found <= hidden[at][1]) return 0;
    return 1;
}

int32_t cplatform_show_character(const uint8_t *text, size_t count, uint8_t *out, int32_t *taken)
{
    uint32_t found = character(text, count, taken);
    if (found == NO_CHARACTER || (found >= '\t' && found <= '\r')) {
        out[0] = found == NO_CHARACTER ? '?' : ' ';
        return 1;
    }
    int32_t length = 0;
    if (is_visible(found)) {
        for (; length < *taken; length++) out[length] = text[length];
        return length;
    }
    out[length++] = '\\';
    out[length++] = found < 0x10000 ? 'u' : 'U';
    for (int shift = found < 0x10000 ? 12 : 28; shift >= 0; shift -= 4)
        out[length++] = (uint8_t)"0123456789abcdef"[found >> shift & 0xF];
    return length;
}
