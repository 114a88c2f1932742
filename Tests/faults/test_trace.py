"""Tracing neither waits, nor ends the host, nor writes to a descriptor that is not the one it was given."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pty
import re
import socket
import stat
import subprocess
import sys
import termios
import threading
import time
import tty
from pathlib import Path
from typing import Any, Callable, Iterator, List, Tuple

import codelab
import pytest
from conftest import ROOT
from server import INSTANCE, response

ID = INSTANCE["id"]
LINE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z GET http://\S+ attempt=1 status=200 ms=\d+ bytes=\d+( lost=\d+)?")


@pytest.fixture
def server(serve):
    return serve(lambda request, connection: response(200, INSTANCE))


def in_time(call: Callable[[], Any]) -> None:
    """Calls it on a thread; fails if it does not return, rather than hang."""
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive(), "the call waits for the trace"


def fill(descriptor: int) -> None:
    """Writes until nothing more goes in, down to the last byte; the descriptor blocks again afterwards."""
    os.set_blocking(descriptor, False)
    quiet = 0
    # The kernel moves what a terminal has got on to its reader after a while, and then there is room again.
    while quiet < 5:
        quiet += 1
        for size in (4096, 1):
            with contextlib.suppress(BlockingIOError):
                while os.write(descriptor, b"x" * size) > 0:
                    quiet = 0
        time.sleep(0.02)
    os.set_blocking(descriptor, True)


def full_pipe() -> Tuple[int, int]:
    reader, writer = os.pipe()
    fill(writer)
    return reader, writer


def pipe_with_a_little_room() -> Tuple[int, int]:
    """poll() finds it writable, and a line would still have to wait."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, 1031, 2 * 4096)  # F_SETPIPE_SZ
    os.write(writer, b"x" * (2 * 4096 - 20))
    return reader, writer


def full_socket() -> Tuple[int, int]:
    ours, theirs = socket.socketpair()
    fill(ours.fileno())
    return theirs.detach(), ours.detach()


def full_terminal() -> Tuple[int, int]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    fill(slave)
    return master, slave


