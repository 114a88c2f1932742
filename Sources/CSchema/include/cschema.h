// What the service's answers look like: one table an object type of codelab.h, with the keys it is made of and where
// their values go. Data only; Sources/Service/Decoding reads it.
#ifndef CSCHEMA_H
#define CSCHEMA_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#include "../../../include/codelab.h"
#include "cschema_errors.h"
#include "cschema_regions.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "keys and words are compared as little-endian numbers"
#endif

// ----------------------------------------------------------------------------------------------- the tables --

enum __attribute__((enum_extensibility(closed))) cschema_kind : uint8_t {
    cschema_kind_text,     // const char *
    cschema_kind_code,     // const char *, of a string or of an integer other than 0
    cschema_kind_integer,  // int64_t
    cschema_kind_boolean,  // int32_t
    cschema_kind_number,   // double
    cschema_kind_word,     // int32_t of an enum, and const char * beside it
    cschema_kind_object,   // pointer to a struct
    cschema_kind_texts,    // array of const char *, and its count
    cschema_kind_objects,  // array of pointers to structs, and its count
    cschema_kind_scalar,   // const char *, of a string or of a number as it is written
    cschema_kind_amount    // double, and its int64_t if it is whole
};
typedef enum cschema_kind cschema_kind;

// A word as it stands in JSON, between its quotes: it is recognised by one comparison of sixteen bytes, before anything
// has looked for its end.
typedef struct cschema_word {
    __attribute__((aligned(16))) char quoted[24];  // in capitals, sixteen at most, and then zeroes
    uint32_t quoted_length;
    int32_t value;
} cschema_word;

// Ends with a word without quotes, of length 0.
typedef const cschema_word *cschema_words;

typedef struct cschema_object cschema_object;

// Of a field that cschema_is_key() does not recognise.
#define CSCHEMA_NEVER_EXPECTED UINT8_MAX

typedef struct cschema_field {
    __attribute__((aligned(16))) char quoted[39];  // the key between its quotes, and then zeroes; or its beginning
    uint8_t is_strict;                             // in a result of its own, a value of another kind is an error
    uint8_t key_length;                            // without the quotes
    cschema_kind kind;
    uint16_t offset;         // of the value in the struct; of an array: of its pointer
    uint16_t beside_offset;  // of a word: of its text; of an array: of its count; of an amount: of its double
    uint8_t is_alias;
    uint8_t quoted_length;   // key_length + 2, or CSCHEMA_NEVER_EXPECTED
    cschema_words words;     // of a key that is too long for quoted: its rest, sixteen bytes at most
    const cschema_object *object;
} cschema_field;

// A second spelling of a key. It has a separate place, after the public struct, and counts where the first spelling
// gave nothing: whatever the order in which they came.
typedef struct cschema_alias {
    cschema_kind kind;
    uint16_t from_offset, from_count_offset;
    uint16_t to_offset, to_count_offset;
} cschema_alias;

struct cschema_object {
    const void *blank;      // a struct of which nothing is known
    uint16_t size_bytes;    // of that, the places behind the public struct included
    uint16_t next_offset;   // where elements of an array are chained; 0: never an element
    uint16_t order_offset;  // of the int64_t that an array is sorted by; 0: by nothing
    uint16_t error_offset;  // of the cschema_error; 0: never a whole answer
    uint16_t dropped_offset;  // of dropped_count, with dropped next to it; 0: part of another result
    uint8_t field_count;
    uint8_t alias_count;
    const cschema_field *fields;  // in the order of the documented example, and one of length 0 behind the last
    const cschema_alias *aliases;
    const uint8_t *slots;   // which field a hash stands for, see cschema_find()
    uint64_t multiplier;
    uint32_t shift;
};

// What an error puts beside an answer or in its place, in all its spellings.
typedef struct cschema_error {
    const char *error_code;
    const char *error_msg;
    const char *request_id;
    const char *other_error_code;     // errorCode
    const char *other_error_msg;      // errorMsg
    const char *another_error_msg;    // error_message
} cschema_error;

