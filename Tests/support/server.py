"""A scripted HTTP/1.1 server on loopback: each test decides byte by byte what it answers."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Callable, Dict, List, Optional, Type, Union

#: A connection that stays silent for this long is closed, so that no thread outlives its test by much.
SILENCE_SECONDS = 60.0

INSTANCE: Dict[str, Any] = {
    "id": "11111111-2222-3333-4444-555555555555",
    "name": "notebook_1",
    "status": "RUNNING",
    "url": "https://notebook.example/lab",
    "token": "NBTOKEN-0123456789abcdef",
    "feature": "DEFAULT",
    "create_at": 1700000000000,
    "action_progress": [{"step": 1, "status": "COMPLETED", "description": "Prepare the storage."}],
    "lease": {"create_at": 1700000000000, "duration": 3600000, "enable": True, "type": "TIMING"},
}


@dataclass
class Request:
    method: str
    path: str
    headers: Dict[str, str]
    body: bytes
    #: Of its connection: 0 for the first one that the server accepted.
    connection: int
    time: float = field(default_factory=time.monotonic)

    def json(self) -> Any:
        return json.loads(self.body)


#: The bytes to send, or None when the handler has sent what it wanted; CLOSE closes the connection.
Answer = Union[bytes, None]
Handler = Callable[[Request, socket.socket], Answer]
CLOSE = b""


def response(
    status: int = 200,
    body: Any = b"{}",
    headers: Optional[Dict[str, str]] = None,
    *,
    content_type: str = "application/json",
    has_length: bool = True,
) -> bytes:
    """A complete response; a dict or list becomes JSON."""
    if isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
    elif isinstance(body, str):
        body = body.encode()
    fields = {"Content-Type": content_type, **(headers or {})}
    if has_length:
        fields.setdefault("Content-Length", str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Status\r\n{head}\r\n".encode() + body


class Server:
    """Calls `handler` for each request. `log` has the requests in the order of their arrival."""

    def __init__(self, handler: Handler, *, tls: Optional[ssl.SSLContext] = None, port: int = 0) -> None:
        self._handler = handler
        self._tls = tls
        self.log: List[Request] = []
        self.connections = 0
        self._open: List[socket.socket] = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}" if self._tls else f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the server: open connections are shut down, which ends their threads."""
        with self._lock:
            connections, self._open = self._open, []
        shut(self._listener)
        for each in connections:
            shut(each)

    def requests(self, *, path: str = "", method: str = "") -> List[Request]:
        """The requests so far whose path contains `path`, of that method if one is given."""
        return [each for each in list(self.log) if path in each.path and method in ("", each.method)]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                number = self.connections
                self.connections += 1
                self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            connection.settimeout(SILENCE_SECONDS)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self._answer_all(connection, number)
        except OSError:
            pass  # the client went away, which many tests ask for
        finally:
            shut(connection)

    def _answer_all(self, connection: socket.socket, number: int) -> None:
        received = b""
        while True:
            while b"\r\n\r\n" not in received:
                more = connection.recv(65536)
                if not more:
                    return
                received += more
            head, received = received.split(b"\r\n\r\n", 1)
            request = parse(head, number)
            length = int(request.headers.get("content-length", 0))
            while len(received) < length:
                more = connection.recv(65536)
                if not more:
                    return
                received += more
            request.body, received = received[:length], received[length:]
            self.log.append(request)
            answer = self._handler(request, connection)
            if answer == CLOSE:
                return
            if answer is not None:
                connection.sendall(answer)


def parse(head: bytes, connection: int) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, *_ = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Request(method, path, headers, b"", connection)


def shut(each: socket.socket) -> None:
    """Closes a socket that another thread may be waiting on, which close() alone would not end."""
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # not connected any more
    each.close()


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Waits for a condition, and fails when it does not come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true in time"
        time.sleep(0.005)


def reset(connection: socket.socket) -> None:
    """Ends a connection with RST, after the bytes that have been sent."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
