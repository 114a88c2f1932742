"""Four kinds of credentials, from options and from the environment, and many threads that need a token at once."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

import codelab
from scenario_calls import environment
from simulator import PATIENCE, Simulator, User
from test_cancel import in_thread

THREADS = 100


@pytest.fixture
def user(simulator: Simulator) -> User:
    return simulator.new_user(step_ms=60000, security_token=True)


def calls(user: User) -> List[str]:
    return [each["call"] for each in user.requests()]


def all_at_once(work: Callable[[], Any]) -> List[Any]:
    """What each of many threads got from work: what it returned, or raised."""
    barrier = threading.Barrier(THREADS)

    def start() -> Any:
        barrier.wait(PATIENCE)
        return work()

    threads = [in_thread(start) for _ in range(THREADS)]
    for thread, _ in threads:
        thread.join(PATIENCE)
    return [outcome[0] for _, outcome in threads]


@pytest.mark.parametrize("kind", ["token", "temporary_keys", "password"])
def test_a_client_signs_in(kind: str, user: User) -> None:
    with codelab.Client(**user.options(kind)) as client:
        instance = client.open()
        assert [each.id for each in client.instances()] == [instance.id]


def test_permanent_keys_sign_in_in_both_forms(simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=60000)
    for form in codelab.Signature:
        with codelab.Client(**user.options("keys"), signature=form) as client:
            client.open()
    assert [each["credential"] for each in user.requests()] == ["access", "credential"]


def test_many_threads_that_need_a_token_cause_one_fetch(user: User) -> None:
    user.set_faults({"kind": "latency", "call": "iam_tokens", "delay_ms": 300})
    with codelab.Client(**user.options("password")) as client:
        client_work = lambda: [each.id for each in client.flavors()]  # noqa: E731
        outcomes = all_at_once(client_work)
        assert all(isinstance(each, list) and each == outcomes[0] for each in outcomes), outcomes
        assert calls(user).count("iam_tokens") == 1 and len(calls(user)) == THREADS + 1
        user.revoke_tokens()
        user.forget_requests()
        outcomes = all_at_once(client_work)
        assert all(isinstance(each, list) for each in outcomes), outcomes
        assert calls(user).count("iam_tokens") == 1


def test_a_wrong_password_is_reported_to_each_thread_and_sent_once(user: User) -> None:
    user.set_faults({"kind": "latency", "call": "iam_tokens", "delay_ms": 300})
    options: Dict[str, Any] = {**user.options("password"), "password": "not this one"}
    with codelab.Client(**options) as client:
        outcomes = all_at_once(client.open)
        assert {type(each) for each in outcomes} == {codelab.AuthenticationError}
        assert len({str(each) for each in outcomes}) == 1
        with pytest.raises(codelab.AuthenticationError):
            client.open()
    assert calls(user) == ["iam_tokens"]


def test_a_wrong_key_is_not_sent_again(simulator: Simulator) -> None:
    user = simulator.new_user()
    options: Dict[str, Any] = {**user.options("keys"), "secret_key": "not-this-one"}
    with codelab.Client(**options) as client:
        for _ in range(3):
            with pytest.raises(codelab.AuthenticationError):
                client.open()
    assert len(user.requests()) == 1


def test_a_cancel_stops_the_wait_for_a_token(user: User) -> None:
    user.set_faults({"kind": "latency", "call": "iam_tokens", "delay_ms": 10000})
    with codelab.Client(**user.options("password"), max_attempts=1) as client:
        cancel = codelab.Cancel()
        thread, outcome = in_thread(lambda: client.open(cancel=cancel))
        user.wait_for_request()
        cancel.trigger()
        thread.join(PATIENCE)
        assert isinstance(outcome[0], codelab.CancelledError)


def variables(user: User, *fields: str) -> Dict[str, str]:
    """The library's own variables with these of the user's values."""
    return {f"CODELAB_{name.upper()}": str(user.made[name]) for name in fields}


def test_without_a_credential_the_environment_is_used(user: User) -> None:
    with environment(variables(user, "endpoint", "project_id", "token")):
        client = codelab.Client()
    with client:
        assert client.open().id and repr(client) == "Client()"


def test_options_override_the_environment(user: User, simulator: Simulator) -> None:
    other = simulator.new_user(step_ms=60000)
    with environment(variables(other, "endpoint", "project_id", "token")):
        client = codelab.Client(**user.options("token"))
    with client:
        client.open()
    assert len(user.requests()) == 1 and other.requests() == []


def test_an_incomplete_credential_is_refused_and_the_missing_part_named(user: User) -> None:
    with environment({**variables(user, "endpoint", "project_id", "access_key")}):
        with pytest.raises(codelab.ArgumentError, match="CODELAB_SECRET_KEY"):
            codelab.Client()


def test_the_environment_can_be_excluded(user: User, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with environment({**variables(user, "endpoint", "project_id", "token"), "CODELAB_TRACE": str(trace)}):
        with pytest.raises(codelab.ArgumentError):
            codelab.Client(no_environment=True)
        options = user.options("token")
        with codelab.Client(**options, no_environment=True) as client:
            client.open()
    assert not trace.exists()


def test_a_trace_goes_to_the_given_descriptor_or_file(user: User, tmp_path: Path) -> None:
    named, given = tmp_path / "named", tmp_path / "given"
    with given.open("wb") as file, environment({"CODELAB_TRACE": str(named)}):
        options: Dict[str, Any] = user.options("token")
        for trace_fd in (None, codelab.NO_TRACE, file.fileno()):
            with codelab.Client(**options, trace_fd=trace_fd) as client:
                client.open()
        os.fstat(file.fileno())  # it stays the caller's
    for path in (named, given):
        [line] = path.read_text(encoding="utf-8").splitlines()
        assert "POST" in line and "/notebooks/open" in line and "200" in line


@pytest.mark.parametrize(
    "given, problem",
    [
        ({"token": "t", "access_key": "a", "secret_key": "s"}, "token"),
        ({"access_key": "a"}, "secret_key"),
        ({"user_name": "u", "password": "p"}, "domain_name"),
        ({}, "token: is required, or access_key"),
    ],
    ids=["two kinds", "half of the keys", "half of a user", "nothing"],
)
def test_anything_but_one_complete_credential_is_refused(given: Dict[str, Any], problem: str) -> None:
    with environment({}), pytest.raises(codelab.ArgumentError, match=problem):
        codelab.Client("https://modelarts.example.com", "p", **given)


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(codelab.ArgumentError, match="region"):
        codelab.Client(region="atlantis-1", token="t", project_id="p")
    codelab.Client(region="eu-de", token="t", project_id="p").close()
