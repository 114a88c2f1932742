// The structure of the service's responses: one table for each object type of codelab.h, with its keys and the fields
// that their values go to. Data only; Sources/Service/Responses reads it.
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
#include "cschema_account.h"
#include "cschema_errors.h"
#include "cschema_regions.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "keys and names are compared as little-endian numbers"
#endif

// ----------------------------------------------------------------------------------------------- the tables --

enum __attribute__((enum_extensibility(closed))) cschema_kind : uint8_t {
    cschema_kind_text,     // const char *
    cschema_kind_code,     // const char *, of a string or of an integer other than 0
    cschema_kind_integer,  // int64_t
    cschema_kind_boolean,  // int32_t
    cschema_kind_number,   // double
    cschema_kind_enumeration,  // int32_t of an enum, and const char * of its text
    cschema_kind_object,   // pointer to a struct
    cschema_kind_texts,    // array of const char *, and its count
    cschema_kind_objects,  // array of pointers to structs, and its count
    cschema_kind_scalar,   // const char *, of a string or of the text of a number
    cschema_kind_amount    // double, and its int64_t if it is an integer
};
typedef enum cschema_kind cschema_kind;

// The name of an enum value, with the quotes of the JSON string. One comparison of sixteen bytes recognises it, without
// a search for the end of the string.
typedef struct cschema_enum_name {
    __attribute__((nonstring)) char quoted[16];  // in upper case, and then zeros
    uint32_t quoted_length;
    int32_t value;
} cschema_enum_name;

// Ends with an empty name of length 0.
typedef const cschema_enum_name *cschema_enum_names;

typedef struct cschema_object cschema_object;

// The quoted_length of a field that cschema_is_key() does not recognise: a second spelling, or the end of a table.
#define CSCHEMA_NEVER_EXPECTED UINT8_MAX

// The part of a key that does not fit in a field's `quoted`, and the table of the values.
typedef struct cschema_long_key {
    char rest[32];  // with the quote, and then zeros
    const cschema_object *object;
} cschema_long_key;

typedef struct cschema_field {
    // The key with its quotes, and then zeros; or the first 31 bytes of it.
    __attribute__((aligned(16))) char quoted[32];
    union {
        cschema_enum_names names;          // of an enum
        const cschema_object *object;      // of an object and of an array of objects
        const cschema_long_key *long_key;  // of an array of objects whose key does not fit in `quoted`
    };
    uint16_t offset;         // of the value in the struct; for an array, of its pointer
    uint16_t paired_offset;  // for an enum, of its text; for an array, of its count; for an amount, of its double
    uint8_t key_length;      // without the quotes
    uint8_t quoted_length;   // key_length + 2, or CSCHEMA_NEVER_EXPECTED
    cschema_kind kind;
    uint8_t is_strict;       // in a whole response, a value of another kind is an error
} cschema_field;

// A second spelling of a key. Its value is stored separately, after the public struct, and is used if the first
// spelling gave none, whatever their order.
typedef struct cschema_alias {
    cschema_kind kind;
    uint16_t from_offset, from_count_offset;
    uint16_t to_offset, to_count_offset;
} cschema_alias;

struct cschema_object {
    const void *blank;      // a struct with all fields absent
    uint16_t size_bytes;    // of the struct, with the fields after the public struct
    uint16_t next_offset;   // of the pointer that links elements of an array; 0: never an element
    uint16_t order_offset;  // of the int64_t that an array is sorted by; 0: not sorted
    uint16_t error_offset;  // of the cschema_error; 0: never a whole response
    uint16_t dropped_offset;  // of dropped_count, which dropped follows; 0: part of another result
    uint8_t field_count;
    uint8_t alias_count;
    const cschema_field *fields;  // in the order of the documented example, and one of length 0 at the end
    const cschema_alias *aliases;
    const uint8_t *slots;   // the field for each hash, see cschema_find()
    uint64_t multiplier;
    uint32_t shift;
};

