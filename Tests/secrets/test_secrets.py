"""A run with known secrets and traces on, through calls that succeed and every kind of failure, prints none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict

import pytest

import codelab
from conftest import WRONG
from heard import Heard
from needles import Needles
from runs import FEW, attempt, every_call, every_fault
from scenario_calls import environment
from simulator import User

KINDS = ["token", "keys", "temporary_keys", "password"]
Make = Callable[..., User]
For = Callable[[str], User]
Collect = Callable[[User], Dict[str, str]]


@pytest.mark.parametrize("kind", KINDS)
def test_calls_print_no_secret(kind: str, user_for: For, secrets_of: Collect, tmp_path: Path) -> None:
    user, heard = user_for(kind), Heard()
    tokens: Dict[str, str] = {}
    named, given = tmp_path / "CODELAB_TRACE", tmp_path / "trace_fd"
    options: Dict[str, Any] = {**user.options(kind), **FEW}
    with environment({"CODELAB_TRACE": str(named)}), codelab.Client(**options) as client:
        every_call(heard, kind, client, tokens)
    with given.open("wb") as file, codelab.Client(**options, trace_fd=file.fileno()) as client:
        every_call(heard, kind, client, tokens)
    for path in (named, given):
        heard.file(path)
        assert path.read_text(encoding="utf-8").count("status=200") > 30
    assert len(tokens) >= 2
    assert heard.secrets(Needles({**secrets_of(user), **tokens})) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_failures_print_no_secret(kind: str, user_for: For, secrets_of: Collect, tmp_path: Path) -> None:
    user, heard = user_for(kind), Heard()
    trace = tmp_path / "trace_fd"
    secrets = secrets_of(user)
    with trace.open("wb") as file:
        every_fault(heard, kind, user, {**user.options(kind), "trace_fd": file.fileno()}, secrets)
    heard.file(trace)
    assert trace.read_text(encoding="utf-8").count("attempt=") > 100
    assert heard.secrets(Needles({**secrets, **secrets_of(user)})) == {}


@pytest.mark.parametrize(
    "kind, field",
    [("token", "token"), ("keys", "secret_key"), ("temporary_keys", "secret_key"), ("temporary_keys", "security_token"),
     ("password", "password")],
)
@pytest.mark.parametrize("signature", codelab.Signature)
def test_a_wrong_credential_is_not_printed(
    kind: str, field: str, signature: codelab.Signature, user_for: For, secrets_of: Collect, tmp_path: Path
) -> None:
    user, heard = user_for(kind), Heard()
    trace = tmp_path / "trace_fd"
    options: Dict[str, Any] = {**user.options(kind), field: WRONG, "signature": signature}
    with trace.open("wb") as file:
        for turn in range(7):  # at the fifth wrong signature the key is locked
            with codelab.Client(**options, **FEW, trace_fd=file.fileno()) as client:
                attempt(heard, f"{kind} {turn}, open", client.open)
                attempt(heard, f"{kind} {turn}, instances", client.instances)
    heard.file(trace)
    shown = trace.read_text(encoding="utf-8")
    assert "status=401" in shown
    assert ("canonical request: " in shown) == (field in ("secret_key", "security_token"))
    assert all(isinstance(each, str) for _, each in heard.texts) and any("401" in each for _, each in heard.texts)
    assert heard.secrets(Needles({**secrets_of(user), "what was wrong": WRONG})) == {}


def test_a_revoked_or_expired_token_is_not_printed(
    new_user: Make, secrets_of: Collect, tmp_path: Path
) -> None:
    user, heard = new_user(token_life_ms=1500), Heard()
    trace = tmp_path / "trace_fd"
    with trace.open("wb") as file, codelab.Client(**user.options("password"), trace_fd=file.fileno()) as client:
        for _ in range(3):
            attempt(heard, "flavors", client.flavors)
            user.revoke_tokens()
    heard.file(trace)
    secrets = secrets_of(user)
    assert any("IAM" in name for name in secrets)
    assert heard.secrets(Needles(secrets)) == {}


def test_errors_of_clock_project_and_locked_key_contain_no_secret(
    new_user: Make, secrets_of: Collect, tmp_path: Path
) -> None:
    user, other, heard = new_user(clock_offset_ms=3_600_000), new_user(), Heard()
    trace = tmp_path / "trace_fd"
    with trace.open("wb") as file:
        for options in (user.options("keys"), {**other.options("keys"), "project_id": user.project_id}):
            every: Dict[str, Any] = {**options, **FEW, "trace_fd": file.fileno()}
            with codelab.Client(**every) as client:
                attempt(heard, "open", client.open)
    heard.file(trace)
    for each in (user, other):
        assert heard.secrets(Needles(secrets_of(each))) == {}


BAD_ENDS = ["\n", "\r\nX-Other: 1", "\x7f", "ä", "\ud800", "\0", "x" * 40000]


@pytest.mark.parametrize("end", BAD_ENDS, ids=ascii)
def test_a_refused_argument_is_not_printed(end: str) -> None:
    heard = Heard()
    fields = "token secret_key security_token password access_key user_name domain_name proxy endpoint iam_endpoint"
    good = {"endpoint": "https://modelarts.example.com", "project_id": "p"}
    for field in fields.split():
        for rest in ({}, {"token": "t"}, {"access_key": "a", "secret_key": "s"},
                     {"user_name": "u", "password": "p", "domain_name": "d"}):
            options: Dict[str, Any] = {**good, **rest, field: WRONG + end}
            attempt(heard, field, lambda: codelab.Client(**options, no_environment=True))
    assert heard.texts and heard.secrets(Needles({"what was refused": WRONG})) == {}


def test_an_incomplete_credential_in_the_environment_is_not_printed() -> None:
    heard = Heard()
    names = """CODELAB_SECRET_KEY CODELAB_SECURITY_TOKEN CODELAB_PASSWORD OS_SECRET_KEY OS_PASSWORD OS_SECURITY_TOKEN
    HUAWEICLOUD_SDK_SK HUAWEICLOUD_SDK_SECURITY_TOKEN""".split()
    for name in names:
        with environment({name: WRONG, "CODELAB_ENDPOINT": "https://modelarts.example.com"}):
            attempt(heard, name, codelab.Client)
    for name in ("CODELAB_TOKEN", "OS_AUTH_TOKEN"):
        with environment({name: f"{WRONG}\n", "CODELAB_ENDPOINT": "https://modelarts.example.com"}):
            attempt(heard, name, codelab.Client)
    assert len({each for _, each in heard.texts if "Error" in each}) > 8
    assert heard.secrets(Needles({"what was refused": WRONG})) == {}


def test_the_password_of_a_proxy_or_an_address_is_not_printed(new_user: Make, tmp_path: Path) -> None:
    user, heard = new_user(), Heard()
    trace = tmp_path / "trace_fd"
    with trace.open("wb") as file:
        every: Dict[str, Any] = {"trace_fd": file.fileno(), **FEW}
        for proxy in ("http://user:%s@127.0.0.1:1", "nonsense://user:%s@127.0.0.1", "http://user:%s@x y"):
            settings = {**user.options(), **every, "proxy": proxy % WRONG}
            attempt(heard, "proxy", lambda: codelab.Client(**settings).show("an-id"))
        for endpoint in (f"https://user:{WRONG}@127.0.0.1:1", f"https://{WRONG}@127.0.0.1:1/"):
            options: Dict[str, Any] = {**user.options(), "endpoint": endpoint}
            attempt(heard, "endpoint", lambda: codelab.Client(**options, **every).show("an-id"))
    heard.file(trace)
    assert heard.secrets(Needles({"the proxy's password": WRONG})) == {}


def test_a_failed_start_that_names_a_secret_does_not_print_it(new_user: Make, secrets_of: Collect) -> None:
    heard = Heard()
    user = new_user()
    with codelab.Client(**user.options()) as client:
        instance = client.open()
        own = {"the instance's token": str(instance.token)}
        for secret in (user.token, str(instance.token)):
            user.change(status="ERROR", fail_reason=f"could not use '{secret}' to start")
            changed = attempt(heard, "show", lambda: client.show(instance))
            for watch in (client.watch(instance, timeout=10, first_delay=0.005), client.open_watch(timeout=10)):
                try:
                    watch.result()
                except codelab.InstanceFailedError as error:
                    heard.text("the failure", str(error))
                else:
                    pytest.fail("the instance did not fail")
            assert changed is not None
    failures = [text for source, text in heard.texts if source == "the failure"]
    assert len(failures) == 4 and not Needles({**secrets_of(user), **own}).found_in(" ".join(failures))
    assert not Needles(own).found_in(" ".join(text for _, text in heard.texts))
