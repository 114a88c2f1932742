"""The examples in C, as a newcomer runs them."""

from __future__ import annotations

import subprocess
from pathlib import Path
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


def test_a_classroom_is_opened_and_one_failure_does_not_delay_the_others(
    simulator: Simulator, tmp_path: Path
) -> None:
    users = [
        simulator.new_user(
            step_ms=20,
            domain_name="school",
            project_name="eu-de",
            fail_start="no room" if number == 3 else None,
            existing="STOPPED" if number == 5 else None,
        )
        for number in range(12)
    ]
    names = tmp_path / "users.txt"
    called = [user.made["user_name"] for user in users]
    names.write_text("# the class\n\n" + "".join(f"{user.made['user_name']} \t{user.made['password']}\n" for user in users))
    place = {"CODELAB_REGION": "eu-de", "CODELAB_ENDPOINT": simulator.endpoint, "CODELAB_IAM_ENDPOINT": simulator.endpoint}
    command = [str(PROGRAMS / "classroom"), "--domain", "school", "--rate", "1000", str(names)]
    result = subprocess.run(
        command, env={**child_environment(users[0], {}), **place},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE,
    )
    assert result.returncode == 1 and f"classroom: {called[3]}: " in result.stderr
    assert result.stderr.endswith("11 of 12 run, 0 are starting, 1 failed\n")
    lines = dict(line.split("\t") for line in result.stdout.splitlines())
    assert set(lines) == set(called) - {called[3]}
    assert all("/lab?token=" in address for address in lines.values())


def test_the_example_starts_a_stopped_and_replaces_a_failed_instance(simulator: Simulator) -> None:
    stopped = simulator.new_user(step_ms=20, existing="STOPPED")
    assert run(stopped, "open_instance").returncode == 0
    failed = simulator.new_user(step_ms=20, delete_ms=20, existing="ERROR")
    result = run(failed, "open_instance")
    assert result.returncode == 1 and "it is ERROR" in result.stderr
    result = run(failed, "open_instance", "--replace-failed", "--timeout", "60")
    assert result.returncode == 0 and "?token=" in result.stdout


@pytest.mark.parametrize("program", ["open_instance", "instances", "classroom"])
def test_help_shows_the_usage(program: str, simulator: Simulator) -> None:
    result = run(simulator.new_user(), program, "--help")
    assert result.returncode == 0 and result.stdout.startswith(f"usage: {program}")


def test_an_unknown_command_is_reported(simulator: Simulator) -> None:
    user = simulator.new_user()
    assert run(user, "instances", "dance").returncode == 2
    refused = run(user, "instances", "lease", "no-such-instance")
    assert refused.returncode == 1 and "ModelArts.6309" in refused.stderr
