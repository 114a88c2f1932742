"""An answer counts only for what was asked: one about another instance is an error, and a gateway's page is no proof."""

from __future__ import annotations

import socket
from typing import Any, Callable, Dict

import pytest
from server import CLOSE, INSTANCE, Request, response

import codelab

ID = INSTANCE["id"]
OTHER = "99999999-8888-7777-6666-555555555555"
QUICK = {"first_delay": 0.001, "ceiling": 0.005}
PAGE = "<html><head><title>404 Not Found</title></head><body>nginx</body></html>"


def always(status: int, body: Any, **options: Any) -> Callable[[Request, socket.socket], bytes]:
    return lambda request, connection: response(status, body, **options)


def instance(**fields: Any) -> Dict[str, Any]:
    return {**INSTANCE, **fields}


CALLS: Dict[str, Callable[[codelab.Client], Any]] = {
    "show": lambda client: client.show(ID),
    "start": lambda client: client.start(ID),
    "stop": lambda client: client.stop(ID),
    "delete": lambda client: client.delete(ID),
    "update": lambda client: client.update(ID, description="d"),
    "show_image": lambda client: client.show_image(ID),
    "watch": lambda client: list(client.watch(ID, **QUICK)),
    "watch until stopped": lambda client: list(client.watch(ID, until=codelab.Until.STOPPED, **QUICK)),
    "watch until deleted": lambda client: list(client.watch(ID, until=codelab.Until.DELETED, **QUICK)),
    "switch": lambda client: list(client.switch(ID, flavor="f", **QUICK)),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", ["RUNNING", "STOPPED", "DELETED"])
def test_an_answer_about_another_instance_is_an_error(serve, connect, call, status):
    server = serve(always(200, instance(id=OTHER, status=status)))
    with pytest.raises(codelab.ProtocolError, match=f"{ID}.*{OTHER}") as raised:
        CALLS[call](connect(server))
    assert raised.value.http_status == 200


def test_the_id_in_the_message_is_cut_before_the_message_is_full(serve, connect):
    with pytest.raises(codelab.ProtocolError, match="^reading the instance failed: asked for i"):
        connect(serve(always(200, instance(id="x" * 2000)))).show("i" * 36)


@pytest.mark.parametrize("id", [ID, OTHER.upper(), "F9937AFA-CA78-45B6-BC12-7ECF42553C48"])
def test_an_id_may_come_back_in_another_case(serve, connect, id):
    client = connect(serve(always(200, instance(id=id.lower()))))
    assert client.show(id).id == id.lower()
    assert [each.id for each in client.watch(id, **QUICK)] == [id.lower()]


def test_an_answer_to_a_change_may_leave_the_id_out(serve, connect):
    assert connect(serve(always(200, {"name": "n"}))).update(ID, name="n").name == "n"


def test_a_watch_waits_out_an_answer_about_another_instance(serve, connect):
    others = [instance(id=OTHER, status="RUNNING")] * 2

    def answer(request: Request, connection: socket.socket) -> bytes:
        return response(200, others.pop() if others else instance(status="RUNNING"))

    assert [each.id for each in connect(serve(answer)).watch(ID, **QUICK)] == [ID]


def test_open_fails_if_another_instance_is_shown_after_the_list(serve, connect):
    def answer(request: Request, connection: socket.socket) -> bytes:
        if request.method == "POST":
            return response(400, {"error_code": "ModelArts.6301", "error_msg": "there is one"})
        return response(200, {"data": [INSTANCE], "total": 1} if "?" in request.path else instance(id=OTHER))

    with pytest.raises(codelab.ConflictError):
        connect(serve(answer)).open()


#: Responses of gateways, which report 404 for other reasons than a missing instance.
GATEWAY_PAGES = [
    (PAGE, "text/html"),
    ("", "text/plain"),
    ("default backend - 404", "text/plain"),
    ({"message": "no Route matched with those values"}, "application/json"),
    ({"error_code": "APIG.0101", "error_msg": "The API does not exist"}, "application/json"),
    ({"error_code": "APIGW.0106", "error_msg": "Orchestration error"}, "application/json"),
    ({"error": {"code": 404, "message": "Not Found"}}, "application/json"),
]


@pytest.mark.parametrize("body, kind", GATEWAY_PAGES)
def test_a_404_of_a_gateway_does_not_end_a_watch_until_deleted(serve, connect, body, kind):
    server = serve(always(404, body, content_type=kind))
    with pytest.raises(codelab.CodelabError) as raised:
        list(connect(server).watch(ID, until=codelab.Until.DELETED, **QUICK))
    assert raised.value.http_status == 404


@pytest.mark.parametrize("until", list(codelab.Until))
def test_a_watch_waits_out_a_404_of_a_gateway(serve, connect, until):
    end = {codelab.Until.READY: "RUNNING", codelab.Until.STOPPED: "STOPPED", codelab.Until.DELETED: "DELETED"}[until]
    pages = [response(404, PAGE, content_type="text/html")] * 3

    def answer(request: Request, connection: socket.socket) -> bytes:
        return pages.pop() if pages else response(200, instance(status=end))

    assert [each.status_text for each in connect(serve(answer)).watch(ID, until=until, **QUICK)] == [end]


@pytest.mark.parametrize(
    "status, code", [(404, "ModelArts.6309"), (400, "ModelArts.6309"), (400, "ModelArts.6404"), (400, "ModelArts.6357")]
)
def test_a_code_of_the_service_ends_a_watch_until_deleted(serve, connect, status, code):
    server = serve(always(status, {"error_code": code, "error_msg": "gone"}))
    assert list(connect(server).watch(ID, until=codelab.Until.DELETED, **QUICK)) == []
    assert len(server.log) == 1


def deleting(answer: bytes) -> Callable[[Request, socket.socket], bytes]:
    """The answer to the first request is lost."""
    requests = []

    def handler(request: Request, connection: socket.socket) -> bytes:
        requests.append(request)
        return CLOSE if len(requests) == 1 else answer

    return handler


@pytest.mark.parametrize("body, kind", GATEWAY_PAGES)
def test_a_404_of_a_gateway_does_not_complete_a_delete(serve, connect, body, kind):
    server = serve(deleting(response(404, body, content_type=kind)))
    with pytest.raises(codelab.CodelabError) as raised:
        connect(server).delete(ID)
    assert raised.value.http_status == 404 and len(server.requests(method="DELETE")) == 2


def test_a_code_of_the_service_completes_a_delete(serve, connect):
    server = serve(deleting(response(404, {"error_code": "ModelArts.6309", "error_msg": "gone"})))
    assert connect(server).delete(ID) is None
    assert len(server.requests(method="DELETE")) == 2
