"""What the script codelab calls. Outside the package, as importing anything of that loads the library: where there is
none, the person at the terminal gets a sentence, and no traceback."""

from __future__ import annotations

import sys


def main() -> int:
    try:
        from codelab._cli.main import main as run
    except ImportError as error:
        print(f"codelab: {error}", file=sys.stderr)
        return 1
    return run()
