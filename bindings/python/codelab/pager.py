"""Walking the lists of the service."""

from __future__ import annotations

from collections import deque
from typing import Any, Deque, Generic, Iterator, Optional, TypeVar

from ._blocking import run
from ._cursor import PageCursor
from ._handle import ProcessBound
from ._wait_queue import WaitQueuePool

Item = TypeVar("Item")


class BasePager(ProcessBound, Generic[Item]):
    """What both kinds of pager have."""

    __slots__ = ("_cursor", "_fetched")

    def __init__(self, cursor: PageCursor[Item]) -> None:
        self._cursor = cursor
        self._fetched: Deque[Item] = deque()

    @property
    def total(self) -> Optional[int]:
        """How long the whole list is, as the service counted with the last page; None before the first."""
        return self._cursor.total

    def close(self) -> None:
        """Ends the iteration: the next step then raises StateError, but for elements that have been fetched."""
        self._cursor.handle.close()


class Pager(BasePager[Item], Iterator[Item]):
    """The elements of a list, as Client.instances(), images(), flavors() and switchable_flavors() make it.

    A page of the list is asked for when the one before is used up, and nothing before the first step. What comes or
    goes meanwhile may be missed or seen twice. After an error, next() asks for the same page again. A list that the
    service cuts short of its total ends with ProtocolError. Used by one thread at a time; close(), or the end of a
    `with`, is for any thread, and not needed after the last element.
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
