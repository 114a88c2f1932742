"""The verb keep, and open --keep."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from typing import Any, Callable, Dict, List

import pytest

import codelab
from conftest import child_environment
from runner import PROGRAM, Run, run, run_program
from simulator import PATIENCE, Simulator, User
from terminal import Terminal

__all__ = ["run"]

Connect = Callable[..., codelab.Client]

#: Less is left than a lease is renewed ahead of its end: the first renewal is due at once, the second one much later.
FIVE_MINUTES = {"existing": "RUNNING", "lease_duration_ms": 300_000}
THREE_SECONDS = {"existing": "RUNNING", "lease_duration_ms": 3000}
REFUSED = {"kind": "status", "status": 403, "call": "renew_lease"}

LINE = re.compile(r"notebook_\w+ runs until [-\d]+ [:\d]+ UTC \(.* left\); (\d+) renewals?, next at [:\d]+")
END = re.compile(r"notebook_\w+ runs until [-\d]+ [:\d]+ UTC \(.* left\)$", re.M)
IN_UTC = {"TZ": "UTC"}


def test_each_renewal_is_a_line(simulator: Simulator) -> None:
    user = simulator.new_user(**THREE_SECONDS)
    result = run_program("keep", "--for", "5s", user=user, environment=IN_UTC)
    assert (result.code, result.errors) == (0, "")
    *lines, end = result.lines
    counts = [int(match[1]) for match in map(LINE.fullmatch, lines) if match]
    assert counts == list(range(len(lines))) and len(lines) >= 3
    assert end.startswith("the time of --for is over: ") and END.search(end)
    assert [each["call"] for each in user.requests()].count("renew_lease") == counts[-1]


def test_open_keeps_the_instance_that_it_has_opened(simulator: Simulator) -> None:
    user = simulator.new_user(existing="STOPPED", step_ms=10, lease_duration_ms=300_000)
    result = run_program("open", "--keep", "--for", "1s", user=user, environment=IN_UTC)
    assert (result.code, result.errors) == (0, "")
    ready, address, begin, renewed, end = result.lines
    assert " is ready, and runs until " in ready and address.endswith("/lab")
    assert "; 0 renewals, " in begin and "; 1 renewal, " in renewed and "--for is over" in end


@pytest.mark.parametrize("words", [["keep"], ["open", "--keep"]], ids=" ".join)
def test_json_is_an_object_on_each_line(words: List[str], simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(**FIVE_MINUTES)
    result = run(*words, "--for", "1s", "--json", user=user)
    shown: List[Dict[str, Any]] = [json.loads(line) for line in result.lines]
    assert result.code == 0 and {each["status"] for each in shown} == {"RUNNING"}
    kept = [each for each in shown if "renewals" in each]
    assert [each["renewals"] for each in kept] == [0, 1] and kept[0]["next_renewal"] < kept[1]["next_renewal"]
    assert "token" not in shown[-1]


def test_several_instances_are_kept_at_once(simulator: Simulator, run: Run, connect: Connect) -> None:
    user = simulator.new_user(**FIVE_MINUTES, extra_notebooks=1, step_ms=10)
    client = connect(user)
    [billed] = client.instances(feature=codelab.Feature.NOTEBOOK)
    client.watch(client.start(billed), first_delay=0.01, timeout=PATIENCE).result()
    free = str(client.open().id)
    result = run("keep", free, str(billed.id), free, "--for", "2s", user=user)
    names = [line.split()[0] for line in result.lines[:2]]
    assert result.code == 0 and len(set(names)) == 2
    assert [name in line for name, line in zip(names, result.lines[-2:])] == [True, True]


def test_a_failed_renewal_is_a_message_and_it_continues(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(**FIVE_MINUTES)
    user.set_faults(REFUSED)
    result = run("keep", "--for", "5s", user=user)
    assert result.code == 0 and any("1 renewal," in line for line in result.lines)
    [message] = result.errors.splitlines()
    assert re.match(r"codelab: notebook_\w+: a renewal failed, and is tried again: .*403", message)


class TestEnd:
    """The ends of the keeping, and their messages."""

    def test_an_instance_that_stops(self, simulator: Simulator) -> None:
        user = simulator.new_user(existing="RUNNING", lease_duration_ms=1500)
        user.set_faults({**REFUSED, "times": 0})
        result = run_program("keep", user=user)
        assert result.code == 1 and " is STOPP" in result.lines[-1]
        *retries, message, hint = result.errors.splitlines()
        assert re.search("it is STOPP(ING|ED); the last renewal failed: .*403", message)
        assert hint == 'hint: "codelab open --keep" starts it, and keeps it alive'
        assert retries and all("is tried again" in each for each in retries)

    def test_an_instance_that_does_not_run(self, simulator: Simulator, run: Run) -> None:
        result = run("keep", user=simulator.new_user(existing="STOPPED"))
        assert (result.code, result.out) == (1, "")
        assert "it is STOPPED" in result.errors and 'hint: "codelab open --keep"' in result.errors

    @pytest.mark.parametrize("words, code", [(["an-id"], 4), (["../id"], 2), ([], 4)], ids=str)
    def test_an_instance_that_does_not_exist(self, words: List[str], code: int, user: User, run: Run) -> None:
        result = run("keep", *words, user=user)
        assert result.code == code and result.out == "" and result.errors.startswith("codelab: ")

    @pytest.mark.parametrize(
        "number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "a request to end"]
    )
    def test_a_signal(self, number: "signal.Signals", code: int, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        child = subprocess.Popen(
            [*PROGRAM, "keep"],
            env=child_environment(user, IN_UTC),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        with child:
            user.wait_for_request(4)
            child.send_signal(number)
            out, errors = child.communicate(timeout=PATIENCE)
        assert child.returncode == code and "0 renewals" in out
        assert (errors.startswith("codelab: interrupted; ") and bool(END.search(errors))) == (number == signal.SIGINT)
        assert errors.count("\n") == (number == signal.SIGINT)

    def test_a_reader_that_closes_the_pipe(self, simulator: Simulator) -> None:
        user = simulator.new_user(**THREE_SECONDS)
        child = subprocess.Popen(
            [*PROGRAM, "keep"], env=child_environment(user), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert child.stdout is not None and child.stderr is not None
        with child:
            child.stdout.readline()
            child.stdout.close()
            assert child.wait(PATIENCE) == 128 + signal.SIGPIPE and child.stderr.read() == ""


@pytest.mark.parametrize(
    "words, sentence",
    [
        (["keep", "--for", "8"], "'8' needs a unit"),
        (["keep", "--for", "0h"], "'0h' must be longer than 0"),
        (["keep", "--ahead", "soon"], "'soon' is not a duration"),
        (["keep", "--ahead", "25h", "an-id"], "'25h' is too long: a lease can be renewed 24h ahead"),
        (["keep", "--duration", "5m"], "'5m' is out of range: a lease lasts 1h to 72h"),
        (["keep", "--duration", "none"], "'none' is not a duration"),
        (["open", "--keep", "--no-watch"], "--keep waits until the instance is ready: remove --no-watch"),
        (["open", "--for", "8h"], "--for, --ahead and --duration need --keep"),
        (["open", "--duration", "2h"], "--for, --ahead and --duration need --keep"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage(words: List[str], sentence: str, user: User, run: Run) -> None:
    result = run(*words, user=user)
    assert (result.code, result.out) == (2, "") and sentence in result.errors
    assert user.requests() == []


class TestTerminal:
    def test_the_time_left_is_drawn_in_place(self, simulator: Simulator) -> None:
        user = simulator.new_user(**THREE_SECONDS)
        with Terminal("keep", user=user, columns=120, environment=IN_UTC) as terminal:
            terminal.wait_for("RUNNING", "0:02 left", "renewal", "next in 0:01")
            terminal.wait_for("3 renewals", "next in 0:0")
            assert len(terminal.lines) == 2 and terminal.is_cursor_hidden
            terminal.type("\x03")
            assert terminal.wait() == 130 and not terminal.is_cursor_hidden
            message = terminal.lines[-1]
            assert message.startswith("codelab: interrupted; notebook_") and "Traceback" not in terminal.text

    def test_open_draws_the_start_and_then_the_time_left(self, simulator: Simulator) -> None:
        user = simulator.new_user(existing="STOPPED", step_ms=50, lease_duration_ms=300_000)
        with Terminal("open", "--keep", user=user, columns=100) as terminal:
            terminal.wait_for("✓", "100 %", " is ready, and runs until ", "1 renewal, next in 3:1")
            terminal.type("\x03")
            assert terminal.wait() == 130 and "interrupted; notebook_" in terminal.text

    def test_a_failed_renewal_is_shown_above(self, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        user.set_faults(REFUSED)
        with Terminal("keep", user=user, columns=200) as terminal:
            terminal.wait_for("a renewal failed, and is tried again", "1 renewal, next in 3:1")

    def test_a_stop_is_marked(self, simulator: Simulator) -> None:
        user = simulator.new_user(existing="RUNNING", lease_duration_ms=1500)
        user.set_faults({**REFUSED, "times": 0})
        with Terminal("keep", user=user, columns=200) as terminal:
            assert terminal.wait() == 1
            assert "✗ notebook_" in terminal.text and "hint: " in terminal.text

    def test_without_rich_it_prints_lines(self, simulator: Simulator) -> None:
        program = [PROGRAM[0], "-S", *PROGRAM[1:]]
        user = simulator.new_user(**FIVE_MINUTES)
        with Terminal("keep", "--for", "1s", user=user, columns=120, program=program) as terminal:
            assert terminal.wait() == 0 and "1 renewal, next at " in terminal.text and b"\x1b" not in terminal.raw
