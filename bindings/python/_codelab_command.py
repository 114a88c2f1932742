"""The entry point of the script codelab. It is outside the package, because importing the package loads the library:
if that is missing, the script prints a sentence and no traceback."""

from __future__ import annotations

import sys


def main() -> int:
    try:
        from codelab._cli.main import main as run
    except ImportError as error:
        print(f"codelab: {error}", file=sys.stderr)
        return 1
    return run()
