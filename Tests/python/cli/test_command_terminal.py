"""The command in a terminal: what the terminal shows, and the terminal's state after the command."""

from __future__ import annotations

import io
import signal
from typing import Callable, Dict, List

import pytest
from rich.console import Console

import codelab
from codelab._cli.live import Frame
from runner import PROGRAM, secrets_of
from simulator import Simulator, User
from terminal import Terminal

Connect = Callable[..., codelab.Client]

STEPS = [
    "Prepare the storage.",
    "Prepare the compute resource.",
    "Configuring the network.",
    "Initialize the notebook instance.",
]


@pytest.fixture
def ready_user(simulator: Simulator) -> User:
    return simulator.new_user(step_ms=0)


def test_open_draws_the_steps_in_place_and_ends_with_the_address(simulator: Simulator) -> None:
    with Terminal("open", user=simulator.new_user(step_ms=100)) as terminal:
        terminal.wait_for("CREATING", "waiting", *STEPS)
        assert terminal.is_cursor_hidden
        assert terminal.wait() == 0
        head, bar, *steps, end, address, hint = terminal.lines
        assert head.startswith("✓ notebook_") and "RUNNING" in head
        assert "━━━━━━━━" in bar and bar.endswith("100 %")
        assert [step.split(maxsplit=1)[1].rpartition(" ")[0].strip() for step in steps] == STEPS
        assert all(step.startswith("  ✓") and step.endswith("completed") for step in steps)
        assert " is ready, and runs until " in end and address.startswith("http")
        assert hint.startswith("hint: ") and "--browser" in hint
        assert not terminal.is_cursor_hidden


def test_no_secret_is_drawn(ready_user: User, connect: Connect) -> None:
    instance = connect(ready_user).open()
    with Terminal("open", user=ready_user) as terminal:
        assert terminal.wait() == 0
        for secret in secrets_of(ready_user, instance):
            assert secret.encode() not in terminal.raw


@pytest.mark.parametrize("encoding, marks", [("utf-8", "✓⠋✗·?"), ("ascii", "+|x.?")])
def test_each_state_of_a_step_has_its_symbol(encoding: str, marks: str) -> None:
    states = ["COMPLETED", "PROCESSING", "FAILED", "WAITING", "DREAMING"]
    steps = tuple(
        codelab.Step(
            status=getattr(codelab.StepStatus, state, codelab.StepStatus.UNKNOWN),
            step=number,
            status_text=state,
            description=f"a{number}",
        )
        for number, state in enumerate(states)
    )
    instance = codelab.Instance(name="b", status_text="CREATING", action_progress=steps, progress_percent=42)
    drawn = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=drawn, width=80)
    console.print(Frame("title", instance, 3660.0, console.options).all)
    drawn.seek(0)
    head, bar, *lines = drawn.read().splitlines()
    assert head.split()[1:] == ["b", "CREATING", "1:01:00"] and bar.rstrip().endswith(" 42 %")
    assert [line.split() for line in lines] == [
        [mark, f"a{number}", state.lower()] for number, (mark, state) in enumerate(zip(marks, states))
    ]


@pytest.mark.parametrize(
    "environment, expected, unexpected",
    [
        ({}, ["━", "✓", "\x1b[?25l", "\x1b[32m"], []),
        ({"NO_COLOR": "1"}, ["━", "✓", "\x1b[?25l"], ["\x1b[32m", "\x1b[36m"]),
        ({"LC_ALL": "C"}, ["----", "  + Prep", "\x1b[?25l"], ["━", "✓", "…"]),
        ({"PYTHONIOENCODING": "iso-8859-1"}, ["----", "  + Prep", "\x1b[?25l"], ["━", "✓"]),
        ({"TERM": "dumb"}, ["RUNNING   100 %"], ["\x1b", "━", "✓"]),
        ({"TERM": ""}, ["RUNNING   100 %"], ["\x1b", "━", "✓"]),
        ({"CODELAB_TRACE": "1"}, ["RUNNING   100 %", "attempt=1"], ["\x1b", "━", "✓"]),
    ],
    ids=["colors", "no colors", "ASCII", "Latin-1", "a dumb terminal", "no terminal's name", "traced"],
)
def test_it_draws_with_the_characters_that_the_terminal_has(
    environment: Dict[str, str], expected: List[str], unexpected: List[str], ready_user: User
) -> None:
    with Terminal("open", user=ready_user, environment=environment) as terminal:
        assert terminal.wait() == 0
        shown = terminal.raw.decode("utf-8", "replace") + terminal.text
        for part in expected:
            assert part in shown
        for part in unexpected:
            assert part not in shown


@pytest.mark.parametrize("words, part", [(["open"], "RUNNING   100 %"), (["flavors"], "modelarts.vm.cpu.free")])
def test_without_rich_it_prints_lines(words: List[str], part: str, ready_user: User) -> None:
    without_packages = [PROGRAM[0], "-S", *PROGRAM[1:]]
    with Terminal(*words, user=ready_user, program=without_packages) as terminal:
        assert terminal.wait() == 0 and part in terminal.text and b"\x1b" not in terminal.raw


