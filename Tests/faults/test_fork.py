"""In a child process, handles that were made before it report STATE, and freeing them only frees memory."""

from __future__ import annotations

import time

import pytest
from server import INSTANCE, response


@pytest.fixture
def server(serve):
    def answer(request, connection):
        if request.path.endswith("/known"):
            return response(200, {**INSTANCE, "id": "known"})
        time.sleep(60)
        return None

    return serve(answer)


@pytest.mark.parametrize("kind", ["fork", "_Fork", "clone"])
@pytest.mark.parametrize("case", ["state", "closed"])
def test_a_child_does_not_touch_the_handles_of_its_parent(server, run, tmp_path, kind, case):
    ended = run("forked", server.url, kind, case, environment={"CODELAB_TRACE": str(tmp_path / "trace")})
    assert (ended.returncode, ended.stdout) == (0, "")


def test_a_child_takes_no_lock_and_raises_no_event_that_a_thread_of_its_parent_uses(server, run):
    ended = run("forked", server.url, "fork", "locked", seconds=120)
    assert (ended.returncode, ended.stdout) == (0, "")


@pytest.mark.parametrize("credential", ["token", "key", "password"])
def test_a_call_over_plain_http_in_a_child_takes_no_lock_of_openssl_or_libcurl(serve, run, credential):
    token = {"token": {"expires_at": "2099-01-01T00:00:00.000000Z", "project": {"id": "project-1", "name": "n"}}}

    def answer(request, connection):
        if "/auth/tokens" in request.path:
            return response(201, token, {"X-Subject-Token": "T" * 20})
        return response(200, {**INSTANCE, "id": "known"})

    ended = run("forked_call", serve(answer).url, credential)
    assert (ended.returncode, ended.stdout) == (0, "")
