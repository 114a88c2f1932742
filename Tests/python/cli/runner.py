"""The command codelab as the suite runs it: within this process, or as a program with pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional

import pytest

from conftest import ROOT, child_environment
from simulator import FAMILIES, PATIENCE, User

#: Started as the script is: without the package on the way.
PROGRAM = [sys.executable, "-X", "dev", "-W", "error", "-c", "import sys, _codelab_command as it; sys.exit(it.main())"]

#: A home folder without settings.
EMPTY_HOME = ROOT / "build" / "tests" / "empty-home"
NO_SETTINGS = {"HOME": str(EMPTY_HOME), "XDG_CONFIG_HOME": ""}
EMPTY_HOME.mkdir(parents=True, exist_ok=True)


class Result(NamedTuple):
    code: int
    out: str
    errors: str

    @property
    def lines(self) -> List[str]:
        return self.out.splitlines()


#: Runs the command with some words.
Run = Callable[..., Result]


def run_program(
    *words: str, user: Optional[User] = None, text: str = "", environment: Optional[Dict[str, str]] = None
) -> Result:
    """Runs the command in a new process, whose input and output are pipes."""
    done = subprocess.run(
        [*PROGRAM, *words],
        env=child_environment(user, {**NO_SETTINGS, **(environment or {})}),
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Within this process: a start of Python for each case would take most of the time."""
    from codelab._cli.main import main

    def run_here(*words: str, user: Optional[User] = None, environment: Optional[Dict[str, str]] = None) -> Result:
        for name in [each for each in os.environ if each.startswith(FAMILIES) and each != "CODELAB_LIBRARY"]:
            monkeypatch.delenv(name)
        for name, value in {**NO_SETTINGS, **(user.environment if user else {}), **(environment or {})}.items():
            monkeypatch.setenv(name, value)
        try:
            code = main(list(words))
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
        return Result(code, *capsys.readouterr())

    monkeypatch.setenv("COLUMNS", "80")
    before = signal.getsignal(signal.SIGTERM)
    yield run_here
    signal.signal(signal.SIGTERM, before)


def secrets_of(user: User, instance: Any) -> List[str]:
    """What must not be printed unless it is asked for."""
    return [instance.token, user.token, user.made["secret_key"], user.made["password"]]
