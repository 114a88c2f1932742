"""Compares the tables of keys with the header: each field of a response needs its line, with the key of the header."""

from __future__ import annotations

import re

from .blanks import of_responses
from .model import Field, Header, Struct
from .syntax import HeaderError
from .tables import Entry, Table

#: What a line fills next to its member: the service's word for a value, and the amount for its whole number.
COMPANIONS = ("_text", "_amount")


def key(field: Field) -> str:
    """The service's name of a field: @key, or the member's name without its unit."""
    return field.comment.tags.get("key") or field.name.removesuffix("_ms")


def check_field(struct: Struct, field: Field, entries: dict[str, list[Entry]]) -> None:
    name = f"line {field.line}: {struct.name}.{field.name}"
    of = next((field.name.removesuffix(each) for each in COMPANIONS if field.name.endswith(each)), "")
    found = entries.get(field.name, [])
    if "computed" in field.comment.tags:
        if found:
            raise HeaderError(f"{name}: @computed, but Sources/CSchema has a line for it")
    elif not found and of not in entries:
        raise HeaderError(f"{name}: no line in the tables of Sources/CSchema, and no @computed")
    for entry in found:
        if entry.key != key(field):
            raise HeaderError(f'{name}: its key is "{key(field)}" here and "{entry.key}" in Sources/CSchema')


def check_other_names(struct: Struct, field: Field, keys: set[str]) -> None:
    also = field.comment.tags.get("also")
    if also is not None and also not in keys:
        raise HeaderError(f'line {field.line}: {struct.name}.{field.name}: Sources/CSchema has no key "{also}"')


def check_enum_names(header: Header, source: str) -> None:
    """Each value of an enum of a response needs a name, except the first one, which means an unknown name."""
    fields = [field for struct in of_responses(header) for field in struct.content]
    names = {field.comment.tags["values"] for field in fields if "values" in field.comment.tags}
    for enum in header.enums.values():
        for member in enum.members[1:]:
            if enum.name in names and not re.search(rf"\b{member.name}\)", source):
                raise HeaderError(f"line {member.line}: {member.name}: no name in Sources/CSchema/cschema_enum_names.h")


def check(header: Header, tables: list[Table]) -> None:
    every = [entry for table in tables for entry in table.entries]
    for struct in of_responses(header):
        entries: dict[str, list[Entry]] = {}
        for entry in every:
            if entry.struct == struct.name:
                entries.setdefault(entry.member, []).append(entry)
        own = [table for table in tables if any(each.struct == struct.name for each in table.entries)]
        keys = {key for table in own for key in table.keys}
        for field in struct.content:
            check_field(struct, field, entries)
            check_other_names(struct, field, keys)
