"""codelab open, from each state in which it finds the instance, and the next command after a failure."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Optional

import pytest

from runner import Result, Run, run
from simulator import Simulator, User
from terminal import Terminal
from test_scenarios import SCENARIOS

__all__ = ["run"]

#: The exit codes that --help lists.
EXIT_CODES = {
    "CODELAB_DONE": 0,
    "CODELAB_E_INSTANCE_FAILED": 1,
    "CODELAB_E_NOT_OFFERED": 1,
    "CODELAB_E_QUOTA": 1,
    "CODELAB_E_ARGUMENT": 2,
    "CODELAB_E_AUTHENTICATION": 3,
    "CODELAB_E_DEADLINE": 5,
}
CREATE_IF_NOT_OFFERED, REPLACE_FAILED = 1, 2

OPENINGS = [each for each in SCENARIOS if each["call"] == "open_until_ready"]


def words_of(scenario: Dict[str, Any]) -> List[str]:
    """The command of a scenario."""
    request = scenario.get("request", {})
    flags = request.get("flags", 0)
    words = ["open"]
    words += ["--create-if-not-offered"] * (flags & CREATE_IF_NOT_OFFERED != 0)
    words += ["--replace-failed"] * (flags & REPLACE_FAILED != 0)
    for field, option in {"image_id": "--image", "share_url": "--share-url", "name": "--name"}.items():
        words += [option, request[field]] if field in request else []
    return words + (["--timeout", f"{scenario['timeout_ms']}ms"] if "timeout_ms" in scenario else [])


@pytest.fixture
def open_from(simulator: Simulator, run: Run, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a scenario, with delays that suit its short steps."""
    import codelab

    watch: Any = codelab.Client.open_watch
    quick: Dict[str, Any] = {"first_delay": 0.005, "ceiling": 0.02}
    monkeypatch.setattr(codelab.Client, "open_watch", lambda *given, **named: watch(*given, **named, **quick))

    def open_it(scenario: Dict[str, Any], *more: str) -> "tuple[Result, User]":
        user = simulator.new_user(**scenario.get("user", {}))
        user.set_faults(*scenario.get("faults", []))
        return run(*words_of(scenario), *more, user=user), user

    return open_it


@pytest.mark.parametrize("scenario", OPENINGS, ids=[each["name"] for each in OPENINGS])
class TestEachState:
    def test_its_changes_are_lines(self, scenario: Dict[str, Any], open_from: Any) -> None:
        expected = scenario["expect"]
        result, user = open_from(scenario, "--watch")
        assert result.code == EXIT_CODES[expected["code"]]
        statuses = [line.split()[0] for line in result.lines if re.match(r"[A-Z_]+( |$)", line)]
        assert list(dict.fromkeys(statuses)) == expected.get("statuses", [])
        if "calls" in expected:
            assert [each["call"] for each in user.requests()] == expected["calls"]
        if result.code == 0:
            assert " is ready, and runs until " in result.lines[-2] and result.lines[-1].endswith("/lab")
        else:
            parts = expected.get("message_has", [])
            parts = [parts] if isinstance(parts, str) else parts
            for part in parts:
                named = {"share_url": "--share-url", "delete it and open again": "--replace-failed"}.get(part, part)
                assert named in result.errors or "FROZEN" in result.errors

    def test_a_failure_names_the_next_command(self, scenario: Dict[str, Any], open_from: Any) -> None:
        result, _ = open_from(scenario)
        sentence, *rest = result.errors.splitlines() or [""]
        if result.code == 0:
            assert result.errors == ""
        elif result.code != 2:
            assert sentence.startswith("codelab: ") and "allow that" not in sentence
            assert not re.search(r"CODELAB_(E|OPEN|UNTIL|PHASE)_|_ms\b", result.errors)
            [hint] = rest
            assert hint.startswith("hint: ") and '"codelab ' in hint

    def test_json_is_one_object_at_the_end(self, scenario: Dict[str, Any], open_from: Any) -> None:
        result, _ = open_from(scenario, "--json")
        if result.code == 0:
            shown = json.loads(result.out)
            assert shown["status"] == "RUNNING" and shown["is_ready"] is True
        else:
            assert result.out == ""


@pytest.mark.parametrize(
    "status, replaces, hint",
    [
        ("ERROR", False, '"codelab open --replace-failed"'),
        ("START_FAILED", False, '"codelab open --replace-failed"'),
        ("FROZEN", False, "in arrears"),
        ("FROZEN", True, "in arrears"),
    ],
)
def test_the_way_out_depends_on_the_state(
    status: str, replaces: bool, hint: str, simulator: Simulator, run: Run
) -> None:
    user = simulator.new_user(existing=status)
    result = run("open", *["--replace-failed"] * replaces, user=user)
    assert result.code == 1 and hint in result.errors and ("replace" in result.errors) == ("replace" in hint)


