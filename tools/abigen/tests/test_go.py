"""What Go needs: names, the form of gofmt, and the fields of structs."""

import unittest

from abigen import go_convert, go_enums, go_json, go_records, parser
from abigen.go_format import Row, aligned, call
from abigen.go_names import go_name, go_text
from abigen.syntax import HeaderError

NAMES = {
    "create_at_ms": "CreateAt",
    "namespace_": "Namespace",
    "vpc_id": "VPCID",
    "allowed_access_ips": "AllowedAccessIPs",
    "memory_kib": "MemoryKiB",
    "X86_64": "X86_64",
    "AARCH64": "AArch64",
    "IN_USE": "InUse",
}
TEXTS = {
    "until create_at_ms; NULL: none": "until CreateAt; nil: none",
    "see codelab_instance_is_ready()": "see Instance.Ready",
    '"eu-de_project" and a_b.c stay': '"eu-de_project" and a_b.c stay',
}
HEADER = """\
enum codelab_kind { CODELAB_KIND_UNKNOWN = 0, CODELAB_KIND_GOOD = 1
};
/* A part. */
typedef struct codelab_part {
    uint32_t struct_size;
    int32_t type;           /* @values codelab_kind */
    const char *type_text;
    const char *key;        /* @secret: keep it */
} codelab_part;
/* @record */
typedef struct codelab_instance {
    uint32_t struct_size;
    int32_t free;           /* @bool @absent -1 */
    int64_t parts_count;
    const codelab_part *const *parts;
    const codelab_part *part;
    int64_t made_at_ms;     /* @time_ms */
    double weight;          /* @absent -1; in tonnes */
} codelab_instance;
/* Its age. @derived @span_ms */
int64_t codelab_instance_age_ms(const codelab_instance *instance);
"""
RECORDS = """
// Instance is the state of a notebook at one moment. It is a plain copy: nothing has to be freed, and any number of
// goroutines may read it.
type Instance struct {
	Free   *bool
	Parts  []Part
	Part   *Part
	MadeAt time.Time
	Weight *float64 // in tonnes

	// Age: Its age.
	Age *time.Duration

	empty emptyTexts
}

// Part: A part.
type Part struct {
	Type     Kind
	TypeText string // the service's word for Type
	Key      Secret // keep it
}
"""
CONVERT = """
func newInstance(r *reader, from *C.codelab_instance, facts *C.codelab_go_facts) *Instance {
	to := new(Instance)
	to.Free = flag(from.free)
	to.Parts = list(r, from.parts, from.parts_count, newPart)
	to.Part = part(r, from.part, newPart)
	to.MadeAt = instant(from.made_at_ms)
	to.Weight = number(from.weight)

	to.Age = span(facts.age_ms)
	to.empty = newEmptyTexts(from)
	return to
}

func newPart(r *reader, from *C.codelab_part, to *Part) {
	to.Type = Kind(from._type)
	r.text(&to.TypeText, from.type_text)
	to.Key = secret(from.key)
}
"""


JSON = """
func (v *Instance) writeFields(w *jsonWriter) {
	w.flag("free", v.Free)
	writeParts(w, "parts", v.Parts)
	writePart(w, "part", v.Part, v.Part != nil)
	w.instant("made_at", v.MadeAt)
	w.number("weight", v.Weight)
}

func (v *Part) writeFields(w *jsonWriter) {
	w.word("type", v.Type, v.Type != 0, v.TypeText)
	w.secret("key", v.Key)
}
"""


class Go(unittest.TestCase):
    def test_names(self) -> None:
        for c_name, name in NAMES.items():
            self.assertEqual(go_name(c_name), name)

    def test_texts(self) -> None:
        for comment, text in TEXTS.items():
            self.assertEqual(go_text(comment), text)

    def test_lines_are_aligned_as_gofmt_does(self) -> None:
        rows: list[Row] = [("A", "int", ""), ("Long", "int64", "x"), ("B", "[]Kind", "y"), "\t// c", ("D", "T", "z")]
        self.assertEqual(aligned(rows), [
            "\tA    int", "\tLong int64  // x", "\tB    []Kind // y", "\t// c", "\tD T // z",
        ])

    def test_long_calls_continue_in_the_next_line(self) -> None:
        lines = call("f", ["a" * 60, "b" * 60, "c"], "\t")
        self.assertEqual(lines, [f"\tf({'a' * 60},", f"\t\t{'b' * 60}, c)"])

    def test_records(self) -> None:
        self.assertTrue(go_records.write(parser.parse(HEADER)).endswith(RECORDS))

    def test_conversions(self) -> None:
        self.assertTrue(go_convert.write(parser.parse(HEADER)).endswith(CONVERT))

    def test_json(self) -> None:
        self.assertIn(JSON, go_json.write(parser.parse(HEADER)))

    def test_values_that_are_not_consecutive_are_refused(self) -> None:
        with self.assertRaisesRegex(HeaderError, "line 1: codelab_kind: the values of an enum must be 0, 1, 2"):
            go_enums.write(parser.parse(HEADER.replace("GOOD = 1", "GOOD = 2")))


if __name__ == "__main__":
    unittest.main()
