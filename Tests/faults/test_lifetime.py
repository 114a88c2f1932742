"""Nothing that a call was given is used after it, and a call that ends early leaves nothing locked."""

from __future__ import annotations

import time

import pytest
from server import INSTANCE, response

LIST = {"data": [INSTANCE], "total": 1, "current": 0, "pages": 1, "size": 1}


@pytest.mark.parametrize("first", ["thread", "queue"])
def test_a_second_call_without_memory_writes_to_no_record_of_the_first(serve, run, first):
    server = serve(lambda request, connection: response(200, LIST))
    ended = run("stale_record", server.url, first)
    assert (ended.returncode, ended.stdout) == (0, "CODELAB_DONE\n")


def answer_what_is_known(request, connection):
    if request.path.endswith("/known"):
        return response(200, {**INSTANCE, "id": "known"})
    time.sleep(60)
    return None


@pytest.mark.parametrize("case", ["submitting", "blocking", "waiting", "everything"])
def test_a_thread_cancelled_inside_the_library_finishes_its_call_and_releases_its_locks(serve, run, case):
    ended = run("cancelled_thread", serve(answer_what_is_known).url, case)
    assert (ended.returncode, ended.stdout) == (0, "")
