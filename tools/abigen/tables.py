"""Reads the tables of keys in Sources/CSchema: which key of a response goes to which field of which struct.

A table is an array of calls of macros, `TEXT(codelab_step, "description", description)`, some of them inside a macro
whose name ends with _FIELDS. Only those are expanded here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .syntax import HeaderError

DEFINE = re.compile(r"^#define (\w*_FIELDS)(?:\(([\w, ]*)\))?((?:[^\n]*\\\n)*[^\n]*)$", re.M)
ARRAY = re.compile(r"static const cschema_field (\w+)_fields\[\] = \{(.*?)\};", re.S)
TABLE = re.compile(r"\b(?:PAGE_)?TABLE\((\w+),\s*(?:\w+,\s*)?(\w+)\)")
#: A key too long for a field is written in two parts: its beginning, and a cschema_long_key with the rest.
REST = re.compile(r'static const cschema_long_key (\w+) = \{"(\w+)\\""')


@dataclass(frozen=True)
class Entry:
    """A line of a table."""

    macro: str
    struct: str
    key: str
    member: str


@dataclass(frozen=True)
class Table:
    #: The prefix of its macros in cschema_slots.h.
    capitals: str
    entries: tuple[Entry, ...]

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.entries]


def split(text: str) -> list[str]:
    """The parts between the commas that are not inside parentheses."""
    parts, depth, start = [], 0, 0
    for position, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append(text[start:position].strip())
            start = position + 1
    return [each for each in [*parts, text[start:].strip()] if each]


def call(text: str) -> tuple[str, list[str]]:
    """The name and the arguments of a call of a macro."""
    match = re.fullmatch(r"(\w+)(?:\((.*)\))?", text, re.S)
    if match is None:
        raise HeaderError(f"Sources/CSchema: not a line of a table: {text!r}")
    return match[1], split(match[2] or "")


class Source:
    """The text of all files with tables."""

    def __init__(self, texts: list[str]) -> None:
        text = "\n".join(re.sub(r"//.*", "", each) for each in texts)
        self.macros = {name: (split(names), body.replace("\\\n", " ")) for name, names, body in DEFINE.findall(text)}
        self.rests = dict(REST.findall(text))
        self.arrays = dict(ARRAY.findall(text))
        self.uses = TABLE.findall(text)

    def entries(self, body: str) -> list[Entry]:
        found = []
        for line in split(body):
            name, arguments = call(line)
            if name in self.macros:
                parameters, expansion = self.macros[name]
                for parameter, argument in zip(parameters, arguments):
                    expansion = re.sub(rf"\b{parameter}\b(?!\")", argument.replace("\\", "\\\\"), expansion)
                found += self.entries(expansion)
            elif name != "END":
                found.append(self.entry(name, arguments))
        return found

    def entry(self, macro: str, arguments: list[str]) -> Entry:
        struct, key, *rest = arguments
        if macro == "LONG_OBJECTS":
            word, _, *rest = rest
            return Entry(macro, struct, key.strip('"') + self.rests[word], rest[0])
        return Entry(macro, struct, key.strip('"'), rest[0])


def parse(texts: list[str]) -> list[Table]:
    """The tables in the order of their use. Tables that share their slots must have the same keys."""
    source = Source(texts)
    found: dict[str, Table] = {}
    entries: list[Table] = []
    for name, capitals in source.uses:
        if name not in source.arrays or capitals == "capitals":  # the definition of TABLE itself
            continue
        table = Table(capitals, tuple(source.entries(source.arrays[name])))
        if len(set(table.keys)) != len(table.keys):
            raise HeaderError(f"Sources/CSchema: a key is twice in {name}_fields")
        if found.setdefault(capitals, table).keys != table.keys:
            raise HeaderError(f"Sources/CSchema: tables of different keys share the slots of {capitals}")
        entries.append(table)
    return entries


def load(folder: Path) -> list[Table]:
    files = [folder / "cschema_macros.h", *sorted(folder.glob("cschema_*.c"))]
    return parse([each.read_text(encoding="utf-8") for each in files])
