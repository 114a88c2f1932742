"""The example, as a newcomer runs it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import Any, Dict, List

import pytest

from conftest import PACKAGE, child_environment
from simulator import PATIENCE, Simulator, User

EXAMPLE = [sys.executable, "-X", "dev", "-W", "error", str(PACKAGE / "examples" / "open_instance.py")]


def run(user: Any, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*EXAMPLE, *arguments], env=child_environment(user, environment),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE,
    )


def test_it_shows_the_steps_and_ends_with_the_address(simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=500)
    result = run(user)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Opened notebook") and lines[-1].startswith("Open in a browser: http")
    shown = [line for line in lines if "%" in line]
    assert len(shown) == len(set(shown)) and "100 %" in shown[-1] and "RUNNING" in shown[-1]


def test_it_starts_a_stopped_instance(simulator: Simulator) -> None:
    result = run(simulator.new_user(step_ms=20, existing="STOPPED"))
    assert (result.returncode, result.stderr) == (0, "") and "STOPPED" in result.stdout and "?token=" in result.stdout


def test_it_replaces_a_failed_instance(simulator: Simulator) -> None:
    result = run(simulator.new_user(step_ms=20, existing="ERROR"), "--replace-failed")
    assert (result.returncode, result.stdout.count("Opened notebook")) == (0, 2)


def test_it_draws_in_place_on_a_terminal(simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=300)
    ours, its = pty.openpty()
    child = subprocess.Popen(EXAMPLE, env=child_environment(user), stdin=its, stdout=its, stderr=its)
    os.close(its)
    shown: List[bytes] = []
    try:
        while True:
            try:
                shown.append(os.read(ours, 4096))
            except OSError:  # all of the terminal's other ends are closed
                break
    finally:
        os.close(ours)
        assert child.wait(PATIENCE) == 0
    screen = b"".join(shown).decode()
    for part in ("CREATING", "Prepare the storage.", "\x1b[5A", "RUNNING", "Open in a browser: http"):
        assert part in screen


def test_help_shows_the_usage() -> None:
    result = run(None, "--help")
    assert result.returncode == 0 and "CODELAB_TOKEN" in result.stdout


@pytest.mark.parametrize(
    "user_settings, environment, sentence",
    [
        ({}, {"CODELAB_TOKEN": ""}, "CODELAB_TOKEN"),
        ({}, {"CODELAB_TOKEN": "wrong"}, "401"),
        ({"step_ms": 20, "fail_start": "No resources are left"}, {}, "No resources are left"),
    ],
    ids=["a missing setting", "a wrong token", "a start that fails"],
)
def test_an_error_is_one_line(
    user_settings: Dict[str, Any], environment: Dict[str, str], sentence: str, simulator: Simulator
) -> None:
    result = run(simulator.new_user(**user_settings), **environment)
    assert result.returncode == 1
    assert result.stderr.startswith("open_instance: ") and result.stderr.count("\n") == 1 and sentence in result.stderr


def test_ctrl_c_stops_it_with_a_message(user: User) -> None:
    # Started in the background, this suite would hand down that the signal is ignored.
    child = subprocess.Popen(
        EXAMPLE, env=child_environment(user), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        user.wait_for_request(2)
        child.send_signal(signal.SIGINT)
        out, errors = child.communicate(timeout=PATIENCE)
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    assert child.returncode == 130
    assert errors == "open_instance: stopped; the instance may go on starting.\n"
