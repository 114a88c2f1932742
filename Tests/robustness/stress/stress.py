#!/usr/bin/env python3
"""Runs the stress program against servers that answer right half of the time, and in every wrong way otherwise.

    stress.py PROGRAM SECONDS [SEED]

PROGRAM is called with the addresses of one server over plain HTTP/1.1, one over TLS and one over HTTP/2 (nginx in front
of the plain one), the file of their authority, the seconds and the seed.
"""

from __future__ import annotations

import gzip
import json
import random
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))

import nginx  # noqa: E402
from certificates import Authority  # noqa: E402
from server import CLOSE, INSTANCE, Answer, Request, Server, response  # noqa: E402

LEASE = INSTANCE["lease"]
#: How long a server keeps silent at most; the program's attempts end earlier.
STALL_SECONDS = 1.5


class Service:
    """The answers of both servers. Each request draws its fault from one sequence of random numbers."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self.counts: Dict[str, int] = {}
        self._faults: List[Callable[[Service, Request, socket.socket], Answer]] = [
            reset, finish, stall, drip, cut_head, cut_body, answer_twice, trailers, endless_trailers, large_header,
            refuse_token, refuse_proxy, throttle, throttle_later, unavailable, html, empty, redirect, bad_gzip,
            two_lengths, wrong_length, other_id, not_json, wrong_types, informational, error_of_bytes, close_after,
            no_such_route,
        ]  # fmt: skip

    def draw(self, below: int) -> int:
        with self._lock:
            return self._random.randrange(below)

    def answer(self, request: Request, connection: socket.socket) -> Answer:
        if self.draw(2) == 0:
            self._count("right")
            return right(self, request)
        fault = self._faults[self.draw(len(self._faults))]
        self._count(fault.__name__)
        return fault(self, request, connection)

    def _count(self, name: str) -> None:
        with self._lock:
            self.counts[name] = self.counts.get(name, 0) + 1


# ------------------------------------------------------------------------------------------ right answers --


def instance(request: Request) -> Dict[str, Any]:
    parts = request.path.split("?")[0].split("/")
    at = parts.index("notebooks") if "notebooks" in parts else -2
    found = parts[at + 1] if at + 1 < len(parts) else "open"
    status = ("RUNNING", "CREATING", "STOPPED", "STARTING")[time.monotonic_ns() // 1000 % 4]
    return {**INSTANCE, "id": INSTANCE["id"] if found == "open" else found, "status": status}


def page(request: Request, key: str) -> bytes:
    total = 25
    query = dict(each.split("=", 1) for each in request.path.partition("?")[2].split("&") if "=" in each)
    offset, limit = int(query.get("offset", 0)), int(query.get("limit", 10))
    numbers = range(offset, min(offset + limit, total))
    elements = [{**INSTANCE, "id": f"n-{number}", "name": f"name {number}"} for number in numbers]
    return response(200, {key: elements, "total": total, "current": 0, "pages": 3, "size": limit})


def token(service: Service) -> bytes:
    # Tokens that end within moments are fetched again and again.
    life = (0, 1, 2, 3600)[service.draw(4)]
    ends = datetime.now(timezone.utc) + timedelta(seconds=life)
    body = {"token": {"expires_at": ends.strftime("%Y-%m-%dT%H:%M:%S.000000Z"), "project": {"id": "p", "name": "n"}}}
    return response(201, body, {"X-Subject-Token": f"FETCHED-TOKEN-{service.draw(1 << 30)}"})


def right(service: Service, request: Request) -> bytes:
    path = request.path.split("?")[0]
    if path.endswith("/auth/tokens"):
        return token(service)
    if path.endswith("/lease"):
        return response(200, LEASE)
    if request.method == "GET" and path.endswith("/notebooks"):
        return page(request, "data")
    if request.method == "GET" and path.endswith("/images"):
        return page(request, "data")
    if request.method == "GET" and path.endswith("/flavors"):
        return response(200, {"flavors": [{"id": "flavor"}], "total": 1, "current": 0, "pages": 1, "size": 1})
    if request.method == "DELETE":
        return response(204, b"") if service.draw(2) else response(200, instance(request))
    return response(200, instance(request))


# ------------------------------------------------------------------------------------------------ faults --


def reset(service: Service, request: Request, connection: socket.socket) -> Answer:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return CLOSE


def finish(service: Service, request: Request, connection: socket.socket) -> Answer:
    return CLOSE


def stall(service: Service, request: Request, connection: socket.socket) -> Answer:
    time.sleep(service.draw(1000) / 1000 * STALL_SECONDS)
    return right(service, request) if service.draw(2) else CLOSE


def drip(service: Service, request: Request, connection: socket.socket) -> Answer:
    answer = right(service, request)
    for at in range(0, len(answer), 40):
        connection.sendall(answer[at : at + 40])
        time.sleep(0.002)
    return None


def cut(service: Service, connection: socket.socket, answer: bytes, length: int) -> Answer:
    connection.sendall(answer[:length])
    time.sleep(0.01)
    return reset(service, None, connection) if service.draw(2) else CLOSE  # type: ignore[arg-type]


def cut_head(service: Service, request: Request, connection: socket.socket) -> Answer:
    answer = right(service, request)
    return cut(service, connection, answer, 1 + service.draw(answer.index(b"\r\n\r\n") + 3))


def cut_body(service: Service, request: Request, connection: socket.socket) -> Answer:
    answer = response(200, instance(request))
    start = answer.index(b"\r\n\r\n") + 4
    return cut(service, connection, answer, start + service.draw(len(answer) - start))


def answer_twice(service: Service, request: Request, connection: socket.socket) -> Answer:
    answer = right(service, request)
    connection.sendall(answer)
    if service.draw(2):
        time.sleep(0.01)
    return answer


def chunked(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n%b\r\n0\r\n" % (len(body), body)


def trailers(service: Service, request: Request, connection: socket.socket) -> Answer:
    return chunked(json.dumps(instance(request)).encode()) + b"X-Checksum: 1\r\nX-Other: 2\r\n\r\n"


def endless_trailers(service: Service, request: Request, connection: socket.socket) -> Answer:
    connection.sendall(chunked(json.dumps(instance(request)).encode()))
    for _ in range(40):
        connection.sendall(b"X-Trailer: " + b"t" * 1000 + b"\r\n" + b"X-Y: z\r\n" * 1000)
    return CLOSE


def large_header(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(200, instance(request), {"X-Large": "h" * (60_000, 120_000, 300_000)[service.draw(3)]})


def refuse_token(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(401, {"error_code": "APIG.0301", "error_msg": "Incorrect IAM authentication information"})


def refuse_proxy(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(407, "<html><title>Proxy</title></html>", {"Proxy-Authenticate": 'Basic realm="x"'})


def throttle(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(429, {"error_code": "APIG.0308", "error_msg": "throttled"}, {"Retry-After": "0"})


def throttle_later(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(429, {"error_code": "APIG.0308", "error_msg": "throttled"}, {"Retry-After": "0.3"})


def unavailable(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response((500, 502, 503, 504, 520)[service.draw(5)], "upstream", content_type="text/plain")


def html(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(200, "<html><body>Sign in</body></html>", content_type="text/html")


def empty(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(200, b"")


def redirect(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(302, b"", {"Location": "https://elsewhere.example/"})


def bad_gzip(service: Service, request: Request, connection: socket.socket) -> Answer:
    body = gzip.compress(json.dumps(instance(request)).encode())
    cuts = (body[:20], body + body, body + b"rest", b"not gzip at all", body)
    return response(200, cuts[service.draw(len(cuts))], {"Content-Encoding": "gzip"})


def two_lengths(service: Service, request: Request, connection: socket.socket) -> Answer:
    body = json.dumps(instance(request)).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nContent-Length: {len(body) - 5}\r\n\r\n"
    connection.sendall(head.encode() + body)
    return CLOSE


def wrong_length(service: Service, request: Request, connection: socket.socket) -> Answer:
    body = json.dumps(instance(request)).encode()
    connection.sendall(response(200, body, {"Content-Length": str(len(body) + service.draw(9) - 4)}))
    return CLOSE


def other_id(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(200, {**INSTANCE, "id": "99999999-0000-0000-0000-000000000000"})


def not_json(service: Service, request: Request, connection: socket.socket) -> Answer:
    texts = (b"{", b"[]", b"null", b'{"id":', b"\xef\xbb\xbf{}", b"[" * 300, b'{"id":"\xd6\xd0"}', b"\x00")
    return response(200, texts[service.draw(len(texts))])


def wrong_types(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(200, {**instance(request), "lease": {"duration": "1"}, "action_progress": 7, "create_at": "x"})


def informational(service: Service, request: Request, connection: socket.socket) -> Answer:
    return b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * (1 + service.draw(5)) + right(service, request)


def error_of_bytes(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(400, b'{"error_code":"ModelArts.6309","error_msg":"\xd6\xd0\x07"}')


def close_after(service: Service, request: Request, connection: socket.socket) -> Answer:
    connection.sendall(right(service, request))
    return CLOSE


def no_such_route(service: Service, request: Request, connection: socket.socket) -> Answer:
    return response(404, {"error_code": "APIG.0101", "error_msg": "The API does not exist"})


# --------------------------------------------------------------------------------------------------- run --


def main(program: str, seconds: str, seed: str = "1") -> int:
    service = Service(int(seed))
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder) / "authority", "Tests of the library")
        certificate = authority.issue("localhost", "DNS:localhost, IP:127.0.0.1")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(certificate.chain), str(certificate.key))
        nginx.MOST_SECONDS = int(seconds) * 3 + 900
        with Server(service.answer) as plain, Server(service.answer, tls=context) as secure:
            sites = {"h2": nginx.Site(certificate, "keepalive_requests 20; proxy_intercept_errors off;")}
            with nginx.Nginx(Path(folder), plain.url, sites) as front:
                h2 = f"https://127.0.0.1:{front.ports['h2']}"
                servers = [plain.url, f"https://127.0.0.1:{secure.port}", h2]
                command = [program, *servers, str(authority.file), seconds, seed]
                status = subprocess.run(command, timeout=int(seconds) * 4 + 600).returncode
    rows: List[Tuple[str, int]] = sorted(service.counts.items())
    print(f"requests: {sum(service.counts.values())}; " + ", ".join(f"{name} {count}" for name, count in rows))
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
