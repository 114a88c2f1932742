"""Connections over TLS: kept, shared between threads, closed by the server, given up by the caller."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

import codelab
from nginx import Nginx, wait_until
from simulator import PATIENCE, User

Connect = Callable[..., codelab.Client]

BOTH = ["good", "http/1.1"]
DELAY_MS = 10000
CLOSE_WAIT = "08"

#: Answers that take too long: none yet, or some bytes at a time.
SLOW: Dict[str, Dict[str, Any]] = {
    "before its first byte": {"kind": "latency", "delay_ms": DELAY_MS},
    "while it comes": {"kind": "slow", "interval_ms": 500},
}


@pytest.mark.parametrize("site", BOTH)
def test_calls_one_after_the_other_use_one_connection(site: str, connect: Connect, nginx: Nginx, user: User) -> None:
    client = connect(site)
    opened = client.open()
    for _ in range(5):
        client.show(opened)
    noted = nginx.requests(user)
    assert len(noted) == 6 and len({each.connection for each in noted}) == 1


@pytest.mark.parametrize("site", BOTH)
def test_many_threads_share_a_client(site: str, connect: Connect, nginx: Nginx, user: User) -> None:
    threads, calls = 16, 10
    client = connect(site)
    opened = client.open()
    together = threading.Barrier(threads)

    def work(_: int) -> List[str]:
        together.wait(PATIENCE)
        return [str(client.show(opened).id) for _ in range(calls)]

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(work, range(threads), timeout=PATIENCE))
    assert found == [[opened.id] * calls] * threads
    noted = nginx.requests(user)
    assert len(noted) == 1 + threads * calls and {each.status for each in noted} == {"200"}
    assert len({each.connection for each in noted}) <= threads


@pytest.mark.parametrize("site", BOTH)
@pytest.mark.parametrize("name", SLOW)
def test_a_slow_answer_can_be_cancelled(name: str, site: str, connect: Connect, user: User) -> None:
    client, cancel = connect(site), codelab.Cancel()
    opened = client.open()
    user.forget_requests()
    user.set_faults(SLOW[name])

    def trigger() -> None:
        user.wait_for_request()
        cancel.trigger()

    thread = threading.Thread(target=trigger)
    thread.start()
    start = time.monotonic()
    with pytest.raises(codelab.CancelledError):
        client.open(cancel=cancel)
    assert time.monotonic() - start < DELAY_MS / 1000
    thread.join(PATIENCE)
    assert client.open().id == opened.id


@pytest.mark.parametrize("site", BOTH)
@pytest.mark.parametrize("name", SLOW)
def test_a_slow_answer_ends_at_the_deadline(name: str, site: str, connect: Connect, user: User) -> None:
    client = connect(site)
    opened = client.open()
    user.set_faults(SLOW[name])
    start = time.monotonic()
    with pytest.raises(codelab.DeadlineError):
        client.open(timeout=0.5)
    assert time.monotonic() - start < DELAY_MS / 1000
    assert client.open().id == opened.id


@pytest.mark.parametrize("site", ["idle", "idle, http/1.1"])
def test_a_connection_that_the_server_closed_while_idle(site: str, connect: Connect, nginx: Nginx, user: User) -> None:
    client = connect(site)
    opened = client.open()
    wait_until(lambda: is_closed_by_peer(nginx.ports[site]), "nginx does not close the idle connection")
    assert client.open().id == opened.id
    noted = nginx.requests(user)
    assert [each.status for each in noted] == ["200", "200"] and noted[0].connection != noted[1].connection


@pytest.mark.parametrize("site", BOTH)
def test_a_server_that_restarted_between_two_calls(site: str, connect: Connect, nginx: Nginx, user: User) -> None:
    client = connect(site)
    opened = client.open()
    nginx.replace_worker()
    assert client.open().id == opened.id
    assert client.show(opened).id == opened.id
    noted = nginx.requests(user)
    assert [each.status for each in noted] == ["200"] * 3
    assert noted[0].connection != noted[1].connection == noted[2].connection


@pytest.mark.parametrize("site", ["one request", "one request, http/1.1"])
def test_a_server_that_takes_one_request_a_connection(site: str, connect: Connect, nginx: Nginx, user: User) -> None:
    client = connect(site)
    for _ in range(5):
        client.open()
    noted = nginx.requests(user)
    assert [each.status for each in noted] == ["200"] * 5 and len({each.connection for each in noted}) == 5


def test_an_open_is_not_sent_again_when_the_upstream_is_down(
    connect: Connect, nginx: Nginx, user: User
) -> None:
    with pytest.raises(codelab.ServiceError) as caught:
        connect("no upstream", max_attempts=3).open()
    assert caught.value.http_status == 502 and caught.value.attempts == 4 and not caught.value.retryable
    # Whether it was carried out is looked for in the list, which may be asked again.
    assert [(each.method, each.status) for each in nginx.requests(user)] == [("POST", "502")] + [("GET", "502")] * 3


def test_a_show_is_sent_again_when_the_upstream_is_down(connect: Connect, nginx: Nginx, user: User) -> None:
    with pytest.raises(codelab.ServiceError) as caught:
        connect("no upstream", max_attempts=3).show("an-id")
    assert caught.value.http_status == 502 and caught.value.attempts == 3 and caught.value.retryable
    assert [(each.method, each.status) for each in nginx.requests(user)] == [("GET", "502")] * 3


def is_closed_by_peer(port: int) -> bool:
    """Whether this machine has a connection to that port whose other side has closed it."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[2].endswith(f":{port:04X}") and row[3] == CLOSE_WAIT for row in rows)