// What stands at the head of an answer's memory: the public struct, and what is no part of it. Also an element of a
// page: everything that can be asked of an instance can be asked of one that was listed.
typedef struct cschema_document {
    codelab_instance instance;
    cschema_error error;
    const char *browser_url;
    // Left to who knows the clock. While a page is being read, the next element's address.
    int64_t received_monotonic_ms;
} cschema_document;

// The tables of whole answers, from which all others can be reached.
extern const cschema_object cschema_document_object __attribute__((visibility("hidden")));
extern const cschema_object cschema_lease_object __attribute__((visibility("hidden")));
extern const cschema_object cschema_image_object __attribute__((visibility("hidden")));
extern const cschema_object cschema_instance_page_object __attribute__((visibility("hidden")));
extern const cschema_object cschema_image_page_object __attribute__((visibility("hidden")));
extern const cschema_object cschema_flavor_page_object __attribute__((visibility("hidden")));

static inline const cschema_object *cschema_document_root(void) { return &cschema_document_object; }
static inline const cschema_object *cschema_lease_root(void) { return &cschema_lease_object; }
static inline const cschema_object *cschema_image_root(void) { return &cschema_image_object; }
static inline const cschema_object *cschema_instance_page_root(void) { return &cschema_instance_page_object; }
static inline const cschema_object *cschema_image_page_root(void) { return &cschema_image_page_object; }
static inline const cschema_object *cschema_flavor_page_root(void) { return &cschema_flavor_page_object; }

// Room for a reader's path, on the stack. It needs no initial value, and a kilobyte of zeroes would cost more than the
// reading of a small answer: a function that returns a struct as it is makes none. (Its address is taken because C
// lets only an object that has one be copied before it was given a value.)
typedef struct cschema_frame_room {
    intptr_t frames[128];
} cschema_frame_room;

static inline cschema_frame_room cschema_frames(void) {
    cschema_frame_room room;
    (void)&room;
    return room;
}

// ----------------------------------------------------------------------------------------------- the lookups --

static inline uint64_t cschema_load(const void *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

// The first eight bytes of a text, those behind its end as zeroes. Eight bytes must be readable.
static inline uint64_t cschema_head(const uint8_t *text, size_t length) {
    uint64_t head = cschema_load(text);
    return length < 8 ? head & (((uint64_t)1 << (length * 8)) - 1) : head;
}

// How many of the first sixteen bytes are equal. All of them must be readable.
#if defined(__SSE2__)
static inline unsigned cschema_equal_count(const void *one, const void *other) {
    __m128i equal = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)one), _mm_loadu_si128((const __m128i *)other));
    // The bits above the sixteen become ones, so there is one to be found.
    return (unsigned)__builtin_ctz(~(unsigned)_mm_movemask_epi8(equal));
}
#elif defined(__ARM_NEON)
static inline unsigned cschema_equal_count(const void *one, const void *other) {
    uint8x16_t equal = vceqq_u8(vld1q_u8((const uint8_t *)one), vld1q_u8((const uint8_t *)other));
    // Four bits a byte: the narrowing shift is NEON's stand-in for a byte mask.
    uint64_t differ = ~vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(equal), 4)), 0);
    return differ == 0 ? 16 : (unsigned)__builtin_ctzll(differ) >> 2;
}
#else
static inline unsigned cschema_equal_count(const void *one, const void *other) {
    unsigned count = 0;
    while (count < 16 && ((const char *)one)[count] == ((const char *)other)[count]) count++;
    return count;
}
#endif

// Whether `count` bytes are equal, of which the first sixteen are.
static inline int cschema_equals_further(const uint8_t *at, const char *quoted, size_t count) {
    for (size_t from = 16; from < count; from += 16) {
        // What lies before is equal to a key, and so no NUL: this begins at or before the NUL of the text, behind which
        // sixteen more bytes can be read. The last comparison may begin among bytes that have been compared.
        if (count - from < 16) from = count - 16;
        if (cschema_equal_count(at + from, quoted + from) < 16) return 0;
    }
    return 1;
}

