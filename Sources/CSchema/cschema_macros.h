// How the tables are written. Each macro is one line of a table: type of the struct, key, member.
#ifndef CSCHEMA_MACROS_H
#define CSCHEMA_MACROS_H

#include "cschema.h"

#define KEY(text) (text), sizeof(text) - 1
#define AT(type, member) ((uint16_t)offsetof(type, member))

#define TEXT(type, key, member) {KEY(key), cschema_kind_text, AT(type, member), 0, 0, NULL, NULL}
#define CODE(type, key, member) {KEY(key), cschema_kind_code, AT(type, member), 0, 0, NULL, NULL}
#define INTEGER(type, key, member) {KEY(key), cschema_kind_integer, AT(type, member), 0, 0, NULL, NULL}
#define BOOLEAN(type, key, member) {KEY(key), cschema_kind_boolean, AT(type, member), 0, 0, NULL, NULL}
#define NUMBER(type, key, member) {KEY(key), cschema_kind_number, AT(type, member), 0, 0, NULL, NULL}
#define WORD(type, key, member, words) \
    {KEY(key), cschema_kind_word, AT(type, member), AT(type, member##_text), 0, words, NULL}
#define OBJECT(type, key, member, object) {KEY(key), cschema_kind_object, AT(type, member), 0, 0, NULL, object}
#define TEXTS(type, key, member) \
    {KEY(key), cschema_kind_texts, AT(type, member), AT(type, member##_count), 0, NULL, NULL}
#define OBJECTS(type, key, member, object) \
    {KEY(key), cschema_kind_objects, AT(type, member), AT(type, member##_count), 0, NULL, object}

#define ALIAS(kind, type, from, to) {cschema_kind_##kind, AT(type, from), 0, AT(type, to), 0}

#define COUNT(array) ((uint8_t)(sizeof(array) / sizeof((array)[0])))
#define SIZE(type) .struct_size = (uint32_t)sizeof(type)

// The parts of a cschema_object that follow from the names of its arrays, here and in cschema_slots.h.
#define TABLE(name, type, capitals)                                                                    \
    .blank = &name##_blank, .size_bytes = (uint16_t)sizeof(type), .field_count = COUNT(name##_fields), \
    .fields = name##_fields, .slots = (const uint8_t[1 << capitals##_BITS]){capitals##_SLOTS},         \
    .multiplier = capitals##_FACTOR, .shift = 64 - capitals##_BITS
#define ALIASES(name) .alias_count = COUNT(name##_aliases), .aliases = name##_aliases

#endif
