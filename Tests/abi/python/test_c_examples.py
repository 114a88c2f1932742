"""The examples in C, as a newcomer runs them."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from conftest import ROOT, child_environment
from simulator import PATIENCE, Simulator

PROGRAMS = ROOT / "build" / "bin"


def run(user: Any, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(PROGRAMS / program), *arguments], env=child_environment(user, {}),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE,
    )


def test_an_instance_lives_its_life_from_the_command_line(simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=20, stop_ms=20, delete_ms=20)
    opened = run(user, "open_instance")
    assert (opened.returncode, opened.stderr) == (0, "") and "?token=" in opened.stdout
    listed = run(user, "instances")
    id = listed.stdout.split()[0]
    for arguments, seen in (
        (["list"], id),
        (["images"], "notebook2.0-mul-kernel-cpu-cp36"),
        (["flavors"], "modelarts.vm.cpu.free"),
        (["flavors", id], "modelarts.vm.gpu.free"),
        (["lease", id], "minutes left"),
        (["renew", id, "3"], "180 minutes left"),
        (["switch", id, "modelarts.vm.gpu.free"], "STOPPING\n"),
        (["stop", id], "STOPPED"),
        (["start", id], "RUNNING"),
        (["stop", id], "STOPPED"),
        (["delete", id], "DELETING"),
        (["list"], ""),
    ):
        result = run(user, "instances", *arguments)
        assert (result.returncode, result.stderr) == (0, ""), arguments
        assert seen in result.stdout, arguments


@pytest.mark.parametrize("program", ["open_instance", "instances"])
def test_help_tells_how(program: str, simulator: Simulator) -> None:
    result = run(simulator.new_user(), program, "--help")
    assert result.returncode == 0 and result.stdout.startswith(f"usage: {program}")


def test_what_is_no_command_is_told(simulator: Simulator) -> None:
    user = simulator.new_user()
    assert run(user, "instances", "dance").returncode == 2
    refused = run(user, "instances", "lease", "no-such-instance")
    assert refused.returncode == 1 and "ModelArts.6309" in refused.stderr
