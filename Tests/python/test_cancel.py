"""Stopping calls: from another thread, by a timeout, by Ctrl-C. The answer that is not waited for takes 10 seconds."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from typing import Any, Callable, Dict, List

import pytest

import codelab
from conftest import child_environment
from simulator import PATIENCE, User

DELAY_MS = 10000
SLOW: Dict[str, Any] = {"kind": "latency", "delay_ms": DELAY_MS}

CALLS: Dict[str, Callable[[codelab.Client, codelab.Instance, codelab.Cancel], Any]] = {
    "open": lambda client, instance, cancel: client.open(cancel=cancel),
    "show": lambda client, instance, cancel: client.show(str(instance.id), cancel=cancel),
    "start": lambda client, instance, cancel: client.start(instance, cancel=cancel),
    "stop": lambda client, instance, cancel: client.stop(instance, cancel=cancel),
    "delete": lambda client, instance, cancel: client.delete(instance, cancel=cancel),
    "update": lambda client, instance, cancel: client.update(instance, name="another", cancel=cancel),
    "show_lease": lambda client, instance, cancel: client.show_lease(instance, cancel=cancel),
    "renew_lease": lambda client, instance, cancel: client.renew_lease(instance, cancel=cancel),
    "show_image": lambda client, instance, cancel: client.show_image("an-id", cancel=cancel),
    "instances": lambda client, instance, cancel: list(client.instances(cancel=cancel)),
    "images": lambda client, instance, cancel: list(client.images(cancel=cancel)),
    "flavors": lambda client, instance, cancel: list(client.flavors(cancel=cancel)),
    "switchable_flavors": lambda client, instance, cancel: list(client.switchable_flavors(instance, cancel=cancel)),
    "watch": lambda client, instance, cancel: next(client.watch(str(instance.id), cancel=cancel)),
    "switch": lambda client, instance, cancel: next(client.switch(instance, flavor="another", cancel=cancel)),
}


def in_thread(work: Callable[[], Any]) -> "tuple[threading.Thread, List[Any]]":
    """Runs work on a thread; what it returned or raised is the list's one element when the thread has ended."""
    outcome: List[Any] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


@pytest.mark.parametrize("name", CALLS)
def test_a_cancel_from_another_thread_stops_a_call_and_the_client_still_works(
    name: str, user: User, connect: Callable[..., codelab.Client]
) -> None:
    client, cancel = connect(user), codelab.Cancel()
    instance = client.open()
    user.forget_requests()
    user.set_faults(SLOW)
    thread, outcome = in_thread(lambda: CALLS[name](client, instance, cancel))
    user.wait_for_request()
    start = time.monotonic()
    cancel.trigger()
    thread.join(PATIENCE)
    assert time.monotonic() - start < DELAY_MS / 1000
    assert isinstance(outcome[0], codelab.CancelledError) and cancel.is_triggered
    assert client.open().id == instance.id


@pytest.mark.parametrize("name", CALLS)
def test_a_cancel_from_another_thread_stops_a_call_of_the_main_thread(
    name: str, user: User, connect: Callable[..., codelab.Client]
) -> None:
    client, cancel = connect(user), codelab.Cancel()
    instance = client.open()
    user.forget_requests()
    user.set_faults(SLOW)

    def trigger() -> None:
        user.wait_for_request()
        cancel.trigger()

    thread, _ = in_thread(trigger)
    start = time.monotonic()
    with pytest.raises(codelab.CancelledError) as caught:
        CALLS[name](client, instance, cancel)
    assert time.monotonic() - start < DELAY_MS / 1000
    thread.join(PATIENCE)
    assert caught.value.code == codelab.Status.E_CANCELLED
    assert client.open().id == instance.id


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_is_cancelled_before_it_begins_sends_nothing(
    name: str, user: User, connect: Callable[..., codelab.Client]
) -> None:
    client = connect(user)
    instance = client.open()
    user.forget_requests()
    with codelab.Cancel() as cancel:
        cancel.trigger()
        cancel.trigger()
        with pytest.raises(codelab.CancelledError):
            CALLS[name](client, instance, cancel)
    assert user.requests() == []


def test_a_timeout_ends_a_call_as_pythons_own_timeout_error(user: User, connect: Callable[..., codelab.Client]) -> None:
    client = connect(user)
    user.set_faults({**SLOW, "times": 0})
    with pytest.raises(TimeoutError) as caught:
        client.open(timeout=0.05)
    assert isinstance(caught.value, codelab.DeadlineError)
    with codelab.Cancel(0.05) as cancel, pytest.raises(codelab.DeadlineError):
        client.open(cancel=cancel)
    user.set_faults()
    assert client.open(timeout=PATIENCE).id


def test_the_timeout_of_a_watch_includes_all_its_steps(user: User, connect: Callable[..., codelab.Client]) -> None:
    seen = []
    with pytest.raises(codelab.DeadlineError):
        for instance in connect(user).watch(connect(user).open(), timeout=0.1, first_delay=0.005, ceiling=0.005):
            seen.append(instance)
    assert seen == []


def test_timeout_and_cancel_exclude_each_other(user: User, connect: Callable[..., codelab.Client]) -> None:
    client = connect(user)
    with codelab.Cancel() as cancel:
        with pytest.raises(codelab.ArgumentError):
            client.open(timeout=1, cancel=cancel)
        with pytest.raises(codelab.ArgumentError):
            client.show("a", timeout=1, cancel=cancel)
        with pytest.raises(codelab.ArgumentError):
            client.watch("a", timeout=1, cancel=cancel)
        with pytest.raises(codelab.ArgumentError):
            client.switch("a", flavor="f", timeout=1, cancel=cancel)
        with pytest.raises(codelab.ArgumentError):
            client.instances(timeout=1, cancel=cancel)


CHILD = """
import signal, sys, codelab, os
signal.signal(signal.SIGINT, signal.default_int_handler)
client = codelab.Client(*(os.environ[f"CODELAB_{name}"] for name in ("ENDPOINT", "PROJECT_ID", "TOKEN")))
instance = client.open()
print("opened", flush=True)
sys.stdin.readline()
calls = {
    "open": client.open,
    "show": lambda: client.show(instance),
    "delete": lambda: client.delete(instance),
    "show_lease": lambda: client.show_lease(instance),
    "show_image": lambda: client.show_image("an-id"),
    "instances": lambda: list(client.instances()),
    "watch": lambda: next(client.watch(instance.id)),
    "switch": lambda: next(client.switch(instance, flavor="another")),
}
try:
    calls[sys.argv[1]]()
except KeyboardInterrupt:
    client.open()
    print("stopped", flush=True)
"""


#: One of each way in which calls are made.
WAYS = ["open", "show", "delete", "show_lease", "show_image", "instances", "watch", "switch"]


@pytest.mark.parametrize("name", WAYS)
def test_ctrl_c_stops_a_call_at_once_and_the_client_still_works(name: str, user: User) -> None:
    child = subprocess.Popen(
        [sys.executable, "-X", "dev", "-W", "error", "-c", CHILD, name],
        env=child_environment(user),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdin is not None and child.stdout is not None
        assert child.stdout.readline() == "opened\n"
        user.forget_requests()
        user.set_faults(SLOW)
        child.stdin.write("go on\n")
        child.stdin.flush()
        user.wait_for_request()
        start = time.monotonic()
        child.send_signal(signal.SIGINT)
        out, errors = child.communicate(timeout=PATIENCE)
        assert (child.returncode, out, errors) == (0, "stopped\n", "")
        assert time.monotonic() - start < DELAY_MS / 1000
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()


def test_a_signal_handler_that_raises_nothing_does_not_end_the_call(
    user: User, connect: Callable[..., codelab.Client]
) -> None:
    handled: List[int] = []
    client = connect(user)
    user.set_faults({"kind": "latency", "delay_ms": 300})
    old = signal.signal(signal.SIGUSR1, lambda number, frame: handled.append(len(user.requests())))
    try:

        def signal_when_sent() -> None:
            user.wait_for_request()
            signal.raise_signal(signal.SIGUSR1)

        thread, _ = in_thread(signal_when_sent)
        assert client.open().id
        thread.join(PATIENCE)
    finally:
        signal.signal(signal.SIGUSR1, old)
    assert handled == [1]


def test_a_watch_and_a_list_continue_after_a_signal_handler_that_raised(
    user: User, connect: Callable[..., codelab.Client]
) -> None:
    def stop(number: int, frame: object) -> None:
        raise InterruptedError("stop")

    client = connect(user)
    watch, pager = client.watch(client.open(), first_delay=0.005, ceiling=0.02), client.images(page_size=10)
    old = signal.signal(signal.SIGUSR1, stop)
    try:
        for step in (watch.__next__, pager.__next__):
            user.forget_requests()
            user.set_faults(SLOW)
            start = time.monotonic()

            def signal_when_sent() -> None:
                user.wait_for_request()
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

            thread, _ = in_thread(signal_when_sent)
            with pytest.raises(InterruptedError):
                step()
            thread.join(PATIENCE)
            assert time.monotonic() - start < DELAY_MS / 1000
    finally:
        signal.signal(signal.SIGUSR1, old)
    user.change(status="STOPPED")
    assert next(watch).status is codelab.InstanceStatus.STOPPED and next(pager).id
