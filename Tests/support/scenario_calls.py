"""The calls that scenarios make, each as a caller would write it, and what is kept of their outcome.

A client for asyncio is driven call by call, so that both kinds go through the very same scenario.
"""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Dict, Iterator, List, Optional

import codelab
from simulator import FAMILIES, User

#: Options by their names in C that Python counts in another unit: the name here, and what one of it is in units of C.
SCALED = {
    "connect_timeout_ms": ("connect_timeout", 1000),
    "attempt_timeout_ms": ("attempt_timeout", 1000),
    "retry_delay_ms": ("retry_delay", 1000),
    "retry_delay_max_ms": ("retry_delay_max", 1000),
    "first_delay_ms": ("first_delay", 1000),
    "ceiling_ms": ("ceiling", 1000),
    "growth_percent": ("growth", 100),
    "jitter_percent": ("jitter", 100),
}
ALLOW_HTTP, NO_ENVIRONMENT, CREATE_IF_NOT_OFFERED, REPLACE_FAILED = 1, 2, 1, 2
SWITCH_UNCHECKED, SWITCH_STAY_STOPPED = 1, 2

#: Of the lists: the client's method, the field of a page in C, and how many are asked for at once.
LISTS = {
    "list_instances": ("instances", "instances", 50),
    "list_images": ("images", "images", 200),
    "list_flavors": ("flavors", "flavors", 200),
    "list_switchable_flavors": ("switchable_flavors", "flavors", 200),
}
#: The calls for one thing, which is given by its id.
CALLS = set("show start stop delete update show_lease renew_lease show_image".split())


@dataclass
class Outcome:
    code: str
    #: What the fields of the scenario are looked for in.
    result: Any = None
    error: Optional[codelab.CodelabError] = None
    items: List[Any] = field(default_factory=list)
    statuses: List[str] = field(default_factory=list)
    phases: List[codelab.Phase] = field(default_factory=list)

    def fail(self, error: codelab.CodelabError) -> None:
        self.code, self.error = codelab.status_name(error.code), error


def in_python(values: Dict[str, Any]) -> Dict[str, Any]:
    """Options of C by their names and units in Python."""
    found = {}
    for c_name, value in values.items():
        name, scale = SCALED.get(c_name, (c_name.rstrip("_"), None))
        found[name] = value if scale is None or value is None else value / scale
    if found.get("jitter") == -0.01:
        found["jitter"] = 0.0  # what C writes as -1: none
    if "duration_ms" in found:
        duration_ms = found.pop("duration_ms")
        found["duration"] = codelab.NO_END if duration_ms == -1 else timedelta(milliseconds=duration_ms)
    if "until" in found:
        found["until"] = codelab.Until(found["until"])
    return found


def flags(values: Dict[str, Any], **names: int) -> Dict[str, Any]:
    """The flags of C, taken out of the values, as Python's words for them."""
    number = values.pop("flags", 0)
    assert number & ~sum(names.values()) == 0, "Python has no word for such a flag"
    return {name: True for name, flag in names.items() if number & flag}


def expanded(text: Any, user: User) -> Any:
    if not isinstance(text, str):
        return text
    return re.sub(r"\$([a-z_]+)", lambda match: str(user.made[match[1]]), text)


@contextmanager
def environment(variables: Dict[str, str]) -> Iterator[None]:
    """These variables, and no others that the library would read."""
    before = {name: value for name, value in os.environ.items() if name.startswith(FAMILIES)}
    for name in before:
        del os.environ[name]
    try:
        os.environ.update(variables)
        yield
    finally:
        for name in variables:
            del os.environ[name]
        os.environ.update(before)


class Blocking:
    """A call of a client for asyncio, waited for in a loop of the scenario's own."""

    def __init__(self, client: codelab.AsyncClient) -> None:
        self._client = client
        self._loop = asyncio.new_event_loop()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(*arguments: Any, **named: Any) -> Any:
            made = method(*arguments, **named)
            return self._loop.run_until_complete(made) if asyncio.iscoroutine(made) else Steps(made, self._loop)

        return call

    def __enter__(self) -> "Blocking":
        self._loop.run_until_complete(self._client.__aenter__())
        return self

    def __exit__(self, *_: Any) -> None:
        self._loop.run_until_complete(self._client.__aexit__())
        self._loop.close()


