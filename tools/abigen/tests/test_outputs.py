"""Generated files, for headers of a few lines."""

import unittest

from abigen import layout, parser, symbols, version, version_script, walk
from abigen.syntax import HeaderError

HEADER = """\
typedef struct codelab_part {
    uint32_t struct_size;
    char code[3];
    int64_t count;
    int32_t last;
} codelab_part;
enum codelab_e { CODELAB_E_A = 0, CODELAB_E_B = 1
};
/* @since 0.2.0 */
int32_t codelab_go(const codelab_part *part);
int32_t codelab_stop(void);
"""
RESPONSE = """\
enum codelab_kind { CODELAB_KIND_A = 0, CODELAB_KIND_B = 1
};
typedef struct codelab_a codelab_a;
typedef struct codelab_b {
    uint32_t struct_size;
    int32_t kind; /* @values codelab_kind */
    const char *kind_text;
    int64_t gpu;
    double gpu_amount; /* @absent -1 */
    int64_t tags_count;
    const char *const *tags;
    const codelab_a *next;
} codelab_b;
"""


class Outputs(unittest.TestCase):
    def setUp(self) -> None:
        self.header = parser.parse(HEADER)

    def test_fields_are_aligned_and_the_struct_is_padded(self) -> None:
        size, fields = layout.offsets(self.header.structs["codelab_part"])
        self.assertEqual(fields, {"struct_size": (0, 4), "code": (4, 3), "count": (8, 8), "last": (16, 4)})
        self.assertEqual(size, 24)

    def test_the_version_script_exports_each_function(self) -> None:
        text = version_script.write(self.header)
        self.assertIn("global:\n        codelab_go;\n        codelab_stop;\n    local:", text)

    def test_symbols_are_listed_by_version(self) -> None:
        first, second = symbols.write(self.header).split("## 0.2.0")
        self.assertIn("`codelab_part`", first)
        self.assertNotIn("codelab_go", first)
        self.assertIn("**Functions** (2)\n\n`codelab_go`, `codelab_stop`", second)
        self.assertIn("| 1 | `CODELAB_E_B` | 0.1.0 |", second)

    def test_the_version_is_that_of_the_macros(self) -> None:
        macros = "#define CODELAB_VERSION_MAJOR 3\n#define CODELAB_VERSION_MINOR 20\n#define CODELAB_VERSION_PATCH 1\n"
        header = parser.parse(macros + HEADER)
        self.assertIn('text: Literal { "3.20.1" }', version.write_library(header))
        self.assertIn('text = "3.20.1"', version.write_simulator(header))
        with self.assertRaisesRegex(HeaderError, "CODELAB_VERSION_MAJOR"):
            version.text(self.header)

    def test_the_fuzzers_read_each_field_once(self) -> None:
        text = walk.write(parser.parse(RESPONSE))
        body = text[text.index("sizeof *of);") :].split("}")[0]
        self.assertEqual([line.strip() for line in body.splitlines()[1:]], [
            "word(of->kind, CODELAB_KIND_B, of->kind_text);", "amount(of->gpu, of->gpu_amount);",
            "texts(of->tags_count, of->tags);", "number(of->next != NULL);", "if (of->next) walk_codelab_a(of->next);",
        ])


if __name__ == "__main__":
    unittest.main()
