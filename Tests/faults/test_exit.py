"""The end of a process while other threads are inside a TLS call."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from server import CLOSE, INSTANCE, Server, response

HERE = Path(__file__).resolve().parent
#: Without the fix, a quarter to nine tenths of the runs crash.
RUNS = 20


@pytest.fixture(scope="module")
def server(tls):
    """Closes each connection after its answer: handshakes are where most of OpenSSL's tables are read."""

    def answer(request, connection):
        connection.sendall(response(200, {**INSTANCE, "id": "x"}, {"Connection": "close"}))
        return CLOSE

    with Server(answer, tls=tls) as each:
        yield each


def endings(command, environment=None):
    """The exit statuses of several runs of one command, each different from 0 once."""
    variables = {**os.environ, **(environment or {})}
    found = set()
    for _ in range(RUNS):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, env=variables)
        found.add((done.returncode, done.stdout + done.stderr[-300:]))
    return found


@pytest.mark.parametrize("mode", ["main", "exit", "queue"])
@pytest.mark.parametrize("threads", [1, 6])
def test_a_c_program_ends_while_threads_are_in_a_tls_call(server, authority, mode, threads):
    program = ROOT / "build" / "tests" / "faults" / "exit_during_tls"
    assert endings([program, server.url, authority.file, threads, mode]) == {(0, "")}


@pytest.mark.parametrize("first", ["library", "ssl"])
def test_an_interpreter_ends_while_daemon_threads_are_in_a_tls_call(server, authority, first):
    path = {"PYTHONPATH": str(ROOT / "bindings" / "python")}
    command = [sys.executable, HERE / "exit_during_tls.py", server.url, authority.file, first]
    # The last line of the program is a call on the main thread, from its own exit handler.
    assert endings(command, path) == {(0, "x\n")}


@pytest.fixture(scope="module")
def go_program(tmp_path_factory):
    """build/… of the Go program, with the module of this checkout."""
    program = tmp_path_factory.mktemp("go") / "exit_during_tls"
    go = os.environ.get("GO") or shutil.which("go")
    assert go, "go is not on the path"
    subprocess.run([go, "build", "-o", str(program), "."], cwd=HERE / "go", check=True, timeout=300)
    return program


def test_a_go_program_ends_while_goroutines_are_in_a_tls_call(server, authority, go_program):
    assert endings([go_program, server.url, authority.file]) == {(0, "")}
