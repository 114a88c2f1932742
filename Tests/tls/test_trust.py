"""Which servers are believed, and which are refused before anything is sent to them."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

import codelab
from nginx import Nginx, old_tls_answers
from simulator import User

Connect = Callable[..., codelab.Client]

#: A site, and a word of the reason in the error.
REFUSED = {
    "an authority that is not known": ("unknown authority", "certificate"),
    "a certificate for another host": ("another name", "certificate"),
    "a certificate that has expired": ("expired", "expired"),
    "a certificate that is not yet valid": ("not yet valid", "not yet valid"),
    "a server that speaks TLS 1.1 at most": ("tls 1.1", "version"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("call", ["open", "show"])
def test_refused(name: str, call: str, connect: Connect, nginx: Nginx, user: User) -> None:
    site, reason = REFUSED[name]
    client = connect(site)
    with pytest.raises(codelab.TLSError) as caught:
        client.open() if call == "open" else client.show("an-id")
    assert caught.value.code == codelab.Status.E_TLS
    assert caught.value.curl_code != 0 and not caught.value.retryable and caught.value.attempts == 1
    assert reason in str(caught.value)
    assert user.token not in str(caught.value)
    assert user.requests() == [] and nginx.requests(user) == []


def test_the_server_of_tls_1_1_speaks_tls_1_1(nginx: Nginx) -> None:
    assert old_tls_answers(nginx.ports["tls 1.1"]) == "TLSv1.1"


def test_certificates_are_verified_without_a_ca_file(connect: Connect, nginx: Nginx, user: User) -> None:
    with pytest.raises(codelab.TLSError) as caught:
        connect("good", ca_file=None).open()
    assert not caught.value.retryable
    assert nginx.requests(user) == []


def test_the_authority_in_ca_file_is_trusted(connect: Connect) -> None:
    assert connect("good").open().id


def test_an_ip_address_in_the_certificate_is_accepted(connect: Connect) -> None:
    assert connect("good", host="127.0.0.1").open().id


def test_a_name_that_is_not_in_the_certificate_is_refused(connect: Connect, nginx: Nginx, user: User) -> None:
    with pytest.raises(codelab.TLSError):
        connect("good", host="127.0.0.2").open()
    assert nginx.requests(user) == []


@pytest.mark.parametrize("content", [None, "", "no certificate"], ids=["absent", "empty", "not PEM"])
def test_an_invalid_ca_file_does_not_end_verification(content: "str | None", connect: Connect, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(codelab.TLSError) as caught:
        connect("good", ca_file=file).open()
    assert not caught.value.retryable


@pytest.mark.parametrize("endpoint", ["http://192.0.2.1", "http://modelarts.example", "http://127.0.0.1.example:8080"])
def test_plain_http_to_another_machine_needs_the_flag(endpoint: str) -> None:
    with pytest.raises(codelab.ArgumentError, match="endpoint"):
        codelab.Client(endpoint, "project", "token")
    codelab.Client(endpoint, "project", "token", allow_http=True).close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "[::1]"])
def test_plain_http_to_this_machine_does_not(host: str) -> None:
    codelab.Client(f"http://{host}:1", "project", "token").close()