// The fields of an error, which are in or instead of a response, in all their spellings.
typedef struct cschema_error {
    const char *error_code;
    const char *error_msg;
    const char *request_id;
    const char *other_error_code;     // errorCode
    const char *other_error_msg;      // errorMsg
    const char *another_error_msg;    // error_message
} cschema_error;

// The head of a response's memory: the public struct, and the private fields of an instance. An element of a page is
// one too, because all functions of an instance accept it.
typedef struct cschema_document {
    codelab_instance instance;
    cschema_error error;
    const char *browser_url;
    // Set by the code that knows the clock. While a page is read, it stores the address of the next element.
    int64_t received_monotonic_ms;
} cschema_document;

// The tables of whole responses, which refer to all others.
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

// Memory on the stack for a reader's path. It needs no initial value, and zeroing a kilobyte would cost more than
// reading a small response; returning an uninitialized struct writes nothing. (Its address is taken because C only
// allows an uninitialized object to be copied if it has an address.)
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

// Returns the first eight bytes of a text, with zeros after its end. Eight bytes must be readable.
static inline uint64_t cschema_head(const uint8_t *text, size_t length) {
    uint64_t head = cschema_load(text);
    return length < 8 ? head & (((uint64_t)1 << (length * 8)) - 1) : head;
}

