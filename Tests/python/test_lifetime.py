"""Closing, sharing, forking, ending: what happens to the things that C has made."""

from __future__ import annotations

import gc
import os
import threading
from typing import Any, Callable, Dict, List

import pytest

import codelab
from simulator import PATIENCE, User
from test_cancel import in_thread

SETTINGS = 'client_settings = [os.environ[f"CODELAB_{name}"] for name in ("ENDPOINT", "PROJECT_ID", "TOKEN")]'


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize(
    "use",
    [
        lambda client, instance: client.open(),
        lambda client, instance: client.show(instance.id),
        lambda client, instance: client.watch(instance),
        lambda client, instance: client.watch(instance.id),
        lambda client, instance: client.delete(instance),
        lambda client, instance: client.show_lease(instance),
        lambda client, instance: client.show_image("an-id"),
        lambda client, instance: client.instances(),
        lambda client, instance: client.switch(instance, flavor="another"),
    ],
    ids=["open", "show", "watch of an instance", "watch of an id", "delete", "show_lease", "show_image", "instances",
         "switch"],
)
def test_a_closed_client_refuses(use: Callable[..., Any], user: User, connect: Callable[..., codelab.Client]) -> None:
    client = connect(user)
    instance = client.open()
    client.close()
    client.close()
    with pytest.raises(codelab.StateError, match="client is closed") as caught:
        use(client, instance)
    assert isinstance(caught.value, RuntimeError) and caught.value.code == codelab.Status.E_STATE
    assert "closed" in repr(client)


def test_a_client_is_closed_by_with(user: User) -> None:
    with codelab.Client(user.endpoint, user.project_id, user.token) as client:
        client.open()
    with pytest.raises(codelab.StateError):
        client.open()


def test_a_pending_call_survives_the_close_of_its_client(user: User, connect: Callable[..., codelab.Client]) -> None:
    client = connect(user)
    user.set_faults({"kind": "latency", "delay_ms": 300})
    thread, outcome = in_thread(client.open)
    user.wait_for_request()
    client.close()
    thread.join(PATIENCE)
    assert isinstance(outcome[0], codelab.Instance)


def test_a_watch_continues_without_its_client(quick_user: User, connect: Callable[..., codelab.Client]) -> None:
    client = connect(quick_user)
    watch = client.watch(client.open(), first_delay=0.005, ceiling=0.02, timeout=PATIENCE)
    client.close()
    assert list(watch)[-1].is_ready


def test_an_ended_watch_returns_the_same_result(quick_user: User, connect: Callable[..., codelab.Client]) -> None:
    client = connect(quick_user)
    watch = client.watch(client.open(), first_delay=0.005, ceiling=0.02, timeout=PATIENCE)
    assert list(watch)[-1].is_ready
    assert list(watch) == []


def test_a_closed_watch_refuses(user: User, connect: Callable[..., codelab.Client]) -> None:
    with connect(user).watch("a") as watch:
        pass
    with pytest.raises(codelab.StateError, match="watch is closed"):
        next(watch)


def test_a_watch_is_for_one_thread_at_a_time(user: User, connect: Callable[..., codelab.Client]) -> None:
    cancel = codelab.Cancel()
    watch = connect(user).watch("a", cancel=cancel)
    user.set_faults({"kind": "latency", "delay_ms": 10000})
    thread, outcome = in_thread(lambda: next(watch))
    user.wait_for_request()
    with pytest.raises(codelab.StateError, match="in use by another thread"):
        next(watch)
    cancel.trigger()
    thread.join(PATIENCE)
    assert isinstance(outcome[0], codelab.CancelledError)


def test_a_watch_reports_changes_since_the_given_instance(
    user: User, connect: Callable[..., codelab.Client]
) -> None:
    client = connect(user)
    opened = client.open()
    user.change(status="STOPPED")
    with client.watch(opened, first_delay=0.005, timeout=PATIENCE) as watch:
        changed = next(watch)
        assert changed.status == codelab.InstanceStatus.STOPPED != opened.status
        with pytest.raises(codelab.InstanceFailedError):
            next(watch)


