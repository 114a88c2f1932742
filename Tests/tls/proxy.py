"""A proxy on loopback that makes tunnels (HTTP CONNECT), and remembers what it was asked."""

from __future__ import annotations

import selectors
import socket
import threading
from types import TracebackType
from typing import List, Optional, Type

from simulator import PATIENCE


class Proxy:
    """answer: the status line for a CONNECT; only "200 …" opens the tunnel."""

    def __init__(self, answer: str = "200 Connection established") -> None:
        self._answer = answer
        self._open: List[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        #: The heads of all requests: the request line and the headers.
        self.heads: List[List[str]] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads[0].start()

    @property
    def targets(self) -> List[str]:
        return [head[0] for head in self.heads]

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(caller,))
            self._threads.append(thread)
            self._open.append(caller)
            thread.start()

    def _serve(self, caller: socket.socket) -> None:
        caller.settimeout(PATIENCE)
        with caller:
            head = read_head(caller)
            self.heads.append(head)
            if head[0].startswith("CONNECT ") and self._answer.startswith("200"):
                port = head[0].split()[1].rsplit(":", 1)[1]
                # Every name leads to this machine.
                with socket.create_connection(("127.0.0.1", int(port)), timeout=PATIENCE) as target:
                    caller.sendall(f"HTTP/1.1 {self._answer}\r\n\r\n".encode())
                    forward(caller, target)
            else:
                caller.sendall(f"HTTP/1.1 {self._answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        for each in [self._listener, *self._open]:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # its other side has done so already
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE)


def read_head(caller: socket.socket) -> List[str]:
    text = b""
    while b"\r\n\r\n" not in text:
        piece = caller.recv(65536)
        if not piece:
            break
        text += piece
    return text.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")


def forward(one: socket.socket, other: socket.socket) -> None:
    """Until one of the two has nothing more to say, or says nothing for too long."""
    with selectors.DefaultSelector() as both:
        both.register(one, selectors.EVENT_READ, other)
        both.register(other, selectors.EVENT_READ, one)
        while ready := both.select(PATIENCE):
            for key, _ in ready:
                try:
                    piece = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if not piece:
                        return
                    key.data.sendall(piece)
                except OSError:
                    return
