"""Following one instance until it can be used, or is where it should be."""

from __future__ import annotations

from typing import Any, Iterator

from ._blocking import run
from ._cursor import WatchCursor
from ._handle import ProcessBound
from ._wait_queue import WaitQueuePool
from .enums import Phase
from .records import Instance


class BaseWatch(ProcessBound):
    """What both kinds of watch have."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: WatchCursor) -> None:
        self._cursor = cursor

    @property
    def phase(self) -> Phase:
        """What the next step is about to do: of a switch where it stands, else FOLLOWING; ENDED after the last."""
        if not self._cursor.is_done:
            self._cursor.handle.check_open()
        return self._cursor.phase

    def close(self) -> None:
        """Ends the watch, after the step that may be under way. One that has come to its end needs no closing."""
        self._cursor.handle.close()


class Watch(BaseWatch, Iterator[Instance]):
    """The changes of one instance, as Client.watch() and Client.switch() make it.

    Each step blocks until there is something new to show. The iteration ends when the instance is where the watch was
    to see it: ready (which the last instance given shows), or stopped, or deleted. It raises InstanceFailedError with
    the service's reason when the instance cannot get there any more. Faults that pass (the network, 429, 5xx) are
    waited out. After any other error, next() looks again. Used by one thread at a time; close() is for any thread.
    """

    __slots__ = ("_queues",)

    def __init__(self, queues: WaitQueuePool, cursor: WatchCursor) -> None:
        super().__init__(cursor)
        self._queues = queues

    def __iter__(self) -> "Watch":
        return self

    def __next__(self) -> Instance:
        instance = None if self._cursor.is_done else run(self._queues, self._cursor)
        if instance is None:
            raise StopIteration
        return instance

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
