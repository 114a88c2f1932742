// The macros of the tables. Each macro call is one line of a table: type of the struct, key, member.
#ifndef CSCHEMA_MACROS_H
#define CSCHEMA_MACROS_H

#include "cschema.h"

_Static_assert(sizeof(cschema_field) == 48, "three vectors: the tables are most of the library's data");

#define QUOTED(text) "\"" text "\""
#define AT(type, member) ((uint16_t)offsetof(type, member))
#define MARKED(key, is_strict, kind, offset, paired, quoted_length, detail) \
    {QUOTED(key), {detail}, offset, paired, sizeof(key) - 1, quoted_length, cschema_kind_##kind, is_strict}
#define QUOTED_LENGTH(key) (sizeof(QUOTED(key)) - 1)
#define FIELD(key, kind, offset, paired, detail) MARKED(key, 0, kind, offset, paired, QUOTED_LENGTH(key), detail)
#define STRICT(key, kind, offset, paired, detail) MARKED(key, 1, kind, offset, paired, QUOTED_LENGTH(key), detail)
#define SECOND(key, kind, offset, paired) \
    MARKED(key, 0, kind, offset, paired, CSCHEMA_NEVER_EXPECTED, .names = NULL)
#define END {"", {NULL}, 0, 0, 0, CSCHEMA_NEVER_EXPECTED, cschema_kind_text, 0}

#define TEXT(type, key, member) FIELD(key, text, AT(type, member), 0, .names = NULL)
#define CODE(type, key, member) FIELD(key, code, AT(type, member), 0, .names = NULL)
#define INTEGER(type, key, member) FIELD(key, integer, AT(type, member), 0, .names = NULL)
#define BOOLEAN(type, key, member) FIELD(key, boolean, AT(type, member), 0, .names = NULL)
#define NUMBER(type, key, member) FIELD(key, number, AT(type, member), 0, .names = NULL)
#define ENUM(type, key, member, list) \
    FIELD(key, enumeration, AT(type, member), AT(type, member##_text), .names = list)
#define AMOUNT(type, key, member) FIELD(key, amount, AT(type, member), AT(type, member##_amount), .names = NULL)
#define SCALAR(type, key, member) FIELD(key, scalar, AT(type, member), 0, .names = NULL)
#define OBJECT(type, key, member, table) FIELD(key, object, AT(type, member), 0, .object = table)
#define TEXTS(type, key, member) FIELD(key, texts, AT(type, member), AT(type, member##_count), .names = NULL)
#define OBJECTS(type, key, member, table) \
    FIELD(key, objects, AT(type, member), AT(type, member##_count), .object = table)
// A field whose key is too long for `quoted`: `beginning` has 30 characters, `long_name` is a cschema_long_key whose
// rest has rest_length bytes.
#define LONG_OBJECTS(type, beginning, long_name, rest_length, member) \
    {"\"" beginning, {.long_key = &long_name}, AT(type, member), AT(type, member##_count), 29 + rest_length, \
     31 + rest_length, cschema_kind_objects, 0}

#define STRICT_TEXT(type, key, member) STRICT(key, text, AT(type, member), 0, .names = NULL)
#define STRICT_ENUM(type, key, member, list) \
    STRICT(key, enumeration, AT(type, member), AT(type, member##_text), .names = list)
#define STRICT_OBJECTS(type, key, member, table) \
    STRICT(key, objects, AT(type, member), AT(type, member##_count), .object = table)

// Second spellings. Each has a line in the aliases of its table.
#define SECOND_TEXT(type, key, member) SECOND(key, text, AT(type, member), 0)
#define SECOND_CODE(type, key, member) SECOND(key, code, AT(type, member), 0)
#define SECOND_INTEGER(type, key, member) SECOND(key, integer, AT(type, member), 0)
#define SECOND_TEXTS(type, key, member) SECOND(key, texts, AT(type, member), AT(type, member##_count))
#define SECOND_STRICT_OBJECTS(type, key, member, table)                                                    \
    MARKED(key, 1, objects, AT(type, member), AT(type, member##_count), CSCHEMA_NEVER_EXPECTED, .object = table)

#define ALIAS(kind, type, from, to) {cschema_kind_##kind, AT(type, from), 0, AT(type, to), 0}

#define ALIAS_ARRAY(kind, type, from, to) \
    {cschema_kind_##kind, AT(type, from), AT(type, from##_count), AT(type, to), AT(type, to##_count)}

// The error fields of all whole responses. `type` is the struct, with a cschema_error as its member `error`.
#define ERROR_FIELDS(type)                                          \
    CODE(type, "error_code", error.error_code),                     \
        TEXT(type, "error_msg", error.error_msg),                   \
        TEXT(type, "request_id", error.request_id),                 \
        SECOND_CODE(type, "errorCode", error.other_error_code),     \
        SECOND_TEXT(type, "errorMsg", error.other_error_msg),       \
        SECOND_TEXT(type, "error_message", error.another_error_msg)
#define ERROR_ALIASES(type)                                         \
    ALIAS(text, type, error.other_error_code, error.error_code),    \
        ALIAS(text, type, error.other_error_msg, error.error_msg),  \
        ALIAS(text, type, error.another_error_msg, error.error_msg)

#define COUNT(array) ((uint8_t)(sizeof(array) / sizeof((array)[0])))
#define DROPPED(type) .dropped_offset = offsetof(type, dropped_count)

// The parts of a cschema_object that follow from the names of its arrays, here and in cschema_slots.h.
#define TABLE(name, type, capitals)                                                                    \
    .blank = &name##_blank, .size_bytes = (uint16_t)sizeof(type), .field_count = COUNT(name##_fields) - 1, \
    .fields = name##_fields, .slots = (const uint8_t[1 << capitals##_BITS]){capitals##_SLOTS},         \
    .multiplier = capitals##_FACTOR, .shift = 64 - capitals##_BITS
#define ALIASES(name) .alias_count = COUNT(name##_aliases), .aliases = name##_aliases

#endif
