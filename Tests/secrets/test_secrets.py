"""A run with known secrets, with traces on, through calls that succeed and every kind of failure, tells none of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

import codelab
from conftest import ROOT
from heard import Heard
from needles import Needles
from runs import FEW, attempt, every_call, every_fault
from scenario_calls import environment
from simulator import PATIENCE, User

KINDS = ["token", "keys", "temporary_keys", "password"]
Make = Callable[..., User]
Collect = Callable[[User], Dict[str, str]]


@pytest.fixture
def user(new_user: Make, request: pytest.FixtureRequest) -> User:
    return new_user(security_token=getattr(request, "param", False))


def user_for(kind: str, new_user: Make) -> User:
    return new_user(security_token=kind == "temporary_keys")


@pytest.mark.parametrize("kind", KINDS)
def test_calls_tell_no_secret(kind: str, new_user: Make, secrets_of: Collect, tmp_path: Path) -> None:
    user, heard = user_for(kind, new_user), Heard()
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
def test_failures_tell_no_secret(kind: str, new_user: Make, secrets_of: Collect, tmp_path: Path) -> None:
    user, heard = user_for(kind, new_user), Heard()
    trace = tmp_path / "trace_fd"
    secrets = secrets_of(user)
    with trace.open("wb") as file:
        every_fault(heard, kind, user, {**user.options(kind), "trace_fd": file.fileno()}, secrets)
    heard.file(trace)
    assert trace.read_text(encoding="utf-8").count("attempt=") > 100
    assert heard.secrets(Needles({**secrets, **secrets_of(user)})) == {}


WRONG = "this-one-is-wrong-but-a-secret-all-the-same-4711"


@pytest.mark.parametrize(
    "kind, field",
    [("token", "token"), ("keys", "secret_key"), ("temporary_keys", "secret_key"), ("temporary_keys", "security_token"),
     ("password", "password")],
)
@pytest.mark.parametrize("signature", codelab.Signature)
def test_a_wrong_credential_is_not_told(
    kind: str, field: str, signature: codelab.Signature, new_user: Make, secrets_of: Collect, tmp_path: Path
) -> None:
    user, heard = user_for(kind, new_user), Heard()
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


def test_a_token_that_was_revoked_or_has_expired_is_not_told(
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


def test_the_clock_the_project_and_a_locked_key_are_told_without_secrets(
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
def test_an_argument_that_is_refused_is_not_told(end: str) -> None:
    heard = Heard()
    fields = "token secret_key security_token password access_key user_name domain_name proxy endpoint iam_endpoint"
    good = {"endpoint": "https://modelarts.example.com", "project_id": "p"}
    for field in fields.split():
        for rest in ({}, {"token": "t"}, {"access_key": "a", "secret_key": "s"},
                     {"user_name": "u", "password": "p", "domain_name": "d"}):
            options: Dict[str, Any] = {**good, **rest, field: WRONG + end}
            attempt(heard, field, lambda: codelab.Client(**options, no_environment=True))
    assert heard.texts and heard.secrets(Needles({"what was refused": WRONG})) == {}


def test_half_a_credential_in_the_environment_is_not_told() -> None:
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


def test_the_password_of_a_proxy_or_an_address_is_not_told(new_user: Make, tmp_path: Path) -> None:
    user, heard = new_user(), Heard()
    trace = tmp_path / "trace_fd"
    with trace.open("wb") as file:
        every: Dict[str, Any] = {"trace_fd": file.fileno(), **FEW}
        for proxy in (f"http://user:{WRONG}@127.0.0.1:1", f"nonsense://user:{WRONG}@127.0.0.1", f"http://u:{WRONG}@x y"):
            attempt(heard, "proxy", lambda: codelab.Client(**user.options(), proxy=proxy, **every).show("an-id"))
        for endpoint in (f"https://user:{WRONG}@127.0.0.1:1", f"https://{WRONG}@127.0.0.1:1/"):
            options: Dict[str, Any] = {**user.options(), "endpoint": endpoint}
            attempt(heard, "endpoint", lambda: codelab.Client(**options, **every).show("an-id"))
    heard.file(trace)
    assert heard.secrets(Needles({"the proxy's password": WRONG})) == {}


def test_a_failed_start_that_names_a_secret_does_not_tell_it(new_user: Make, secrets_of: Collect) -> None:
    heard = Heard()
    user = new_user()
    with codelab.Client(**user.options()) as client:
        instance = client.open()
        own = {"the instance's token": str(instance.token)}
        for secret in (user.token, str(instance.token)):
            user.change(status="ERROR", fail_reason=f"could not use '{secret}' to start")
            changed = attempt(heard, "show", lambda: client.show(instance))
            try:
                list(client.watch(instance, timeout=10, first_delay=0.005))
            except codelab.InstanceFailedError as error:
                heard.text("the failure", str(error))
            else:
                pytest.fail("the instance did not fail")
            assert changed is not None
    failures = [text for source, text in heard.texts if source == "the failure"]
    assert len(failures) == 2 and not Needles({**secrets_of(user), **own}).found_in(" ".join(failures))
    assert not Needles(own).found_in(" ".join(text for _, text in heard.texts))


def c_environment(user: User, kind: str) -> Dict[str, str]:
    return {f"CODELAB_{name.upper()}": value for name, value in user.options(kind).items()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_program_in_c_tells_only_the_address_that_it_is_for(
    kind: str, new_user: Make, secrets_of: Collect, tmp_path: Path
) -> None:
    user, heard = user_for(kind, new_user), Heard()
    trace = tmp_path / "CODELAB_TRACE"
    settings: List[Dict[str, str]] = [c_environment(user, kind)]
    settings.append({**settings[0], "CODELAB_ENDPOINT": "http://127.0.0.1:1", "CODELAB_IAM_ENDPOINT": "http://127.0.0.1:1"})
    for where in ("1", str(trace)):
        for number, variables in enumerate(settings):
            result = subprocess.run(
                [str(ROOT / "build" / "bin" / "open_instance"), "--timeout", "20"],
                env={**os.environ, **variables, "CODELAB_TRACE": where},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE,
            )
            assert (result.returncode == 0) == (number == 0), result.stderr
            assert ("attempt=" in result.stderr) == (where == "1")
            heard.text("standard error", result.stderr)
            lines = result.stdout.splitlines()
            heard.text("standard output", "\n".join(line for line in lines if "token=" not in line))
    heard.file(trace)
    with codelab.Client(**user.options(kind)) as client:  # type: ignore[arg-type]
        own = {"the instance's token": str(client.open().token)}
    assert heard.secrets(Needles({**secrets_of(user), **own})) == {}


@pytest.fixture(scope="session")
def go_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("go")
    for path in (ROOT / "Tests" / "secrets" / "go").iterdir():
        text = path.read_text(encoding="utf-8").replace("../../../bindings/go", str(ROOT / "bindings" / "go"))
        (source / path.name).write_text(text, encoding="utf-8")
    go = os.environ.get("GO") or "go"
    assert shutil.which(go), "the Go toolchain is needed"
    offline = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off"}
    subprocess.run([go, "build", "-o", "program", "."], cwd=source, env=offline, check=True, timeout=300)
    return source / "program"


@pytest.mark.parametrize("kind", KINDS)
def test_go_tells_no_secret(
    kind: str, go_program: Path, new_user: Make, secrets_of: Collect, tmp_path: Path
) -> None:
    user, heard = user_for(kind, new_user), Heard()
    trace = tmp_path / "CODELAB_TRACE"
    good = user.options(kind)
    field = {"token": "token", "password": "password"}.get(kind, "secret_key")
    jobs = [good, {**good, field: WRONG}, {**good, field: f"{WRONG}\n"}, {**good, "endpoint": "http://127.0.0.1:1"}]
    result = subprocess.run(
        [str(go_program)], input=json.dumps(jobs), env={**os.environ, "CODELAB_TRACE": str(trace)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=3 * PATIENCE,
    )
    assert (result.returncode, result.stderr) == (0, "")
    heard.text("standard output", result.stdout)
    heard.file(trace)
    assert "RUNNING" in result.stdout and "/notebooks/open" in trace.read_text(encoding="utf-8")
    with codelab.Client(**good) as client:  # type: ignore[arg-type]
        own = {"the instance's token": str(client.open().token)}
    assert heard.secrets(Needles({**secrets_of(user), **own, "what was wrong": WRONG})) == {}
