#include "judge.h"

#include <string.h>

typedef struct text {
    const unsigned char *at, *end;
    int depth, deepest;
} text;

static int value(text *of);

static int next(const text *of) { return of->at < of->end ? *of->at : -1; }

static int take(text *of, int byte)
{
    if (next(of) != byte) return 0;
    of->at++;
    return 1;
}

static void spaces(text *of)
{
    while (next(of) == ' ' || next(of) == '\t' || next(of) == '\n' || next(of) == '\r') of->at++;
}

static int digits(text *of)
{
    const unsigned char *first = of->at;
    while (next(of) >= '0' && next(of) <= '9') of->at++;
    return of->at > first;
}

static int number(text *of)
{
    take(of, '-');
    if (!take(of, '0') && !digits(of)) return 0;
    if (take(of, '.') && !digits(of)) return 0;
    if (take(of, 'e') || take(of, 'E')) {
        if (!take(of, '+')) take(of, '-');
        return digits(of);
    }
    return 1;
}

/* The length of the sequence at the beginning, by the table of RFC 3629; 0 when there is none. */
static int sequence(const unsigned char *at, const unsigned char *end)
{
    int first = at[0], length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 0 || first > 0xF4 || end - at < length) return 0;
    if (length == 1) return 1;
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (at[1] < lowest || at[1] > highest) return 0;
    for (int index = 2; index < length; index++)
        if ((at[index] & 0xC0) != 0x80) return 0;
    return length;
}

static int unit(text *of)
{
    int sum = 0;
    for (int count = 0; count < 4; count++) {
        static const char hexadecimal[] = "0123456789abcdefABCDEF";
        int byte = next(of);
        const char *place = byte > 0 ? strchr(hexadecimal, byte) : NULL;
        if (!place) return -1;
        int index = (int)(place - hexadecimal);
        sum = sum * 16 + (index > 15 ? index - 6 : index);
        of->at++;
    }
    return sum;
}

static int escape(text *of)
{
    int byte = next(of);
    if (byte < 0) return 0;
    of->at++;
    if (byte != 'u') return byte > 0 && strchr("\"\\/bfnrt", byte) != NULL;
    /* Half a surrogate pair is valid by RFC 8259, section 7: the grammar says nothing of what it means. */
    return unit(of) >= 0;
}

static int string(text *of)
{
    if (!take(of, '"')) return 0;
    while (of->at < of->end) {
        if (take(of, '"')) return 1;
        if (take(of, '\\')) {
            if (!escape(of)) return 0;
            continue;
        }
        int length = sequence(of->at, of->end);
        if (length == 0 || *of->at < 0x20) return 0;
        of->at += length;
    }
    return 0;
}

static int word(text *of, const char *letters)
{
    while (*letters)
        if (!take(of, *letters++)) return 0;
    return 1;
}

static int member(text *of)
{
    spaces(of);
    if (!string(of)) return 0;
    spaces(of);
    return take(of, ':') && value(of);
}

/* The opening bracket is next. */
static int container(text *of, int close, int (*item)(text *))
{
    of->at++;
    if (++of->depth > of->deepest) of->deepest = of->depth;
    if (of->depth > DEEPEST) return 0;
    spaces(of);
    if (!take(of, close)) {
        do
            if (!item(of)) return 0;
        while (take(of, ','));
        if (!take(of, close)) return 0;
    }
    of->depth--;
    return 1;
}

/* With the white space around it. */
static int value(text *of)
{
    int good = 0;
    spaces(of);
    switch (next(of)) {
    case '{': good = container(of, '}', member); break;
    case '[': good = container(of, ']', value); break;
    case '"': good = string(of); break;
    case 't': good = word(of, "true"); break;
    case 'f': good = word(of, "false"); break;
    case 'n': good = word(of, "null"); break;
    default: good = number(of);
    }
    spaces(of);
    return good;
}

size_t byte_order_mark(const char *bytes, size_t length)
{
    return length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

int is_json(const char *bytes, size_t length, int *depth)
{
    size_t mark = byte_order_mark(bytes, length);
    text of = {(const unsigned char *)bytes + mark, (const unsigned char *)bytes + length, 0, 0};
    int good = value(&of) && of.at == of.end;
    *depth = of.deepest;
    return good;
}

int is_utf8(const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes, *end = at + length;
    while (at < end) {
        int step = sequence(at, end);
        if (step == 0) return 0;
        at += step;
    }
    return 1;
}
