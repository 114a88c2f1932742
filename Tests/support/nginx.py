"""nginx in front of the simulator: one process, one port for each way in which a server can be set up."""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Callable, Dict, List, NamedTuple, Optional, Type

from certificates import Certificate
from simulator import PATIENCE, User

#: Ends nginx should this process not come to it.
MOST_SECONDS = 900
PR_SET_PDEATHSIG = 1

CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 512; }}
http {{
    log_format fields escape=json '{{"method":"$request_method","path":"$uri","status":"$status",'
        '"protocol":"$server_protocol","tls":"$ssl_protocol","connection":"$connection",'
        '"encoding":"$sent_http_content_encoding"}}';
    access_log {folder}/access.log fields;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    ssl_protocols TLSv1.2 TLSv1.3;
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_read_timeout 120s;
    {sites}
}}
"""

SITE = """
    server {{
        listen 127.0.0.1:{port}{listen};
        listen 127.0.0.2:{port}{listen};
        {certificate}
        {settings}
        location / {{ {location} }}
    }}
"""


class Site(NamedTuple):
    """One way to be set up. settings and location are nginx's own words; {upstream} stands for the simulator."""

    certificate: Optional[Certificate]
    settings: str = ""
    location: str = "proxy_pass {upstream};"
    http2: bool = True


class Request(NamedTuple):
    """What nginx noted of one."""

    method: str
    path: str
    status: str
    protocol: str
    tls: str
    connection: str
    encoding: str


class Nginx:
    """The running process. `ports` says where each site is served."""

    def __init__(self, folder: Path, upstream: str, sites: Dict[str, Site]) -> None:
        self.folder = folder
        self._upstream = upstream
        self._sites = sites
        self._markers = 0
        # A port that was free a moment ago may be taken by another program.
        for _ in range(3):
            self.ports = dict(zip(sites, free_ports(len(sites))))
            self._process = self._start()
            if self._is_up():
                return
        raise AssertionError(f"nginx does not start: {self._messages()}")

    def _start(self) -> "subprocess.Popen[bytes]":
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self._configuration())
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        assert program, "nginx is not installed"
        with (self.folder / "output.log").open("ab") as output:
            return subprocess.Popen(
                ["timeout", str(MOST_SECONDS), program, "-e", str(self.folder / "error.log"), "-p", str(self.folder)]
                + ["-c", str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=end_with_parent,
            )

    def _configuration(self) -> str:
        sites = "".join(self._site(name, site) for name, site in self._sites.items())
        # Started by root it would give its work to another user, who cannot reach the folder.
        user = "user root root;" if os.geteuid() == 0 else ""
        return CONFIGURATION.format(user=user, folder=self.folder, sites=sites)

    def _site(self, name: str, site: Site) -> str:
        certificate = ""
        if site.certificate:
            certificate = f"ssl_certificate {site.certificate.chain}; ssl_certificate_key {site.certificate.key};"
        listen = (" ssl" if site.certificate else "") + (" http2" if site.http2 else "")
        location = site.location.replace("{upstream}", self._upstream)
        return SITE.format(
            port=self.ports[name], listen=listen, certificate=certificate, settings=site.settings, location=location
        )

    def _is_up(self) -> bool:
        def answers() -> bool:
            try:
                socket.create_connection(("127.0.0.1", max(self.ports.values())), timeout=1).close()
                return True
            except ConnectionRefusedError:
                return False

        wait_until(lambda: self._process.poll() is not None or answers(), "nginx neither starts nor ends")
        return self._process.poll() is None

    def _messages(self) -> str:
        return (self.folder / "output.log").read_text() + (self.folder / "error.log").read_text()

    def requests(self, user: User) -> List[Request]:
        """All requests of the user so far. The one worker notes them in order, so the last one is looked for."""
        self._markers += 1
        path = f"/marker/{self._markers}"
        marker = http.client.HTTPConnection("127.0.0.1", self.ports["marker"], timeout=PATIENCE)
        marker.request("GET", path)
        marker.getresponse().read()
        marker.close()
        wait_until(lambda: path in self._log(), "nginx does not write its log")
        noted = [Request(**json.loads(line)) for line in self._log().splitlines()]
        return [request for request in noted if f"/v1/{user.project_id}/" in request.path]

    def _log(self) -> str:
        return (self.folder / "access.log").read_text()

    def replace_worker(self) -> None:
        """A new worker takes over; the old one closes its idle connections and ends."""
        old = self._workers()
        os.kill(self._master(), signal.SIGHUP)
        wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in old), "the old worker stays")

    def _master(self) -> int:
        return int((self.folder / "nginx.pid").read_text())

    def _workers(self) -> List[int]:
        master = self._master()
        return [int(each) for each in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def __enter__(self) -> "Nginx":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=PATIENCE)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()


def free_ports(count: int) -> List[int]:
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return sorted(ports)


def wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, otherwise
        time.sleep(0.01)


LIBC = ctypes.CDLL(None)


def end_with_parent() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def old_tls_answers(port: int) -> str:
    """The version that a client gets which still speaks the old ones."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain:
        with context.wrap_socket(plain) as secure:
            return str(secure.version())
