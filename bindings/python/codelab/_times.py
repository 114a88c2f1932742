"""Converts milliseconds of the service to datetime in UTC and timedelta."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional, Union

from ._abi import CODELAB_ABSENT

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)
#: The duration of an unlimited lease. Compare with it, or pass it to start().
NO_END = timedelta.max
NO_END_MS = -1


def moment(ms: int, draft: Any, name: str) -> Optional[datetime]:
    """Returns a datetime; None if ms is absent or out of range. The record keeps the latter for its …_ms."""
    if ms == CODELAB_ABSENT:
        return None
    try:
        return EPOCH + timedelta(milliseconds=ms)
    except OverflowError:
        keep(ms, draft, name)
        return None


def span(ms: int, draft: Any, name: str) -> Optional[timedelta]:
    """Returns a timedelta, like moment()."""
    if ms == CODELAB_ABSENT:
        return None
    found = timedelta_of(ms)
    if found is None:
        keep(ms, draft, name)
    return found


def keep(ms: int, draft: Any, name: str) -> None:
    object.__setattr__(draft, "_beyond", {**getattr(draft, "_beyond", {}), name: ms})


def timedelta_of(ms: int) -> Optional[timedelta]:
    """Returns a timedelta; None if ms is out of range."""
    if ms == NO_END_MS:
        return NO_END
    try:
        return timedelta(milliseconds=ms)
    except OverflowError:
        return None


def milliseconds_of(value: Union[datetime, timedelta]) -> int:
    """Returns the milliseconds of a datetime or timedelta, rounded down."""
    if value == NO_END:
        return NO_END_MS
    return (value - EPOCH if isinstance(value, datetime) else value) // MILLISECOND
