"""Values of a wrong type are converted or dropped; they never fail a call whose outer shape is right."""

from __future__ import annotations

import json

import codelab
import pytest
from server import INSTANCE, response

ID = INSTANCE["id"]

#: Keys, types and values of the operator's documented sample of ListFlavors (2024-11 to 2025-08); texts shortened.
SHARED_GPU = {"gpu": 0.5, "gpu_memory": "64", "type": "nvidia-v100-nv32"}
WHOLE_GPUS = {"gpu": 4, "gpu_memory": "128", "type": "nvidia-v100-pcie32"}
FLAVORS = [
    {"id": "modelarts.bm.gpu.4v100NV32.nosdi", "arch": "x86_64", "category": "GPU", "gpu": WHOLE_GPUS,
     "billing": {"code": "modelarts.bm.gpu.v100NV32", "unit_num": 4}, "memory": 134217728, "vcpus": 32},
    {"id": "modelarts.bm.gpu.2v100NV32.share", "arch": "x86_64", "category": "GPU", "gpu": SHARED_GPU,
     "billing": {"code": "modelarts.bm.gpu.v100NV32.eco", "unit_num": 2}, "memory": 67108864, "vcpus": 8},
]


def page(elements, **more):
    return {"current": 0, "data": elements, "pages": 1, "size": len(elements), "total": len(elements), **more}


def answer(serve, connect, body, **options):
    server = serve(lambda request, connection: response(200, body))
    return connect(server, max_attempts=1, **options), server


def test_a_fraction_of_a_gpu_does_not_fail_the_list_of_flavors(serve, connect):
    client, _ = answer(serve, connect, page(FLAVORS))
    whole, shared = client.flavors()
    assert (whole.gpu.gpu, whole.gpu.gpu_amount) == (4, 4.0)
    assert (shared.gpu.gpu, shared.gpu.gpu_amount) == (None, 0.5)
    assert whole.dropped == shared.dropped == ()


#: What `open` answered after the instance existed, and each time failed the call.
CHANGES = [
    ({"volume": {"capacity": "5"}}, lambda it: it.volume.capacity == 5, ()),
    ({"volume": {"capacity": 5.0}}, lambda it: it.volume.capacity == 5, ()),
    ({"volume": {"capacity": 5.5}}, lambda it: it.volume.capacity is None, ("volume.capacity",)),
    ({"volume": []}, lambda it: it.volume is None, ("volume",)),
    ({"jupyter_version": 4}, lambda it: it.jupyter_version == "4", ()),
    ({"is_need_credentials": "true"}, lambda it: it.is_need_credentials is True, ()),
    ({"is_need_credentials": 0}, lambda it: it.is_need_credentials is False, ()),
    ({"is_need_credentials": 2}, lambda it: it.is_need_credentials is None, ("is_need_credentials",)),
    ({"lease": {"duration": "3600000"}}, lambda it: it.lease.duration_ms == 3600000, ()),
    ({"tags": [1, {"key": "a"}, "b"]}, lambda it: [tag.key for tag in it.tags] == ["a"], ("tags[0]", "tags[2]")),
    ({"endpoints": {"uri": "x"}}, lambda it: it.endpoints is None, ("endpoints",)),
    ({"create_at": "soon"}, lambda it: it.create_at is None, ("create_at",)),
    ({"create_at": 9e99}, lambda it: it.create_at is None, ("create_at",)),
    ({"\ud800": 1}, lambda it: True, ()),
]


@pytest.mark.parametrize("change, holds, dropped", CHANGES, ids=lambda it: json.dumps(it) if type(it) is dict else "")
def test_a_secondary_value_of_a_wrong_type_does_not_fail_open(serve, connect, change, holds, dropped):
    client, server = answer(serve, connect, {**INSTANCE, **change})
    instance = client.open()
    assert instance.id == ID and holds(instance)
    assert instance.dropped == dropped
    assert len(server.requests()) == 1


@pytest.mark.parametrize("change", [{"id": 7}, {"id": None}, {"id": ""}, {"status": 1}, {"id": ["a"]}])
def test_open_without_a_usable_id_or_status_is_an_error(serve, connect, change):
    client, _ = answer(serve, connect, {**INSTANCE, **change})
    with pytest.raises(codelab.ProtocolError):
        client.open()


def test_a_byte_order_mark_before_the_json_is_skipped(serve, connect):
    client, _ = answer(serve, connect, b"\xef\xbb\xbf" + json.dumps(INSTANCE).encode())
    assert client.show(ID).id == ID


def test_the_trace_lists_what_was_dropped(serve, connect, tmp_path):
    trace = tmp_path / "trace"
    with open(trace, "wb") as file:
        client, _ = answer(serve, connect, {**INSTANCE, "volume": 5, "tags": 1}, trace_fd=file.fileno())
        client.show(ID)
        client.close()
    (line,) = [each for each in trace.read_text().splitlines() if "dropped=" in each]
    assert line.endswith("dropped=2 volume tags")


#: Error bodies with one odd byte in the text: bytes of GBK, a raw tab, half a surrogate, a byte order mark, a NUL.
ODD_BODIES = [
    b'{"error_code":"ModelArts.6309","error_msg":"\xd6\xd0"}',
    b'{"error_msg":"\xd6\xd0","error_code":"ModelArts.6309"}',
    b'{"error_msg":"a\tb","error_code":"ModelArts.6309"}',
    b'{"error_msg":"\\ud800","error_code":"ModelArts.6309"}',
    b'\xef\xbb\xbf{"error_code":"ModelArts.6309"}',
    b'{"error_code":"ModelArts.6309"}\x00',
    b'{"error_code":"ModelArts.6309","error_msg":"C:\\Temp"}',
]


@pytest.mark.parametrize("body", ODD_BODIES, ids=repr)
def test_an_invalid_byte_in_the_text_of_an_error_keeps_its_code(serve, connect, body):
    server = serve(lambda request, connection: response(400, body))
    with pytest.raises(codelab.NotFoundError) as caught:
        connect(server, max_attempts=1).show(ID)
    assert caught.value.service_code == "ModelArts.6309"


def test_a_watch_until_deleted_ends_despite_an_invalid_byte_in_the_error(serve, connect):
    answers = iter([response(200, {**INSTANCE, "status": "DELETING"})])
    gone = response(404, b'{"error_code":"ModelArts.6309","error_msg":"\xd6\xd0"}')
    server = serve(lambda request, connection: next(answers, gone))
    list(connect(server).watch(ID, until=codelab.Until.DELETED, first_delay=0.001, ceiling=0.1))


@pytest.mark.parametrize("length", [171, 512])
def test_a_description_is_limited_in_characters_not_in_bytes(serve, connect, length):
    client, server = answer(serve, connect, INSTANCE)
    client.update(ID, description="字" * length)
    assert json.loads(server.requests()[0].body)["description"] == "字" * length


def test_a_description_of_513_characters_is_refused_before_it_is_sent(serve, connect):
    client, server = answer(serve, connect, INSTANCE)
    with pytest.raises(codelab.ArgumentError, match="512"):
        client.update(ID, description="字" * 513)
    assert server.requests() == []
