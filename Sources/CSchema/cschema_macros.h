// The macros of the tables. Each macro call is one line of a table: type of the struct, key, member.
#ifndef CSCHEMA_MACROS_H
#define CSCHEMA_MACROS_H

#include "cschema.h"

#define QUOTED(text) "\"" text "\""
#define AT(type, member) ((uint16_t)offsetof(type, member))
#define MARKED(key, is_strict, kind, offset, paired, is_alias, names, object) \
    {QUOTED(key), is_strict, sizeof(key) - 1, cschema_kind_##kind, offset, paired, is_alias, \
     is_alias ? CSCHEMA_NEVER_EXPECTED : sizeof(QUOTED(key)) - 1, names, object}
#define FIELD(key, kind, offset, paired, is_alias, names, object) \
    MARKED(key, 0, kind, offset, paired, is_alias, names, object)
#define END {"", 0, 0, cschema_kind_text, 0, 0, 0, CSCHEMA_NEVER_EXPECTED, NULL, NULL}

#define TEXT(type, key, member) FIELD(key, text, AT(type, member), 0, 0, NULL, NULL)
#define CODE(type, key, member) FIELD(key, code, AT(type, member), 0, 0, NULL, NULL)
#define INTEGER(type, key, member) FIELD(key, integer, AT(type, member), 0, 0, NULL, NULL)
#define BOOLEAN(type, key, member) FIELD(key, boolean, AT(type, member), 0, 0, NULL, NULL)
#define NUMBER(type, key, member) FIELD(key, number, AT(type, member), 0, 0, NULL, NULL)
#define ENUM(type, key, member, list) FIELD(key, enumeration, AT(type, member), AT(type, member##_text), 0, list, NULL)
#define AMOUNT(type, key, member) FIELD(key, amount, AT(type, member), AT(type, member##_amount), 0, NULL, NULL)
#define SCALAR(type, key, member) FIELD(key, scalar, AT(type, member), 0, 0, NULL, NULL)
#define OBJECT(type, key, member, table) FIELD(key, object, AT(type, member), 0, 0, NULL, table)
#define TEXTS(type, key, member) FIELD(key, texts, AT(type, member), AT(type, member##_count), 0, NULL, NULL)
#define OBJECTS(type, key, member, table) \
    FIELD(key, objects, AT(type, member), AT(type, member##_count), 0, NULL, table)
// A field whose key is too long for `quoted`: `beginning` has 37 characters, `rest` is a list of one name with the
// other characters and the quote.
#define LONG_OBJECTS(type, beginning, rest, rest_length, member, table) \
    {"\"" beginning, 0, 36 + rest_length, cschema_kind_objects, AT(type, member), AT(type, member##_count), 0, \
     38 + rest_length, rest, table}

#define STRICT_TEXT(type, key, member) MARKED(key, 1, text, AT(type, member), 0, 0, NULL, NULL)
#define STRICT_ENUM(type, key, member, list) \
    MARKED(key, 1, enumeration, AT(type, member), AT(type, member##_text), 0, list, NULL)
#define STRICT_OBJECTS(type, key, member, table) \
    MARKED(key, 1, objects, AT(type, member), AT(type, member##_count), 0, NULL, table)

// Second spellings. Each has a line in the aliases of its table.
#define SECOND_TEXT(type, key, member) FIELD(key, text, AT(type, member), 0, 1, NULL, NULL)
#define SECOND_CODE(type, key, member) FIELD(key, code, AT(type, member), 0, 1, NULL, NULL)
#define SECOND_INTEGER(type, key, member) FIELD(key, integer, AT(type, member), 0, 1, NULL, NULL)
#define SECOND_TEXTS(type, key, member) FIELD(key, texts, AT(type, member), AT(type, member##_count), 1, NULL, NULL)
#define SECOND_STRICT_OBJECTS(type, key, member, table) \
    MARKED(key, 1, objects, AT(type, member), AT(type, member##_count), 1, NULL, table)

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