class Steps:
    """An async iterator, step by step."""

    def __init__(self, walk: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._walk = walk
        self._loop = loop

    def __iter__(self) -> "Steps":
        return self

    def __next__(self) -> Any:
        try:
            return self._loop.run_until_complete(self._walk.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._walk, name)

    def __enter__(self) -> "Steps":
        self._loop.run_until_complete(self._walk.__aenter__())
        return self

    def __exit__(self, *_: Any) -> None:
        self._loop.run_until_complete(self._walk.__aexit__())


def make_client(scenario: Dict[str, Any], user: User, kind: str) -> Any:
    values = {"retry_delay_ms": 1, "retry_delay_max_ms": 5, **user.options(scenario.get("credential", "token"))}
    values.update({name: expanded(value, user) for name, value in scenario.get("client", {}).items()})
    words = flags(values, allow_http=ALLOW_HTTP, no_environment=NO_ENVIRONMENT)
    variables = {name: expanded(value, user) for name, value in scenario.get("environment", {}).items()}
    with environment(variables):
        if kind == "sync":
            return codelab.Client(**in_python(values), **words)
        return Blocking(codelab.AsyncClient(**in_python(values), **words))


def follow(watch: Any, outcome: Outcome) -> None:
    """The usual loop around a watch. The outcome holds the last instance that the watch reported."""
    outcome.code = "CODELAB_DONE"
    with watch:
        while outcome.error is None:
            try:
                outcome.result = next(watch)
            except StopIteration:
                break
            except codelab.CodelabError as error:
                outcome.fail(error)
            else:
                note(outcome.statuses, outcome.result.status_text or "")
            finally:
                note(outcome.phases, watch.phase)


def note(seen: List[Any], value: Any) -> None:
    if not seen or seen[-1] != value:
        seen.append(value)


def walk(pager: Any, name: str, page_size: int, outcome: Outcome) -> None:
    """The whole list. In Python there are no pages: the first is made again of as many elements as it had."""
    with pager:
        try:
            for item in pager:
                outcome.items.append(item)
        except codelab.CodelabError as error:
            outcome.fail(error)
    if outcome.items:
        lists = {"instances": None, "images": None, "flavors": None, name: tuple(outcome.items[:page_size])}
        outcome.result = SimpleNamespace(**lists, total=pager.total)


def call(client: Any, id: str, scenario: Dict[str, Any], outcome: Outcome) -> None:
    name, request = scenario["call"], in_python(scenario.get("request", {}))
    limits = {"timeout": scenario["timeout_ms"] / 1000} if "timeout_ms" in scenario else {}
    if name in ("watch", "switch"):
        words = flags(request, unchecked=SWITCH_UNCHECKED, stay_stopped=SWITCH_STAY_STOPPED)
        options = in_python({"first_delay_ms": 5, "ceiling_ms": 20, **scenario.get("watch", {})})
        follow(getattr(client, name)(id, **request, **words, **options, **limits), outcome)
    elif name == "open_until_ready":
        words = flags(request, create_if_not_offered=CREATE_IF_NOT_OFFERED, replace_failed=REPLACE_FAILED)
        options = in_python({"first_delay_ms": 5, "ceiling_ms": 20, **scenario.get("watch", {})})
        follow(client.open_watch(**request, **words, **options, **limits), outcome)
    elif name in LISTS:
        method, kind, page_size = LISTS[name]
        ids = [id] if name == "list_switchable_flavors" else []
        pager = getattr(client, method)(*ids, **request, **limits)
        walk(pager, kind, request.get("page_size") or page_size, outcome)
    elif name == "open":
        words = flags(request, create_if_not_offered=CREATE_IF_NOT_OFFERED)
        outcome.result = client.open(**request, **words, **limits)
    else:
        assert name in CALLS
        outcome.result = getattr(client, name)(id, **request, **limits)
