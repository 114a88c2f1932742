"""The verbs, with their output in a pipe: what they print, as text and as JSON, and with which code they end."""

from __future__ import annotations

import json
import re
from typing import Any, Callable, List

import pytest

import codelab
from runner import Run, run, run_program, secrets_of
from simulator import Simulator, User
from terminal import Terminal

__all__ = ["run"]

Connect = Callable[..., codelab.Client]

GPU = "modelarts.vm.gpu.free"

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def ready_user(simulator: Simulator) -> User:
    """A user whose instance runs as soon as it is opened."""
    return simulator.new_user(step_ms=0, stop_ms=0, delete_ms=0)


def parsed(text: str) -> Any:
    return json.loads(text)


def test_open_prints_each_change_and_the_address(quick_user: User, run: Run) -> None:
    result = run("open", "--watch", user=quick_user)
    assert (result.code, result.errors) == (0, "")
    *changes, end, address = result.lines
    assert changes[0].startswith("CREATING") and changes[-1] == "RUNNING   100 %"
    assert len(changes) == len(set(changes))
    assert " is ready, and runs until " in end and "1 h left" in end
    assert address.startswith("http") and address.endswith("/lab")


def test_open_in_a_pipe_waits_and_prints_the_result(quick_user: User, run: Run) -> None:
    result = run("open", user=quick_user)
    [end, address] = result.lines
    assert (result.code, result.errors) == (0, "") and " is ready, and runs until " in end and address.endswith("/lab")


def test_open_does_not_wait_with_the_option_no_watch(user: User, run: Run) -> None:
    result = run("open", "--no-watch", user=user)
    assert result.code == 0 and re.fullmatch(r"notebook_\w+ is CREATING, 0 %\n", result.out)


def test_open_passes_its_options_on(quick_user: User, run: Run) -> None:
    run("open", "--image", "an-image", "--share-url", "https://example.org/a.ipynb", user=quick_user)
    sent = quick_user.requests()[0]["body"]
    assert set(parsed(sent)) == {"image_id", "share_url"}


