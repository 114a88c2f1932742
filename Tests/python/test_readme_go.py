"""The programs on the page for Go do what it says."""

from __future__ import annotations

from typing import Tuple

import pytest

import readme
from simulator import Simulator

PAGE = readme.ROOT / "bindings" / "go" / "README.md"
PROGRAMS = {
    "First program": ("RUNNING http", "?token="),
    "A watch": ("RUNNING 100 %",),
    "Keep it alive": ("working on RUNNING",),
    "A thousand at once": ("1000 are ready, 0 are not",),
    "Errors": ("there is none:",),
    "Testing": ("PASS",),
}


@pytest.mark.parametrize("heading", PROGRAMS)
def test_the_program_works(heading: str, simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=200 if heading != "A thousand at once" else 0)
    environment = {**user.environment, "SIMULATOR": str(readme.ROOT / "build" / "bin" / "codelab-simulator")}
    result = readme.run("Go", environment, heading, PAGE)
    assert result.returncode == 0
    expected: Tuple[str, ...] = PROGRAMS[heading]
    assert all(part in result.stdout for part in expected), result.stdout


def test_every_program_is_tested() -> None:
    headings = [line[4:] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("### ")]
    assert headings == list(PROGRAMS)
