"""Wrong arguments: the error names the parameter and the value, in the words of Python."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Callable, List, Tuple, Type

import pytest

import codelab
from codelab import _abi
from simulator import User

Connect = Callable[..., codelab.Client]

IN_C = {name for name in vars(_abi) if name.startswith("CODELAB_")} | set(_abi.PROTOTYPES)

#: A method of the client, its arguments, the exception, and the message.
CALLS: List[Tuple[str, Any, Type[Exception], str]] = [
    ("show", {"instance": None}, TypeError, "instance must be a codelab.Instance or its id, not NoneType"),
    ("show", {"instance": 3}, TypeError, "instance must be a codelab.Instance or its id, not int"),
    ("show", {"instance": codelab.Instance()}, ValueError, "instance has no id"),
    ("stop", {"instance": codelab.Image(id="a")}, TypeError, "instance must be a codelab.Instance or its id, not Image"),
    ("watch", {"instance": None}, TypeError, "instance must be a codelab.Instance or its id, not NoneType"),
    ("switch", {"instance": None, "flavor": "a"}, TypeError, "instance must be"),
    ("switchable_flavors", {"instance": None}, TypeError, "instance must be"),
    ("show_image", {"image": None}, TypeError, "image must be a codelab.Image or its id, not NoneType"),
    (
        "watch",
        {"instance": "a", "until": "ready"},
        TypeError,
        "until must be one of Until.READY, Until.STOPPED, Until.DELETED; not 'ready'",
    ),
    ("watch", {"instance": "a", "until": 7}, ValueError, "until must be one of Until.READY, .*; not 7"),
    ("start", {"instance": "a", "type": "idle"}, TypeError, "type must be one of LeaseType.TIMING, LeaseType.IDLE; not"),
    ("instances", {"feature": "DEFAULT"}, TypeError, "feature must be one of Feature.DEFAULT, .*; not 'DEFAULT'"),
    ("instances", {"status": 99}, ValueError, "status must be one of InstanceStatus.INIT, .*; not 99"),
    ("images", {"type": None.__class__}, TypeError, "type must be one of ImageType.BUILD_IN, .*; not type"),
    ("flavors", {"category": 9}, ValueError, "category must be one of FlavorCategory.CPU, .*; not 9"),
    ("start", {"instance": "a", "duration": 3600}, TypeError, "duration must be a timedelta, not int"),
    ("start", {"instance": "a", "duration": timedelta(-1)}, ValueError, "duration must be 1 to 72 hours, not -1 day"),
    ("renew_lease", {"instance": "a", "duration": codelab.NO_END}, ValueError, "duration cannot be NO_END"),
    ("switch", {"instance": "a"}, ValueError, "nothing to switch to: pass flavor or image_id"),
    ("update", {"instance": "a"}, ValueError, "nothing to change: pass name or description or flavor or image_id"),
    ("watch", {"instance": "a", "first_delay": -1}, ValueError, "first_delay must be from 0.001 to 3600 seconds, not -1"),
    ("watch", {"instance": "a", "ceiling": 3601}, ValueError, "ceiling must be from 0.001 to 3600 seconds, not 3601"),
    ("watch", {"instance": "a", "ceiling": "1"}, TypeError, "ceiling must be a number of seconds, not str"),
    ("watch", {"instance": "a", "growth": 0.5}, ValueError, "growth must be from 1 to 10, not 0.5"),
    ("open_watch", {"jitter": 1.5}, ValueError, "jitter must be from 0 to 1, not 1.5"),
    ("open_watch", {"jitter": -0.01}, ValueError, "jitter must be from 0 to 1, not -0.01"),
    ("open", {"timeout": "1m"}, TypeError, "timeout must be a number of seconds, not str"),
    ("open", {"timeout": timedelta(minutes=1)}, TypeError, "timeout must be a number of seconds, not timedelta"),
    ("watch", {"instance": "a", "timeout": float("nan")}, ValueError, "timeout is out of range: nan"),
    ("open", {"cancel": 3}, TypeError, "cancel must be a codelab.Cancel, not int"),
    ("open", {"image_id": 3}, TypeError, "image_id must be a str, not int"),
    ("open", {"wait": True, "share_url": "ftp://x"}, ValueError, "share_url"),
    ("images", {"page_size": "9"}, TypeError, "page_size must be an int, not str"),
    ("images", {"page_size": 2**40}, ValueError, "page_size is out of range: 1099511627776"),
]

CLIENTS: List[Tuple[Any, Type[Exception], str]] = [
    ({"signature": "ACCESS"}, TypeError, "signature must be one of Signature.ACCESS, .*; not 'ACCESS'"),
    ({"connect_timeout": -1}, ValueError, "connect_timeout must be from 0.001 to 86400 seconds, not -1"),
    ({"attempt_timeout": 86401}, ValueError, "attempt_timeout must be from 0.001 to 86400 seconds, not 86401"),
    ({"retry_delay": float("inf")}, ValueError, "retry_delay must be from 0.001 to 86400 seconds, not inf"),
    ({"retry_delay_max": "1"}, TypeError, "retry_delay_max must be a number of seconds, not str"),
    ({"max_attempts": 101}, ValueError, "max_attempts must be from 1 to 100, not 101"),
    ({"max_attempts": 1.5}, TypeError, "max_attempts must be an int, not float"),
    ({"trace_fd": -7}, ValueError, "trace_fd must be a file descriptor or NO_TRACE, not -7"),
]


def check(caught: "pytest.ExceptionInfo[Exception]", message: str) -> None:
    text = str(caught.value)
    assert re.match(message, text), text
    assert not set(re.findall(r"\w+", text)) & IN_C and "_ms" not in text and "enum" not in text


@pytest.mark.parametrize("name, arguments, kind, message", CALLS, ids=[f"{each[0]}: {each[3]}" for each in CALLS])
def test_a_wrong_argument_is_named(
    name: str, arguments: Any, kind: Type[Exception], message: str, user: User, connect: Connect
) -> None:
    method = getattr(connect(user), name)
    with pytest.raises(kind) as caught:
        method(**arguments)
    check(caught, message)
    assert user.requests() == []


@pytest.mark.parametrize("arguments, kind, message", CLIENTS, ids=[each[2] for each in CLIENTS])
def test_a_wrong_setting_is_named(arguments: Any, kind: Type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        codelab.Client("http://127.0.0.1:1", "project", "token", **arguments)
    check(caught, message)


@pytest.mark.parametrize(
    "arguments",
    [
        {"connect_timeout": 86400, "attempt_timeout": 0.001, "retry_delay": 0.0001, "retry_delay_max": 86400},
        {"max_attempts": 100, "trace_fd": codelab.NO_TRACE, "signature": codelab.Signature.CREDENTIAL},
        {"max_attempts": 0, "connect_timeout": 0},
    ],
    ids=str,
)
def test_the_bounds_are_those_of_the_library(arguments: Any) -> None:
    codelab.Client("http://127.0.0.1:1", "project", "token", **arguments).close()


@pytest.mark.parametrize(
    "arguments",
    [
        {"first_delay": 3600, "ceiling": 3600, "growth": 10, "jitter": 1},
        {"first_delay": 0.0001, "ceiling": 0.001, "growth": 1, "jitter": 0},
        {"first_delay": 0, "ceiling": 0, "growth": 0, "jitter": 0.001},
    ],
    ids=str,
)
def test_the_bounds_of_a_watch_are_those_of_the_library(arguments: Any, user: User, connect: Connect) -> None:
    connect(user).watch("a", **arguments).close()


def test_a_stored_answer_must_be_bytes() -> None:
    with pytest.raises(TypeError, match="answer must be bytes, not str"):
        codelab.decode_instance("{}")  # type: ignore[arg-type]
