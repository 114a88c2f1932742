"""What is sent to a proxy, what a proxy's refusal means, and what is never shown of its address."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from typing import Any, Dict, Iterator, List

import codelab
import pytest
from server import INSTANCE, Request, response

PASSWORD = "S3cretPw-0123456789"
AWAY = "https://modelarts.example"
#: No proxy has such an address. Each holds the password where an error could repeat it.
MALFORMED = [
    f"http://user:{PASSWORD}@bad host:3128", f"http://user:{PASSWORD}@host:99999", f"foo://user:{PASSWORD}@host:3128",
    f"http://user:{PASSWORD}@", f"user:{PASSWORD}@ho st", f"http://user:{PASSWORD}%00@127.0.0.1:1",
    f"http://user:{PASSWORD}#x@127.0.0.1:1", f"http://user:{PASSWORD}/x@127.0.0.1:1", f"http://us:80/{PASSWORD}@h:1",
    f"http://{PASSWORD}#x@127.0.0.1:1", f"http://us:80?{PASSWORD}@h:1", f"socks9://user:{PASSWORD}@127.0.0.1:1",
    f"http://127.0.0.1:1/{PASSWORD}", f"http://{PASSWORD}:x", f"file:///{PASSWORD}", f"ftp://u:{PASSWORD}@127.0.0.1",
]
VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]


class Proxy:
    """Answers each CONNECT, or each request, with the same bytes, and counts them."""

    def __init__(self, serve: Any, answer: bytes) -> None:
        self.server = serve(lambda request, connection: answer)

    @property
    def log(self) -> List[Request]:
        return self.server.log

    def url(self, user: str = "") -> str:
        return f"http://{user}127.0.0.1:{self.server.port}"


def away(**options: Any) -> codelab.Client:
    settings: Dict[str, Any] = {"endpoint": AWAY, "project_id": "p", "token": "TOKEN-0123456789", **options}
    return codelab.Client(retry_delay=0.001, retry_delay_max=0.005, **settings)


def failure(client: codelab.Client) -> codelab.CodelabError:
    with client, pytest.raises(codelab.CodelabError) as caught:
        client.open(timeout=20)
    return caught.value


@pytest.mark.parametrize("proxy", MALFORMED)
def test_a_malformed_option_is_an_argument_error(proxy):
    with pytest.raises(codelab.ArgumentError, match="^proxy: must be ") as caught:
        away(proxy=proxy)
    assert "S3cret" not in str(caught.value)


@pytest.mark.parametrize("proxy", MALFORMED)
@pytest.mark.parametrize("name", VARIABLES)
def test_a_malformed_variable_is_named_without_its_value(monkeypatch, name, proxy):
    monkeypatch.setenv(name, proxy)
    with pytest.raises(codelab.ArgumentError, match=f"^{name}: must be ") as caught:
        away()
    assert "S3cret" not in str(caught.value)


@pytest.mark.parametrize("name", VARIABLES)
def test_a_malformed_variable_is_ignored_for_a_loopback_endpoint(monkeypatch, serve, connect, name):
    monkeypatch.setenv(name, MALFORMED[0])
    server = serve(lambda request, connection: response(200, INSTANCE))
    assert connect(server).open().id == INSTANCE["id"]


@pytest.mark.parametrize("scheme", ["http", "HTTP", "https", "socks", "socks4", "socks4a", "socks5", "socks5h", None])
def test_an_unreachable_proxy_is_reported_with_its_variable(monkeypatch, scheme):
    for name in VARIABLES:
        with monkeypatch.context() as patch:
            patch.setenv(name, f"{scheme + '://' if scheme else ''}user:{PASSWORD}@127.0.0.1:1/")
            error = failure(away(max_attempts=2))
        assert isinstance(error, codelab.NetworkError) and error.attempts == 2
        assert name in str(error) and "S3cret" not in str(error) and "user" not in str(error)


def test_a_proxy_that_has_no_address_is_not_repeated(monkeypatch):
    monkeypatch.setenv("https_proxy", f"http://user:{PASSWORD}@nosuch.invalid:3128")
    error = failure(away(max_attempts=1))
    assert isinstance(error, codelab.ResolveError) and "https_proxy" in str(error)
    assert "S3cret" not in str(error) and "nosuch" not in str(error)


@pytest.mark.parametrize("encoded", ["pa%23ss", "pa%40ss", "pa%2Fss", "pa%3Ass", "p%25a", "pa:ss"])
def test_a_password_is_decoded_before_it_is_sent(serve, encoded):
    proxy = Proxy(serve, b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")
    failure(away(proxy=proxy.url(f"us%20er:{encoded}@"), max_attempts=1))
    plain = encoded.replace("%23", "#").replace("%40", "@").replace("%2F", "/").replace("%3A", ":").replace("%25", "%")
    assert proxy.log[0].headers["proxy-authorization"] == "Basic " + b64encode(f"us er:{plain}".encode()).decode()


@pytest.mark.parametrize("via", ["proxy", "https_proxy"])
def test_a_refused_password_is_sent_once(monkeypatch, serve, via):
    proxy = Proxy(serve, b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")
    address = proxy.url(f"user:{PASSWORD}@")
    if via == "https_proxy":
        monkeypatch.setenv(via, address)
    client = away(**({"proxy": address} if via == "proxy" else {}))
    with client:
        for call in (client.open, lambda: client.show("an-id"), lambda: list(client.flavors()), client.open):
            with pytest.raises(codelab.ConnectError) as caught:
                call()
            error = caught.value
            assert error.http_status == 407 and not error.retryable
            assert f"the proxy (see {via}) refused its user or password, HTTP 407; correct them" in str(error)
            assert "S3cret" not in str(error)
    assert [each.method for each in proxy.log] == ["CONNECT"]


def test_a_password_refused_while_signing_in_is_sent_once(serve):
    proxy = Proxy(serve, b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")
    client = codelab.Client(
        AWAY, iam_endpoint="https://iam.example", user_name="u", password="p", domain_name="d", project_id="p",
        proxy=proxy.url(f"user:{PASSWORD}@"),
    )
    with client:
        for _ in range(3):
            with pytest.raises(codelab.ConnectError, match="HTTP 407"):
                client.open()
    assert [each.path for each in proxy.log] == ["iam.example:443"]


@pytest.mark.parametrize(
    "status, attempts, retryable",
    [(400, 1, False), (401, 1, False), (403, 1, False), (404, 1, False), (302, 1, False), (408, 3, True),
     (429, 3, True), (500, 3, True), (502, 3, True), (503, 3, True), (504, 3, True)],
)
def test_an_answer_of_the_proxy_is_reported_as_one_of_the_proxy(serve, status, attempts, retryable):
    proxy = Proxy(serve, f"HTTP/1.1 {status} Because\r\nContent-Length: 0\r\n\r\n".encode())
    error = failure(away(proxy=proxy.url(), max_attempts=3))
    assert isinstance(error, codelab.ConnectError)
    assert (error.http_status, error.retryable, error.attempts) == (status, retryable, attempts)
    assert f"the proxy (see proxy) refused the connection, HTTP {status}" in str(error)
    assert len(proxy.log) == attempts


@pytest.mark.parametrize("status", [407, 403, 502])
def test_a_proxy_for_plain_http_refuses_like_any_other(serve, status):
    body = f"<html><title>{status}</title>{b64encode(f'user:{PASSWORD}'.encode()).decode()}</html>".encode()
    head = f"HTTP/1.1 {status} No\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    proxy = Proxy(serve, head.encode() + body)
    error = failure(
        away(endpoint="http://modelarts.example", allow_http=True, proxy=proxy.url(f"user:{PASSWORD}@"), max_attempts=1)
    )
    assert error.http_status == status and "S3cret" not in str(error)
    assert b64encode(f"user:{PASSWORD}".encode()).decode()[8:24] not in str(error)
    assert isinstance(error, codelab.ConnectError) == (status == 407)
    if status == 407:
        assert not error.retryable and len(proxy.log) == 1


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as each:
        yield each


@pytest.mark.parametrize("reply", [b"\x05\x02", b"\x05\xff"], ids=["wrong password", "no method"])
def test_a_socks_proxy_that_refuses_the_user_is_asked_once(listener, reply):
    asked: List[bytes] = []

    def answer() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(64))
                connection.sendall(reply)
                if reply == b"\x05\x02" and connection.recv(600):
                    connection.sendall(b"\x01\x01")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    with away(proxy=f"socks5h://user:{PASSWORD}@127.0.0.1:{listener.getsockname()[1]}") as client:
        for _ in range(2):
            with pytest.raises(codelab.ConnectError, match="refused its user or password") as caught:
                client.open()
            assert not caught.value.retryable and "S3cret" not in str(caught.value)
    assert len(asked) == 1


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy", "ALL_PROXY", "https_proxy", "option"])
@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("allow_http", [False, True])
def test_a_loopback_endpoint_is_reached_without_a_proxy(monkeypatch, serve, connect, name, secure, allow_http):
    proxy = Proxy(serve, b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")
    server = serve(lambda request, connection: response(200, INSTANCE), secure=secure)
    options: Dict[str, Any] = {"allow_http": allow_http, "iam_endpoint": "https://iam.example"}
    if name == "option":
        options["proxy"] = proxy.url()
    else:
        monkeypatch.setenv(name, proxy.url())
    for host in ("127.0.0.1", "localhost", "LocalHost"):
        endpoint = f"{'https' if secure else 'http'}://{host}:{server.port}"
        client = connect(server, **options) if host in server.url else None
        with client or away(endpoint=endpoint, max_attempts=1, ca_file=None, **options) as each:
            if client is not None:
                assert each.open().id == INSTANCE["id"]
            else:
                try:
                    each.open()
                except codelab.TLSError:
                    pass
    assert proxy.log == []


def test_the_ipv6_loopback_is_reached_without_a_proxy(serve):
    proxy = Proxy(serve, b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")
    for host in ("[::1]", "[0:0:0:0:0:0:0:1]"):
        for scheme in ("http", "https"):
            failure(away(endpoint=f"{scheme}://{host}:9", proxy=proxy.url(), allow_http=True, max_attempts=1))
    assert proxy.log == []


@pytest.mark.parametrize("value, is_used", [("modelarts.example", False), ("*", False), ("other.example", True)])
@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_the_no_proxy_variable_is_read_as_curl_reads_it(monkeypatch, serve, name, value, is_used):
    proxy = Proxy(serve, b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setenv("https_proxy", proxy.url())
    monkeypatch.setenv(name, value)
    failure(away(max_attempts=1))
    assert len(proxy.log) == is_used


def test_the_environment_is_read_when_the_client_is_made(monkeypatch, serve):
    proxy = Proxy(serve, b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setenv("https_proxy", proxy.url())
    client = away(max_attempts=1)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    failure(client)
    assert len(proxy.log) == 1


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy"])
def test_only_the_lower_case_http_proxy_variable_is_used(monkeypatch, serve, name):
    proxy = Proxy(serve, b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setenv(name, proxy.url())
    failure(away(endpoint="http://modelarts.invalid", allow_http=True, max_attempts=1))
    assert len(proxy.log) == (name == "http_proxy")
