"""Nothing that a call was given is used after it, and a call that ends early leaves nothing locked."""

from __future__ import annotations

import pytest
from server import INSTANCE, response

LIST = {"data": [INSTANCE], "total": 1, "current": 0, "pages": 1, "size": 1}


@pytest.mark.parametrize("first", ["thread", "queue"])
def test_a_second_call_without_memory_writes_to_no_record_of_the_first(serve, run, first):
    server = serve(lambda request, connection: response(200, LIST))
    ended = run("stale_record", server.url, first)
    assert (ended.returncode, ended.stdout) == (0, "CODELAB_DONE\n")
