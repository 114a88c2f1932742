"""The command: writes the generated files, or compares them with what they should be."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from . import parser, table_checks, tables
from .outputs import outputs
from .syntax import HeaderError

#: How many lines of a difference are shown.
SHOWN = 12


def first_difference(path: Path, wanted: str) -> str:
    """The first lines in which the file differs from what it should be."""
    found = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(found.splitlines(), wanted.splitlines(), "in the tree", "generated", "", "", 0, "")
    return "\n".join(f"    {line}" for line in list(lines)[2 : 2 + SHOWN])


def main() -> int:
    command = argparse.ArgumentParser(prog="abigen", description="Writes all files that follow from include/codelab.h.")
    command.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file is out of date")
    command.add_argument("--header", type=Path, default=parser.HEADER, help="default: include/codelab.h")
    arguments = command.parse_args()
    try:
        header = parser.load(arguments.header)
        schema = parser.ROOT / "Sources" / "CSchema"
        keys = tables.load(schema)
        table_checks.check(header, keys)
        table_checks.check_enum_names(header, (schema / "cschema_enum_names.h").read_text(encoding="utf-8"))
        wanted = outputs(header, keys, parser.ROOT)
    except HeaderError as error:
        print(f"abigen: {arguments.header.name}, {error}", file=sys.stderr)
        return 2
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        name = path.relative_to(parser.ROOT)
        if arguments.check:
            print(f"abigen: {name} does not match {arguments.header.name}: run 'make generate'", file=sys.stderr)
            print(first_difference(path, wanted[path]), file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
            print(f"wrote {name}")
    return 1 if arguments.check and stale else 0
