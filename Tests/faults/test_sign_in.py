"""Signing in: whatever IAM and the service answer, the requests of one call have a bound."""

from __future__ import annotations

import asyncio
import datetime
import email.utils
import threading
import time
from collections import Counter

import codelab
import codelab.aio
import pytest
from server import CLOSE, INSTANCE, response, wait_until

LOGIN = {"user_name": "user", "password": "password", "domain_name": "domain"}
ID = INSTANCE["id"]
PAGE = {"data": [INSTANCE], "total": 1, "current": 0, "pages": 1, "size": 50}


def iam_token(life, *, has_date=True, catalog=None):
    """A new token that ends `life` seconds after the Date of the answer."""
    now = time.time()
    end = datetime.datetime.fromtimestamp(now + life, datetime.timezone.utc)
    project = {"id": "project-1", "name": "eu-de"}
    body = {"token": {"expires_at": end.strftime("%Y-%m-%dT%H:%M:%S.000000Z"), "project": project}}
    if catalog is not None:
        body["token"]["catalog"] = catalog
    headers = {"X-Subject-Token": f"TOKEN-{time.monotonic_ns()}"}
    if has_date:
        headers["Date"] = email.utils.formatdate(now, usegmt=True)
    return response(201, body, headers)


#: What IAM answers to the request of that number, from 0.
IAM = {
    "a good token": lambda number: iam_token(86400),
    "a token that ends now": lambda number: iam_token(0),
    "a token that has ended": lambda number: iam_token(-60),
    "a token that ended a year ago": lambda number: iam_token(-3e7),
    "a token that has ended, and no date": lambda number: iam_token(-60, has_date=False),
    "a token that ends in a second": lambda number: iam_token(1),
    "a failure, then a token that has ended": lambda number: response(503) if number % 2 == 0 else iam_token(-60),
    "500": lambda number: response(500),
    "503": lambda number: response(503),
    "504": lambda number: response(504),
    "429": lambda number: response(429),
    "429 without a pause": lambda number: response(429, headers={"Retry-After": "0"}),
    "429 with a long pause": lambda number: response(429, headers={"Retry-After": "3600"}),
    "401": lambda number: response(401, {"error": {"code": 401, "message": "wrong password"}}),
    "404": lambda number: response(404, {"error_code": "APIGW.0101", "error_msg": "no such API"}),
    "a closed connection": lambda number: CLOSE,
    "no token": lambda number: response(201, {"token": {}}),
    "no JSON": lambda number: response(201, "<html>", {"X-Subject-Token": "T" * 20}),
}
#: What the service answers.
SERVICE = {
    "success": lambda number, path: response(200, PAGE if "?" in path else INSTANCE),
    "401": lambda number, path: response(401, {"error_code": "APIG.0301", "error_msg": "token expires"}),
    "401 and 503": lambda number, path: response((401, 503)[number % 2]),
    "503 and 401": lambda number, path: response((503, 401)[number % 2]),
    "503": lambda number, path: response(503),
    "504": lambda number, path: response(504),
    "429": lambda number, path: response(429, headers={"Retry-After": "0"}),
    "a closed connection": lambda number, path: CLOSE,
}


def machine(iam, service):
    """A handler for IAM and the service at one address."""
    counts = Counter()

    def answer(request, connection):
        kind = "iam" if request.path.startswith("/v3/") else "service"
        number = counts[kind]
        counts[kind] += 1
        return iam(number) if kind == "iam" else service(number, request.path)

    return answer


def options(server, **others):
    return {"endpoint": server.url, "iam_endpoint": server.url, "project_id": "project-1", "retry_delay": 0.001,
            "retry_delay_max": 0.002, **LOGIN, **others}


def call_open(client):
    client.open()


def call_show(client):
    client.show(ID)


def call_watch(client):
    # One poll: the next one would come after the deadline.
    next(client.watch(ID, first_delay=60, ceiling=60, timeout=0.5))


def call_pager(client):
    next(iter(client.instances()))