def stopped_terminal() -> Tuple[int, int]:
    """As by Ctrl-S."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    termios.tcflow(slave, termios.TCOOFF)
    return master, slave


FULL = [full_pipe, pipe_with_a_little_room, full_socket, full_terminal, stopped_terminal]


def read_all(descriptor: int) -> bytes:
    os.set_blocking(descriptor, False)
    pieces: List[bytes] = []
    with contextlib.suppress(BlockingIOError):
        while True:
            pieces.append(os.read(descriptor, 65536))
    return b"".join(pieces)


@pytest.mark.parametrize("make", FULL)
def test_a_call_does_not_wait_for_a_full_descriptor(server, connect, make):
    reader, writer = make()
    client = connect(server, trace_fd=writer)
    for _ in range(3):
        in_time(lambda: client.show(ID))
    flags = fcntl.fcntl(writer, fcntl.F_GETFL)
    assert flags & os.O_NONBLOCK == 0, "the flag is shared with other processes"
    if make is stopped_terminal:
        termios.tcflow(writer, termios.TCOON)
    read_all(reader)
    client.show(ID)
    trace = read_all(reader)
    assert LINE.fullmatch(trace.rstrip(b"\n")), trace
    assert trace.endswith(b" lost=3\n")
    client.close()
    assert os.fstat(writer), "the descriptor stays the caller's"
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize("make", FULL)
def test_many_threads_share_a_full_descriptor(server, connect, make):
    """None of them takes the room that another one has seen."""
    reader, writer = make()
    clients = [connect(server, trace_fd=writer) for _ in range(8)]

    def call(client: codelab.Client) -> None:
        for _ in range(10):
            client.show(ID)

    threads = [threading.Thread(target=call, args=(client,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    for client in clients:
        client.close()
    if make is stopped_terminal:
        termios.tcflow(writer, termios.TCOON)
    assert b"Z GET" not in read_all(reader)
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize("make", [os.pipe, pty.openpty, lambda: [each.detach() for each in socket.socketpair()]])
def test_lines_arrive_if_the_descriptor_has_room(server, connect, make):
    reader, writer = make()
    client = connect(server, trace_fd=writer)
    for _ in range(3):
        client.show(ID)
    lines = read_all(reader).replace(b"\r\n", b"\n").splitlines()
    assert len(lines) == 3 and all(LINE.fullmatch(each) for each in lines)
    os.close(reader)
    os.close(writer)


def test_a_fifo_without_a_reader_is_refused_at_once(server, connect, tmp_path, monkeypatch):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    monkeypatch.setenv("CODELAB_TRACE", str(path))

    def make() -> None:
        with pytest.raises(codelab.ArgumentError, match="CODELAB_TRACE"):
            connect(server)

    in_time(make)


def test_a_fifo_with_a_reader_gets_the_lines_it_has_room_for(server, connect, tmp_path, monkeypatch):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    monkeypatch.setenv("CODELAB_TRACE", str(path))
    client = connect(server)
    client.show(ID)
    assert LINE.fullmatch(read_all(reader).rstrip(b"\n"))
    os.close(reader)
    in_time(lambda: client.show(ID))


def test_only_the_owner_can_read_a_new_file(server, connect, tmp_path, monkeypatch):
    path = tmp_path / "trace"
    monkeypatch.setenv("CODELAB_TRACE", str(path))
    before = os.umask(0)
    try:
        client = connect(server)
    finally:
        os.umask(before)
    client.show(ID)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert LINE.fullmatch(path.read_bytes().rstrip(b"\n"))


@pytest.mark.parametrize("exists", [False, True])
def test_a_symbolic_link_is_not_followed(server, connect, tmp_path, monkeypatch, exists):
    target, link = tmp_path / "target", tmp_path / "link"
    if exists:
        target.write_bytes(b"before\n")
    link.symlink_to(target)
    monkeypatch.setenv("CODELAB_TRACE", str(link))
    with pytest.raises(codelab.ArgumentError, match="CODELAB_TRACE.*symbolic link"):
        connect(server)
    assert target.exists() == exists
    assert not exists or target.read_bytes() == b"before\n"


def test_a_descriptor_number_that_another_file_has_got_is_not_written_to(server, connect, tmp_path):
    reader, writer = os.pipe()
    client = connect(server, trace_fd=writer)
    client.show(ID)
    assert LINE.fullmatch(read_all(reader).rstrip(b"\n"))
    path = tmp_path / "precious"
    other = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.dup2(other, writer)
    client.show(ID)
    client.close()
    assert path.read_bytes() == b""
    os.close(other)
    os.close(writer)
    os.close(reader)


def test_a_reused_descriptor_number_of_the_trace_file_is_not_touched(server, connect, tmp_path, monkeypatch):
    """As after a daemon has closed all descriptors."""
    trace, path = tmp_path / "trace", tmp_path / "precious"
    monkeypatch.setenv("CODELAB_TRACE", str(trace))
    client = connect(server)
    (own,) = [int(each) for each in os.listdir("/proc/self/fd") if is_open_at(each, trace)]
    other = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.dup2(other, own)
    client.show(ID)
    client.close()
    assert os.fstat(own).st_ino == path.stat().st_ino, "the other file is still open"
    assert path.read_bytes() == b"" and trace.read_bytes() == b""
    os.close(own)
    os.close(other)


def is_open_at(descriptor: str, path: Path) -> bool:
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/self/fd/{descriptor}") == str(path)
    return False


BEGINNING = f"""
import errno, os, resource, signal, sys
sys.path[:0] = [{str(ROOT / "bindings" / "python")!r}, {str(ROOT / "Tests" / "faults")!r}]
import codelab, sandbox
def make(**options): return codelab.Client(sys.argv[1], token="t", project_id="p", **options)
def show(client): assert client.show({ID!r}).id == {ID!r}
"""


def play(script: str, *arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Runs a program after BEGINNING, which ends well."""
    command = [sys.executable, "-c", BEGINNING + script, *arguments]
    return subprocess.run(command, text=True, timeout=60, check=True, **{"stdout": subprocess.PIPE, **options})


def test_a_connection_does_not_get_the_number_of_a_closed_standard_error(server):
    """Sockets of the library get the number 2, before and after the client is made."""
    done = play(
        """
os.close(2)
os.environ["CODELAB_TRACE"] = "1"
client = make()
for _ in range(3): show(client)
print("done")
""",
        server.url,
    )
    assert done.stdout == "done\n"
    assert len(server.requests(method="GET")) == 3 and server.connections == 1


