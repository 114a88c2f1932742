"""Processes at their limits: descriptors that run out, sandboxes, and programs with raised privileges."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT
from server import INSTANCE, response

ID = "x"


@pytest.fixture
def silent(serve):
    """A server that never answers."""
    end = threading.Event()
    yield serve(lambda request, connection: None if end.wait(50) else None)
    end.set()


# ------------------------------------------------------------------------------------------------------- descriptors


@pytest.mark.parametrize("limit", [0, 1, 3])
@pytest.mark.parametrize("mode", ["lower", "queue"])
def test_a_call_survives_a_lowered_limit(silent, run, mode, limit):
    """poll() refuses more descriptors than the limit allows."""
    done = run("limits", mode, silent.url, limit)
    assert done.stdout.splitlines() == ["CODELAB_E_CANCELLED asleep", "CODELAB_E_DEADLINE asleep"], done


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("secure", [False, True])
def test_a_lack_of_descriptors_is_reported_at_once(serve, run, authority, host, secure):
    server = serve(lambda request, connection: response(200, {**INSTANCE, "id": "x"}), secure=secure)
    url = f"http{'s' if secure else ''}://{host}:{server.port}"
    variables = {"CA_FILE": str(authority.file)} if secure else {}
    lines = run("limits", "exhaust", url, environment=variables).stdout.splitlines()
    assert len(lines) == 40
    for line in lines:
        if "CODELAB_OK" in line:
            continue
        assert "CODELAB_E_NO_MEMORY" in line and "out of file descriptors" in line, line
        assert re.search(r"attempts=[01] retryable=0", line), line
    statuses = [line.split()[2] for line in lines]
    for start in range(0, 40, 10):
        assert statuses[start] == "CODELAB_E_NO_MEMORY"
        assert statuses[start + 9] == "CODELAB_OK", lines


def test_a_queue_whose_descriptor_was_closed_says_so(silent, run):
    """It neither spins nor hangs."""
    done = run("limits", "closed", silent.url)
    assert re.fullmatch(r"CODELAB_E_STATE the queue's file descriptor was closed; .*\n", done.stdout), done


# ----------------------------------------------------------------------------------------------------------- sandbox


@pytest.mark.parametrize("error", [errno.EPERM, errno.ENOSYS])
@pytest.mark.parametrize("name", ["eventfd2", "epoll_create1", "timerfd_create"])
def test_a_sandbox_is_named(serve, name, error):
    server = serve(lambda request, connection: response(200, {**INSTANCE, "id": "x"}))
    script = f"""
import sys
sys.path[:0] = [{str(ROOT / "bindings" / "python")!r}, {str(ROOT / "Tests" / "faults")!r}]
import codelab, sandbox
sandbox.forbid({name!r}, {error})
try:
    codelab.Client({server.url!r}, token="t", project_id="p").show({ID!r})
except codelab.StateError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert "refuses eventfd, epoll or timerfd; allow them in the sandbox" in done.stdout, done
    assert not server.log


# -------------------------------------------------------------------------------------------------------- privileges

PROGRAM = r"""
#include <codelab.h>
#include <stdio.h>
#include <string.h>
int main(int count, char **arguments)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_instance *instance = NULL;
    options.endpoint = arguments[1];
    options.project_id = "p";
    options.token = count > 2 && strcmp(arguments[2], "without") == 0 ? NULL : "t";
    options.ca_file = count > 3 ? arguments[3] : NULL;
    int32_t status = codelab_client_new(&options, &client, &error);
    if (status == CODELAB_OK) status = codelab_show(client, "x", NULL, &instance, &error);
    printf("%s %s\n", codelab_status_name(status), status == CODELAB_OK ? "" : error.message);
    return 0;
}
"""
USER, CALLER = 54321, 54322


