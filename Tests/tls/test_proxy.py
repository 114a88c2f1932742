"""Proxies: the option, the environment's variables, and what a proxy gets to see."""

from __future__ import annotations

from typing import Callable, Iterator

import pytest

import codelab
from conftest import AWAY
from nginx import Nginx, free_ports
from proxy import Proxy
from simulator import User

Connect = Callable[..., codelab.Client]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy() as each:
        yield each


@pytest.mark.parametrize("site", ["good", "http/1.1"])
def test_the_option_leads_through_the_proxy(
    site: str, proxy: Proxy, connect: Connect, nginx: Nginx, user: User
) -> None:
    client = connect(site, AWAY, proxy=proxy.url)
    opened = client.open()
    assert client.show(opened).id == opened.id
    assert proxy.targets == [f"CONNECT {AWAY}:{nginx.ports[site]} HTTP/1.1"]
    assert len({each.connection for each in nginx.requests(user)}) == 1


def test_the_proxy_sees_no_header_of_the_call(proxy: Proxy, connect: Connect, user: User) -> None:
    connect("good", AWAY, proxy=proxy.url).open()
    (head,) = proxy.heads
    names = {line.split(":", 1)[0].lower() for line in head[1:]}
    assert not names & {"x-auth-token", "x-language", "content-type", "content-length", "authorization"}
    assert user.token not in "".join(head)


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy"])
def test_the_environment_leads_through_the_proxy(
    name: str, proxy: Proxy, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxy.url)
    assert connect("good", AWAY).open().id
    assert len(proxy.targets) == 1


def test_no_proxy_leads_around_it(proxy: Proxy, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", f"elsewhere.example,{AWAY}")
    with pytest.raises(codelab.ResolveError):
        connect("good", AWAY, max_attempts=1).open()
    assert proxy.targets == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_machine_is_reached_without_a_proxy(
    host: str, proxy: Proxy, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy.url)
    assert connect("good", host, iam_endpoint=f"https://{AWAY}").open().id
    assert connect("good", host, proxy=proxy.url).open().id
    assert proxy.targets == []


def test_an_empty_option_overrides_the_environment(
    proxy: Proxy, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy.url)
    with pytest.raises(codelab.ResolveError):
        connect("good", AWAY, proxy="", max_attempts=1).open()
    assert proxy.targets == []


def test_the_option_overrides_the_environment(
    proxy: Proxy, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy("403 Forbidden") as other:
        monkeypatch.setenv("https_proxy", other.url)
        assert connect("good", AWAY, proxy=proxy.url).open().id
        assert (len(proxy.targets), other.targets) == (1, [])


def test_the_server_s_certificate_is_verified_behind_a_proxy(proxy: Proxy, connect: Connect, user: User) -> None:
    with pytest.raises(codelab.TLSError):
        connect("another name", AWAY, proxy=proxy.url).open()
    assert len(proxy.targets) == 1 and user.requests() == []


def test_a_proxy_that_refuses_gives_a_typed_error(connect: Connect, user: User) -> None:
    with Proxy("403 Forbidden") as refusing:
        with pytest.raises(codelab.ConnectError) as caught:
            connect("good", AWAY, proxy=refusing.url, max_attempts=2).open()
    assert caught.value.curl_code != 0 and caught.value.http_status == 403
    assert len(refusing.targets) == 1
    assert user.requests() == []


def test_an_unreachable_proxy_gives_a_typed_error(connect: Connect, user: User) -> None:
    nowhere = free_ports(1)[0]
    with pytest.raises(codelab.ConnectError) as caught:
        connect("good", AWAY, proxy=f"http://127.0.0.1:{nowhere}", max_attempts=2).open()
    assert caught.value.retryable and caught.value.attempts == 2
    assert user.requests() == []