def test_a_closed_cancel_object_is_refused_and_a_late_trigger_harmless(
    user: User, connect: Callable[..., codelab.Client]
) -> None:
    cancel = codelab.Cancel()
    cancel.close()
    cancel.close()
    cancel.trigger()
    with pytest.raises(codelab.StateError, match="cancel object is closed"):
        connect(user).open(cancel=cancel)


def test_unused_objects_close_their_descriptors(user: User, connect: Callable[..., codelab.Client]) -> None:
    def use() -> None:
        client = codelab.Client(user.endpoint, user.project_id, user.token)
        watch = client.watch(client.open())
        pager = client.instances()
        next(pager)
        codelab.Cancel()
        del watch, pager, client
        gc.collect()

    use()
    before = open_descriptors()
    for _ in range(20):
        use()
    assert open_descriptors() <= before


def test_many_threads_share_a_client(simulator: Any, connect: Callable[..., codelab.Client]) -> None:
    user = simulator.new_user(step_ms=60000)
    client = connect(user)
    expected = str(client.open().id)
    barrier = threading.Barrier(8)

    def work(number: int) -> List[Any]:
        barrier.wait(PATIENCE)
        seen: List[Any] = []
        for turn in range(25):
            if (number + turn) % 5 == 0:
                with codelab.Cancel() as cancel:
                    cancel.trigger()
                    with pytest.raises(codelab.CancelledError):
                        client.open(cancel=cancel)
            else:
                seen.append((client.open() if turn % 2 else client.show(expected)).id)
        return seen

    threads = [in_thread(lambda number=number: work(number)) for number in range(8)]  # type: ignore[misc]
    for thread, _ in threads:
        thread.join(PATIENCE)
    for _, outcome in threads:
        assert outcome[0] == [expected] * 20


FORK = f"""
import os, sys, warnings
import codelab
{SETTINGS}
client = codelab.Client(*client_settings)
instance = client.open()
cancel = codelab.Cancel()
watch = client.watch(instance)
pager = client.instances()
warnings.simplefilter("ignore")  # newer Pythons warn of fork() in programs with threads
child = os.fork()
if child == 0:
    def code_of(call):
        try:
            call()
        except codelab.CodelabError as error:
            return str(error.code)
        return "none"
    seen = [code_of(each) for each in (client.open, lambda: client.show(instance.id), lambda: next(watch),
                                       lambda: client.watch(instance.id), lambda: next(pager), client.images)]
    assert instance.is_ready is False and instance.id
    with codelab.Client(*client_settings) as own:
        assert own.open().id == instance.id
    watch.close(), pager.close(), cancel.close(), client.close()
    print("child:", *seen, flush=True)
    del instance
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert client.open().id == instance.id
cancel.trigger()
print("parent goes on")
"""


def test_after_a_fork_the_child_is_refused_and_the_parent_continues(
    user: User, run_python: Callable[..., Any]
) -> None:
    result = run_python(FORK, user=user)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "child: E_STATE E_STATE E_STATE E_STATE E_STATE E_STATE\nparent goes on\n"


ENDINGS: Dict[str, str] = {
    "with everything still open": "",
    "with a call on a daemon thread": """
threading.Thread(target=lambda: client.watch(instance).__next__(), daemon=True).start()
while len(sys._current_frames()) < 2: pass
""",
    "with a call in an exit handler": "atexit.register(lambda: print(client.open().id == instance.id))",
    "by an exception": "sys.exit(0)",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_interpreter_ends_without_a_message(ending: str, user: User, run_python: Callable[..., Any]) -> None:
    source = f"""
import atexit, os, sys, threading
import codelab
{SETTINGS}
client = codelab.Client(*client_settings)
instance = client.open()
cancel = codelab.Cancel()
watch = client.watch(instance)
pager = client.instances()
listed = next(pager)
{ENDINGS[ending]}
"""
    result = run_python(source, user=user)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == ("True\n" if "print" in ENDINGS[ending] else "")
