"""A scripted HTTP/2 server on loopback: each test decides what it does with each stream."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
from server import INSTANCE, shut

#: A connection is closed after this time without input, so that no thread outlives its test by much.
SILENCE_SECONDS = 60.0
PING_SECONDS = 0.05


@dataclass
class Stream:
    """One request. `number` counts the requests of the server from 0, `connection` its connections."""

    server: "HTTP2Server"
    session: "Session"
    id: int
    number: int
    connection: int
    method: str
    path: str

    def answer(self, status: int = 200, body: Any = INSTANCE) -> None:
        data = json.dumps(body).encode()
        fields = [(":status", str(status)), ("content-type", "application/json"), ("content-length", str(len(data)))]
        self.session.state.send_headers(self.id, fields)
        self.session.state.send_data(self.id, data, end_stream=True)

    def refuse(self) -> None:
        self.session.state.reset_stream(self.id, error_code=h2.errors.ErrorCodes.REFUSED_STREAM)

    def go_away(self) -> None:
        """Declares this stream and all later ones unprocessed, and processes nothing more on the connection."""
        self.session.state.close_connection(last_stream_id=max(0, self.id - 2))
        self.session.is_over = True


Handler = Callable[[Stream], None]


class Session:
    """One connection."""

    def __init__(self, server: "HTTP2Server", connection: ssl.SSLSocket, number: int) -> None:
        self._server = server
        self._connection = connection
        self._number = number
        self._lock = threading.Lock()
        self.is_over = False
        self.state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))

    def run(self) -> None:
        self.state.initiate_connection()
        self._flush()
        while received := self._connection.recv(65536):
            # After a GOAWAY only read on: closing with unread input resets the connection, and the GOAWAY could be lost.
            if self.is_over:
                continue
            with self._lock:
                for event in self.state.receive_data(received):
                    self._take(event)
            self._flush()

    def ping(self) -> None:
        with self._lock:
            self.state.ping(b"12345678")
        self._flush()

    def _take(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            fields: Dict[str, str] = {text(name): text(value) for name, value in event.headers or []}
            self._server.begin(self, event.stream_id, self._number, fields[":method"], fields[":path"])
        elif isinstance(event, h2.events.DataReceived):
            self.state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)

    def _flush(self) -> None:
        with self._lock:
            data = self.state.data_to_send()
            if data:
                self._connection.sendall(data)


class HTTP2Server:
    """Calls `handler` with each stream, as soon as its headers have come. `log` has all streams."""

    def __init__(self, handler: Handler, tls: ssl.SSLContext, *, pings: bool = False) -> None:
        self._handler = handler
        self._tls = tls
        self._pings = pings
        self._is_closed = threading.Event()
        self._open: List[socket.socket] = []
        self._connections = 0
        self.log: List[Stream] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"https://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._is_closed.set()
        shut(self._listener)
        for each in list(self._open):
            shut(each)

    def requests(self, method: str = "") -> List[Stream]:
        return [each for each in list(self.log) if method in ("", each.method)]

    def begin(self, session: Session, stream: Optional[int], connection: int, method: str, path: str) -> None:
        assert stream is not None
        self.log.append(Stream(self, session, stream, len(self.log), connection, method, path))
        self._handler(self.log[-1])

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(SILENCE_SECONDS)
            threading.Thread(target=self._serve, args=(connection, self._connections), daemon=True).start()
            self._connections += 1

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            # The wrapper takes the descriptor over.
            connection = secure = self._tls.wrap_socket(connection, server_side=True)
            self._open.append(secure)
            assert secure.selected_alpn_protocol() == "h2"
            session = Session(self, secure, number)
            if self._pings:
                threading.Thread(target=self._ping, args=(session,), daemon=True).start()
            session.run()
        except OSError:
            pass  # the client went away, which some tests ask for
        finally:
            shut(connection)

    def _ping(self, session: Session) -> None:
        try:
            while not self._is_closed.wait(PING_SECONDS):
                session.ping()
        except (OSError, h2.exceptions.ProtocolError):
            pass  # the connection is closed


def text(value: "bytes | str") -> str:
    return value.decode() if isinstance(value, bytes) else value
