"""A company's certificate authorities come from the variables that people have set, for proxies too."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Any

import codelab
import pytest
from server import INSTANCE, response

#: In the order in which they count.
VARIABLES = ["CODELAB_CA_FILE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "OS_CACERT"]


def client_of(server: Any, **options: Any) -> codelab.Client:
    return codelab.Client(server.url, "p", "TOKEN-0123456789", max_attempts=1, **options)


@pytest.fixture
def server(serve):
    return serve(lambda request, connection: response(200, INSTANCE), secure=True)


@pytest.mark.parametrize("name", VARIABLES)
def test_each_variable_names_the_authorities(monkeypatch, server, authority, name):
    with client_of(server) as client, pytest.raises(codelab.TLSError):
        client.open()
    monkeypatch.setenv(name, str(authority.file))
    with client_of(server) as client:
        assert client.open().id == INSTANCE["id"]


@pytest.mark.parametrize("place", range(len(VARIABLES) - 1))
def test_the_first_variable_is_used(monkeypatch, server, authority, tmp_path, place):
    monkeypatch.setenv(VARIABLES[place], str(authority.file))
    for other in VARIABLES[place + 1 :]:
        monkeypatch.setenv(other, str(tmp_path / "absent.pem"))
    with client_of(server) as client:
        assert client.open().id == INSTANCE["id"]


def test_an_empty_variable_is_ignored(monkeypatch, server, authority):
    monkeypatch.setenv("CODELAB_CA_FILE", "")
    monkeypatch.setenv("OS_CACERT", str(authority.file))
    with client_of(server) as client:
        assert client.open().id == INSTANCE["id"]


def test_the_option_overrides_the_variables(monkeypatch, server, authority, tmp_path):
    for name in VARIABLES:
        monkeypatch.setenv(name, str(tmp_path / "absent.pem"))
    with client_of(server, ca_file=authority.file) as client:
        assert client.open().id == INSTANCE["id"]


def test_without_the_environment_no_variable_is_used(monkeypatch, server, authority):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with client_of(server, no_environment=True) as client, pytest.raises(codelab.TLSError):
        client.open()


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.parametrize("kind", ["absent", "a pipe", "below a file"])
def test_an_unreadable_path_is_in_the_message(monkeypatch, tmp_path, name, kind):
    path = tmp_path / "ca.pem"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "below a file":
        path.write_text("")
        path = path / "ca.pem"
    monkeypatch.setenv(name, str(path))
    with pytest.raises(codelab.ArgumentError, match=f"^{name}: cannot read '{path}'"):
        codelab.Client("https://modelarts.example", "p", "t")
    # No connection would use it.
    codelab.Client("http://127.0.0.1:1", "p", "t").close()


def test_a_file_without_certificates_is_named_with_its_variable(monkeypatch, server, tmp_path):
    path = tmp_path / "ca.pem"
    path.write_text("no certificate")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    with client_of(server) as client, pytest.raises(codelab.TLSError) as caught:
        client.open()
    assert "REQUESTS_CA_BUNDLE" in str(caught.value) and str(path) in str(caught.value)
    assert not caught.value.retryable


def test_a_variable_may_name_a_directory(monkeypatch, server, authority, tmp_path):
    """As requests takes it: each file is named by the hash of its subject."""
    found = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", str(authority.file)], check=True, capture_output=True, text=True
    )
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    with client_of(server) as client, pytest.raises(codelab.TLSError):
        client.open()
    shutil.copy(authority.file, tmp_path / f"{found.stdout.strip()}.0")
    with client_of(server) as client:
        assert client.open().id == INSTANCE["id"]


@pytest.fixture
def proxy(serve):
    """A proxy over TLS that refuses every tunnel."""
    return serve(lambda request, connection: response(502), secure=True)


@pytest.mark.parametrize("via", ["option", *VARIABLES])
def test_the_authorities_are_used_for_a_proxy_over_tls(monkeypatch, proxy, authority, via):
    options = {"ca_file": authority.file} if via == "option" else {}
    if via != "option":
        monkeypatch.setenv(via, str(authority.file))
    client = codelab.Client(
        "https://modelarts.example", "p", "TOKEN-0123456789", proxy=proxy.url, max_attempts=1, **options
    )
    with client, pytest.raises(codelab.ConnectError, match="HTTP 502"):
        client.open()
    assert [each.method for each in proxy.log] == ["CONNECT"]


def test_a_proxy_over_tls_that_is_not_trusted_sees_nothing(proxy):
    address = proxy.url.replace("https://", "https://user:S3cretPw-0123456789@")
    client = codelab.Client("https://modelarts.example", "p", "TOKEN-0123456789", proxy=address, max_attempts=1)
    with client, pytest.raises(codelab.TLSError) as caught:
        client.open()
    assert "S3cret" not in str(caught.value) and "see proxy" in str(caught.value)
    assert proxy.log == []
