"""Responses without end in their head or trailers, and responses that contradict themselves about their length."""

from __future__ import annotations

import gzip
import json
import socket
from typing import Callable, Iterator

import pytest
from server import CLOSE, Answer, Request, response

import codelab

ID = "11111111-2222-3333-4444-555555555555"
BODY = json.dumps({"id": ID, "status": "RUNNING"}).encode()
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
OK = b"HTTP/1.1 200 OK\r\n"
KIB = 1024
#: A server that has sent this much is not going to be stopped any more.
ENDLESS = 8 * KIB * KIB


def forever(start: bytes, line: bytes) -> Callable[[Request, socket.socket], Answer]:
    """Sends `start`, and then `line` again and again until the client goes away."""

    def answer(request: Request, connection: socket.socket) -> Answer:
        piece = line * (16 * KIB // len(line) + 1)
        connection.sendall(start)
        sent = 0
        while sent < ENDLESS:
            connection.sendall(piece)
            sent += len(piece)
        return CLOSE

    return answer


def once(answer: bytes) -> Callable[[Request, socket.socket], Answer]:
    return lambda request, connection: answer


def failure(call: Callable[[], object]) -> codelab.CodelabError:
    with pytest.raises(codelab.CodelabError) as caught:
        call()
    return caught.value


def calls(client: codelab.Client) -> Iterator[Callable[[], object]]:
    yield lambda: client.show(ID)
    yield client.open
    yield lambda: client.delete(ID)
    yield lambda: next(client.watch(ID, first_delay=0.001, ceiling=0.001))


ENDLESS_HEADS = {
    "headers": (OK, b"X-Y: aaaaaaaaaaaaaaaaaaaa\r\n"),
    "trailers": (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Y: aaaaaaaaaaaaaaaaaaaa\r\n"),
    "interim responses": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "a header line": (OK + b"X-Long: ", b"a"),
    "the status line": (b"HTTP/1.1 200 ", b"a"),
    "a trailer line": (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Long: ", b"a"),
}


@pytest.mark.parametrize("what", ENDLESS_HEADS)
def test_an_endless_head_is_rejected_early_and_the_message_says_why(serve, connect, what):
    server = serve(forever(*ENDLESS_HEADS[what]))
    for call in calls(connect(server, max_attempts=3)):
        error = failure(call)
        assert isinstance(error, codelab.ProtocolError), error
        assert not error.retryable
        assert "chunked-encoding" in str(error) or "256 KiB" in str(error)


@pytest.mark.parametrize("what", ENDLESS_HEADS)
def test_an_endless_answer_of_iam_is_rejected(serve, connect, what):
    server = serve(forever(*ENDLESS_HEADS[what]))
    client = connect(server, iam_endpoint=server.url, user_name="u", password="p" * 16, domain_name="d")
    error = failure(lambda: client.show(ID))
    assert isinstance(error, codelab.ProtocolError), error
    assert (error.retryable, len(server.log)) == (False, 1)


@pytest.mark.parametrize("number, length", [(1, 90 * KIB), (2, 90 * KIB), (240, 1000), (4000, 30)])
@pytest.mark.parametrize("place", ["headers", "trailers"])
def test_heads_below_the_limit_are_read(serve, connect, place, number, length):
    if place == "trailers":
        length = min(length, 4000)  # libcurl's own limit is 4,096 for these
    lines = (b"X: %s\r\n" % (b"a" * (length - 6))) * number
    if place == "headers":
        answer = OK + LENGTH + lines + b"\r\n" + BODY
    else:
        answer = OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n%s\r\n" % (len(BODY), BODY, lines)
    assert connect(serve(once(answer))).show(ID).id == ID


def test_the_sum_counts_headers_and_trailers_together(serve, connect):
    headers = b"X: %s\r\n" % (b"a" * 1000) * 140
    trailers = b"Y: %s\r\n" % (b"b" * 1000) * 140
    chunks = b"%x\r\n%s\r\n0\r\n" % (len(BODY), BODY)
    for start, end, is_read in [(headers, b"", True), (b"", trailers, True), (headers, trailers, False)]:
        answer = OK + b"Transfer-Encoding: chunked\r\n" + start + b"\r\n" + chunks + end + b"\r\n"
        client = connect(serve(once(answer)))
        if is_read:
            assert client.show(ID).id == ID
        else:
            assert "256 KiB" in str(failure(lambda: client.show(ID)))


def test_a_proxy_cannot_fill_memory_either(serve):
    """The head of its answer to CONNECT counts as well."""
    server = serve(forever(*ENDLESS_HEADS["headers"]))
    with codelab.Client("https://service.example", token="t" * 16, project_id="p", proxy=server.url) as client:
        assert "256 KiB" in str(failure(lambda: client.show(ID)))
    assert len(server.log) == 1


DIFFERENT = [
    [b"Content-Length: 3", LENGTH],
    [LENGTH, b"Content-Length: 3"],
    [LENGTH, b"content-length:\t0"],
    [b"Content-Length: %d, 3" % len(BODY)],
    [b"Content-Length: %d,%d,3" % (len(BODY), len(BODY))],
    [b"Content-Length: 99999999999999999999", LENGTH],
    [LENGTH, b"Transfer-Encoding: chunked"],
    [b"Transfer-Encoding: chunked", LENGTH],
    [b"transfer-encoding: identity", LENGTH],
]


@pytest.mark.parametrize("lines", DIFFERENT, ids=lambda lines: b" ".join(lines).decode())
@pytest.mark.parametrize("has_interim", [False, True])
def test_an_invalid_length_is_rejected(serve, connect, lines, has_interim):
    head = OK + b"".join(each.strip() + b"\r\n" for each in lines) + b"\r\n"
    interim = b"HTTP/1.1 103 Early Hints\r\n" + LENGTH + b"\r\n"
    server = serve(once((interim if has_interim else b"") + head + BODY))
    client = connect(server, max_attempts=3)
    for call in calls(client):
        error = failure(call)
        assert isinstance(error, codelab.ProtocolError), error
        assert not error.retryable
        assert "contradictory lengths" in str(error)
    # What follows such a response is not read as the next one.
    assert server.connections == len(server.log)


SAME = [
    [LENGTH, LENGTH],
    [b"Content-Length: %d, %d" % (len(BODY), len(BODY))],
    [b"Content-Length:%d" % len(BODY), b"content-LENGTH:  0%d  " % len(BODY)],
    [LENGTH, b"Content-Lengthy: 3", b"X-Content-Length: 4", b"Transfer-Encodings: chunked"],
]


@pytest.mark.parametrize("lines", SAME, ids=lambda lines: b" ".join(lines).decode())
def test_the_same_length_may_be_repeated(serve, connect, lines):
    head = OK + b"".join(each.strip() + b"\r\n" for each in lines) + b"\r\n"
    interim = b"HTTP/1.1 100 Continue\r\nContent-Length: 7\r\n\r\n"
    server = serve(once(interim + head + BODY))
    assert connect(server).show(ID).id == ID


def test_a_length_among_the_trailers_is_ignored(serve, connect):
    chunks = b"%x\r\n%s\r\n0\r\nContent-Length: 3\r\n\r\n" % (len(BODY), BODY)
    assert connect(serve(once(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunks))).show(ID).id == ID


@pytest.mark.parametrize(
    "chunks",
    [b"zz\r\n", b"5\r\nabcdefgh\r\n0\r\n\r\n", b"fffffffffffffffffff\r\n", b"-1\r\n"],
)
def test_malformed_chunks_are_not_reported_as_a_lost_connection(serve, connect, chunks):
    server = serve(once(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunks))
    error = failure(lambda: connect(server, max_attempts=3).show(ID))
    assert isinstance(error, codelab.ProtocolError), error
    assert (error.retryable, len(server.log)) == (False, 1)


def compressed(*parts: bytes) -> bytes:
    return b"".join(gzip.compress(each) for each in parts)


@pytest.mark.parametrize(
    "body, text",
    [
        (compressed(BODY[:20], BODY[20:]), "has data after its end"),
        (compressed(BODY) + b"garbage", "has data after its end"),
        (compressed(BODY)[:10] + b"garbage" * 9, "content"),
        (BODY, "content"),
    ],
)
def test_a_compressed_answer_that_libcurl_cannot_read_is_named(serve, connect, body, text):
    server = serve(once(response(200, body, {"Content-Encoding": "gzip"})))
    error = failure(lambda: connect(server).show(ID))
    assert isinstance(error, codelab.ProtocolError), error
    assert text in str(error)
    assert (error.retryable, len(server.log)) == (False, 1)


def test_a_compressed_answer_is_read(serve, connect):
    assert connect(serve(once(response(200, compressed(BODY), {"Content-Encoding": "gzip"})))).show(ID).id == ID
