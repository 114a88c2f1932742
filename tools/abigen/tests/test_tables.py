"""The tables of keys, their hash, and what must be the same in them and in the header."""

import re
import unittest

from abigen import blanks, parser, slots, table_checks, tables
from abigen.syntax import HeaderError

HEADER = """\
enum codelab_kind { CODELAB_KIND_UNKNOWN = 0, CODELAB_KIND_GOOD = 1
};
/* @record */
typedef struct codelab_part {
    uint32_t struct_size;
    int32_t kind;         /* @values codelab_kind */
    const char *kind_text;
    int64_t made_at_ms;   /* @time_ms @also make_time */
    int64_t size_kib;     /* @key size */
    int64_t age_ms;       /* @span_ms @computed */
    double weight;        /* @absent -1 */
    int32_t free;         /* @bool @absent -1 */
} codelab_part;
typedef struct codelab_request {
    uint32_t struct_size;
    int64_t size;
} codelab_request;
#define CODELAB_REQUEST_INIT { 0, 0 }
"""
TABLES = """\
#define TABLE(name, type, capitals) .fields = name##_fields
#define ERROR_FIELDS(type)      \\
    CODE(type, "error_code", error.error_code), \\
        TEXT(type, "type", error.text)
// A comment, with "quotes".
static const cschema_long_key rest = {"ying\\"", &part_object};
static const cschema_field part_fields[] = {
    ENUM(codelab_part, "kind", kind, kind_names),
    INTEGER(codelab_part, "made_at", made_at_ms),
    INTEGER(codelab_part, "size", size_kib),
    NUMBER(codelab_part, "weight", weight),
    BOOLEAN(codelab_part, "free", free),
    SECOND_INTEGER(part_place, "make_time", other_time),
    LONG_OBJECTS(other, "very_very_long_ke", rest, 4, member),
    ERROR_FIELDS(part_answer), END,
};
const cschema_object part_object = {TABLE(part, part_place, PART)};
"""
KEYS = ["kind", "made_at", "size", "weight", "free", "make_time", "very_very_long_keying", "error_code", "type"]

#: A change of the header or of the tables, and what the message says.
REFUSED = [
    ("@key size", "", 'line 9: codelab_part.size_kib: its key is "size_kib" here and "size" in Sources/CSchema'),
    ("@also make_time", "@also made", 'line 8: codelab_part.made_at_ms: Sources/CSchema has no key "made"'),
    (" @computed", "", "line 10: codelab_part.age_ms: no line in the tables of Sources/CSchema"),
    ("@absent -1 */\n    int32_t", "@absent -1 @computed */\n    int32_t", "line 11: codelab_part.weight: @comp"),
    ('    BOOLEAN(codelab_part, "free", free),\n', "", "line 12: codelab_part.free: no line in the tables"),
    ('"free", free', '"size", free', "Sources/CSchema: a key is twice in part_fields"),
]


class Tables(unittest.TestCase):
    def test_keys_are_read_in_order_through_macros(self) -> None:
        (table,) = tables.parse([TABLES])
        self.assertEqual((table.capitals, table.keys), ("PART", KEYS))
        self.assertEqual(table.entries[0], tables.Entry("ENUM", "codelab_part", "kind", "kind"))
        self.assertEqual(table.entries[-1], tables.Entry("TEXT", "part_answer", "type", "error.text"))

    def test_each_key_has_its_own_slot(self) -> None:
        bits, factor, found = slots.search(KEYS)
        self.assertEqual(len(found), 1 << bits)
        for index, key in enumerate(KEYS):
            slot = ((slots.number(key) * factor) & slots.MASK) >> (64 - bits)
            self.assertEqual(found[slot], index)
        self.assertEqual(slots.search(KEYS), (bits, factor, found), "the same each time")

    def test_keys_that_cannot_be_distinguished_are_refused(self) -> None:
        with self.assertRaisesRegex(HeaderError, "the same length and the same first eight bytes"):
            slots.search(["created_at", "created_by"])

    def test_blanks_have_the_absent_values(self) -> None:
        text = blanks.write(parser.parse(HEADER))
        self.assertIn("#define BLANK_codelab_part \\\n    .struct_size = (uint32_t)sizeof(codelab_part), ", text)
        values = dict(re.findall(r"\.(\w+) = (CODELAB_ABSENT|-1)", text))
        self.assertEqual(values, {
            "made_at_ms": "CODELAB_ABSENT", "size_kib": "CODELAB_ABSENT", "age_ms": "CODELAB_ABSENT",
            "weight": "-1", "free": "-1",
        })
        self.assertNotIn("codelab_request", text, "callers allocate it")

    def test_header_and_tables_are_compared(self) -> None:
        table_checks.check(parser.parse(HEADER), tables.parse([TABLES]))
        for before, after, message in REFUSED:
            with self.subTest(message), self.assertRaisesRegex(HeaderError, re.escape(message)):
                self.assertEqual(HEADER.count(before) + TABLES.count(before), 1)
                header = parser.parse(HEADER.replace(before, after))
                table_checks.check(header, tables.parse([TABLES.replace(before, after)]))

    def test_a_value_without_a_word_is_refused(self) -> None:
        header = parser.parse(HEADER)
        table_checks.check_enum_names(header, 'KNOWN("GOOD", CODELAB_KIND_GOOD),')
        with self.assertRaisesRegex(HeaderError, "line 1: CODELAB_KIND_GOOD: no name in"):
            table_checks.check_enum_names(header, 'KNOWN("BAD", CODELAB_KIND_BAD),')


if __name__ == "__main__":
    unittest.main()
