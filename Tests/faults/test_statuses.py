"""What a status means: with a code that does not belong to it, with a number that no document has, and a redirect."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, List

import pytest
from server import CLOSE, Answer, Request, response

import codelab

ID = "11111111-2222-3333-4444-555555555555"
BODY = {"id": ID, "status": "RUNNING", "url": "https://n.example/lab"}
DELETED = {"id": ID, "status": "DELETED"}
FAST: Dict[str, Any] = {"first_delay": 0.001, "ceiling": 0.001}


def refusal(status: int, code: str, headers: "Dict[str, str] | None" = None) -> bytes:
    return response(status, {"error_code": code, "error_msg": "No."}, headers)


def failure(call: Callable[[], object]) -> codelab.CodelabError:
    with pytest.raises(codelab.CodelabError) as caught:
        call()
    return caught.value


def in_turn(*answers: bytes) -> Callable[[object, object], Answer]:
    """The answers one after the other, the last one for ever."""
    left: List[bytes] = list(answers)
    return lambda request, connection: left.pop(0) if len(left) > 1 else left[0]


CODES = ["ModelArts.6327", "ModelArts.6357", "ModelArts.6309", "ModelArts.6302", "ModelArts.0116", "APIG.0101", "X.1"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "status, kind, retryable",
    [
        (401, codelab.AuthenticationError, False),
        (429, codelab.RateLimitError, True),
        (500, codelab.ServiceError, True),
        (502, codelab.ServiceError, True),
        (503, codelab.ServiceError, True),
        (520, codelab.ServiceError, True),
    ],
)
def test_the_status_decides_against_a_code_of_another_status(serve, connect, status, kind, retryable, code):
    client = connect(serve(in_turn(refusal(status, code))), max_attempts=2)
    for call in (lambda: client.show(ID), lambda: client.delete(ID), lambda: client.stop(ID)):
        error = failure(call)
        assert type(error) is kind, error
        assert (error.retryable, error.service_code) == (retryable, code)


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_code_of_a_failing_service_does_not_mean_deleted(serve, connect, status):
    server = serve(in_turn(refusal(status, "ModelArts.6357"), response(200, BODY), response(200, DELETED)))
    watch = connect(server, max_attempts=1).watch(ID, until=codelab.Until.DELETED, **FAST)
    if status == 401:
        assert type(failure(lambda: next(watch))) is codelab.AuthenticationError
    assert [each.status_text for each in watch] == ["RUNNING", "DELETED"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_code_of_a_failing_service_does_not_mean_stopped(serve, connect, status):
    instance = {**BODY, "flavor": "old"}
    seen: List[str] = []

    def answer(request: Request, connection: object) -> Answer:
        verb = request.path.split(ID)[1].split("?")[0] or request.method
        seen.append(verb)
        if verb == "/stop":
            instance["status"] = "STOPPED"
            if seen.count(verb) == 1:
                instance["status"] = "RUNNING"
                return refusal(status, "ModelArts.6307", {"Retry-After": "0"})
        if verb == "PUT":
            instance["flavor"] = "new"
        if verb == "/start":
            instance["status"] = "RUNNING"
        return response(200, instance)

    for _ in connect(serve(answer), max_attempts=1).switch(ID, flavor="new", unchecked=True, **FAST):
        pass
    assert [each for each in seen if each != "GET"] == ["/stop", "/stop", "PUT", "/start"]


@pytest.mark.parametrize("status", [501, 505, 507, 511, 520, 521, 522, 524, 530, 598, 599])
def test_every_5xx_is_a_failure_of_the_service_that_may_pass(serve, connect, status):
    page = response(status, "<html>Unknown error</html>", content_type="text/html")
    client = connect(serve(in_turn(page)), max_attempts=2)
    error = failure(lambda: client.show(ID))
    assert type(error) is codelab.ServiceError
    assert (error.retryable, error.http_status) == (True, status)
    watch = connect(serve(in_turn(page, page, page, response(200, BODY)))).watch(ID, **FAST)
    assert next(watch).id == ID


@pytest.mark.parametrize("status", [502, 504, 520, 524, 599])
def test_open_looks_in_the_list_after_a_gateway_without_an_answer(serve, connect, status):
    page = {"data": [{"id": ID, "status": "RUNNING"}], "total": 1}
    server = serve(in_turn(response(status, b""), response(200, page), response(200, BODY)))
    assert connect(server).open().id == ID
    assert [each.method for each in server.log] == ["POST", "GET", "GET"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_says_where_it_points_and_why_it_is_not_followed(serve, connect, status):
    target = "https://login.example/portal?state=SECRET-STATE-OF-A-LOGIN#top"
    answer = response(status, "<html>Moved</html>", {"Location": target}, content_type="text/html")
    server = serve(in_turn(answer))
    iam: Dict[str, Any] = {"iam_endpoint": server.url, "user_name": "u", "password": "p" * 16, "domain_name": "d"}
    for client in (connect(server), connect(server, **iam)):
        error = failure(lambda: client.show(ID))
        assert type(error) is codelab.ServiceError
        assert "redirect to https://login.example/portal (HTTP" in str(error)
        assert "not followed, because they would receive the credential" in str(error)
        assert "SECRET" not in str(error)
        assert not error.retryable
    assert len(server.log) == 2


@pytest.mark.parametrize(
    "target", ["/v2/notebooks", "//other.example", "x" * 8000, "https://ex\xe4mple/\x1b[2J", TOKEN := "t" * 40]
)
def test_every_target_of_a_redirect_is_printable(serve, connect, target):
    client = connect(serve(in_turn(response(302, b"", {"Location": target}))), token=TOKEN)
    error = failure(lambda: client.show(ID))
    assert "\x1b" not in str(error) and TOKEN not in str(error)
    assert str(error).endswith("correct the address or the proxy")


def test_a_redirect_without_a_target_is_reported_by_its_status(serve, connect):
    error = failure(lambda: connect(serve(in_turn(response(304, b"")))).show(ID))
    assert type(error) is codelab.ServiceError and "redirect" not in str(error)


Fault = Callable[[], bytes]
LOST = b"HTTP/1.1 200 OK\r\nContent-Len"
FAULTS = {
    "lost in the head": (LOST, codelab.TransportError, True),
    "lost in the body": (response(200, BODY)[:-3], codelab.TransportError, True),
    "lost at once": (CLOSE, codelab.TransportError, True),
    "not JSON": (response(200, "no JSON"), codelab.ProtocolError, False),
    "HTML": (response(200, "<html>"), codelab.ProtocolError, False),
    "empty": (response(200, b""), codelab.ProtocolError, False),
    "not HTTP": (b"220 mail.example ESMTP\r\n\r\n", codelab.ProtocolError, False),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", codelab.ProtocolError, False),
    "a head without end": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 60000, codelab.ProtocolError, False),
    "not gzip": (response(200, "{}", {"Content-Encoding": "gzip"}), codelab.ProtocolError, False),
    "an unknown coding": (response(200, "{}", {"Content-Encoding": "x-own"}), codelab.ProtocolError, False),
    "a body without end": (response(200, " " * (17 << 20)), codelab.ProtocolError, False),
    "500": (response(500, b""), codelab.ServiceError, True),
    "501": (response(501, b""), codelab.ServiceError, True),
    "429": (response(429, b""), codelab.RateLimitError, True),
    "403": (response(403, b""), codelab.PermissionDeniedError, False),
    "302": (response(302, b"", {"Location": "/"}), codelab.ServiceError, False),
}


def closing(answer: bytes) -> Callable[[Any, Any], Answer]:
    """Announces the end of the connection: else the next request may be sent before the end has arrived."""
    announced = answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)

    def answer_and_close(request: Any, connection: Any) -> Answer:
        connection.sendall(announced)
        return CLOSE

    return answer_and_close


@pytest.mark.parametrize("name", FAULTS)
def test_a_kind_of_fault_is_equally_retryable_in_every_call(serve, connect, name):
    answer, kind, retryable = FAULTS[name]
    server = serve(closing(answer))
    iam: Dict[str, Any] = {"iam_endpoint": server.url, "user_name": "u", "password": "p" * 16, "domain_name": "d"}
    client = connect(server, max_attempts=2)
    found = {
        "show": failure(lambda: client.show(ID)),
        "start": failure(lambda: client.start(ID)),
        "list": failure(lambda: list(client.instances())),
        "iam": failure(lambda: connect(server, max_attempts=2, **iam).show(ID)),
    }
    if not retryable:
        found["watch"] = failure(lambda: next(client.watch(ID, **FAST)))
        found["iam of a watch"] = failure(lambda: next(connect(server, max_attempts=2, **iam).watch(ID, **FAST)))
    for where, error in found.items():
        assert (type(error), error.retryable) == (kind, retryable), (where, error)
    # A second one could open another instance, so nothing that the server may have carried out is safe to repeat.
    opened = failure(client.open)
    assert type(opened) is kind
    assert opened.retryable == (retryable and name == "429")