def test_a_connection_does_not_get_the_number_of_a_standard_error_closed_later(server):
    done = play(
        """
os.environ["CODELAB_TRACE"] = "1"
client = make()
os.close(2)
for _ in range(3): show(client)
print("done")
""",
        server.url, stderr=subprocess.DEVNULL,
    )
    assert done.stdout == "done\n"
    assert len(server.requests(method="GET")) == 3 and server.connections == 1


SIGNALS = """
for each in (signal.SIGPIPE, signal.SIGXFSZ): signal.signal(each, signal.SIG_DFL)
"""


@pytest.mark.parametrize(
    "target",
    [
        "reader, writer = os.pipe(); os.close(reader)",
        "import socket; ours, theirs = socket.socketpair(); theirs.close(); writer = ours.fileno()",
        "writer = os.open('/dev/full', os.O_WRONLY)",
        "writer = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT); os.write(writer, b'before\\n');"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (7, 7))",
        "writer = os.open(sys.argv[2], os.O_RDONLY | os.O_CREAT)",
        "writer = os.open('/', os.O_RDONLY)",
    ],
)
def test_a_descriptor_that_cannot_be_written_to_fails_no_call(server, tmp_path, target):
    """A pipe and a socket without a reader, a full disk, a file at its size limit, a file to read, a folder."""
    script = SIGNALS + target + "\nclient = make(trace_fd=writer)\nfor _ in range(2): show(client)\nprint('done')"
    assert play(script, server.url, str(tmp_path / "file")).stdout == "done\n"


def test_a_line_that_a_file_limit_cuts_does_not_run_into_the_next(server, tmp_path):
    path = tmp_path / "trace"
    script = SIGNALS + """
os.environ["CODELAB_TRACE"] = sys.argv[2]
resource.setrlimit(resource.RLIMIT_FSIZE, (20, resource.RLIM_INFINITY))
client = make()
for _ in range(2): show(client)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
show(client)
"""
    play(script, server.url, str(path))
    first, second = path.read_bytes().splitlines()
    assert len(first) == 20
    assert LINE.fullmatch(second) and second.endswith(b" lost=2")


@pytest.mark.parametrize("error", [errno.ENOSYS, errno.EPERM, errno.EOPNOTSUPP])
@pytest.mark.parametrize("make", FULL)
def test_a_call_does_not_wait_on_a_kernel_without_nonblocking_writes(server, make, error):
    reader, writer = make()
    script = f"""
sandbox.forbid("pwritev2", {error})
client = make(trace_fd={writer})
for _ in range(2): show(client)
print("ready", flush=True)
sys.stdin.readline()
show(client)
print("done")
"""
    with started(script, server.url, writer) as (process, line):
        assert line == "ready\n"
        if make is stopped_terminal:
            termios.tcflow(writer, termios.TCOON)
        read_all(reader)
        assert process.communicate("\n", timeout=30)[0] == "done\n"
    trace = read_all(reader)
    assert LINE.fullmatch(trace.rstrip(b"\n")) and trace.endswith(b" lost=2\n")
    os.close(reader)
    os.close(writer)


@contextlib.contextmanager
def started(script: str, url: str, descriptor: int) -> "Iterator[Tuple[subprocess.Popen[str], str]]":
    """The running program and its first line."""
    process = subprocess.Popen(
        [sys.executable, "-c", BEGINNING + script, url], text=True, pass_fds=[descriptor],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )
    lines: List[str] = []
    reading = threading.Thread(target=lambda: lines.append(process.stdout.readline()), daemon=True)
    reading.start()
    reading.join(30)
    try:
        yield process, (lines or ["it does not go on"])[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stdin.close()


def test_a_terminal_that_stops_background_programs_stops_no_call(server):
    """stty tostop: a background process that writes gets SIGTTOU, which stops it."""
    script = """
import fcntl, pty, termios
os.setsid()
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
settings = termios.tcgetattr(slave)
settings[3] |= termios.TOSTOP
termios.tcsetattr(slave, termios.TCSANOW, settings)
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    client = make(trace_fd=slave)
    show(client)
    os._exit(7)
_, status = os.waitpid(child, os.WUNTRACED)
if os.WIFSTOPPED(status): os.kill(child, signal.SIGKILL)
print("stopped" if os.WIFSTOPPED(status) else os.WEXITSTATUS(status))
os.set_blocking(master, False)
print(os.read(master, 4096).decode().count("GET"))
"""
    assert play(script, server.url).stdout.split() == ["7", "1"]
