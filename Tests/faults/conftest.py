"""Servers, clients and C programs for tests of faults that were found from outside."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("CODELAB_LIBRARY", str(ROOT / "build" / "lib" / "libcodelab.so.1"))
sys.path[:0] = [str(ROOT / "bindings" / "python"), str(ROOT / "Tests" / "support")]

import codelab  # noqa: E402
from certificates import Authority  # noqa: E402
from server import Handler, Server  # noqa: E402

PROGRAMS = ROOT / "build" / "tests" / "faults"
#: Each of them changes what a client does.
FAMILIES = ("CODELAB_", "OS_", "HUAWEICLOUD_SDK_", "HW_", "SSL_CERT_", "CURL_CA_", "REQUESTS_CA_")
TOKEN = "TOKEN-OF-THE-CALLER-0123456789"


def is_setting(name: str) -> bool:
    return name != "CODELAB_LIBRARY" and (name.startswith(FAMILIES) or name.lower().endswith("_proxy"))


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if is_setting(name):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "ca", "A known authority")


@pytest.fixture(scope="session")
def tls(authority: Authority) -> ssl.SSLContext:
    """For a server that clients with ca_file=authority.file trust as localhost and 127.0.0.1."""
    certificate = authority.issue("localhost", "DNS:localhost, IP:127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(str(certificate.chain), str(certificate.key))
    return context


@pytest.fixture
def serve(tls: ssl.SSLContext) -> Iterator[Callable[..., Server]]:
    """serve(handler, secure=False) starts a server, which ends with the test."""
    servers: List[Server] = []

    def make(handler: Handler, *, secure: bool = False) -> Server:
        servers.append(Server(handler, tls=tls if secure else None))
        return servers[-1]

    yield make
    for each in servers:
        each.close()


@pytest.fixture
def connect(authority: Authority) -> Iterator[Callable[..., codelab.Client]]:
    """connect(server, **options) makes a client with a token and short pauses, which is closed after the test."""
    clients: List[codelab.Client] = []

    def make(server: Server, **options: Any) -> codelab.Client:
        defaults: Dict[str, Any] = {"token": TOKEN, "project_id": "project-1", "retry_delay": 0.001}
        if "user_name" in options or "access_key" in options:
            del defaults["token"]
        if server.url.startswith("https:"):
            defaults["ca_file"] = authority.file
        clients.append(codelab.Client(server.url, **{**defaults, "retry_delay_max": 0.005, **options}))
        return clients[-1]

    yield make
    for each in clients:
        each.close()


@pytest.fixture
def run() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """run("name", *arguments) runs build/tests/faults/name, which is made from name.c, and returns how it ended."""

    def start(
        name: str, *arguments: object, environment: Optional[Dict[str, str]] = None, seconds: float = 60
    ) -> "subprocess.CompletedProcess[str]":
        variables = {**os.environ, **(environment or {})}
        command = [str(PROGRAMS / name), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds, env=variables)

    return start
