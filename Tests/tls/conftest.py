"""The authorities, nginx with its sites, and clients for them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("CODELAB_LIBRARY", str(ROOT / "build" / "lib" / "libcodelab.so.1"))
sys.path[:0] = [str(ROOT / "bindings" / "python"), str(ROOT / "Tests" / "support")]

import codelab  # noqa: E402
from certificates import Authority  # noqa: E402
from nginx import Nginx, Site, free_ports  # noqa: E402
from simulator import Simulator, User  # noqa: E402

#: A host that is not this machine, though the test's proxy leads there: this machine is reached without a proxy.
AWAY = "service.example"
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

#: Answers of any size, packed when the caller says that it can unpack.
GZIP = "gzip on; gzip_types application/json; gzip_min_length 1; gzip_proxied any;"
LARGE_HEADERS = "large_client_header_buffers 4 64k;"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    log = ROOT / "build" / "tests" / "tls-simulator.log"
    with Simulator(ROOT / "build" / "bin" / "codelab-simulator", log) as each:
        yield each


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("known") / "ca", "A known authority")


@pytest.fixture(scope="session")
def nginx(tmp_path_factory: pytest.TempPathFactory, simulator: Simulator, authority: Authority) -> Iterator[Nginx]:
    stranger = Authority(tmp_path_factory.mktemp("unknown") / "ca", "An unknown authority")
    with Nginx(tmp_path_factory.mktemp("nginx"), simulator.endpoint, sites(authority, stranger)) as each:
        yield each


def sites(authority: Authority, stranger: Authority) -> Dict[str, Site]:
    names = f"DNS:localhost, DNS:{AWAY}, IP:127.0.0.1"
    good = authority.issue("localhost", names)
    nowhere = free_ports(1)[0]
    return {
        "good": Site(good, GZIP + LARGE_HEADERS),
        "http/1.1": Site(good, GZIP + LARGE_HEADERS, http2=False),
        "small headers": Site(good),
        "small headers, http/1.1": Site(good, http2=False),
        "tls 1.2": Site(good, "ssl_protocols TLSv1.2;"),
        "tls 1.3": Site(good, "ssl_protocols TLSv1.3;"),
        "tls 1.1": Site(good, "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;", http2=False),
        "another name": Site(authority.issue("elsewhere", "DNS:elsewhere.example")),
        "expired": Site(authority.issue("expired", names, begins_days=-9, ends_days=-2)),
        "not yet valid": Site(authority.issue("future", names, begins_days=2, ends_days=9)),
        "unknown authority": Site(stranger.issue("stranger", names)),
        "redirect": Site(good, location="return 302 {upstream}$request_uri;"),
        "idle": Site(good, "keepalive_timeout 1s;"),
        "idle, http/1.1": Site(good, "keepalive_timeout 1s;", http2=False),
        "one request": Site(good, "keepalive_requests 1;"),
        "one request, http/1.1": Site(good, "keepalive_requests 1;", http2=False),
        "50 requests": Site(good, "keepalive_requests 50;"),
        "10 requests": Site(good, "keepalive_requests 10;"),
        "no upstream": Site(good, location=f"proxy_pass http://127.0.0.1:{nowhere};"),
        "marker": Site(None, location="return 204;", http2=False),
    }


@pytest.fixture
def user(simulator: Simulator) -> User:
    """A user whose instance takes a long time to start."""
    return simulator.new_user(step_ms=60000)


@pytest.fixture
def connect(nginx: Nginx, authority: Authority, user: User) -> Iterator[Callable[..., codelab.Client]]:
    """Makes clients of the user for a site, and closes them."""
    made: List[codelab.Client] = []

    def make(site: str, host: str = "localhost", **options: Any) -> codelab.Client:
        options = {"ca_file": authority.file, "retry_delay": 0.001, "retry_delay_max": 0.005, **options}
        options = {name: value for name, value in options.items() if value is not None}
        endpoint = f"https://{host}:{nginx.ports[site]}"
        made.append(codelab.Client(endpoint, user.project_id, options.pop("token", user.token), **options))
        return made[-1]

    yield make
    for each in made:
        each.close()
