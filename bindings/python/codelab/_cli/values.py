"""Records as JSON: with the names of their fields, without absent fields, times in ISO 8601, durations in seconds."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, Dict, Iterable, Iterator, Optional, Tuple

import codelab

from .._record_base import Record
from .._redaction import without_token
from .output import say

#: Fields that give access to the instance.
SECRET = frozenset({"token", "browser_url"})


def plain(value: Any, *, secrets: bool = False) -> Any:
    """Returns a value for json. Without secrets no text in it contains the token."""
    token = None if secrets else getattr(value, "token", None)
    return _plain(value, secrets, token)


def _plain(value: Any, secrets: bool, token: Optional[str]) -> Any:
    if hasattr(value, "__match_args__"):
        return dict(_pairs(value, secrets, token))
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        return iso_time(value)
    if isinstance(value, str) and not secrets:
        return without_token(value, token)
    if isinstance(value, (tuple, list)):
        return [_plain(each, secrets, token) for each in value]
    return value


def _pairs(record: Any, secrets: bool, token: Optional[str]) -> Iterator[Tuple[str, Any]]:
    for name in record.__match_args__:
        value = record._sent(name) if secrets and isinstance(record, Record) else getattr(record, name)
        if is_absent(record, name, value) or (name in SECRET and not secrets):
            continue
        if isinstance(value, timedelta):
            # None: an unlimited lease.
            yield f"{name}_seconds", None if value == codelab.NO_END else value.total_seconds()
        else:
            yield name, _plain(value, secrets, token)


def is_absent(record: Any, name: str, value: Any) -> bool:
    """Returns True for None, and for an enum without a text."""
    if isinstance(value, Enum) and value.value == 0:
        return getattr(record, f"{name}_text", None) is None
    return value is None


def iso_time(time: datetime) -> str:
    """Returns a time such as "2026-11-25T13:37:23.456Z"."""
    return time.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def text_of(value: Any, *, indent: Optional[int] = None) -> str:
    import json

    return json.dumps(value, indent=indent, separators=None if indent else (",", ":"))


def say_value(value: Any, *, secrets: bool = False) -> None:
    """Prints one record as indented JSON."""
    say(text_of(plain(value, secrets=secrets), indent=2))


def say_values(values: Iterable[Any], *, secrets: bool = False) -> None:
    """Prints a list as one JSON array, after all pages have been read."""
    say(text_of([plain(each, secrets=secrets) for each in values], indent=2))


def say_line(value: Dict[str, Any]) -> None:
    """Prints one of several objects on a line."""
    say(text_of(value))
