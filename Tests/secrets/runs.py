"""Runs of the Python package that say as much as they can: every call, and every kind of failure."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any, Callable, Dict, Iterator, List, Tuple

import codelab
from heard import Heard
from simulator import User

QUICK: Dict[str, Any] = {"first_delay": 0.005, "ceiling": 0.02, "timeout": 30}
FEW: Dict[str, Any] = {"retry_delay": 0.001, "retry_delay_max": 0.002, "max_attempts": 2}
GPU = "modelarts.vm.gpu.free"


def kept(client: codelab.Client, id: str) -> codelab.Keeper:
    with client.keep_alive(id) as keeper:
        return keeper


#: Every call, in an order in which each is possible.
CALLS: List[Tuple[str, Callable[[codelab.Client, str], Any]]] = [
    ("watch", lambda client, id: client.watch(id, **QUICK)),
    ("show", lambda client, id: client.show(id)),
    ("show_lease", lambda client, id: client.show_lease(id)),
    ("renew_lease", lambda client, id: client.renew_lease(id)),
    ("instances", lambda client, id: client.instances()),
    ("images", lambda client, id: client.images()),
    ("show_image", lambda client, id: client.show_image(next(client.images()))),
    ("flavors", lambda client, id: client.flavors()),
    ("switchable_flavors", lambda client, id: client.switchable_flavors(id)),
    ("switch", lambda client, id: client.switch(id, flavor=GPU, **QUICK)),
    ("update of one that runs", lambda client, id: client.update(id, description="another")),
    ("stop", lambda client, id: client.stop(id)),
    ("stop again", lambda client, id: client.stop(id)),
    ("watch until stopped", lambda client, id: client.watch(id, until=codelab.Until.STOPPED, **QUICK)),
    ("update", lambda client, id: client.update(id, description="another")),
    ("open until ready", lambda client, id: client.open_watch(**QUICK)),
    ("open and wait", lambda client, id: client.open(wait=True, **QUICK)),
    ("keep", lambda client, id: client.keep_watch(id, total=timedelta(milliseconds=50), timeout=30)),
    ("keeper", lambda client, id: kept(client, id)),
    ("result of a watch", lambda client, id: client.watch(id, **QUICK).result()),
    ("stop before the start", lambda client, id: client.stop(id)),
    ("watch before the start", lambda client, id: client.watch(id, until=codelab.Until.STOPPED, **QUICK)),
    ("start", lambda client, id: client.start(id)),
    ("delete of one that starts", lambda client, id: client.delete(id)),
    ("watch again", lambda client, id: client.watch(id, **QUICK)),
    ("show of another", lambda client, id: client.show("another")),
]


def attempt(heard: Heard, source: str, call: Callable[[], Any]) -> Any:
    """What a call gives, or raises, is heard; an iterator with all that it gives."""
    try:
        result = call()
        heard.value(source, result)
        if isinstance(result, (codelab.Watch, codelab.Pager)):
            for each in result:
                heard.value(source, each)
        return result
    except codelab.CodelabError as error:
        heard.value(source, error)
        return None


def every_call(heard: Heard, source: str, client: codelab.Client, keep: Dict[str, str]) -> None:
    """keep gets the instance's tokens, of which there is another after each start."""
    heard.value(source, client)
    opened = attempt(heard, f"{source}, open", client.open)
    id = str(opened.id) if opened else "an-id"
    for name, call in CALLS:
        attempt(heard, f"{source}, {name}", lambda: call(client, id))
        with suppress(codelab.CodelabError):
            token = client.show(id).token
            if token:
                keep[f"a token of the instance: {token[:2]}"] = token


def echoes(secrets: Dict[str, str]) -> Iterator[Tuple[str, Dict[str, Any]]]:
    """Yields responses that repeat a secret, each as a fault of the simulator.

    Only what a text that is read may hold: a service that encodes a secret before it puts it there is not foreseen.
    """
    for name, secret in secrets.items():
        told = {"error_code": "ModelArts.0001", "error_msg": f"cannot use '{secret}' here"}
        for said, body in (
            (f"{name} echoed", json.dumps(told)),
            (f"{name} echoed in UTF-8", json.dumps(told, ensure_ascii=False)),
        ):
            for status in (200, 400, 401, 403, 404, 409, 429, 500):
                yield said, {"kind": "body", "status": status, "body": body}
        yield f"{name} in HTML", {"kind": "body", "body": f"<html><p>{secret}</p></html>", "status": 502}
        yield f"{name} as a key", {"kind": "body", "body": json.dumps({secret: [1, secret, {"id": 5}], "id": 5})}
        cut = json.dumps({"error_code": "ModelArts.0001", "error_msg": f"{'x' * 400} {secret}"})
        yield f"{name} at the end of a text", {"kind": "status", "status": 400, "body": cut}
        yield f"{name} as a code", {
            "kind": "status", "status": 400, "body": json.dumps({"error_code": secret, "error_msg": "wrong"})}
        if secret.isascii():
            for header in ("X-Request-Id", "Retry-After", "Location", "Server", "X-Subject-Token"):
                yield f"{name} in {header}", {"kind": "status", "status": 503, "headers": {header: secret}}
        yield f"{name} in IAM's form", {
            "kind": "status", "status": 401,
            "body": json.dumps({"error": {"code": 401, "message": f"{secret} is wrong", "title": secret}})}


def faults() -> Iterator[Tuple[str, Dict[str, Any]]]:
    for kind in ("html", "empty", "list", "wrong_type", "truncated", "reset"):
        yield kind, {"kind": kind}
    for status in (302, 400, 401, 403, 404, 408, 409, 418, 429, 500, 502, 503, 504):
        yield f"{status}", {"kind": "status", "status": status}


def every_fault(heard: Heard, source: str, user: User, options: Dict[str, Any], secrets: Dict[str, str]) -> None:
    """Runs each fault with a new client, because a client returns some failures again without a request."""
    about = {name: value for name, value in secrets.items() if name in options}
    for name, fault in [*faults(), *echoes(about)]:
        for call in ("any", "iam_tokens", "iam_projects"):
            if call != "any" and "user_name" not in options:
                continue
            user.set_faults({**fault, "call": call, "times": 0})
            with codelab.Client(**options, **FEW) as client:
                attempt(heard, f"{source}, {name} ({call}), show", lambda: client.show("an-id", timeout=5))
                if call == "any":
                    attempt(heard, f"{source}, {name}, open", lambda: client.open(timeout=5))
    user.set_faults()
