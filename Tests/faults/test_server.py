"""The scripted server and a client of it, without any fault."""

from __future__ import annotations

import pytest
from server import INSTANCE, response


@pytest.mark.parametrize("secure", [False, True])
def test_a_plain_answer_is_read(serve, connect, secure):
    server = serve(lambda request, connection: response(200, INSTANCE), secure=secure)
    instance = connect(server).open()
    assert instance.id == INSTANCE["id"]
    assert [each.method for each in server.log] == ["POST"]
