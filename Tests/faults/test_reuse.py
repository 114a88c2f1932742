"""Kept connections: unsolicited input, silent closes, and how often a request is sent."""

from __future__ import annotations

import threading
import time
from typing import Dict

import pytest
from server import CLOSE, INSTANCE, Request, response, wait_until

import codelab

STRAY = response(503, {"error_code": "x"}, {"Retry-After": "0"})


def count_of(server, method: str, path: str = "") -> int:
    return len(server.requests(method=method, path=path))


class FirstOnly:
    """Answers the first request of each connection; `then` decides about the others."""

    def __init__(self, then) -> None:
        self._then = then
        self._seen: Dict[int, int] = {}

    def __call__(self, request: Request, connection: socket.socket):
        seen = self._seen[request.connection] = self._seen.get(request.connection, 0) + 1
        return response(200, INSTANCE) if seen == 1 else self._then(request, connection)


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("call", ["open", "show", "delete"])
def test_an_extra_answer_is_not_used_for_the_next_request(call, secure, serve, connect):
    sent = threading.Event()

    def answer(request, connection):
        if "show-first" not in request.path:
            return response(200, INSTANCE)
        connection.sendall(response(200, {**INSTANCE, "id": "show-first"}))
        connection.sendall(STRAY)
        sent.set()
        return None

    server = serve(answer, secure=secure)
    client = connect(server)
    client.show("show-first")
    assert sent.wait(30)
    time.sleep(0.05)  # for the bytes to cross the loopback
    if call == "open":
        client.open()
    else:
        getattr(client, call)(INSTANCE["id"])
    assert len(server.log) == 2 and server.log[1].connection == 1


def test_an_extra_answer_in_the_last_record_of_a_body_is_detected(serve, connect):
    def answer(request, connection):
        if "show-first" not in request.path:
            return response(200, INSTANCE)
        head, body = response(200, {**INSTANCE, "id": "show-first"}).split(b"\r\n\r\n", 1)
        connection.sendall(head + b"\r\n\r\n")
        time.sleep(0.05)  # a separate TLS record, which is read alone
        connection.sendall(body + STRAY)
        return None

    server = serve(answer, secure=True)
    client = connect(server)
    client.show("show-first")
    client.open()
    assert len(server.log) == 2 and server.log[1].connection == 1


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("call", ["open", "show"])
def test_no_request_is_sent_on_a_connection_that_the_server_has_just_closed(call, secure, serve, connect):
    used = []

    def answer(request, connection):
        used.append(connection)
        connection.sendall(response(200, INSTANCE))
        return CLOSE

    server = serve(answer, secure=secure)
    client = connect(server, max_attempts=1)
    client.open()
    wait_until(lambda: used[0].fileno() == -1)
    client.open() if call == "open" else client.show(INSTANCE["id"])
    assert [each.connection for each in server.log] == [0, 1]


@pytest.mark.parametrize("most", [1, 3])
def test_requests_never_exceed_max_attempts_when_kept_connections_are_lost(most, serve, connect):
    server = serve(lambda request, connection: response(200, INSTANCE) if len(server.log) == 1 else CLOSE)
    client = connect(server, max_attempts=most)
    client.open()
    with pytest.raises(codelab.TransportError) as caught:
        client.show(INSTANCE["id"])
    assert count_of(server, "GET") == most == caught.value.attempts


def test_a_read_whose_kept_connection_ends_is_sent_again(serve, connect):
    server = serve(FirstOnly(lambda request, connection: CLOSE))
    client = connect(server)
    client.open()
    assert client.show(INSTANCE["id"]).id == INSTANCE["id"]
    assert [(each.method, each.connection) for each in server.log] == [("POST", 0), ("GET", 0), ("GET", 1)]


@pytest.mark.parametrize("secure", [False, True])
def test_a_read_on_a_silently_dead_connection_is_repeated_early(secure, serve, connect):
    server = serve(FirstOnly(lambda request, connection: None), secure=secure)
    client = connect(server, attempt_timeout=6)
    client.open()
    start = time.monotonic()
    assert client.show(INSTANCE["id"]).id == INSTANCE["id"]
    assert time.monotonic() - start < 6
    assert [(each.method, each.connection) for each in server.log] == [("POST", 0), ("GET", 0), ("GET", 1)]


def test_the_last_attempt_waits_for_its_whole_timeout(serve, connect):
    server = serve(FirstOnly(lambda request, connection: None))
    client = connect(server, attempt_timeout=1, max_attempts=1)
    client.open()
    with pytest.raises(codelab.DeadlineError):
        client.show(INSTANCE["id"])
    assert count_of(server, "GET") == 1


def test_a_slow_answer_on_a_new_connection_is_waited_for(serve, connect):
    def answer(request, connection):
        time.sleep(1)
        return response(200, INSTANCE)

    server = serve(answer)
    assert connect(server, attempt_timeout=2.4).show(INSTANCE["id"]).id == INSTANCE["id"]
    assert len(server.log) == 1


def test_a_libcurl_without_http2_speaks_http_1_1(serve, run):
    server = serve(lambda request, connection: response(200, INSTANCE))
    ended = run("without_http2", server.url)
    status, refused, *message = ended.stdout.split(maxsplit=2)
    assert (int(status), message) == (codelab.Status.OK, []) and int(refused) >= 3
    assert [each.method for each in server.log] == ["POST"]
