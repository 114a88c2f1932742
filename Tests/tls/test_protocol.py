"""What is spoken once a server is believed: versions, packed answers, redirects, large headers, credentials."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest

import codelab
from certificates import Authority
from nginx import Nginx
from simulator import PATIENCE, User

Connect = Callable[..., codelab.Client]

VERSIONS = {
    "good": ("HTTP/2.0", "TLSv1.3"),
    "tls 1.3": ("HTTP/2.0", "TLSv1.3"),
    "tls 1.2": ("HTTP/2.0", "TLSv1.2"),
    "http/1.1": ("HTTP/1.1", "TLSv1.3"),
}

PACKED = ["good", "http/1.1"]


@pytest.mark.parametrize("site", VERSIONS)
def test_the_newest_versions_of_the_server_are_used(site: str, connect: Connect, nginx: Nginx, user: User) -> None:
    client = connect(site)
    opened = client.open()
    assert client.show(opened).id == opened.id
    assert [(each.protocol, each.tls, each.status) for each in nginx.requests(user)] == [(*VERSIONS[site], "200")] * 2


@pytest.mark.parametrize("site", PACKED)
def test_compressed_answers_are_decompressed(site: str, connect: Connect, nginx: Nginx, user: User) -> None:
    opened = connect(site).open()
    assert opened.id and opened.feature == codelab.Feature.DEFAULT
    assert [each.encoding for each in nginx.requests(user)] == ["gzip"]


@pytest.mark.parametrize("site", PACKED)
def test_an_endless_compressed_answer_ends_at_the_limit(site: str, connect: Connect, user: User) -> None:
    user.set_faults({"kind": "endless"})
    with pytest.raises(codelab.ProtocolError, match="16 MiB"):
        connect(site).open()


@pytest.mark.parametrize("call", ["open", "show"])
def test_a_redirect_is_reported_and_not_followed(call: str, connect: Connect, nginx: Nginx, user: User) -> None:
    client = connect("redirect")
    with pytest.raises(codelab.CodelabError) as caught:
        client.open() if call == "open" else client.show("an-id")
    assert caught.value.http_status == 302 and caught.value.code < 0 and not caught.value.retryable
    assert [each.status for each in nginx.requests(user)] == ["302"]
    assert user.requests() == []


@pytest.mark.parametrize("site", ["good", "http/1.1"])
def test_the_longest_token_is_sent_completely(site: str, connect: Connect, user: User) -> None:
    token = "t" * 32768
    with pytest.raises(codelab.AuthenticationError):
        connect(site, token=token).open()
    assert [each["headers"]["x-auth-token"] for each in user.requests()] == [token]


@pytest.mark.parametrize("site", ["small headers", "small headers, http/1.1"])
def test_a_server_that_refuses_such_a_token_gives_a_typed_error(site: str, connect: Connect, user: User) -> None:
    token = "t" * 32768
    with pytest.raises(codelab.CodelabError) as caught:
        connect(site, token=token).open()
    assert caught.value.code not in (codelab.Status.E_INTERNAL, codelab.Status.E_NO_MEMORY)
    # A broken HTTP/2 stream leaves open whether the request was carried out. So the list is read, which is repeated as
    # often as any idempotent request, and fails each time.
    assert caught.value.attempts == (1 + 5 if site == "small headers" else 1)
    assert token not in str(caught.value)
    assert user.requests() == []


def test_netrc_is_ignored(nginx: Nginx, authority: Authority, user: User, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine localhost login another password secret\ndefault login x password y\n")
    (tmp_path / ".netrc").chmod(0o600)
    program = (
        "import sys, codelab\n"
        "endpoint, project, token, ca_file = sys.argv[1:]\n"
        "codelab.Client(endpoint, project, token, ca_file=ca_file).open()\n"
    )
    endpoint = f"https://localhost:{nginx.ports['good']}"
    arguments = [endpoint, user.project_id, user.token, str(authority.file)]
    environment = {
        "HOME": str(tmp_path),
        "PYTHONPATH": str(Path(codelab.__file__).parents[1]),
        "CODELAB_LIBRARY": os.environ["CODELAB_LIBRARY"],
    }
    subprocess.run([sys.executable, "-c", program, *arguments], env=environment, check=True, timeout=PATIENCE)
    (request,) = user.requests()
    assert "authorization" not in request["headers"]
    assert request["headers"]["x-auth-token"] == user.token
