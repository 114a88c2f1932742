"""Iterators over lists of the service."""

from __future__ import annotations

from collections import deque
from typing import Any, Deque, Generic, Iterator, Optional, TypeVar

from ._blocking import run
from ._cursor import PageCursor
from ._handle import ProcessBound
from ._wait_queue import WaitQueuePool

Item = TypeVar("Item")


class BasePager(ProcessBound, Generic[Item]):
    """The base of Pager and AsyncPager."""

    __slots__ = ("_cursor", "_fetched")

    def __init__(self, cursor: PageCursor[Item]) -> None:
        self._cursor = cursor
        self._fetched: Deque[Item] = deque()

    @property
    def total(self) -> Optional[int]:
        """Elements of the whole list, as of the last page; None before the first."""
        return self._cursor.total

    def close(self) -> None:
        """Ends the iteration: after the elements that have been fetched, the next step raises StateError."""
        self._cursor.handle.close()


class Pager(BasePager[Item], Iterator[Item]):
    """The elements of a list, returned by Client.instances(), images(), flavors() and switchable_flavors().

    A page is requested when it is needed; nothing is sent before the first step. Elements that are added or removed
    during the iteration may be missed or returned twice. After an error, next() requests the same page again. If the
    service ends the list before its total, ProtocolError is raised. One thread at a time may use it; any thread may
    call close(), which is not needed after the last element.
    """

    __slots__ = ("_queues",)

    def __init__(self, queues: WaitQueuePool, cursor: PageCursor[Item]) -> None:
        super().__init__(cursor)
        self._queues = queues

    def __iter__(self) -> "Pager[Item]":
        return self

    def __next__(self) -> Item:
        if not self._fetched and not self._cursor.is_done:
            items = run(self._queues, self._cursor)
            if items is not None:
                self._fetched.extend(items)
        if not self._fetched:
            raise StopIteration
        return self._fetched.popleft()

    def __enter__(self) -> "Pager[Item]":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
