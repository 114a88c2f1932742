"""The programs of the page for Python do what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import readme
from conftest import PACKAGE, ROOT, child_environment
from simulator import PATIENCE, Simulator

PAGE = PACKAGE / "README.md"

#: What each prints, in a part.
PROGRAMS = {
    "First program": "RUNNING http",
    "A watch": "1 COMPLETED Prepare the storage.",
    "Keep it alive": "working on RUNNING\n",
    "A thousand at once": "1000 are ready\n",
    "Errors": "not found: ModelArts.6309 400\n",
}


@pytest.mark.parametrize("heading", PROGRAMS)
def test_the_program_does_what_the_page_says(heading: str, simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=20)
    result = readme.run("Python", user.environment, heading, PAGE)
    assert result.returncode == 0 and PROGRAMS[heading] in result.stdout


def test_the_example_of_a_user_test_passes(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(readme.program("Python", PAGE, "Testing your own code"), encoding="utf-8")
    environment = child_environment(None, {"PATH": f"{ROOT / 'build' / 'bin'}:{os.environ['PATH']}"})
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=PATIENCE)
    assert result.returncode == 0 and "1 passed" in result.stdout


def test_every_program_of_the_page_is_run() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    programs = [name for name, _ in readme.fenced_blocks(lines) if name == "python"]
    assert len(programs) == len(PROGRAMS) + 1
