"""Declarations: what is read from them, and the headers that are refused."""

import re
import unittest

from abigen import parser
from abigen.model import Type
from abigen.syntax import HeaderError

HEADER = """\
#ifndef CODELAB_H
#define CODELAB_H
/* Of the header. */
#define CODELAB_NUMBER (2 * 1000 + 1)
#define CODELAB_ABSENT (-9223372036854775807 - 1)
/* @since 0.3.0 */
#define CODELAB_FLAG 0x1u
/** Colours. @since 0.2.0 */
enum codelab_colour {
    CODELAB_COLOUR_UNKNOWN = 0,
    CODELAB_COLOUR_RED = 1, /**< like blood */
    /** like the sea */
    CODELAB_COLOUR_BLUE = 2, /* not this */
    CODELAB_COLOUR_GREEN = 3 /* @since 0.2.7 */
};
/**
 * A leaf.
 * @record
 */
typedef struct codelab_leaf {
    uint32_t struct_size;
    int32_t colour;            /* @values codelab_colour: of it */
    const char *name;          /**< @secret */
    int64_t tags_count;
    const char *const *tags;
    /* @since 0.2.0: worked out here. */
    int64_t seen_at_ms;        /* @time_ms */
    double weight;             /* @absent -1 */
} codelab_leaf;
#define CODELAB_LEAF_INIT { (uint32_t)sizeof(codelab_leaf), 0 }
typedef struct codelab_tree codelab_tree;
/** Grows. @since 0.2.0 */
int32_t codelab_tree_grow(codelab_tree *tree, int64_t for_ms,
                          codelab_leaf **out);
int32_t codelab_tree_shrink(codelab_tree *tree);

uint32_t codelab_version(void);
/* @derived @bool */
int32_t codelab_leaf_is_old(const codelab_leaf *leaf);
#endif
"""

#: A change of that header, and what the message says.
REFUSED = [
    ("@values codelab_colour:", "@values codelab_color:", "line 22: codelab_leaf.colour: @values names codelab_color"),
    ("@values codelab_colour:", "", "line 22: codelab_leaf.colour: an int32_t of a result needs @values or @bool"),
    ("@values codelab_colour:", "@bool", "line 22: codelab_leaf.colour: a boolean of a result needs @absent -1"),
    ("@values codelab_colour:", "@secret", "line 22: codelab_leaf.colour: @secret does not fit the type int32_t"),
    ("/**< @secret */", "/* @time_ms */", "line 23: codelab_leaf.name: @time_ms does not fit the type const char *"),
    ("/* @time_ms */", "", "line 27: codelab_leaf.seen_at_ms: milliseconds of a result need @time_ms or @span_ms"),
    ("/* @time_ms */", "/* @time_ms @span_ms */", "line 27: codelab_leaf.seen_at_ms: @time_ms and @span_ms exclude"),
    ("/* @absent -1 */", "", "line 28: codelab_leaf.weight: a double of a result needs @absent -1"),
    ("double weight", "uint64_t weight", "line 28: codelab_leaf.weight: @absent does not fit the type uint64_t"),
    ("double weight;             /* @absent -1 */", "uint64_t weight;", "line 28: codelab_leaf.weight: the bindings"),
    ("seen_at_ms;", "seen_at;", "line 27: codelab_leaf.seen_at: the name of a time in milliseconds ends with _ms"),
    ("int32_t codelab_leaf_is_old", "int64_t codelab_leaf_is_old", "line 39: codelab_leaf_is_old: @bool does not fit"),
    ("@derived @bool", "@live @bool", "line 39: codelab_leaf_is_old: @live needs @derived"),
    ("is_old(const codelab_leaf *leaf)", "is_old(void)", "line 39: codelab_leaf_is_old: @derived needs"),
    ("@since 0.2.7", "@since 0.1.0", "line 14: CODELAB_COLOUR_GREEN (@since 0.1.0) is older than codelab_colour"),
    ("@since 0.2.7", "@sinec 0.2.7", "line 14: @sinec is not a tag: is @since meant?"),
    ("GREEN = 3", "GREEN", "line 15: '}' where '=' should be"),
    ("const char *name;", "const codelab_x *name;", "line 23: an unknown type 'codelab_x'"),
    ("#endif", "#if 1", "line 40: a condition that is not read here"),
]