// Returns how many of the first sixteen bytes are equal. All of them must be readable.
#if defined(__SSE2__)
static inline unsigned cschema_equal_count(const void *one, const void *other) {
    __m128i equal = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)one), _mm_loadu_si128((const __m128i *)other));
    // The bits above the sixteen become ones, so a one is always found.
    return (unsigned)__builtin_ctz(~(unsigned)_mm_movemask_epi8(equal));
}
#elif defined(__ARM_NEON)
static inline unsigned cschema_equal_count(const void *one, const void *other) {
    uint8x16_t equal = vceqq_u8(vld1q_u8((const uint8_t *)one), vld1q_u8((const uint8_t *)other));
    // Four bits for each byte: the narrowing shift replaces the byte mask that NEON does not have.
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

// How many bytes of a key, with its first quote, `quoted` holds. A longer key has at least sixteen more.
#define CSCHEMA_HELD 31

static inline int cschema_has_long_key(const cschema_field *field) { return field->key_length + 2 > CSCHEMA_HELD; }

// Returns true if the key is a second spelling, which has a line in the aliases of its table.
static inline int cschema_is_alias(const cschema_field *field) {
    return field->quoted_length == CSCHEMA_NEVER_EXPECTED && field->key_length > 0;
}

// Returns the table of the elements of an array of objects.
static inline const cschema_object *cschema_element_object(const cschema_field *field) {
    return cschema_has_long_key(field) ? field->long_key->object : field->object;
}

// Returns true if `count` bytes are equal. The first sixteen are known to be equal.
static inline int cschema_equals_further(const uint8_t *at, const char *quoted, size_t count) {
    for (size_t from = 16; from < count; from += 16) {
        // The bytes before are equal to those of a key, so they contain no NUL. This comparison begins at or before the
        // NUL of the text, after which sixteen more bytes can be read. The last comparison may overlap the one before.
        if (count - from < 16) from = count - 16;
        if (cschema_equal_count(at + from, quoted + from) < 16) return 0;
    }
    return 1;
}

// Returns true if the first `count` bytes of a key with its quotes are equal. The first sixteen are known to be equal.
static inline int cschema_equals_key(const cschema_field *field, const uint8_t *at, size_t count) {
    if (__builtin_expect(!cschema_has_long_key(field), 1)) return cschema_equals_further(at, field->quoted, count);
    const char *rest = field->long_key->rest;
    return cschema_equals_further(at, field->quoted, CSCHEMA_HELD) &&
           cschema_equal_count(at + CSCHEMA_HELD, rest) == 16 &&
           cschema_equals_further(at + CSCHEMA_HELD, rest, count - CSCHEMA_HELD);
}

// Returns true if the string at `at` is the key of that field, written without escapes. Sixteen bytes must be readable,
// or the bytes must end with a NUL and sixteen more. Always false for the end of a table and for a second spelling, so
// that callers need not handle aliases.
static inline int cschema_is_key(const cschema_field *field, const uint8_t *at) {
    unsigned equal = cschema_equal_count(at, field->quoted);
    if (__builtin_expect(equal >= field->quoted_length, 1)) return 1;
    return equal == 16 && field->quoted_length != CSCHEMA_NEVER_EXPECTED &&
           cschema_equals_key(field, at, field->quoted_length);
}

// Returns the field of that key, or NULL. `at` is the opening quote of the key. A NUL or the closing quote, and sixteen
// readable bytes, follow the key. No two fields of a table may share a slot; a test checks that, and prints the slots
// of a changed table.
static inline const cschema_field *cschema_find(const cschema_object *object, const uint8_t *at, size_t length) {
    uint64_t head = cschema_head(at + 1, length);
    uint8_t slot = object->slots[((head + length) * object->multiplier) >> object->shift];
    const cschema_field *field = object->fields + slot;
    if (field->key_length != length) return NULL;
    unsigned equal = cschema_equal_count(at, field->quoted);
    if (equal == 16 ? cschema_equals_key(field, at, length + 1) : equal > length) return field;
    return NULL;
}

// Converts eight bytes to upper case at once. The sums use the low seven bits of each byte, so that none carries into
// the next byte. The first sum sets bit 7 of each byte from 'a' on, and the second sum sets bit 7 of each byte after
// 'z'. Shifted right by two, bit 7 becomes 0x20, the difference between the cases.
static inline uint64_t cschema_upper(uint64_t bytes) {
    const uint64_t each = 0x0101010101010101u;
    uint64_t low = bytes & (0x7F * each);
    uint64_t is_small = (low + (0x80 - 'a') * each) & ~(low + (0x7F - 'z') * each) & ~bytes & (0x80 * each);
    return bytes ^ is_small >> 2;
}

// Returns the name whose quoted form, in upper case, is the string at `at`; NULL for any other. Sixteen bytes must be
// readable.
static inline const cschema_enum_name *cschema_enum_name_at(cschema_enum_names names, const uint8_t *at) {
    for (; names->quoted_length != 0; names++)
        if (cschema_equal_count(at, names->quoted) >= names->quoted_length) return names;
    return NULL;
}

// Returns the value of a name in any case; 0 for an unknown name. Sixteen bytes must be readable.
static inline int32_t cschema_enum_value(cschema_enum_names names, const uint8_t *text, size_t length) {
    if (length > 14) return 0;
    // Add quotes, as in the tables.
    uint8_t quoted[24] = {'"'};
    memcpy(quoted + 1, text, length);
    quoted[length + 1] = '"';
    uint64_t upper[2] = {cschema_upper(cschema_load(quoted)), cschema_upper(cschema_load(quoted + 8))};
    const cschema_enum_name *name = cschema_enum_name_at(names, (const uint8_t *)upper);
    return name == NULL ? 0 : name->value;
}

// Returns the name of a value, in upper case, or NULL if it has none.
static inline const cschema_enum_name *cschema_enum_name_of(cschema_enum_names names, int32_t value) {
    for (; names->quoted_length != 0; names++)
        if (names->value == value) return names;
    return NULL;
}

// The names that requests also use.
cschema_enum_names cschema_instance_status_names(void) __attribute__((visibility("hidden")));
cschema_enum_names cschema_image_type_names(void) __attribute__((visibility("hidden")));
cschema_enum_names cschema_lease_type_names(void) __attribute__((visibility("hidden")));
cschema_enum_names cschema_flavor_category_names(void) __attribute__((visibility("hidden")));

#endif