CALLS = {each.__name__[5:]: each for each in (call_open, call_show, call_watch, call_pager)}


def blocking(server, name, attempts):
    with codelab.Client(**options(server, max_attempts=attempts)) as client:
        try:
            CALLS[name](client)
        except codelab.CodelabError as error:
            return error
    return None


def queued(server, name, attempts):
    async def call(client):
        if name == "open":
            await client.open()
        elif name == "show":
            await client.show(ID)
        elif name == "watch":
            await client.watch(ID, first_delay=60, ceiling=60, timeout=0.5).__anext__()
        else:
            await client.instances().__anext__()

    async def run():
        async with codelab.aio.AsyncClient(**options(server, max_attempts=attempts)) as client:
            try:
                await call(client)
            except codelab.CodelabError as error:
                return error
        return None

    return asyncio.run(run())


def is_slow(iam_name, service_name, name):
    """A watch waits out faults that pass, at its own pace: the deadline ends it."""
    return name == "watch" and ("50" in service_name or "429" in service_name or "closed" in service_name
                                or iam_name in ("500", "503", "504", "429", "429 without a pause",
                                                "429 with a long pause", "a closed connection"))


@pytest.mark.parametrize("attempts", [1, 3])
@pytest.mark.parametrize("way", [blocking, queued])
@pytest.mark.parametrize("name", CALLS)
def test_the_requests_of_one_call_are_limited(serve, way, name, attempts):
    for iam_name, iam in IAM.items():
        for service_name, service in SERVICE.items():
            if is_slow(iam_name, service_name, name):
                continue
            server = serve(machine(iam, service))
            way(server, name, attempts)
            paths = Counter(each.path.split("?")[0] for each in server.log)
            case = (iam_name, service_name, paths)
            assert paths.pop("/v3/auth/tokens") <= 2 * attempts, case
            # Of each kind; where one attempt is allowed, a second request is for a 401 alone.
            assert all(count <= max(attempts, 2) for count in paths.values()), case
            server.close()


@pytest.mark.parametrize("iam_name, service_name", [("503", "success"), ("a closed connection", "success"),
                                                    ("a token that has ended", "503"), ("503", "401")])
@pytest.mark.parametrize("way", [blocking, queued])
def test_one_poll_of_a_watch_has_the_limit_of_a_call(serve, way, iam_name, service_name):
    server = serve(machine(IAM[iam_name], SERVICE[service_name]))
    error = way(server, "watch", 2)
    assert isinstance(error, codelab.DeadlineError)
    counts = Counter("iam" if each.path.startswith("/v3/") else "service" for each in server.log)
    assert counts["iam"] <= 4 and counts["service"] <= 2


@pytest.mark.parametrize("life", [-3e7, -60, 0, 1])
@pytest.mark.parametrize("way", [blocking, queued])
@pytest.mark.parametrize("name", CALLS)
def test_a_token_is_used_although_its_expiry_in_iams_answer_is_past(serve, way, name, life):
    server = serve(machine(lambda number: iam_token(life), SERVICE["success"]))
    assert way(server, name, 1) is None
    assert len(server.requests(path="/v3/")) == 1
    assert len(server.requests(path="/v1/")) == 1


def test_many_calls_share_a_token_whose_expiry_is_past(serve):
    server = serve(machine(lambda number: iam_token(-60), SERVICE["success"]))
    with codelab.Client(**options(server)) as client:
        start = time.monotonic()
        for _ in range(50):
            client.show(ID)
        seconds = time.monotonic() - start
    # It counts for ten seconds, of which the last is for the renewal.
    assert len(server.requests(path="/v3/")) <= 2 + seconds / 9


def test_a_service_that_refuses_every_token_costs_two_tokens_a_call(serve):
    server = serve(machine(IAM["a good token"], SERVICE["401"]))
    with codelab.Client(**options(server)) as client:
        with pytest.raises(codelab.AuthenticationError):
            client.open()
        assert [each.path[:4] for each in server.log] == ["/v3/", "/v1/", "/v3/", "/v1/"]
        with pytest.raises(codelab.AuthenticationError):
            client.open()
    assert len(server.log) == 7  # the second call begins with the last token


