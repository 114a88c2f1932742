"""codelab simulate: alone, for one command, and in the background."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Dict

import pytest

from conftest import ROOT, child_environment
from runner import PROGRAM, Result, run_program
from simulator import PATIENCE
from terminal import Terminal

PLACE = {"CODELAB_SIMULATOR": str(ROOT / "build" / "bin" / "codelab-simulator")}

#: The command itself, for the shell of a command that the simulator is started for.
CODELAB = " ".join(f"'{word}'" for word in PROGRAM)


def simulate(*words: str, environment: Dict[str, str] = PLACE) -> Result:
    return run_program("simulate", *words, environment=environment)


def typed(*lines: str) -> str:
    """What a shell prints that gets these lines, in a terminal that knows nothing of the simulator."""
    done = subprocess.run(
        ["sh", "-ec", "\n".join(lines)],
        env=child_environment(None),
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return done.stdout


def is_served(line: str) -> bool:
    """Whether anything still listens at the endpoint of that line."""
    found = re.search(r"127\.0\.0\.1:(\d+)", line)
    assert found
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", int(found[1]))) == 0


def test_a_command_finds_the_simulator_in_its_environment() -> None:
    result = simulate("--step-time", "0s", "--", "sh", "-c", f"{CODELAB} open && {CODELAB} list && env")
    assert (result.code, result.errors) == (0, "")
    assert " is ready" in result.lines[0] and "RUNNING" in result.out
    [endpoint] = [line for line in result.lines if line.startswith("CODELAB_ENDPOINT=")]
    assert not is_served(endpoint)


@pytest.mark.parametrize(
    "words, code", [(["sh", "-c", "exit 7"], 7), (["sh", "-c", "kill -9 $$"], 137), (["no-such-command"], 127)]
)
def test_the_exit_code_is_that_of_the_command(words: "list[str]", code: int) -> None:
    assert simulate("--", *words).code == code


def test_an_option_makes_starts_fail() -> None:
    result = simulate("--step-time", "10ms", "--fail-start", "sold out", "--", "sh", "-c", f"{CODELAB} open --watch")
    assert result.code == 1 and "sold out" in result.errors


@pytest.mark.parametrize("open_stopped, calls", [("returns", "start"), ("starts", "open")])
def test_it_begins_with_an_instance_in_any_state(open_stopped: str, calls: str) -> None:
    options = ["--existing", "stopped", "--open-stopped", open_stopped, "--step-time", "10ms"]
    result = simulate(*options, "--", "sh", "-c", f"{CODELAB} --trace open && {CODELAB} show")
    assert result.code == 0 and "RUNNING" in result.out
    assert ("/start " in result.errors) == (calls == "start")


def test_without_a_command_it_prints_what_to_type_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    with Terminal("simulate", environment=PLACE, columns=500) as terminal:
        names = ("CODELAB_ENDPOINT", "CODELAB_PROJECT_ID", "CODELAB_TOKEN")
        terminal.wait_for(*(f"export {name}=" for name in names), "codelab open")
        lines = [line for line in terminal.lines if line.startswith("export ")]
        assert "CREATING" in typed(*lines, f"{CODELAB} open --no-watch")
        terminal.type("\x03")
        assert terminal.wait() == 0 and "Traceback" not in terminal.text
        assert not is_served(lines[0])


def test_it_ends_with_its_parent_process() -> None:
    with Terminal("simulate", environment=PLACE, columns=500) as terminal:
        terminal.wait_for("export CODELAB_ENDPOINT=", "codelab open")
        line = next(line for line in terminal.lines if line.startswith("export "))
        terminal.send_signal(signal.SIGKILL)
        terminal.wait()  # until no process has the terminal open: the simulator has it open, too
        assert not is_served(line)


def test_ctrl_c_interrupts_the_command() -> None:
    script = "trap 'caught=yes' INT; echo ready; while [ -z $caught ]; do sleep 0.05; done; echo caught and went on"
    with Terminal("simulate", "--", "sh", "-c", script, environment=PLACE) as terminal:
        terminal.wait_for("ready")
        terminal.type("\x03")
        assert terminal.wait() == 0 and "caught and went on" in terminal.text


def test_a_termination_signal_ends_its_command() -> None:
    with Terminal("simulate", "--", "sh", "-c", "echo ready; read line", environment=PLACE) as terminal:
        terminal.wait_for("ready")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait() == 143


def test_in_the_background_it_runs_until_it_is_killed() -> None:
    result = simulate("--background", "--step-time", "0s")
    assert result.code == 0 and all(line.startswith("export ") for line in result.lines)
    process = int(result.lines[-1].partition("CODELAB_SIMULATOR_PID=")[2])
    try:
        assert "is ready" in typed(*result.lines, f"{CODELAB} open")
    finally:
        os.kill(process, signal.SIGTERM)


def test_it_is_reached_without_a_proxy() -> None:
    proxy = {**PLACE, "http_proxy": "http://127.0.0.1:1", "no_proxy": "example.org"}
    result = simulate("--", "sh", "-c", f"{CODELAB} list && echo $no_proxy", environment=proxy)
    assert (result.code, result.out) == (0, "example.org,127.0.0.1\n")


@pytest.mark.parametrize(
    "environment, sentence",
    [
        ({"PATH": "/nowhere"}, "the simulator is not installed"),
        ({"CODELAB_SIMULATOR": "/nowhere/simulator"}, "CODELAB_SIMULATOR does not name a program"),
    ],
    ids=["nowhere", "elsewhere"],
)
def test_a_missing_simulator_is_reported(environment: Dict[str, str], sentence: str) -> None:
    result = simulate(environment=environment)
    assert (result.code, result.out) == (1, "") and sentence in result.errors and "hint: " in result.errors


def test_the_simulator_is_found_on_the_path() -> None:
    path = f"{ROOT / 'build' / 'bin'}:{os.environ['PATH']}"
    assert simulate("--", sys.executable, "-c", "", environment={"PATH": path}).code == 0


def test_a_simulator_that_cannot_start_is_reported() -> None:
    result = simulate("--fault", "{", "--", "true")
    assert result.code == 1 and "the simulator did not start" in result.errors
