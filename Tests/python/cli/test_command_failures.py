"""How the command reports a failure, and with which code it exits."""

from __future__ import annotations

import json
import subprocess
from typing import Any, Dict, List

import pytest

from conftest import child_environment
from runner import PROGRAM, Run, run
from simulator import Simulator, User

__all__ = ["run"]


@pytest.mark.parametrize(
    "words, environment, code, sentence, hint",
    [
        (["list"], {"CODELAB_TOKEN": ""}, 2, "token: is required", "codelab --help"),
        (["list", "--region", "nowhere"], {"CODELAB_ENDPOINT": ""}, 2, "region:", "codelab simulate"),
        (["list"], {"CODELAB_TOKEN": "wrong-one"}, 3, "HTTP 401", ""),
        (["show"], {}, 4, "you have no CodeLab instance", "codelab open"),
        (["show", "no-such-id"], {}, 4, "does not exist", "codelab list"),
        (["renew", "no-such-id"], {}, 4, "does not exist", ""),
        (["list", "--timeout", "0s"], {}, 5, "deadline", "--timeout"),
        (["list"], {"CODELAB_ENDPOINT": "http://127.0.0.1:1"}, 6, "connect", "--endpoint"),
        (["delete"], {}, 2, "needs a terminal", "--yes"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_error_has_a_message_a_hint_and_an_exit_code(
    words: List[str], environment: Dict[str, str], code: int, sentence: str, hint: str, user: User, run: Run
) -> None:
    result = run(*words, user=user, environment=environment)
    assert (result.code, result.out) == (code, "")
    first, *rest = result.errors.splitlines()
    assert first.startswith("codelab: ") and sentence in first
    assert len(rest) <= 1 and hint in "".join(rest)


@pytest.mark.parametrize(
    "fault, code, sentence",
    [
        ({"status": 403, "body": '{"error_code":"ModelArts.0203","error_msg":"no"}'}, 3, "HTTP 403"),
        ({"status": 500, "times": 0}, 1, "HTTP 500"),
        ({"kind": "html"}, 1, "JSON"),
        ({"status": 400, "body": '{"error_code":"ModelArts.6325","error_msg":"\\u001b[2Jgone"}'}, 1, "[2Jgone"),
    ],
    ids=["forbidden", "a failing service", "a page", "an error that would clear the screen"],
)
def test_a_refusal_of_the_service_is_reported(
    fault: Dict[str, Any], code: int, sentence: str, user: User, run: Run
) -> None:
    user.set_faults({"kind": "status", "call": "list", **fault})
    result = run("list", user=user)
    assert (result.code, result.out) == (code, "") and sentence in result.errors and "\x1b" not in result.errors


def test_a_start_that_fails_is_code_1_with_its_reason(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(step_ms=20, fail_start="No resources are left")
    result = run("open", "--watch", user=user)
    assert result.code == 1 and "No resources are left" in result.errors
    assert "No resources are left" in run("show", user=user).out


def test_a_start_that_takes_too_long_is_code_5(user: User, run: Run) -> None:
    result = run("open", "--watch", "--timeout", "300ms", user=user)
    assert result.code == 5 and '"codelab open" continues; --timeout sets how long' in result.errors


def test_a_name_cannot_control_the_terminal(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(offers_open=False, step_ms=0)
    page = {"data": [{"id": "a", "name": "\x1b]0;x\x07\tb", "status": "NEW"}], "total": 1}
    user.set_faults({"kind": "body", "call": "list", "body": json.dumps(page)})
    result = run("list", user=user)
    assert result.out == "a\t\\u001b]0;x\\u0007 b\tNEW\t\n"


def test_a_closed_pipe_ends_the_command_without_a_message(user: User) -> None:
    child = subprocess.Popen(
        [*PROGRAM, "flavors"], env=child_environment(user), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None and child.stderr is not None
    child.stdout.close()
    assert child.stderr.read() == "" and child.wait() == 141
    child.stderr.close()


def test_a_full_disk_is_reported(user: User) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*PROGRAM, "flavors"], env=child_environment(user), stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1 and done.stderr.startswith("codelab: cannot write the output")
