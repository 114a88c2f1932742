"""The library, the simulator and the package that the suite runs with; see the README for how to run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "bindings" / "python"

os.environ.setdefault("CODELAB_LIBRARY", str(ROOT / "build" / "lib" / "libcodelab.so.1"))
sys.path[:0] = [str(PACKAGE), str(ROOT / "Tests" / "support")]

import codelab  # noqa: E402
from simulator import FAMILIES, PATIENCE, Simulator, User  # noqa: E402

# A credential of the one who runs the suite is none of its business.
for name in [each for each in os.environ if each.startswith(FAMILIES) and each != "CODELAB_LIBRARY"]:
    del os.environ[name]


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    log = ROOT / "build" / "tests" / "python-simulator.log"
    with Simulator(ROOT / "build" / "bin" / "codelab-simulator", log) as running:
        yield running


@pytest.fixture
def user(simulator: Simulator) -> User:
    """A user whose instance takes a long time to start."""
    return simulator.new_user(step_ms=60000)


@pytest.fixture
def quick_user(simulator: Simulator) -> User:
    return simulator.new_user(step_ms=20)


@pytest.fixture
def connect() -> Iterator[Callable[..., codelab.Client]]:
    """Makes clients for users, and closes them."""
    made: List[codelab.Client] = []

    def make(user: User, **options: Any) -> codelab.Client:
        options = {"retry_delay": 0.001, "retry_delay_max": 0.005, **options}
        made.append(codelab.Client(user.endpoint, user.project_id, user.token, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def run_python() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs a program in a new interpreter, in which every warning is an error."""

    def run(
        source: str, *arguments: str, user: Optional[User] = None, environment: Optional[Dict[str, str]] = None
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-X", "dev", "-W", "error", "-c", source, *arguments],
            env=child_environment(user, environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
        )

    return run


def child_environment(user: Optional[User], more: Optional[Dict[str, str]] = None) -> Dict[str, str]:
    """The environment of a program that can import the package and reach the simulator."""
    found = {**os.environ, "PYTHONPATH": str(PACKAGE), **(user.environment if user else {}), **(more or {})}
    return {name: value for name, value in found.items() if value}
