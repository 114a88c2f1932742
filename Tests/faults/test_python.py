"""What Python programs do with the binding that its own suite does not."""

from __future__ import annotations

import copy
import os
import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from conftest import ROOT, TOKEN
from server import INSTANCE, response, wait_until

import codelab
from codelab._library import hint

ANSWER = b'{"id": "a", "status": "RUNNING"}'
PLACE = ("http://127.0.0.1:9", "project-1", TOKEN)


# ------------------------------------------------------------------------------------------------ copies --


def objects_of_this_process():
    client, asynchronous = codelab.Client(*PLACE), codelab.AsyncClient(*PLACE)
    yield from (client, asynchronous, codelab.Cancel())
    for each in (client, asynchronous):
        yield from (each.watch("x"), each.instances())
    yield from (client._handle, client._queues, client._queues.acquire(), codelab.decode_instance(ANSWER).native)


@pytest.mark.parametrize("how", [pickle.dumps, copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"])
def test_an_object_that_refers_to_the_library_refuses_to_be_copied(how):
    for each in objects_of_this_process():
        with pytest.raises(TypeError, match="cannot be pickled or copied: make one in each process"):
            how(each)


def test_passing_a_client_to_a_process_pool_fails_with_a_message():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        with pytest.raises(TypeError, match="a codelab Client cannot be pickled"):
            pool.submit(repr, codelab.Client(*PLACE)).result(timeout=60)


# ------------------------------------------------------------------------------------------- descriptors --


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def test_the_descriptors_of_many_threads_are_closed(serve, connect):
    count = 60
    # All threads are inside a call at the same time.
    everybody = threading.Barrier(count)

    def answer(request, connection):
        everybody.wait(timeout=60)
        return response(200, {**INSTANCE, "id": "x"})

    client = connect(serve(answer))
    threads = [threading.Thread(target=client.show, args=("x",)) for _ in range(count)]
    before = descriptors()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    # Both ends of a kept connection are in this process.
    wait_until(lambda: descriptors() - before <= 8 * 8)
    client.close()
    wait_until(lambda: descriptors() <= before)


def test_a_queue_that_was_idle_for_long_is_freed(serve, connect, monkeypatch):
    client = connect(serve(lambda request, connection: response(200, {**INSTANCE, "id": "x"})))
    lines = [client._queues.acquire() for _ in range(5)]
    for each in lines:
        client._queues.release(each)
    assert len(client._queues._idle) == 5
    monkeypatch.setattr("codelab._wait_queue.IDLE_SECONDS", -1.0)
    client.show("x")
    assert len(client._queues._idle) == 1


# ---------------------------------------------------------------------------------------------- greenlets --

WAIT_IN_A_GREENLET = """
from gevent import monkey
monkey.patch_all()
import sys, threading
import codelab

client = codelab.Client(sys.argv[1], "p", "t", no_environment=True)
assert threading.current_thread() is threading.main_thread()

def wait():
    try:
        client.show("x")
    except KeyboardInterrupt:
        print("interrupted", flush=True)

if sys.argv[2] == "main":
    wait()
else:
    import gevent
    gevent.spawn(wait).join()
"""


@pytest.mark.parametrize("where", ["main", "greenlet"])
def test_ctrl_c_ends_a_call_under_gevent(serve, where):
    asked = threading.Event()
    gone = threading.Event()

    def stall(request, connection):
        asked.set()
        gone.wait(timeout=60)
        return response(200, {**INSTANCE, "id": "x"})

    server = serve(stall)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "bindings" / "python")}
    command = [sys.executable, "-c", WAIT_IN_A_GREENLET, server.url, where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert asked.wait(timeout=60)
        program.send_signal(signal.SIGINT)
        output, _ = program.communicate(timeout=30)
    gone.set()
    assert (program.returncode, output) == (0, "interrupted\n")


# ------------------------------------------------------------------------------------------------- import --


def make_libcurl(folder, version):
    """Builds an empty shared library with the name of libcurl and another symbol version."""
    (folder / "empty.c").write_text("int empty;\n")
    (folder / "versions").write_text(f"{version} {{ global: *; }};\n")
    flags = ["-Wl,-soname,libcurl.so.4", f"-Wl,--version-script={folder / 'versions'}"]
    output = str(folder / "libcurl.so.4")
    subprocess.run(["gcc", "-shared", "-fPIC", *flags, str(folder / "empty.c"), "-o", output], check=True, timeout=60)


@pytest.mark.parametrize(
    "version, meaning",
    [
        ("CURL_GNUTLS_3", "the libcurl of this system is another build (such as libcurl-gnutls)"),
        ("CURL_OPENSSL_4", "the libcurl of this system is too old: libcurl 7.88 or later is needed"),
    ],
)
def test_the_import_error_names_an_unsuitable_libcurl(tmp_path, version, meaning):
    make_libcurl(tmp_path, version)
    environment = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path), "PYTHONPATH": str(ROOT / "bindings" / "python")}
    done = subprocess.run(
        [sys.executable, "-c", "import codelab"], capture_output=True, text=True, timeout=60, env=environment
    )
    assert f"ImportError: libcodelab was found, but could not be loaded: {meaning}" in done.stderr


@pytest.mark.parametrize(
    "text, start",
    [
        (
            "libcurl.so.4: cannot open shared object file: No such file or directory",
            "libcodelab was found, but could not be loaded: libcurl is not installed.",
        ),
        (
            "libcrypto.so.3: cannot open shared object file: No such file or directory",
            "libcodelab was found, but could not be loaded: OpenSSL 3 is not installed.",
        ),
        (
            "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /x/libcodelab.so.1)",
            "libcodelab was found, but could not be loaded: the C library of this system is too old",
        ),
        (
            "/x/libcodelab.so.1: undefined symbol: curl_easy_header",
            "libcodelab was found, but could not be loaded: the libcurl of this system is too old",
        ),
        (
            "/x/libcodelab.so.1: undefined symbol: codelab_watch_new_keep",
            "libcodelab was found, but could not be loaded: it is older than this package.",
        ),
        ("libcodelab.so.1: cannot open shared object file: No such file or directory", "libcodelab was not found."),
    ],
)
def test_a_message_of_the_dynamic_linker_is_explained(text, start):
    attempts = ["  inside the package: x/libcodelab.so.1: cannot open shared object file", f"  by the system: {text}"]
    assert hint(attempts).startswith(start)
