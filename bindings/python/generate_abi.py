#!/usr/bin/env python3
"""Writes the files of the package that follow from include/codelab.h.

    python3 bindings/python/generate_abi.py            writes them
    python3 bindings/python/generate_abi.py --check    only says which are out of date, and exits with 1 if any is

Needs nothing but Python. To be run after every change of the header; the test suite runs --check.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Dict

from abi_generator import header, mirror, records
from abi_generator.syntax import HeaderError

HERE = Path(__file__).resolve().parent
HEADER = HERE.parent.parent / "include" / "codelab.h"


def generated(source: str) -> Dict[Path, str]:
    """What each generated file should hold."""
    parsed = header.parse(source)
    package = HERE / "codelab"
    return {
        package / "_abi.py": mirror.write(parsed),
        package / "enums.py": records.write_enums(parsed),
        package / "records.py": records.write_records(parsed),
        package / "_convert.py": records.write_convert(parsed),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes the mirrors of include/codelab.h into the package codelab.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file is out of date")
    parser.add_argument("--header", type=Path, default=HEADER, help="default: %(default)s")
    arguments = parser.parse_args()
    try:
        files = generated(arguments.header.read_text(encoding="utf-8"))
    except HeaderError as error:
        print(f"generate_abi.py: {arguments.header.name}, {error}", file=sys.stderr)
        return 2
    stale = 0
    for path, text in files.items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        print(f"{path.name} is out of date" if arguments.check else f"wrote {path.name}")
        if not arguments.check:
            path.write_text(text, encoding="utf-8")
    return 1 if arguments.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