// Whether the first `count` bytes of a key and its quotes are equal, of which the first sixteen are.
static inline int cschema_equals_key(const cschema_field *field, const uint8_t *at, size_t count) {
    const size_t held = sizeof field->quoted - 1;
    if (__builtin_expect(count <= held, 1)) return cschema_equals_further(at, field->quoted, count);
    return cschema_equals_further(at, field->quoted, held) &&
           cschema_equal_count(at + held, field->words->quoted) >= count - held;
}

// Whether the string at `at` is the key of that field, written without escapes. Sixteen bytes must be readable, or
// what is there must end with a NUL and sixteen bytes behind it. Never for the end of a table, nor for a second
// spelling, so that who finds one by this need not think of aliases.
static inline int cschema_is_key(const cschema_field *field, const uint8_t *at) {
    unsigned equal = cschema_equal_count(at, field->quoted);
    if (__builtin_expect(equal >= field->quoted_length, 1)) return 1;
    return equal == 16 && field->quoted_length != CSCHEMA_NEVER_EXPECTED &&
           cschema_equals_key(field, at, field->quoted_length);
}

// The field of that key, or NULL. `at` is the key's opening quote; behind the key stands a NUL, or its closing quote,
// and sixteen readable bytes. No two fields of a table may share a slot; a test proves that, and prints the slots of a
// table that has changed.
static inline const cschema_field *cschema_find(const cschema_object *object, const uint8_t *at, size_t length) {
    uint64_t head = cschema_head(at + 1, length);
    uint8_t slot = object->slots[((head + length) * object->multiplier) >> object->shift];
    const cschema_field *field = object->fields + slot;
    if (field->key_length != length) return NULL;
    unsigned equal = cschema_equal_count(at, field->quoted);
    if (equal == 16 ? cschema_equals_key(field, at, length + 1) : equal > length) return field;
    return NULL;
}

// Capital letters for small ones, in eight bytes at once. In each byte, of which only seven bits are looked at, the
// eighth becomes 1 by the first sum from 'a' on, and by the second beyond 'z'. Shifted, it is the bit that differs.
static inline uint64_t cschema_upper(uint64_t bytes) {
    const uint64_t each = 0x0101010101010101u;
    uint64_t low = bytes & (0x7F * each);
    uint64_t is_small = (low + (0x80 - 'a') * each) & ~(low + (0x7F - 'z') * each) & ~bytes & (0x80 * each);
    return bytes ^ is_small >> 2;
}

// The word whose quoted form, in capitals, is the string at `at`; NULL for any other. Sixteen bytes must be readable.
static inline const cschema_word *cschema_word_at(cschema_words words, const uint8_t *at) {
    for (; words->quoted_length != 0; words++)
        if (cschema_equal_count(at, words->quoted) >= words->quoted_length) return words;
    return NULL;
}

// The value of a word, whatever its case; 0 for one that the enum does not know. Sixteen bytes must be readable.
static inline int32_t cschema_word_value(cschema_words words, const uint8_t *text, size_t length) {
    if (length > 14) return 0;
    // The quotes that the tables have are put around it.
    uint8_t quoted[24] = {'"'};
    memcpy(quoted + 1, text, length);
    quoted[length + 1] = '"';
    uint64_t upper[2] = {cschema_upper(cschema_load(quoted)), cschema_upper(cschema_load(quoted + 8))};
    const cschema_word *word = cschema_word_at(words, (const uint8_t *)upper);
    return word == NULL ? 0 : word->value;
}

// The word of a value, in capitals, or NULL for a value that has none.
static inline const cschema_word *cschema_word_of(cschema_words words, int32_t value) {
    for (; words->quoted_length != 0; words++)
        if (words->value == value) return words;
    return NULL;
}

// The words that requests use as well.
cschema_words cschema_instance_status_words(void) __attribute__((visibility("hidden")));
cschema_words cschema_image_type_words(void) __attribute__((visibility("hidden")));
cschema_words cschema_lease_type_words(void) __attribute__((visibility("hidden")));
cschema_words cschema_flavor_category_words(void) __attribute__((visibility("hidden")));

#endif
