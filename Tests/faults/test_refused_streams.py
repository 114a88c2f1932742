"""HTTP/2 servers that refuse streams, or never answer them: how often a request is sent, and which number is reported."""

from __future__ import annotations

import ssl
from typing import Any, Callable, Dict, Iterator, List

import pytest
from certificates import Authority
from http2_server import Handler, HTTP2Server, Stream
from server import INSTANCE

import codelab

CALLS: Dict[str, Callable[[codelab.Client], Any]] = {
    "open": lambda client: client.open(),
    "show": lambda client: client.show(INSTANCE["id"]),
    "stop": lambda client: client.stop(INSTANCE["id"]),
}
WAYS: Dict[str, Handler] = {"REFUSED_STREAM": Stream.refuse, "GOAWAY": Stream.go_away}


@pytest.fixture
def serve2(authority: Authority) -> Iterator[Callable[..., HTTP2Server]]:
    """serve2(handler, pings=False) starts a server for HTTP/2 alone, which ends with the test."""
    certificate = authority.issue("http2", "DNS:localhost")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(str(certificate.chain), str(certificate.key))
    tls.set_alpn_protocols(["h2"])
    servers: List[HTTP2Server] = []

    def make(handler: Handler, **options: Any) -> HTTP2Server:
        servers.append(HTTP2Server(handler, tls, **options))
        return servers[-1]

    yield make
    for each in servers:
        each.close()


def failure(call: Callable[[], object]) -> codelab.CodelabError:
    with pytest.raises(codelab.CodelabError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("most", [1, 2, 5])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("call", CALLS)
def test_a_server_that_refuses_every_stream_gets_max_attempts_requests(call, way, most, serve2, connect):
    server = serve2(WAYS[way])
    error = failure(lambda: CALLS[call](connect(server, max_attempts=most)))
    assert (type(error), error.attempts, len(server.log)) == (codelab.TransportError, most, most), error
    assert len({each.method for each in server.log}) == 1
    # Nothing was carried out, so also an open may be tried again later.
    assert error.retryable


@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("call", CALLS)
def test_refused_streams_on_a_kept_connection_are_counted(call, way, most, serve2, connect):
    server = serve2(lambda stream: stream.answer() if stream.number == 0 else WAYS[way](stream))
    client = connect(server, max_attempts=most)
    client.show(INSTANCE["id"])
    error = failure(lambda: CALLS[call](client))
    assert (type(error), error.attempts, len(server.log) - 1) == (codelab.TransportError, most, most), error


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("call", CALLS)
def test_a_request_whose_first_stream_is_refused_is_served_by_the_second(call, way, serve2, connect):
    server = serve2(lambda stream: WAYS[way](stream) if stream.number == 0 else stream.answer())
    assert CALLS[call](connect(server, max_attempts=2)).id == INSTANCE["id"]
    assert len(server.log) == 2


@pytest.mark.parametrize("pings", [False, True])
@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("call", CALLS)
def test_each_attempt_that_is_reported_reaches_a_server_that_never_answers(call, most, pings, serve2, connect):
    server = serve2(lambda stream: None, pings=pings)
    error = failure(lambda: CALLS[call](connect(server, max_attempts=most, attempt_timeout=0.3)))
    assert (type(error), error.attempts) == (codelab.DeadlineError, len(server.log)), error
    # The time for one attempt has passed: only open goes on, once, to look for the instance in the list.
    first, *others = [each.method for each in server.log]
    assert others == ["GET"] * len(others) and len(others) <= (most if call == "open" else 0)


@pytest.mark.parametrize("pings, sent", [(False, 2), (True, 1)])
def test_pings_are_a_sign_of_life_of_a_kept_connection(pings, sent, serve2, connect):
    server = serve2(lambda stream: stream.answer() if stream.number == 0 else None, pings=pings)
    client = connect(server, max_attempts=3, attempt_timeout=2.4)
    client.show(INSTANCE["id"])
    error = failure(lambda: client.show(INSTANCE["id"]))
    assert (type(error), error.attempts) == (codelab.DeadlineError, sent)
    # Without any byte the read is repeated on a new connection, where it has its whole time.
    assert [each.connection for each in server.log] == [0, 0, 1][: 1 + sent]
