"""Writes bindings/go/enums_gen.go: a type for each enum, its values, and their names."""

from __future__ import annotations

from .go_format import CGO, aligned, call, comment, fitted
from .go_names import go_name, go_text, type_name
from .go_texts import ENUMS
from .model import Enum, Header
from .syntax import HeaderError

#: Enums that Go has in another form: errors (errors.go), and events that callers never see.
BY_HAND = ("codelab_status", "codelab_operation")
WORD = "the service's word for"


def constant(enum: Enum, member: str) -> str:
    return go_name(enum.prefix.removeprefix("CODELAB_").lower()) + go_name(member.removeprefix(enum.prefix))


def enum_lines(enum: Enum) -> list[str]:
    name = type_name(enum.name)
    if [each.value for each in enum.members] != list(range(len(enum.members))):
        raise HeaderError(f"line {enum.line}: {enum.name}: the values of an enum must be 0, 1, 2, … in this order")
    lines = ["", *comment(ENUMS.get(enum.name) or f"{name}: {go_text(enum.comment.brief)}".removesuffix(": "))]
    lines += [f"type {name} int32", "", f"// The values of [{name}].", "const ("]
    rows = []
    for each in enum.members:
        rows.append((constant(enum, each.name), f"{name} = C.{each.name}", go_text(each.comment.brief)))
    lines += [*aligned(fitted(rows)), ")", ""]
    is_service = enum.members[0].name == f"{enum.prefix}UNKNOWN"
    lines.append(f"// String returns {WORD if is_service else 'the name of'} the value.")
    lines.append(f"func (v {name}) String() string {{")
    words = [f'"{each.name.removeprefix(enum.prefix)}"' for each in enum.members]
    return lines + call("return enumName", [f'"{name}"', "int32(v)", *words], "\t") + ["}"]


def enums(header: Header) -> list[Enum]:
    return [each for each in header.enums.values() if each.name not in BY_HAND]


def write(header: Header) -> str:
    lines = [line for enum in enums(header) for line in enum_lines(enum)]
    return CGO + "\n".join(lines) + "\n"
