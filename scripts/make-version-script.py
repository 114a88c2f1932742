#!/usr/bin/env python3
"""Writes the linker's version script from include/codelab.h: what the header declares is exported, nothing else.

    make-version-script.py           write Sources/Exports/link/libcodelab.map
    make-version-script.py --check   change nothing; status 1 when the file is not what the header asks for
"""

import sys

import header

TARGET = header.ROOT / "Sources" / "Exports" / "link" / "libcodelab.map"


def version_script() -> str:
    names = "".join(f"        {function.name};\n" for function in header.load().functions)
    return (
        "/* Written by scripts/make-version-script.py from include/codelab.h. */\n"
        f"LIBCODELAB_1 {{\n    global:\n{names}    local:\n        *;\n}};\n"
    )


def main() -> int:
    wanted = version_script()
    if sys.argv[1:] == ["--check"]:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == wanted:
            return 0
        print(f"{TARGET.relative_to(header.ROOT)} does not match the header: run make generate", file=sys.stderr)
        return 1
    if sys.argv[1:]:
        print(__doc__, file=sys.stderr)
        return 2
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