class Parser(unittest.TestCase):
    def setUp(self) -> None:
        self.header = parser.parse(HEADER)

    def test_macros(self) -> None:
        found = {each.name: (each.value, each.since) for each in self.header.macros.values()}
        self.assertEqual(found, {
            "CODELAB_NUMBER": (2001, "0.1.0"),
            "CODELAB_ABSENT": (-(2**63), "0.1.0"),
            "CODELAB_FLAG": (1, "0.3.0"),
            "CODELAB_LEAF_INIT": (None, "0.1.0"),
        })

    def test_enums(self) -> None:
        enum = self.header.enums["codelab_colour"]
        self.assertEqual((enum.since, enum.comment.text, enum.prefix), ("0.2.0", "Colours.", "CODELAB_COLOUR_"))
        self.assertEqual([(each.value, each.comment.text, each.since) for each in enum.members], [
            (0, "", "0.2.0"), (1, "like blood", "0.2.0"), (2, "like the sea", "0.2.0"), (3, "", "0.2.7"),
        ])

    def test_structs(self) -> None:
        struct = self.header.structs["codelab_leaf"]
        self.assertEqual(struct.comment.text, "A leaf.")
        self.assertEqual([(each.name, each.comment.text, each.since) for each in struct.fields], [
            ("struct_size", "", "0.1.0"), ("colour", "of it", "0.1.0"), ("name", "", "0.1.0"),
            ("tags_count", "", "0.1.0"), ("tags", "", "0.1.0"), ("seen_at_ms", "", "0.2.0"), ("weight", "", "0.2.0"),
        ])
        self.assertEqual([each.name for each in struct.content], ["colour", "name", "tags", "seen_at_ms", "weight"])
        self.assertEqual(struct.field("tags").type, Type("char", 2))
        self.assertEqual(struct.field("tags").type.spelling, "const char *const *")
        self.assertEqual([each.name for each in self.header.results], ["codelab_leaf"])

    def test_functions(self) -> None:
        grow = self.header.functions["codelab_tree_grow"]
        self.assertEqual(grow.spelled_parameters, "codelab_tree *tree, int64_t for_ms, codelab_leaf **out")
        self.assertEqual(grow.parameters[2], Type("codelab_leaf", 2))
        self.assertEqual(self.header.functions["codelab_version"].parameters, [])
        since = {each.name: each.since for each in self.header.functions.values()}
        self.assertEqual(since, {
            "codelab_tree_grow": "0.2.0",
            "codelab_tree_shrink": "0.2.0",  # below the same comment
            "codelab_version": "0.1.0",
            "codelab_leaf_is_old": "0.1.0",
        })
        self.assertEqual([each.name for each in self.header.derived], ["codelab_leaf_is_old"])

    def test_arrays_inside_a_struct(self) -> None:
        header = parser.parse("typedef struct codelab_e {\n    char code[16];\n} codelab_e;\n")
        self.assertEqual(header.structs["codelab_e"].field("code").type, Type("char", 0, 16))

    def test_wrong_headers_are_refused_with_their_line(self) -> None:
        for before, after, message in REFUSED:
            with self.subTest(after=after, message=message):
                self.assertEqual(HEADER.count(before), 1)
                with self.assertRaisesRegex(HeaderError, re.escape(message)):
                    parser.parse(HEADER.replace(before, after))

    def test_the_header_itself_is_read(self) -> None:
        header = parser.load()
        self.assertIn("codelab_instance", [each.name for each in header.results])
        self.assertIn("codelab_open", header.functions)


if __name__ == "__main__":
    unittest.main()
