"""What measures is typed, the bench's driver included, which no other stage runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("Tests/performance/bench", "Tests/performance/budgets", "bindings/python")


FILES = ("bench/bench.py", "bench/calls/call_python.py", "bench/decode/decode_python.py", "budgets/test_budgets.py")


def test_mypy_reports_no_error() -> None:
    # The libraries that the benchmark compares with are not installed here.
    options = ["--strict", "--ignore-missing-imports", "--no-warn-unused-ignores", "--cache-dir", ROOT / "build/mypy"]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *(ROOT / "Tests" / "performance" / file for file in FILES)],
        env={"MYPYPATH": ":".join(str(ROOT / folder) for folder in FOLDERS)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout
