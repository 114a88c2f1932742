"""An instance is kept alive through faults of the service and a suspended process, without a gap.

A lease is renewed when a third of it is left. When a lease ends, the simulator stops the instance, and nothing here
starts it again: an instance that runs at the end has run all the time. After a failure the library waits for a second,
so the third of the lease is two seconds here.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from typing import Callable, Dict, Iterator, List, Tuple

import pytest

import codelab
from conftest import child_environment
from simulator import PATIENCE, Simulator, User

LEASE_MS = 6000

#: Keeps the only instance alive until its standard input is closed. Prints a line after each renewal.
PROGRAM = """
import sys
import codelab

def renewed(_):
    print("renewed", flush=True)

def failed(error):
    print("failed:", error, flush=True)

with codelab.Client(retry_delay=0.05, retry_delay_max=0.2) as client:
    instance = client.open()
    print("open", flush=True)
    with client.keep_alive(instance, poll=0.1, on_event=renewed, on_error=failed) as keeper:
        sys.stdin.read()
    print("errors:", keeper.error, flush=True)
"""

#: The same with a coroutine.
PROGRAM_OF_A_LOOP = """
import asyncio, sys
import codelab

async def main():
    async with codelab.AsyncClient(retry_delay=0.05, retry_delay_max=0.2) as client:
        instance = await client.open()
        print("open", flush=True)
        renewed = lambda _: print("renewed", flush=True)
        failed = lambda error: print("failed:", error, flush=True)
        async with client.keep_alive(instance, poll=0.1, on_event=renewed, on_error=failed) as keeper:
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        print("errors:", keeper.error, flush=True)

asyncio.run(main())
"""


class Kept:
    """A process that keeps the instance of a user alive."""

    def __init__(self, program: str, user: User) -> None:
        self.user = user
        environment = {**user.environment, "CODELAB_TOKEN": "", "CODELAB_IAM_ENDPOINT": user.endpoint}
        for name in ("user_name", "password", "domain_name", "project_name"):
            environment[f"CODELAB_{name.upper()}"] = user.made[name]
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", program],
            env=child_environment(None, environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.expect("open")

    def expect(self, line: str, when: str = "") -> None:
        """Reads the next line of the program, which prints one when a renewal has succeeded or failed."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == f"{line}\n", when

    def renewals(self) -> int:
        calls = [each for each in self.user.requests() if each["call"] == "renew_lease"]
        return sum(each["status"] == 200 for each in calls)

    def end(self) -> None:
        out, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0 and out.splitlines()[-1] == "errors: None"
        with codelab.Client(self.user.endpoint, self.user.project_id, self.user.token) as client:
            assert client.open().status is codelab.InstanceStatus.RUNNING
        calls = [each["call"] for each in self.user.requests()]
        assert "start" not in calls and calls.count("open") == 2


def throttle(kept: Kept) -> None:
    kept.user.set_faults({"kind": "status", "status": 429, "headers": {"Retry-After": "1"}})


def be_busy(kept: Kept) -> None:
    kept.user.set_faults({"kind": "status", "status": 503})


def be_busy_at_a_renewal(kept: Kept) -> None:
    kept.user.set_faults({"kind": "status", "status": 503, "call": "renew_lease"})


def lose_a_renewal(kept: Kept) -> None:
    kept.user.set_faults({"kind": "reset", "after": True, "call": "renew_lease"})


def revoke_the_token(kept: Kept) -> None:
    kept.user.revoke_tokens()


def suspend(kept: Kept) -> None:
    """Stops the process when a renewal is nearly due, for half of the time that is left at a renewal."""
    time.sleep(LEASE_MS / 1000 * 0.6)
    kept.process.send_signal(signal.SIGSTOP)
    time.sleep(LEASE_MS / 1000 / 6)
    kept.process.send_signal(signal.SIGCONT)


#: What happens to an instance, and the statuses that the service then responds with.
TROUBLES: List[Tuple[Callable[[Kept], None], List[int]]] = [
    (throttle, [429]),
    (be_busy, [503]),
    (be_busy_at_a_renewal, [503]),
    (lose_a_renewal, []),
    (revoke_the_token, [401]),
    (suspend, []),
]


@pytest.fixture
def processes() -> Iterator[Dict[str, Kept]]:
    started: Dict[str, Kept] = {}
    yield started
    for each in started.values():
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


def test_an_instance_is_kept_alive_without_a_gap(processes: Dict[str, Kept], simulator: Simulator) -> None:
    """All troubles at once, each with its own instance and processes: a lease takes seconds."""
    threads = []
    for trouble, _ in TROUBLES:
        for name, program in (("thread", PROGRAM), ("coroutine", PROGRAM_OF_A_LOOP)):
            user = simulator.new_user(existing="RUNNING", lease_duration_ms=LEASE_MS)
            kept = processes[f"{trouble.__name__} ({name})"] = Kept(program, user)
            kept.expect("renewed")
            threads.append(threading.Thread(target=trouble, args=(kept,)))
            threads[-1].start()
    for thread in threads:
        thread.join()
    for name, kept in processes.items():
        kept.expect("renewed", f"{name}, during the trouble")
        kept.expect("renewed", f"{name}, after it")
        assert kept.renewals() >= 3
        kept.end()
    for trouble, statuses in TROUBLES:
        for name in ("thread", "coroutine"):
            found = {each["status"] for each in processes[f"{trouble.__name__} ({name})"].user.requests()}
            assert found >= set(statuses), trouble.__name__


def test_without_renewals_such_a_lease_ends(simulator: Simulator) -> None:
    """So that an instance that runs has really been kept alive."""
    user = simulator.new_user(existing="RUNNING", lease_duration_ms=500, stop_ms=0)
    with codelab.Client(user.endpoint, user.project_id, user.token) as client:
        opened = client.open()
        last = client.watch(opened, until=codelab.Until.STOPPED, timeout=PATIENCE).result()
    assert last.status is codelab.InstanceStatus.STOPPED
