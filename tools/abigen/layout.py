"""Writes Tests/abi/layout/layout.json: how a 64-bit machine lays out the structs, and the values of all constants.

The tests compare it with the output of a C compiler (generate_layout.py), which does not use this parser.
"""

from __future__ import annotations

from .model import Header, Struct, Type

#: The size of a type, which is also its alignment.
SIZES = {"int32_t": 4, "uint32_t": 4, "int64_t": 8, "uint64_t": 8, "double": 8, "size_t": 8, "char": 1}
POINTER = 8


def size(type_: Type) -> int:
    return (POINTER if type_.pointers else SIZES[type_.base]) * max(type_.length, 1)


def alignment(type_: Type) -> int:
    return POINTER if type_.pointers else SIZES[type_.base]


def aligned(offset: int, to: int) -> int:
    return (offset + to - 1) // to * to


def offsets(struct: Struct) -> tuple[int, dict[str, tuple[int, int]]]:
    """The size of a struct, and the offset and size of each field."""
    found: dict[str, tuple[int, int]] = {}
    end, widest = 0, 1
    for field in struct.fields:
        start = aligned(end, alignment(field.type))
        found[field.name] = (start, size(field.type))
        end, widest = start + size(field.type), max(widest, alignment(field.type))
    return aligned(end, widest), found


def kind(type_: Type) -> str:
    if type_.length:
        return f"{type_.base}[]"
    if type_.base == "char" and type_.pointers:
        return type_.spelling
    return "pointer" if type_.pointers else type_.base


def lines(head: str, entries: list[str]) -> str:
    return f"{head}: {{\n" + ",\n".join(entries) + "}"


def write(header: Header) -> str:
    structs, kinds = [], []
    for struct in header.structs.values():
        total, fields = offsets(struct)
        places = [f'   "{name}": [{start}, {length}]' for name, (start, length) in fields.items()]
        structs.append(f'  "{struct.name}": {{"size": {total},\n' + lines('   "fields"', places) + "}")
        kinds.append(lines(f'  "{struct.name}"', [f'   "{each.name}": "{kind(each.type)}"' for each in struct.fields]))
    enums = [f'  "{each.name}": {each.value}' for enum in header.enums.values() for each in enum.members]
    macros = [f'  "{each.name}": {each.value}' for each in header.macros.values() if each.value is not None]
    parts = {"structs": structs, "kinds": kinds, "enums": enums, "macros": macros}
    return "{" + ",\n ".join(lines(f'"{name}"', entries) for name, entries in parts.items()) + "}\n"
