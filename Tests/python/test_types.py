"""mypy --strict finds nothing in the package, its examples, the generator, this suite, and that of the secrets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import List

import pytest

from conftest import PACKAGE, ROOT


@pytest.mark.parametrize(
    "what",
    [
        ["-p", "codelab"],
        ["-m", "_codelab_command"],
        ["-p", "abigen"],
        *([str(path)] for path in sorted((PACKAGE / "examples").glob("*.py"))),
        [str(ROOT / "Tests/abi/layout/generate_layout.py")],
        [str(path) for path in sorted(Path(__file__).parent.glob("*.py"))],
        [str(path) for path in sorted((Path(__file__).parent / "cli").glob("*.py"))],
        [str(path) for path in sorted((Path(__file__).parent / "profiles").glob("*.py"))],
        [str(ROOT / "Tests/support/simulator.py"), str(ROOT / "Tests/support/readme.py")],
        [str(path) for path in sorted((ROOT / "Tests/secrets").glob("*.py"))],
    ],
    ids=lambda what: Path(what[-1]).stem if len(what) < 3 else Path(what[-1]).parent.name,
)
def test_mypy_reports_no_error(what: List[str]) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / "build" / "mypy"), *what]
    paths = f"{PACKAGE}:{ROOT / 'tools'}:{ROOT / 'Tests/support'}:{ROOT / 'Tests/python'}:{ROOT / 'Tests/python/cli'}"
    paths += f":{ROOT / 'Tests/python/profiles'}"
    result = subprocess.run(command, cwd=PACKAGE, env={"MYPYPATH": paths}, stdout=subprocess.PIPE, text=True)
    assert result.returncode == 0, result.stdout
