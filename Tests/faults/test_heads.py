"""A response counts once it is complete: how the connection ends before that, and where, makes no difference."""

from __future__ import annotations

import json
import socket
from typing import Callable, Dict, List, Optional, Tuple

import pytest
from server import CLOSE, Answer, Request, reset, response

import codelab

ID = "11111111-2222-3333-4444-555555555555"
BODY = json.dumps({"id": ID, "status": "RUNNING", "url": "https://n.example/é", "lease": {"enable": True}}).encode()
PAGE = {"data": [{"id": ID, "status": "RUNNING"}], "total": 1}
GONE = response(400, {"error_code": "ModelArts.6309", "error_msg": "The instance does not exist."})
TOKEN_BODY = json.dumps({"token": {"expires_at": "2099-01-01T00:00:00Z", "project": {"id": "project-1"}}}).encode()
ENDS = ["FIN", "RST"]


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "X-Request-Id: r-1", *lines, "", ""]).encode()


def with_length(body: bytes, *lines: str) -> bytes:
    return head(*lines, f"Content-Length: {len(body)}") + body


def in_chunks(body: bytes, *lines: str) -> bytes:
    half = len(body) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (body[:half], body[half:]))
    return head(*lines, "Transfer-Encoding: chunked") + chunks + b"0\r\nX-Trailer: t\r\n\r\n"


def until_closed(body: bytes, *lines: str) -> bytes:
    return head(*lines, "Connection: close") + body


def after_an_interim_response(body: bytes, *lines: str) -> bytes:
    return head(status="103 Early Hints") + with_length(body, *lines)


def with_bare_line_feeds(body: bytes, *lines: str) -> bytes:
    return head(*lines, f"Content-Length: {len(body)}").replace(b"\r\n", b"\n") + body


Framing = Callable[..., bytes]
FRAMINGS: List[Framing] = [with_length, in_chunks, until_closed, after_an_interim_response, with_bare_line_feeds]
FEWER: List[Framing] = [with_length, in_chunks, until_closed]


class Cutter:
    """Answers the first request to `path` with the beginning of `whole`, and all others from `answers`."""

    def __init__(self, whole: bytes, end: str, method: str, path: str, answers: Dict[Tuple[str, str], bytes]) -> None:
        self.whole, self.end, self.method, self.path, self.answers = whole, end, method, path, answers
        self.length: Optional[int] = None
        # libcurl does not wait for the very last line feed after the chunks.
        self.lengths = range(len(whole) - (1 if b"chunked" in whole else 0))

    def __call__(self, request: Request, connection: socket.socket) -> Answer:
        is_cut = self.length is not None and request.method == self.method and self.path in request.path
        if not is_cut:
            for (method, path), answer in self.answers.items():
                if request.method == method and path in request.path:
                    return answer
            return response(500, {"error_code": "no-answer", "error_msg": f"{request.method} {request.path}"})
        connection.sendall(self.whole[: self.length])
        self.length = None
        if self.end == "RST":
            reset(connection)
            return None
        return CLOSE


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("framing", FRAMINGS)
def test_open_looks_in_the_list_wherever_the_answer_breaks_off(serve, connect, framing, end):
    answers = {("GET", "/notebooks?"): response(200, PAGE), ("GET", ID): response(200, BODY)}
    cutter = Cutter(framing(BODY), end, "POST", "/open", answers)
    client = connect(server := serve(cutter))
    for length in cutter.lengths:
        cutter.length = length
        seen = len(server.log)
        assert client.open().id == ID, length
        assert [each.method for each in server.log[seen:]] == ["POST", "GET", "GET"], length


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("framing", FRAMINGS)
def test_show_asks_again_wherever_the_answer_breaks_off(serve, connect, framing, end):
    cutter = Cutter(framing(BODY), end, "GET", ID, {("GET", ID): response(200, BODY)})
    client = connect(server := serve(cutter))
    for length in cutter.lengths:
        cutter.length = length
        seen = len(server.log)
        assert client.show(ID).id == ID, length
        assert len(server.log) - seen == 2, length


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_truncated_answer_is_not_success_for_delete(serve, connect, framing, end):
    cutter = Cutter(framing(BODY), end, "DELETE", ID, {("DELETE", ID): GONE})
    client = connect(server := serve(cutter))
    # A head without a length, and an end of the connection without a fault: an empty answer, and complete.
    whole = [len(framing(b""))] if framing is until_closed and end == "FIN" else []
    for length in cutter.lengths:
        cutter.length = length
        seen = len(server.log)
        client.delete(ID)
        assert len(server.log) - seen == (1 if length in whole else 2), length


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_watch_waits_out_an_answer_that_breaks_off(serve, connect, framing, end):
    cutter = Cutter(framing(BODY), end, "GET", ID, {("GET", ID): response(200, BODY)})
    client = connect(server := serve(cutter), max_attempts=1)
    for length in cutter.lengths:
        cutter.length = length
        seen = len(server.log)
        with client.watch(ID, first_delay=0.001, ceiling=0.001) as watch:
            assert next(watch).status == codelab.InstanceStatus.RUNNING, length
        assert len(server.log) - seen == 2, length


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("framing", FEWER)
def test_iam_is_asked_again_wherever_its_answer_breaks_off(serve, connect, framing, end):
    token = "X-Subject-Token: " + "t" * 24
    answers = {("POST", "/auth/tokens"): with_length(TOKEN_BODY, token), ("GET", ID): response(200, BODY)}
    cutter = Cutter(framing(TOKEN_BODY, token), end, "POST", "/auth/tokens", answers)
    server = serve(cutter)
    for length in cutter.lengths:
        cutter.length = length
        seen = len(server.log)
        client = connect(server, iam_endpoint=server.url, user_name="u", password="p" * 16, domain_name="d")
        assert client.show(ID).id == ID, length
        client.close()
        assert [each.method for each in server.log[seen:]] == ["POST", "POST", "GET"], length
        assert server.log[-1].headers["x-auth-token"] == "t" * 24
