#!/usr/bin/env python3
"""What the library costs, counted exactly: bytes, system calls, instructions, allocations. Ends with status 1 when a
budget is exceeded.

    counts.py PROGRAMS DECODERS LIBRARY [--detail]

PROGRAMS and DECODERS are the folders of the built programs; --detail adds where the instructions go.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Iterator, List

from counting import Effort, Opening, Row, count_decoding, count_loading, count_size, count_sleepers
from measure import DELAY_US, Service

BODIES = Path(__file__).resolve().parents[2] / "scenarios" / "bodies"
ANSWER = BODIES / "documented-example.json"
DECODED = {
    "decode-documented-instructions": ANSWER,
    "decode-full-instructions": BODIES / "every-field.json",
}


def count_all(programs: Path, decoders: Path, library: Path, scratch: Path, detail: bool) -> Iterator[Row]:
    yield count_size(library)
    with Service(programs / "server", ANSWER, DELAY_US) as service:
        opening = Opening(programs / "yardstick", programs / "subject", service, scratch, Effort())
        yield opening.system_calls()
        yield opening.instructions(detail)
        yield opening.allocations(programs / "count_allocations.so")
    with Service(programs / "server", ANSWER) as service:
        yield from count_sleepers(programs / "sleepers", service)
    yield from count_decoding(decoders / "decode_codelab", decoders / "decode_simdjson", DECODED, scratch)
    yield from count_loading(programs / "load", library, scratch)


def judged(rows: List[Row]) -> int:
    """Prints the rows, and gives the status to end with."""
    for row in rows:
        for note in row.notes:
            print(f"{row.name}: {note}")
    print(f"\n{'':<44}{'subject':>12}{'yardstick':>12}{'ratio':>8}{'budget':>12}")
    print("\n".join(map(str, rows)))
    exceeded = [row.name for row in rows if not row.is_kept]
    if exceeded:
        print(f"exceeded: {', '.join(exceeded)}", file=sys.stderr)
    return 1 if exceeded else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=Path)
    parser.add_argument("decoders", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--detail", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return judged(
            list(count_all(given.programs, given.decoders, given.library.resolve(), Path(folder), given.detail))
        )


if __name__ == "__main__":
    sys.exit(main())