def test_an_instance_can_be_created_where_the_open_call_is_missing(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(offers_open=False, step_ms=0)
    result = run("open", user=user)
    assert result.code == 1 and "hint: " in result.errors and "--create-if-not-offered" in result.errors
    image = run("images", user=user).out.split("\t")[0]
    result = run("open", "--create-if-not-offered", "--image", image, "--name", "mine", user=user)
    assert result.code == 0 and result.out.startswith("mine is ")


def test_json_of_a_watch_has_one_object_per_line(quick_user: User, run: Run) -> None:
    result = run("open", "--watch", "--json", user=quick_user)
    states = [parsed(line) for line in result.lines]
    assert [states[0]["status"], states[-1]["status"]] == ["CREATING", "RUNNING"]
    assert states[-1]["is_ready"] is True and states[-1]["progress_percent"] == 100


def test_json_of_an_instance_is_stable(ready_user: User, run: Run) -> None:
    shown = parsed(run("open", "--json", user=ready_user).out)
    again = parsed(run("show", "--json", shown["id"], user=ready_user).out)
    assert {"id", "name", "status", "url", "flavor", "image", "lease", "action_progress", "is_ready"} <= set(again)
    assert again["id"] == shown["id"] and again["image"]["type"] == "BUILD_IN"
    for time in (again["create_at"], again["lease"]["deadline"], again["lease_deadline"]):
        assert TIME.fullmatch(time)
    assert 3500 < again["lease"]["remaining_seconds"] <= 3601
    # What is absent is left out, and so is a word that was never said.
    assert "pool" not in again and "status" not in again["image"] and None not in again.values()


def test_the_verbs_carry_an_instance_through_its_life(ready_user: User, run: Run) -> None:
    def code(*words: str) -> int:
        return run(*words, user=ready_user).code

    assert "is ready" in run("open", user=ready_user).out
    id = run("list", user=ready_user).out.split("\t")[0]
    assert run("show", id, user=ready_user).lines[1].split() == ["id", id]
    assert "2 h left" in run("renew", "--duration", "2h", user=ready_user).out
    assert 7100 < parsed(run("renew", "--duration", "2h", "--json", user=ready_user).out)["remaining_seconds"] <= 7201
    assert code("delete", "--yes") == 1  # it has to be stopped
    assert run("stop", "--watch", user=ready_user).lines[-1].endswith(" is STOPPED")
    assert run("start", "--watch", "--duration", "none", user=ready_user).lines[-2].endswith("runs without a time limit")
    assert code("stop", id) == 0 and code("watch", id, "--until", "stopped") == 0
    assert run("delete", "--yes", "--watch", user=ready_user).lines[-1].endswith(" is deleted")
    assert code("show") == 4


def test_switch_takes_it_to_another_flavor(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(step_ms=20, stop_ms=20)
    run("open", "--watch", user=user)
    flavor = run("flavors", "--switchable", user=user).out.split("\t")[0]
    result = run("switch", "--yes", "--flavor", flavor, "--duration", "90m", user=user)
    assert result.code == 0 and "1 h 30 min left" in result.out
    for word in ("STOPPING", "STARTING", "RUNNING"):
        assert word in result.out
    assert parsed(run("show", "--json", user=user).out)["flavor"] == flavor


@pytest.mark.parametrize(
    "words, code, message",
    [
        (["--flavor", GPU], 2, "is running and would be stopped"),
        (["--yes", "--flavor", "no-such-flavor"], 2, "--flavor: the instance cannot be switched to no-such-flavor"),
        (["--yes", "--image", "no-such-image"], 4, ""),
        (["--yes", "--flavor", GPU], 1, f"{GPU} is sold out; the instance was not stopped"),
        (["--yes", "--unchecked", "--flavor", GPU], 1, "the instance runs again as before"),
    ],
)
def test_a_switch_that_fails_leaves_a_running_instance_running(
    simulator: Simulator, run: Run, words: List[str], code: int, message: str
) -> None:
    user = simulator.new_user(step_ms=0, stop_ms=20, sold_out=[GPU])
    run("open", "--watch", user=user)
    result = run("switch", *words, user=user)
    assert result.code == code and message in result.errors, result.errors
    shown = parsed(run("show", "--json", user=user).out)
    assert (shown["status"], shown["flavor"]) == ("RUNNING", "modelarts.vm.cpu.free")
    assert ("is RUNNING, with flavor modelarts.vm.cpu.free" in result.errors) == ("--yes" in words)


@pytest.mark.parametrize("answer, flavor, code", [("y", GPU, 0), ("n", "modelarts.vm.cpu.free", 1)])
def test_a_switch_asks_before_it_stops_a_running_instance(
    simulator: Simulator, run: Run, answer: str, flavor: str, code: int
) -> None:
    user = simulator.new_user(step_ms=0, stop_ms=20)
    run("open", "--watch", user=user)
    with Terminal("switch", "--flavor", GPU, user=user) as terminal:
        terminal.wait_for("and the programs that run in it, for the switch? [y/N]")
        terminal.type(answer + "\n")
        assert terminal.wait() == code
        assert ("not switched; the instance is running" in terminal.text) == (answer == "n")
    shown = parsed(run("show", "--json", user=user).out)
    assert (shown["status"], shown["flavor"]) == ("RUNNING", flavor)


def test_a_switch_asks_nothing_if_the_instance_is_stopped(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(step_ms=0, stop_ms=20)
    run("open", "--watch", user=user)
    run("stop", "--watch", user=user)
    assert run("switch", "--flavor", GPU, user=user).code == 0


@pytest.mark.parametrize(
    "words, line",
    [
        (["images", "--name", "team"], r"[\w-]+\tteam-notebook\tCPU"),
        (["images", "--type", "dedicated"], r"[\w-]+\tteam-notebook\tCPU"),
        (["flavors", "--category", "gpu"], r"modelarts\.vm\.gpu\.free\tGPU\t8\t64 GiB\t1 x GPU\tfree\tavailable"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_list_in_a_pipe_has_one_line_per_element(words: List[str], line: str, user: User, run: Run) -> None:
    result = run(*words, user=user)
    assert result.code == 0 and re.fullmatch(f"{line}\n", result.out)
    assert len(parsed(run(*words, "--json", user=user).out)) == 1


def test_billed_instances_are_a_separate_list(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(extra_notebooks=3)
    assert run("list", user=user).out == ""
    assert len(run("list", "--billed", user=user).lines) == 3
    assert run("list", "--billed", "--status", "frozen", user=user).out == ""


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize(
    "words",
    [["open"], ["open", "--watch"], ["show"], ["list"], ["watch"], ["renew"], ["--trace", "show"], ["stop"]],
    ids=" ".join,
)
def test_secrets_are_printed_only_on_request(
    words: List[str], more: List[str], ready_user: User, connect: Connect, run: Run
) -> None:
    instance = connect(ready_user).open()
    # The service may put a token in an address.
    ready_user.change(url=f"{instance.url}?token={instance.token}")
    result = run(*words, *more, user=ready_user)
    assert result.code == 0
    for secret in secrets_of(ready_user, instance):
        assert secret not in result.out + result.errors


@pytest.mark.parametrize("words", [["open"], ["open", "--json"], ["show"], ["show", "--json"], ["watch"]], ids=" ".join)
def test_the_address_with_the_token_is_printed_on_request(
    words: List[str], ready_user: User, connect: Connect, run: Run
) -> None:
    instance = connect(ready_user).open()
    assert str(instance.browser_url) in run(*words, "--secrets", user=ready_user).out


def test_the_browser_gets_the_address_with_the_token(ready_user: User, connect: Connect) -> None:
    instance = connect(ready_user).open()
    environment = {"BROWSER": "echo went to %s"}
    result = run_program("open", "--browser", user=ready_user, environment=environment)
    assert result.code == 0 and f"went to {instance.browser_url}" in result.out
    result = run_program("open", "--browser", user=ready_user, environment={"BROWSER": "false %s", "PATH": "/nowhere"})
    assert result.code == 1 and "no browser was found" in result.errors


def test_an_invalid_address_is_not_passed_to_a_browser(ready_user: User, connect: Connect) -> None:
    connect(ready_user).open()
    ready_user.change(url="file:///etc/passwd")
    result = run_program("open", "--browser", user=ready_user, environment={"BROWSER": "echo went to %s"})
    assert result.code == 1 and "went to" not in result.out and "no address" in result.errors
