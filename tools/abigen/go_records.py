"""Writes bindings/go/records_gen.go: the results of calls as structs."""

from __future__ import annotations

from .go_format import HEAD, WIDTH, Row, aligned, comment, length
from .go_members import Member, derived_members, members
from .go_names import go_text, type_name
from .go_texts import STRUCTS
from .model import Header, Struct


def above(member: Member) -> list[str]:
    """A note as a comment above its field. It names the field first."""
    return comment(member.note if is_sentence(member) else f"{member.name}: {member.note}", "\t")


def field_rows(found: list[Member]) -> list[Row]:
    """A note is next to its field where that fits, or else above it."""
    plain: list[Row] = [(each.name, each.type, "" if is_sentence(each) else each.note) for each in found]
    too_long = {each.name for each, line in zip(found, aligned(plain)) if length(line) > WIDTH}
    rows: list[Row] = []
    for each, row in zip(found, plain):
        if is_sentence(each) or each.name in too_long:
            rows += [*above(each), (each.name, each.type, "")]
        else:
            rows.append(row)
    return rows


def is_sentence(member: Member) -> bool:
    """Returns true if the note begins with the name of its field."""
    return member.note.startswith((f"{member.name} ", f"{member.name}:"))


def struct_lines(header: Header, struct: Struct) -> list[str]:
    name = type_name(struct.name)
    summary = STRUCTS.get(struct.name) or f"{name}: {go_text(struct.comment.brief)}".removesuffix(": ")
    rows = field_rows(members(struct))
    facts = derived_members(header, struct)
    if facts:
        rows += ["", *field_rows(facts)]
    return ["", *comment(summary), f"type {name} struct {{", *aligned(rows), "}"]


def write(header: Header) -> str:
    lines = [line for struct in reversed(header.results) for line in struct_lines(header, struct)]
    imports = '\nimport "time"\n' if any("time." in line for line in lines) else ""
    return HEAD + imports + "\n".join(lines) + "\n"