@pytest.mark.parametrize(
    "environment, fault, code, hint",
    [
        ({"CODELAB_ENDPOINT": "http://127.0.0.1:1"}, {}, 6, '"codelab --trace open"'),
        ({"CODELAB_TOKEN": "wrong-one"}, {}, 3, '"codelab doctor"'),
        ({"CODELAB_TOKEN": ""}, {}, 2, '"codelab --help"'),
        ({}, {"kind": "status", "status": 403}, 3, '"codelab --trace open"'),
        ({}, {"kind": "status", "status": 409}, 1, '"codelab show"'),
        ({}, {"kind": "status", "status": 500, "times": 0}, 1, '"codelab open" tries again'),
        ({}, {"kind": "status", "status": 429, "times": 0, "headers": {"Retry-After": "90"}}, 1, '"codelab open" tries'),
        ({}, {"kind": "html"}, 1, '"codelab --trace open"'),
    ],
    ids=["network", "credential", "no credential", "permission", "conflict", "service", "rate limit", "response"],
)
@pytest.mark.parametrize("words", [["open"], ["open", "--no-watch"]], ids=" ".join)
def test_each_failure_of_the_open_call_names_the_next_command(
    words: List[str], environment: Dict[str, str], fault: Dict[str, Any], code: int, hint: str, user: User, run: Run
) -> None:
    user.set_faults(*[{"call": "open", **fault}] * bool(fault))
    result = run(*words, user=user, environment=environment)
    assert (result.code, result.out) == (code, "")
    sentence, last = result.errors.splitlines()
    assert sentence.startswith("codelab: ") and last.startswith("hint: ") and hint in last


def test_without_waiting_a_stopped_instance_stays_stopped(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(existing="STOPPED")
    result = run("open", "--no-watch", user=user)
    assert result.code == 0 and result.out.endswith(" is STOPPED\n")
    assert [each["call"] for each in user.requests()] == ["open"]


@pytest.mark.parametrize("option", ["--browser", "--replace-failed"])
def test_what_needs_to_wait_is_refused_without(option: str, user: User, run: Run) -> None:
    result = run("open", "--no-watch", option, user=user)
    assert result.code == 2 and f"{option} waits until the instance is ready: remove --no-watch" in result.errors


@pytest.mark.parametrize("words", [["watch"], ["watch", "--until", "ready"]], ids=" ".join)
def test_following_a_stopped_instance_names_open(words: List[str], simulator: Simulator, run: Run) -> None:
    result = run(*words, user=simulator.new_user(existing="STOPPED"))
    assert result.code == 1 and 'hint: "codelab open" starts it' in result.errors


@pytest.mark.parametrize(
    "existing, seen, last",
    [
        ("STOPPED", ["STOPPED", "starting it"], "✓"),
        ("STOPPING", ["STOPPING", "waiting until it is stopped"], "✓"),
        ("DELETING", ["DELETING", "waiting until it is deleted"], "✓"),
    ],
)
def test_a_terminal_shows_the_next_action(existing: str, seen: List[str], last: str, simulator: Simulator) -> None:
    user = simulator.new_user(existing=existing, step_ms=100, stop_ms=1000, delete_ms=1000)
    user.set_faults({"kind": "latency", "call": "start", "delay_ms": 1000})
    with Terminal("open", user=user) as terminal:
        terminal.wait_for(*seen)
        assert "✓" not in terminal.text
        assert terminal.wait() == 0 and terminal.lines[0].startswith(last)


@pytest.mark.parametrize("words, status", [(["open"], "ERROR"), (["open"], "FROZEN"), (["watch"], "STOPPED")], ids=str)
def test_a_terminal_marks_an_instance_that_cannot_become_ready(
    words: List[str], status: str, simulator: Simulator
) -> None:
    with Terminal(*words, user=simulator.new_user(existing=status)) as terminal:
        assert terminal.wait() == 1
        assert terminal.lines[0].startswith("✗") and status in terminal.lines[0] and "✓" not in terminal.text
        assert "hint: " in terminal.text


def test_a_terminal_shows_that_a_failed_instance_is_replaced(simulator: Simulator) -> None:
    user = simulator.new_user(existing="ERROR", step_ms=20, delete_ms=500)
    user.set_faults({"kind": "latency", "call": "delete", "delay_ms": 1000})
    with Terminal("open", "--replace-failed", user=user) as terminal:
        terminal.wait_for("✗", "ERROR", "deleting it")
        terminal.wait_for("DELETING", "waiting until it is deleted")
        assert terminal.wait() == 0 and terminal.lines[0].startswith("✓")


class TestDelete:
    """A running instance must be stopped before it is deleted."""

    @pytest.fixture(params=["RUNNING", "STOPPING", "STOPPED", None])
    def existing(self, request: pytest.FixtureRequest) -> Optional[str]:
        found: Optional[str] = request.param
        return found

    def test_with_stop_it_is_stopped_first(self, existing: Optional[str], simulator: Simulator, run: Run) -> None:
        user = simulator.new_user(existing=existing, stop_ms=20, delete_ms=20)
        result = run("delete", "--yes", "--stop", user=user)
        calls = [each["call"] for each in user.requests()]
        assert result.code == (4 if existing is None else 0)
        assert ("stop" in calls) == (existing == "RUNNING") and ("delete" in calls) == (existing is not None)

    def test_without_it_is_offered(self, existing: Optional[str], simulator: Simulator, run: Run) -> None:
        user = simulator.new_user(existing=existing, stop_ms=20, delete_ms=20)
        result = run("delete", "--yes", user=user)
        is_running = existing in ("RUNNING", "STOPPING")
        assert ('hint: "codelab delete --stop" stops it first' in result.errors) == is_running
        assert result.code == {"STOPPED": 0, None: 4}.get(existing, 1)
        assert ("delete" in [each["call"] for each in user.requests()]) == (existing == "STOPPED")

    def test_json_is_one_object(self, simulator: Simulator, run: Run) -> None:
        user = simulator.new_user(existing="RUNNING", stop_ms=20)
        assert json.loads(run("delete", "--yes", "--stop", "--json", user=user).out)["status"] == "DELETING"