@pytest.fixture(scope="module")
def privileged(tmp_path_factory):
    """privileged(*arguments, **environment) runs a setuid program as another user and returns what it prints."""
    if os.geteuid() != 0:
        pytest.skip("only root can make a setuid program of another user")
    folder = tmp_path_factory.mktemp("privileged")
    for each in (folder, *folder.parents):
        if each.is_relative_to("/tmp") and each != Path("/tmp"):
            each.chmod(0o755)
    source, program = folder / "program.c", folder / "program"
    source.write_text(PROGRAM)
    library = folder / "libcodelab.so.1"
    shutil.copy(os.environ["CODELAB_LIBRARY"], library)
    command = ["cc", "-I", str(ROOT / "include"), str(source), str(library), f"-Wl,-rpath,{folder}", "-o", str(program)]
    subprocess.run(command, check=True, timeout=60)
    os.chown(program, USER, USER)
    program.chmod(0o4755)

    def start(*arguments, **environment):
        return subprocess.run(
            [str(program), *map(str, arguments)], user=CALLER, group=CALLER, extra_groups=[], env=environment,
            capture_output=True, text=True, timeout=60, cwd="/", check=True,
        ).stdout

    return start


@pytest.fixture
def secure_server(serve):
    return serve(lambda request, connection: response(200, {**INSTANCE, "id": "x"}), secure=True)


@pytest.fixture
def authorities(authority, tmp_path_factory, privileged):
    path = tmp_path_factory.getbasetemp() / "authorities.pem"
    shutil.copy(authority.file, path)
    path.chmod(0o644)
    return path


def test_a_privileged_program_writes_no_keys_for_its_caller(privileged, secure_server, authorities, tmp_path):
    folder = open_to_all(tmp_path)
    keys = folder / "keys"
    printed = privileged(secure_server.url, "with", authorities, SSLKEYLOGFILE=str(keys))
    assert not keys.exists()
    assert printed.startswith("CODELAB_E_STATE ") and "SSLKEYLOGFILE" in printed
    assert not secure_server.log


def open_to_all(path: Path) -> Path:
    """A folder that anybody may write into."""
    path.chmod(0o777)
    return path


@pytest.mark.parametrize("value", [None, ""])
def test_a_privileged_program_works_without_the_variable(privileged, secure_server, authorities, value):
    environment = {} if value is None else {"SSLKEYLOGFILE": value}
    assert privileged(secure_server.url, "with", authorities, **environment) == "CODELAB_OK \n"


def test_an_ordinary_program_may_write_its_keys(secure_server, authority, tmp_path, privileged):
    keys = tmp_path / "keys"
    script = f"""
import sys
sys.path[:0] = [{str(ROOT / "bindings" / "python")!r}]
import codelab
codelab.Client({secure_server.url!r}, token="t", project_id="p", ca_file={str(authority.file)!r}).show({ID!r})
"""
    variables = {**os.environ, "SSLKEYLOGFILE": str(keys)}
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, env=variables)
    assert "SECRET" in keys.read_text()


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_privileged_program_uses_no_proxy_of_its_caller(privileged, secure_server, authorities, serve, name):
    proxy = serve(lambda request, connection: response(502, {}))
    url = secure_server.url
    assert privileged(url, "with", authorities, **{name: proxy.url}) == "CODELAB_OK \n"
    assert not proxy.log


def test_a_privileged_program_gets_an_error_if_the_environment_is_needed(privileged, secure_server):
    printed = privileged(secure_server.url, "without", CODELAB_TOKEN="t")
    assert printed.startswith("CODELAB_E_ARGUMENT token: is required")
    assert "raised privileges" in printed and "CODELAB_TOKEN" not in printed


def test_a_privileged_program_traces_to_no_file_of_its_caller(privileged, secure_server, authorities, tmp_path):
    trace = open_to_all(tmp_path) / "trace"
    assert privileged(secure_server.url, "with", authorities, CODELAB_TRACE=str(trace)) == "CODELAB_OK \n"
    assert not trace.exists()


# ------------------------------------------------------------------------------------------- clients that come and go


def test_the_memory_of_a_queue_does_not_grow_with_each_setting_of_a_client(serve, run):
    server = serve(lambda request, connection: response(200, {**INSTANCE, "id": "x"}))
    done = run("routes", server.url, 0, "memory")
    assert int(done.stdout) < 100_000, done


def test_a_queue_keeps_no_password_of_a_proxy_after_its_client_is_gone(serve, run):
    proxy = serve(lambda request, connection: response(200, {**INSTANCE, "id": "x"}))
    variables = {"GLIBC_TUNABLES": "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0"}
    done = run("routes", "http://service.example", proxy.port, "secret", environment=variables)
    assert [each.headers["proxy-authorization"] for each in proxy.log], "the proxy was used"
    assert done.stdout == "1 0 0\n", done
