"""Host forms that libcurl or a resolver reads otherwise than the check does are refused wherever an address is given."""

from __future__ import annotations

import json
from typing import Any, Dict

import codelab
import pytest
from server import INSTANCE, response

#: Each of these is 127.0.0.1 or another host to some program.
AMBIGUOUS = [
    "127.0.0.08", "127.0.0.01", "0177.0.0.1", "127.8.9.081", "0x7f.0.0.1", "0x7f000001", "2130706433", "127.1",
    "127.0.1", "017700000001", "127.0.0.1.", "localhost.", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[::]", "[::1%25lo]", "[::1%lo]", "127。0。0。1", "１２７.0.0.1", "127%2e0.0.1", "localhost%00", "user@127.0.0.1",
    "user:pw@localhost", "localhost\\@evil.example", "127.0.0.256", "1.2.3.4.5", "127.0.0.0001",
]
PASSWORD = {"user_name": "u", "password": "PASSWORD-0123456789", "domain_name": "d"}


@pytest.mark.parametrize("host", AMBIGUOUS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_ambiguous_host_is_refused_as_endpoint(host, scheme):
    for option in ("endpoint", "iam_endpoint"):
        options: Dict[str, Any] = {"project_id": "p", "endpoint": "https://localhost", **PASSWORD}
        options[option] = f"{scheme}://{host}:9"
        for allow_http in (False, True):
            with pytest.raises(codelab.ArgumentError, match=f"^{option}: "):
                codelab.Client(**options, allow_http=allow_http)


@pytest.mark.parametrize("host", AMBIGUOUS)
def test_an_ambiguous_host_is_refused_in_the_catalog(serve, host):
    catalog = [{"type": "modelarts", "endpoints": [{"interface": "public", "url": f"http://{host}:9/v1/p"}]}]
    token = {"token": {"expires_at": "2030-01-01T00:00:00.000000Z", "project": {"id": "p"}, "catalog": catalog}}
    server = serve(
        lambda request, connection: response(201, json.dumps(token), {"X-Subject-Token": "T" * 20})
    )
    with codelab.Client(iam_endpoint=server.url, project_id="p", **PASSWORD) as client:
        with pytest.raises(codelab.ArgumentError, match="endpoint of IAM's catalog"):
            client.open()
    assert len(server.log) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "127.8.9.10"])
def test_a_common_spelling_of_the_loopback_is_reached(serve, host):
    server = serve(lambda request, connection: response(200, INSTANCE))
    # The server listens on 127.0.0.1 only: an address of the same network is refused there, and nowhere else.
    with codelab.Client(f"http://{host}:{server.port}", "p", "token", max_attempts=1) as client:
        if host == "127.8.9.10":
            with pytest.raises(codelab.ConnectError):
                client.open()
        else:
            assert client.open().id == INSTANCE["id"]


@pytest.mark.parametrize("host", ["[::1]", "[0:0:0:0:0:0:0:1]", "[0000::1]"])
def test_each_spelling_of_the_ipv6_loopback_is_this_machine(host):
    codelab.Client(f"http://{host}:1", "p", "token").close()


@pytest.mark.parametrize("host", ["127.0.0.1.example", "localhost.example", "xlocalhost", "[fe80::1]", "0.0.0.0"])
def test_another_host_needs_the_flag_for_plain_http(host):
    with pytest.raises(codelab.ArgumentError, match="endpoint"):
        codelab.Client(f"http://{host}:1", "p", "token")
    codelab.Client(f"http://{host}:1", "p", "token", allow_http=True).close()