@pytest.mark.parametrize("waiters", [1, 8])
def test_waiters_that_take_over_stopped_fetches_have_the_same_limit(serve, waiters):
    """IAM never answers: each call is stopped by its deadline, and the next one fetches."""
    silent = threading.Event()

    def iam(request, connection):
        if request.path.startswith("/v3/") and not silent.is_set():
            return None
        return iam_token(-60) if request.path.startswith("/v3/") else response(200, INSTANCE)

    server = serve(iam)
    errors = []

    def look(client, timeout):
        try:
            client.show(ID, timeout=timeout)
        except codelab.CodelabError as error:
            errors.append(error)

    with codelab.Client(**options(server, max_attempts=2, attempt_timeout=30)) as client:
        threads = [threading.Thread(target=look, args=(client, 0.1 + 0.1 * each)) for each in range(waiters + 1)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(30)
        assert len(errors) == waiters + 1 and all(isinstance(each, codelab.DeadlineError) for each in errors)
        assert 1 <= len(server.requests(path="/v3/")) <= waiters + 1
        silent.set()
        assert client.show(ID).id == ID


def test_waiters_that_see_no_progress_take_over_within_the_limit(serve):
    """IAM never answers, and no deadline stops anyone: each call ends, and all requests together have a bound."""
    server = serve(lambda request, connection: None)
    attempts, callers = 2, 6
    errors = []

    def look(client):
        try:
            client.show(ID)
        except codelab.CodelabError as error:
            errors.append(error)

    with codelab.Client(**options(server, max_attempts=attempts, attempt_timeout=0.2)) as client:
        threads = [threading.Thread(target=look, args=(client,)) for _ in range(callers)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(60)
    assert len(errors) == callers
    assert len(server.log) <= callers * 2 * attempts


def test_a_password_that_is_refused_at_a_renewal_is_not_sent_again_at_once(serve):
    """Five wrong passwords lock a user: a renewal that is refused rests, while the token is still good."""
    def iam(number):
        return iam_token(11) if number == 0 else response(401, {"error": {"code": 401, "message": "wrong password"}})

    server = serve(machine(iam, SERVICE["success"]))
    with codelab.Client(**options(server)) as client:
        client.show(ID)
        # The renewal is due a tenth of eleven seconds ahead of the end.
        wait_until(lambda: client.show(ID) is not None and len(server.requests(path="/v3/")) == 2, 30)
        for _ in range(20):
            client.show(ID)
    assert len(server.requests(path="/v3/")) == 2


@pytest.mark.parametrize("fetcher", ["show", "watch", "step", "list"])
@pytest.mark.parametrize("caller, after", [("show", "drive"), ("open", "free"), ("watch", "drive"), ("list", "free"),
                                           ("queue", "drive")])
def test_a_call_does_not_wait_for_a_queue_that_its_own_thread_would_have_to_drive(serve, run, fetcher, caller, after):
    def answer(request, connection):
        if request.path.startswith("/v3/"):
            return None if len(server.requests(path="/v3/")) == 1 else iam_token(86400)
        return response(200, PAGE if "?" in request.path else INSTANCE)

    server = serve(answer)
    done = run("takeover", server.url, fetcher, caller, after, seconds=30)
    expected = ["call: CODELAB_OK"] + ["event: CODELAB_OK"] * (after == "drive")
    assert done.stdout.splitlines() == expected and done.returncode == 0
    assert len(server.requests(path="/v3/")) == 2


def test_a_call_ends_if_iam_does_not_answer(serve, run):
    server = serve(lambda request, connection: None)
    done = run("takeover", server.url, "show", "show", "drive", seconds=30)
    assert done.stdout.splitlines() == ["call: CODELAB_E_DEADLINE", "event: CODELAB_E_DEADLINE"]
    assert len(server.log) <= 8  # two calls, two fetches of two attempts each
