"""Times of the service, which counts milliseconds, as Python has them: moments in UTC, and spans."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional, Union

from ._abi import CODELAB_ABSENT

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)
#: Of a lease that never runs out. To be compared with, and given to start().
NO_END = timedelta.max
NO_END_MS = -1


def moment(ms: int, draft: Any, name: str) -> Optional[datetime]:
    """None for what is absent. What no datetime can hold is kept in the record for its …_ms, and is None too."""
    if ms == CODELAB_ABSENT:
        return None
    try:
        return EPOCH + timedelta(milliseconds=ms)
    except OverflowError:
        keep(ms, draft, name)
        return None


def span(ms: int, draft: Any, name: str) -> Optional[timedelta]:
    """The same for a timedelta."""
    if ms == CODELAB_ABSENT:
        return None
    found = timedelta_of(ms)
    if found is None:
        keep(ms, draft, name)
    return found


def keep(ms: int, draft: Any, name: str) -> None:
    object.__setattr__(draft, "_beyond", {**getattr(draft, "_beyond", {}), name: ms})


def timedelta_of(ms: int) -> Optional[timedelta]:
    """None if there is no such timedelta."""
    if ms == NO_END_MS:
        return NO_END
    try:
        return timedelta(milliseconds=ms)
    except OverflowError:
        return None


def milliseconds_of(value: Union[datetime, timedelta]) -> int:
    """What moment() or span() has made of; of any other value the millisecond that it is in."""
    if value == NO_END:
        return NO_END_MS
    return (value - EPOCH if isinstance(value, datetime) else value) // MILLISECOND
