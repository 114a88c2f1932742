"""A program that the host executes gets none of the library's descriptors."""

from __future__ import annotations

import os

import pytest
from server import INSTANCE, response


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("use", ["calls", "queue"])
def test_an_executed_program_gets_no_descriptor_of_the_library(serve, run, authority, tmp_path, use, secure):
    server = serve(lambda request, connection: response(200, {**INSTANCE, "id": "x"}), secure=secure)
    variables = {"CODELAB_TRACE": str(tmp_path / "trace"), **({"CA_FILE": str(authority.file)} if secure else {})}
    ended = run("executed", server.url, use, environment=variables)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert os.path.getsize(tmp_path / "trace") > 0


def test_descriptors_of_other_threads_are_not_touched(serve, run):
    server = serve(lambda request, connection: response(200, {**INSTANCE, "id": "x"}))
    ended = run("executed", server.url, "crowd")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
