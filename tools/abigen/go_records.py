"""Writes bindings/go/records_gen.go: the results of calls as structs."""

from __future__ import annotations

from .go_format import HEAD, Row, aligned, comment, fitted
from .go_members import Member, derived_members, members
from .go_names import go_text, type_name
from .go_texts import STRUCTS
from .model import Header, Struct


def field_rows(found: list[Member]) -> list[Row]:
    """A note is next to its field where that fits, or else above it."""
    sentences = {each.name: comment(each.note, "\t") for each in found if is_sentence(each)}
    plain = [(each.name, each.type, "" if each.name in sentences else each.note) for each in found]
    rows: list[Row] = []
    for row in fitted(plain):
        rows += [*sentences.get(row[0], []), row] if isinstance(row, tuple) else [row]
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
        rows += ["", *field_rows(facts), "", "\tempty emptyTexts"]
    return ["", *comment(summary), f"type {name} struct {{", *aligned(rows), "}"]


def write(header: Header) -> str:
    lines = [line for struct in reversed(header.results) for line in struct_lines(header, struct)]
    imports = '\nimport "time"\n' if any("time." in line for line in lines) else ""
    return HEAD + imports + "\n".join(lines) + "\n"
