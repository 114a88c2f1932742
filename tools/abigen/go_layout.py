"""Writes bindings/go/layout_gen.go and tables_gen_test.go: what the tests compare with the layout of a C compiler."""

from __future__ import annotations

from .go_enums import enums
from .go_format import CGO, HEAD
from .go_names import CAPITALS, type_name
from .model import Header

LAYOUT = '''
import "reflect"

// cStructs names every struct of the header, as cgo lays it out. Only tests ask, but files of tests can not use cgo;
// the linker leaves it out of every other program.
func cStructs() map[string]reflect.Type {
	return map[string]reflect.Type{
'''


def entries(pairs: list[tuple[str, str]], indent: str) -> str:
    """Entries of a map, aligned."""
    width = max(len(key) for key, _ in pairs) + 1
    return "".join(f"{indent}{key + ':':{width}} {value},\n" for key, value in pairs)


def write_layout(header: Header) -> str:
    pairs = [(f'"{name}"', f"reflect.TypeOf(C.{name}{{}})") for name in sorted(header.structs)]
    return CGO + LAYOUT + entries(pairs, "\t\t") + "\t}\n}\n"


def write_tables(header: Header) -> str:
    records = [(f'"{each.name}"', f"codelab.{type_name(each.name)}{{}}") for each in header.results]
    values = "func(v int32) string {{ return codelab.{}(v).String() }}"
    kinds = [(f'"{each.prefix}"', values.format(type_name(each.name))) for each in enums(header)]
    capitals = [(f'"{part}"', f'"{name}"') for part, name in CAPITALS.items()]
    return (
        HEAD.replace("package codelab\n", "package codelab_test\n")
        + '\nimport codelab "libcodelab/bindings/go"\n'
        + "\n// recordsOf are the types that carry the structs of results.\nvar recordsOf = map[string]any{\n"
        + entries(sorted(records), "\t") + "}\n"
        + "\n// namesOf returns the name of a value, by the prefix of the enum.\n"
        + "var namesOf = map[string]func(int32) string{\n" + entries(kinds, "\t") + "}\n"
        + "\n// capitals are the parts of names that Go writes in capitals, or in another special form.\n"
        + "var capitals = map[string]string{\n" + entries(capitals, "\t") + "}\n"
    )
