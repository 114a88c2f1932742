#!/usr/bin/env python3
"""Measures what the library costs, each row with its yardstick, and prints a table. build/bench/bench.json has the
same for programs, with facts about the machine; build/bench/scale.svg is the plot of the row scale. "make bench" builds
what this needs, and runs it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List

sys.path.append(str(Path(__file__).resolve().parents[1] / "budgets"))

import machine
import plot
import rows_calls
import rows_cancel
import rows_counts
import rows_crowd
import rows_decode
import rows_import
import table
from findings import Finding
from workshop import Workshop

ROWS: Dict[str, Callable[[Workshop], Finding]] = {
    "size": rows_counts.size,
    "loading": rows_counts.loading,
    "import": rows_import.importing,
    "opening": rows_counts.opening,
    "calls": rows_calls.calls,
    "decode-documented": rows_decode.documented,
    "decode-full": rows_decode.full,
    "decode-bindings": rows_decode.of_bindings,
    "sleeping": rows_counts.sleeping,
    "crowd": rows_crowd.crowd,
    "cancel": rows_cancel.cancelling,
    "scale": rows_crowd.scale,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="rows: " + ", ".join(ROWS),
    )
    parser.add_argument(
        "rows", nargs="*", metavar="ROW", help="the beginnings of the rows' names; all of them if none"
    )
    parser.add_argument("--quick", action="store_true", help="a fifth of the rounds, and at most 1,000 instances")
    given = parser.parse_args()
    for word in given.rows:
        if not any(name.startswith(word) for name in ROWS):
            parser.error(f"there is no row {word!r}; rows: {', '.join(ROWS)}")
    return given


def write_report(path: Path, facts: Dict[str, str], is_quick: bool, findings: List[Finding]) -> None:
    """Rows that were not measured now stay as they were, if it was on the same machine and as thoroughly."""
    report: Dict[str, Any] = {"machine": facts, "is_quick": is_quick, "findings": []}
    measured = {finding.row: finding.as_json() for finding in findings}
    before = json.loads(path.read_text()) if path.exists() else {}
    if all(before.get(name) == report[name] for name in ("machine", "is_quick")):
        measured = {**{finding["row"]: finding for finding in before["findings"]}, **measured}
    report["findings"] = [measured[row] for row in ROWS if row in measured]
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")


def main() -> int:
    given = arguments()
    names = [name for name in ROWS if not given.rows or any(name.startswith(word) for word in given.rows)]
    findings: List[Finding] = []
    with Workshop(given.quick) as shop:
        facts = machine.facts(shop.library)
        print("\n".join(f"{name}: {fact}" for name, fact in facts.items()))
        print(f"\n{table.LEGEND}")
        for place, name in enumerate(names, 1):
            shop.progress.begin(name, place, len(names))
            findings.append(ROWS[name](shop))
            shop.progress.end()
            print(table.as_text(findings[-1]), flush=True)
        print(table.summary(findings))
        write_report(shop.results / "bench.json", facts, given.quick, findings)
        for finding in findings:
            if finding.row == "scale":
                plot.draw(finding, shop.results / "scale.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