def test_it_does_not_wait_with_the_option_no_wait(user: User) -> None:
    with Terminal("open", "--no-watch", user=user) as terminal:
        assert terminal.wait() == 0 and terminal.text.endswith("is CREATING, 0 %")


def test_an_option_turns_colors_off(ready_user: User) -> None:
    with Terminal("open", "--no-color", user=ready_user) as terminal:
        assert terminal.wait() == 0 and b"\x1b[32m" not in terminal.raw


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_no_line_is_wrapped_whatever_its_length(columns: int, user: User) -> None:
    with Terminal("open", user=user, columns=columns) as terminal:
        terminal.wait_until(lambda: terminal.text.count("·") == len(STEPS))
        assert len(terminal.lines) == 6


def test_it_continues_in_a_terminal_of_another_size(user: User) -> None:
    with Terminal("open", user=user, columns=120) as terminal:
        terminal.wait_for("CREATING", *STEPS)
        terminal.resize(60, 20)
        terminal.wait_for("0:01", "CREATING", *STEPS)
        assert len(terminal.lines) == 6


@pytest.mark.parametrize(
    "number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "a request to end"]
)
def test_any_end_leaves_the_terminal_unchanged(number: "signal.Signals", code: int, user: User) -> None:
    with Terminal("open", user=user) as terminal:
        terminal.wait_for("CREATING", *STEPS)
        if number == signal.SIGINT:
            terminal.type("\x03")
        else:
            terminal.send_signal(number)
        assert terminal.wait() == code and not terminal.is_cursor_hidden
        assert ("codelab open" in terminal.text) == (number == signal.SIGINT) and "Traceback" not in terminal.text


def test_ctrl_z_restores_the_cursor_for_the_shell(user: User) -> None:
    with Terminal("open", user=user) as terminal:
        terminal.wait_for("CREATING", *STEPS)
        terminal.type("\x1a")
        # There is no shell here, so it goes on at once.
        terminal.wait_for_bytes(b"\x1b[?25l", b"\x1b[?25h", b"\x1b[?25l")
        terminal.wait_for("CREATING", *STEPS)


def test_a_failed_start_shows_the_step_that_failed(simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=20, fail_start="No resources are left")
    with Terminal("open", user=user, columns=120) as terminal:
        assert terminal.wait() == 1
        assert "✗" in terminal.text and "failed" in terminal.text and "No resources are left" in terminal.text


def test_a_refused_call_leaves_only_the_message(user: User) -> None:
    with Terminal("open", user=user, environment={"CODELAB_TOKEN": "wrong-one"}) as terminal:
        assert terminal.wait() == 3
        assert terminal.lines[0].startswith("codelab: opening the instance failed")


def test_json_is_the_same_in_a_terminal(ready_user: User) -> None:
    with Terminal("open", "--json", user=ready_user, rows=200) as terminal:
        assert terminal.wait() == 0
        assert terminal.lines[0] == "{" and terminal.lines[-1] == "}" and b"\x1b" not in terminal.raw


@pytest.mark.parametrize(
    "answer, code, deletes",
    [("y", 0, True), ("n", 1, False), ("", 1, False), ("\x04", 1, False), ("\x03", 130, False)],
    ids=["yes", "no", "nothing", "the end of input", "Ctrl-C"],
)
def test_delete_asks_first(answer: str, code: int, deletes: bool, simulator: Simulator, connect: Connect) -> None:
    user = simulator.new_user(step_ms=0, stop_ms=0, delete_ms=0)
    client = connect(user)
    client.stop(client.open())
    with Terminal("delete", user=user) as terminal:
        terminal.wait_for("[y/N]")
        terminal.type(answer if answer in ("\x03", "\x04") else f"{answer}\r")
        assert terminal.wait() == code
        assert ("is deleted" in terminal.text) == deletes
        assert terminal.lines[-1].startswith("codelab: ") != deletes
    assert (list(client.instances()) == []) == deletes


def test_an_empty_list_prints_a_message(user: User) -> None:
    with Terminal("list", user=user) as terminal:
        assert terminal.wait() == 0 and terminal.lines == ["no entries"]


def test_a_list_is_a_table_with_complete_ids(simulator: Simulator, connect: Connect) -> None:
    user = simulator.new_user(step_ms=0)
    id = str(connect(user).open().id)
    with Terminal("list", user=user) as terminal:
        assert terminal.wait() == 0
        title, row = terminal.lines
        assert title.split() == ["ID", "NAME", "STATUS", "LEASE", "LEFT"] and row.split()[0] == id
    for columns in (40, 80):
        with Terminal("images", user=user, columns=columns) as terminal:
            assert terminal.wait() == 0 and "e1a07296-22a8-4f05-8bc8-e936c8e54090" in terminal.text
